"""The client's header and tabs, which every page of a client's file shares.

Tabs, buttons and chips belong to several packages: each is named in the list of ``clinic.config.registry``, so that
this module knows none of them.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Literal, Self, TypeVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from clients.alerts.queries import open_alerts_among
from clients.alerts.standing import chips_by_client
from clients.care_team.actions import unassigned_clients
from clients.models import CareRelation, Client
from clients.queries import last_days, may_for, newest_screens, those_going_on
from clinic.core import audit
from clinic.core.access import Actor, ActorRequest, May, Reach, reach
from clinic.core.lazy import StrOrPromise
from clinic.core.together import fetch_together

Right = Literal["record", "book", "keep", "reopen"]


@dataclass(frozen=True)
class Tab:
    """A tab of the client's file. A clinical one is shown to those who may read the record, the others to all."""

    url_name: str
    label: StrOrPromise
    clinical: bool = True


@dataclass(frozen=True)
class Button:
    """A button of the header: where it leads, its key on the keyboard, and what one must be allowed to.

    ``afterwards``: also once the treatment is closed; nothing is given or booked then.
    """

    url_name: str
    label: StrOrPromise
    key: str
    needs: Right
    primary: bool = False
    afterwards: bool = False


@dataclass(frozen=True)
class Chip:
    """A short fact in the header, with a time where it has one; ``color`` is a class of the style questionnaire."""

    text: str
    color: str = ""
    at: datetime | None = None


Row = TypeVar("Row")


class ChipSource(ABC, Generic[Row]):
    """A chip of the header: the rows it is made of, which are read with all else that the header shows.

    A ``clinical`` one is shown to those who may read the record, the others to all.
    """

    clinical = False

    @abstractmethod
    def rows(self, client: Client) -> QuerySet[Any, Row]:
        """What the chip is made of, not read yet."""

    @abstractmethod
    def chip(self, rows: Sequence[Row]) -> Chip | None:
        """The chip of these rows, of which there may be none; None where there is nothing to say."""


TABS: list[Tab] = []
BUTTONS: list[Button] = []
CHIPS: list[ChipSource[Any]] = []


class Header:
    """What every page of a client's file shows above its tab, as querysets that a page can read with its own."""

    def __init__(self, actor: Actor, client: Client) -> None:
        self.actor, self.client = actor, client
        self.team = client.care.current().select_related("staff").order_by("part")
        self.episodes = client.episodes.newest_first()[:1]
        self.screens = newest_screens(actor, [client.pk])
        self.alerts = open_alerts_among(actor, client.file_ids)
        self.former = last_days(actor, client)
        self.chip_rows = [(source, source.rows(client)) for source in CHIPS]

    def fetch(self, *others: QuerySet[Any, Any]) -> Self:
        """Reads all of it and what the page shows besides, in one statement."""
        fetch_together(
            *(self.team, self.episodes, self.screens, self.alerts, self.former),
            *(rows for _source, rows in self.chip_rows),
            *others,
        )
        return self

    def context(self, *, clinical: bool = True) -> dict[str, Any]:
        """For the template ``clients/shell.html``; ``clinical``: for somebody who may read the record."""
        lead = next((row for row in self.team if row.part == CareRelation.Part.LEAD and row.staff.is_active), None)
        return {
            "section": "caseload",
            "client": self.client,
            "chips": [
                chip
                for source, rows in self.chip_rows
                if (clinical or not source.clinical) and (chip := source.chip(list(rows)))
            ],
            "care": self.team,
            "treatment": next(iter(self.episodes), None),  # the newest; it may rest, or have ended
            "unassigned": lead is None and unassigned_clients().filter(pk=self.client.pk).exists(),
            "reads_until": None if may_for(self.actor, self.client, May.RECORD) else max(self.former, default=None),
            "violence": those_going_on(self.screens),
            "alert_chips": chips_by_client(self.alerts),
        }


def render_tab(
    request: ActorRequest, header: Header, url_name: str, template: str, context: dict[str, Any]
) -> HttpResponse:
    """Renders a tab of the client's file below its header, and logs that it was opened.

    ``context`` may say that the reader may not read the record (``clinical``).
    """
    client = header.client
    audit.log_access(client.pk, url_name.partition(":")[2])
    clinical, rights = context.get("clinical", True), _rights(request.actor, client)
    shown = header.context(clinical=clinical)
    is_closed = shown["treatment"] is not None and shown["treatment"].closed_on is not None
    head = {
        "tab": url_name,
        "tabs": [tab for tab in TABS if clinical or not tab.clinical],
        "buttons": [one for one in BUTTONS if rights[one.needs] and (one.afterwards or not is_closed)],
        "can": rights,
    }
    return render(request, template, shown | head | context)


def _rights(actor: Actor, client: Client) -> dict[Right, bool]:
    """Which of the header's buttons lead somewhere. The pages behind them ask again."""
    own = may_for(actor, client, May.RECORD)

    def everywhere(capability: May) -> bool:
        return own or Reach.PRACTICE in reach(actor, capability)

    return {
        "record": own,
        "book": everywhere(May.BOOK),
        "keep": everywhere(May.KEEP_FILE),
        "reopen": everywhere(May.REOPEN),
    }
