"""That somebody covers for the lead, in the header of the client's file."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.alerts.responsibility import away_at
from clients.models import CareRelation, Client, Cover
from clients.queries import therapists
from clients.shell import Chip, ChipSource
from clinic.core.periods import until_in_words


class CoverChip(ChipSource[Cover]):
    """Who takes the lead's place now, and until when; nothing where they are away themselves."""

    def rows(self, client: Client) -> QuerySet[Any, Cover]:
        leads = CareRelation.objects.leading().filter(client=client).values("staff")
        found = Cover.objects.at(timezone.now()).filter(therapist__in=leads, staff__in=therapists().order_by())
        return found.select_related("staff")

    def chip(self, rows: Sequence[Cover]) -> Chip | None:
        if not rows or away_at([rows[0].staff_id], timezone.now()):
            return None
        found = {"name": rows[0].staff.name, "day": until_in_words(rows[0].ends_at)}
        return Chip(_("Covered by %(name)s until %(day)s") % found, "amber")
