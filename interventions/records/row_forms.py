"""What the forms of rows have in common."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Unpack

from django import forms
from django.db.models import QuerySet

from clients.models import Client
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


def sessions_of(plan: Plan, people: Iterable[Client] = ()) -> QuerySet[TherapySession]:
    """The client's newest sessions, for a choice; of a joint plan the household's, and those that one of ``people``
    had alone within it."""
    rows = TherapySession.objects.of_same(plan)
    if plan.household_id is not None and (own := [person.pk for person in people]):
        rows = rows | TherapySession.objects.filter(plan=plan, household__isnull=True, client__in=own)
    newest = rows.order_by("-starts_at")[:60]
    return TherapySession.objects.filter(pk__in=[row.pk for row in newest])
