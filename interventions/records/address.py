"""What the address of a new row's page says: in which session it is begun, and what it is about."""

from django.db.models import ForeignKey
from django.http import HttpRequest
from django.utils import timezone

from clinic.core.address import uuid_of
from interventions.plans.models import Plan
from interventions.records.kinds import Kind
from interventions.records.row_forms import sessions_of
from interventions.sessions.models import TherapySession


def session_of_address(request: HttpRequest, plan: Plan) -> TherapySession | None:
    """The session that a new row is begun in, as its page's address names it (``?session=``); one of the plan's."""
    wanted = uuid_of(request.GET.get("session", ""))
    return sessions_of(plan).filter(pk=wanted).first() if wanted else None


def named_in_address(request: HttpRequest, plan: Plan, kind: Kind) -> dict[str, object]:
    """What the address of a new row fills in: related rows by their ids, and the session with its day."""
    related = (name for name in kind.fields if isinstance(kind.model._meta.get_field(name), ForeignKey))
    found: dict[str, object] = {name: one for name in related if (one := uuid_of(request.GET.get(name, "")))}
    if session := session_of_address(request, plan):
        found |= {"session": session.pk, "on": timezone.localdate(session.starts_at)}
    return found
