"""The form by which sessions are booked: one, or a series."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Unpack

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.households.forms import TogetherForm
from clients.models import Client
from clinic.core.edit_forms import FormOptions, Sent
from clinic.core.models import Staff
from clinic.core.types import Checked
from interventions.catalogue import Modality
from interventions.models import Plan, TherapySession
from interventions.sessions.forms import WhenForm, alone_field, offer_each_alone, one_alone
from interventions.sessions.people import not_in_team
from interventions.sessions.recurrence import MOST

REPEATS = {
    "": "",
    "1": "FREQ=WEEKLY",
    "2": "FREQ=WEEKLY;INTERVAL=2",
    "4": "FREQ=WEEKLY;INTERVAL=4",
    "day": "FREQ=DAILY",
}


class BookForm(TogetherForm, WhenForm):
    """One session, or a series."""

    therapist = forms.ModelChoiceField(Staff.objects.none(), label=_("Therapist"))
    plan = forms.ModelChoiceField(Plan.objects.none(), label=_("Plan"), required=False)
    alone_with = alone_field()
    repeat = forms.ChoiceField(
        label=_("Again"),
        required=False,
        choices=[
            ("", _("only once")),
            ("1", _("every week")),
            ("2", _("every two weeks")),
            ("4", _("every four weeks")),
            ("day", _("every day")),
        ],
    )
    times = forms.IntegerField(label=_("How many sessions"), min_value=2, max_value=MOST, required=False, initial=12)
    skip_taken = forms.BooleanField(label=_("Leave these out and book the others"), required=False)
    attendance = forms.ChoiceField(
        label=_("Attendance"),
        required=False,
        choices=[("", _("choose")), *TherapySession.outcome_choices()],
    )
    in_joint_plan = False  # whether there is anybody to choose who could come alone

    def __init__(
        self,
        data: Sent = None,
        *,
        therapists: QuerySet[Staff],
        plans: Sequence[Plan],
        known: Mapping[str, Modality],
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        self.fields["therapist"].queryset = therapists  # type: ignore[attr-defined]
        self.fields["plan"].queryset = Plan.objects.active().filter(pk__in=[plan.pk for plan in plans])  # type: ignore[attr-defined]
        names = {key: value.short for key, value in known.items()}
        listed = [(plan.pk, names.get(plan.modality, plan.modality)) for plan in plans]
        self.fields["plan"].choices = [("", _("none")), *listed]  # type: ignore[attr-defined]

    def offer_alone(self, people: QuerySet[Client]) -> None:
        """Offers these people of a joint plan, each of them alone."""
        self.in_joint_plan = offer_each_alone(self, people)

    def clean_alone_with(self) -> Client | None:
        """One person; more than one would come together."""
        return one_alone(self)

    def _held_by_own_team(self, alone_with: Client | None, therapist: Staff | None) -> None:
        """Adds an error where the therapist does not care for the one who comes alone, as for anybody's own session."""
        if alone_with is None or therapist is None:
            return
        if not alone_with.care.current().filter(staff=therapist).exists():
            self.add_error("alone_with", not_in_team(therapist.name, alone_with.name))

    @property
    def shows_more(self) -> bool:
        """Whether the folded part is shown open: something in it is filled in, or has to be corrected."""
        folded = [self[name] for name in ("repeat", "times", "household", "partner", "link") if name in self.fields]
        return any(field.errors or (field.name != "times" and field.value()) for field in folded)

    def clean(self) -> Checked:
        """Adds ``rule``, empty for a single session. A session that is over is entered with its outcome."""
        found = super().clean()
        begins, minutes = found.get("starts_at"), found.get("minutes")
        over = begins and minutes and begins + timedelta(minutes=minutes) <= timezone.now()
        if over and not found.get("attendance") and not found.get("repeat"):
            self.add_error("attendance", _("This time has passed. Did the client attend?"))
        self._held_by_own_team(found.get("alone_with"), found.get("therapist"))
        repeat = REPEATS.get(found.get("repeat") or "", "")
        if repeat and not found.get("times"):
            self.add_error("times", _("Say how many sessions."))
        found["rule"] = f"{repeat};COUNT={found['times']}" if repeat and found.get("times") else ""
        return found
