"""The client's header and tabs, which every page of a client's file shares.

Tabs, buttons and chips belong to several packages: each is named in the list of ``clinic.config.registry``, so that
this module knows none of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.http import HttpResponse
from django.shortcuts import render
from django_stubs_ext import StrOrPromise

from clients.alerts.queries import open_alerts
from clients.care_team.actions import unassigned_clients
from clients.models import CareRelation, Client
from clients.queries import may_for, violence_going_on
from clinic.core import audit
from clinic.core.access import Actor, ActorRequest, May, Reach, may, reach

Right = Literal["record", "book", "keep"]


@dataclass(frozen=True)
class Tab:
    """A tab of the client's file. A clinical one is shown to those who may read the record, the others to all."""

    url_name: str
    label: StrOrPromise
    clinical: bool = True


@dataclass(frozen=True)
class Button:
    """A button of the header: where it leads, its key on the keyboard, and what one must be allowed to."""

    url_name: str
    label: StrOrPromise
    key: str
    needs: Right
    primary: bool = False


@dataclass(frozen=True)
class Chip:
    """A short fact in the header, with a time where it has one; ``color`` is a class of the style questionnaire."""

    text: str
    color: str = ""
    at: datetime | None = None


TABS: list[Tab] = []
BUTTONS: list[Button] = []
CHIPS: list[Callable[[Client], Chip]] = []


def render_tab(
    request: ActorRequest, client: Client, url_name: str, template: str, context: dict[str, Any]
) -> HttpResponse:
    """Renders a tab of the client's file, and logs that it was opened.

    ``context`` may say that the reader may not read the record (``clinical``), and bring what it has loaded anyway:
    ``team`` and ``open_alerts``.
    """
    audit.log_access(client.pk, url_name.partition(":")[2])
    actor = request.actor
    team = (
        [row for row in context["team"] if row.until is None]
        if "team" in context
        else list(client.care.current().select_related("staff").order_by("part"))
    )
    lead = next((row for row in team if row.part == CareRelation.Part.LEAD and row.staff.is_active), None)
    clinical, rights = context.get("clinical", True), _rights(actor, client)
    head = {
        "section": "caseload",
        "client": client,
        "tab": url_name,
        "tabs": [tab for tab in TABS if clinical or not tab.clinical],
        "buttons": [button for button in BUTTONS if rights[button.needs]],
        "chips": [make(client) for make in CHIPS],
        "care": team,
        "unassigned": lead is None and unassigned_clients().filter(pk=client.pk).exists(),
        "can": rights,
        "violence": violence_going_on(actor, [client.pk]) if may(actor, May.READ_RECORD) else [],
    }
    if "open_alerts" not in context:
        head["open_alerts"] = open_alerts(client) if may_for(actor, client, May.SEE_ALERTS) else []
    return render(request, template, head | context)


def _rights(actor: Actor, client: Client) -> dict[Right, bool]:
    """Which of the header's buttons lead somewhere. The pages behind them ask again."""
    own = may_for(actor, client, May.RECORD)
    everywhere = Reach.PRACTICE in reach(actor, May.BOOK)
    return {"record": own, "book": own or everywhere, "keep": own or Reach.PRACTICE in reach(actor, May.KEEP_FILE)}
