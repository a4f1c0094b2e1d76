"""EFT's package."""

from django.utils.translation import gettext_lazy

from interventions.modalities.eft.models import CycleMoment, CycleSide
from interventions.modalities.eft.pictures import pictures_of
from interventions.modalities.package import Package
from interventions.records.kinds import kind, of_readable

PACKAGE = Package(
    kinds=(
        kind(
            "side",
            CycleSide,
            gettext_lazy("side of the cycle"),
            "client position trigger action story secondary primary fear need",
            "made_at",
            "eft/_side.html",
            readable=of_readable("client"),
        ),
        kind("moment", CycleMoment, gettext_lazy("change event"), "kind on session note", "on", "eft/_moment.html"),
    ),
    pictures=pictures_of,
)
