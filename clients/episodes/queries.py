"""What pages ask of a client's treatments."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from clients.models import Client, Episode
from clients.shell import Chip, ChipSource


class TreatmentState(ChipSource[Episode]):
    """For the header of the file: that the newest treatment rests or has ended. Nothing while it is running."""

    def rows(self, client: Client) -> QuerySet[Any, Episode]:
        return client.episodes.order_by("-opened_on", "-id")[:1]

    def chip(self, rows: Sequence[Episode]) -> Chip | None:
        if rows and rows[0].closed_on:
            return Chip(_("treatment closed"), "amber")
        if rows and rows[0].paused_on:
            return Chip(_("treatment paused"), "amber")
        return None
