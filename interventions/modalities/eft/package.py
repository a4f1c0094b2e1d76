"""EFT's package."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.households.joint import people_of
from clients.queries import visible
from clinic.core.access import Actor, May
from interventions.catalogue import Modality
from interventions.modalities.eft.models import CycleMoment, CycleSide
from interventions.modalities.eft.pictures import pictures_of
from interventions.modalities.package import Package
from interventions.records.kinds import kind


def _check_side(row: CycleSide, _modality: Modality) -> dict[str, object]:
    return {} if row.client_id in people_of(row.plan) else {"client": _("The plan is not theirs.")}


def _readable_sides(rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    """Sides of people whose record the actor may read."""
    return rows.filter(client__in=visible(actor, May.READ_RECORD))


PACKAGE = Package(
    kinds=(
        kind(
            "side",
            CycleSide,
            gettext_lazy("side of the cycle"),
            "client position trigger action story secondary primary fear need",
            "made_at",
            "eft/_side.html",
            check=_check_side,
            readable=_readable_sides,
        ),
        kind("moment", CycleMoment, gettext_lazy("change event"), "kind on session note", "on", "eft/_moment.html"),
    ),
    pictures=pictures_of,
)
