"""What the address of a new row's page says: in which session it is begun, and what it is about."""

from collections.abc import Iterable

from django.db.models import ForeignKey
from django.http import HttpRequest
from django.utils import timezone

from clients.models import Client
from clinic.core.address import uuid_of
from interventions.plans.models import Plan
from interventions.records.kinds import Kind
from interventions.records.row_forms import sessions_of
from interventions.sessions.models import TherapySession


def session_of_address(request: HttpRequest, plan: Plan, people: Iterable[Client] = ()) -> TherapySession | None:
    """The session that a new row is begun in, as its page's address names it (``?session=``); one of the plan's, or of
    one of ``people`` alone within it."""
    wanted = uuid_of(request.GET.get("session", ""))
    return sessions_of(plan, people).filter(pk=wanted).first() if wanted else None


def named_in_address(request: HttpRequest, kind: Kind, session: TherapySession | None) -> dict[str, object]:
    """What the address of a new row fills in: related rows by their ids, choices, and the session with its day; whose
    row it is where the session is one person's."""
    related = (name for name in kind.fields if isinstance(kind.model._meta.get_field(name), ForeignKey))
    found: dict[str, object] = {name: one for name in related if (one := uuid_of(request.GET.get(name, "")))}
    found |= {name: text for name in kind.from_address if (text := request.GET.get(name, ""))}
    if session:
        found |= {"session": session.pk, "on": timezone.localdate(session.starts_at)}
        if kind.person and session.household_id is None:
            found.setdefault(kind.person, session.client_id)
    return found
