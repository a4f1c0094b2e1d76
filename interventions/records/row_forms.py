"""What the forms of rows have in common."""

from typing import TYPE_CHECKING, Any, Unpack

from django import forms
from django.db.models import ForeignKey, Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from clinic.core.address import uuid_of
from clinic.core.edit_forms import FormOptions, Sent
from interventions.plans.models import Plan
from interventions.sessions.models import TherapySession

if TYPE_CHECKING:
    ModelForm = forms.ModelForm[Any]
else:
    ModelForm = forms.ModelForm


class RowForm(ModelForm):
    """A row of a plan's record. It checks what was typed; ``save_row`` keeps it."""

    def __init__(self, data: Sent = None, *, plan: Plan, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        self.plan = plan


def sessions_of(plan: Plan) -> QuerySet[TherapySession]:
    """The client's newest sessions, for a choice; of a joint plan the household's, never one person's alone."""
    rows = TherapySession.objects.of_same(plan).order_by("-starts_at")[:60]
    return TherapySession.objects.filter(pk__in=[row.pk for row in rows])


def session_of_address(request: HttpRequest, plan: Plan) -> TherapySession | None:
    """The session that a new row is begun in, as its page's address names it (``?session=``); one of the plan's."""
    wanted = uuid_of(request.GET.get("session", ""))
    return sessions_of(plan).filter(pk=wanted).first() if wanted else None


def named_in_address(request: HttpRequest, plan: Plan, model: type[Model], fields: tuple[str, ...]) -> dict[str, Any]:
    """What the address of a new row fills in: related rows by their ids, and the session with its day."""
    related = (name for name in fields if isinstance(model._meta.get_field(name), ForeignKey))
    found: dict[str, Any] = {name: one for name in related if (one := uuid_of(request.GET.get(name, "")))}
    if session := session_of_address(request, plan):
        found |= {"session": session.pk, "on": timezone.localdate(session.starts_at)}
    return found
