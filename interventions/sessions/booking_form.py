"""The form by which sessions are booked: one, or a series."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from clients.households.forms import TogetherForm
from clients.models import Client
from clinic.core.edit_forms import FormOptions, Sent
from clinic.core.models import Staff
from clinic.core.types import Checked
from interventions.catalogue import Modality
from interventions.models import Plan, TherapySession
from interventions.sessions.forms import WhenForm
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
    alone_with = forms.ModelChoiceField(
        Client.objects.none(),
        label=_("Who takes part"),
        required=False,
        empty_label=_("everybody in the plan"),
        help_text=_("Of a joint plan. One person’s session is told and shown to that person only."),
    )
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
        field = self.fields["alone_with"]
        field.queryset = people  # type: ignore[attr-defined]
        listed = [(str(one.pk), _("%(name)s alone") % {"name": one.name}) for one in people]
        field.choices = [("", field.empty_label), *listed]  # type: ignore[attr-defined]
        self.in_joint_plan = bool(listed)

    def clean_alone_with(self) -> Client | None:
        """One person; more than one would come together."""
        sent = self.data.getlist("alone_with") if hasattr(self.data, "getlist") else []
        if len(sent) > 1:
            raise ValidationError(_now("Choose one person, or everybody in the plan."))
        found: Client | None = self.cleaned_data["alone_with"]
        return found

    def _held_by_own_team(self, alone_with: Client | None, therapist: Staff | None) -> None:
        """Adds an error where the therapist does not care for the one who comes alone, as for anybody's own session."""
        if alone_with is None or therapist is None:
            return
        if not alone_with.care.current().filter(staff=therapist).exists():
            text = _now("%(therapist)s is not in the care team of %(client)s.")
            self.add_error("alone_with", text % {"therapist": therapist.name, "client": alone_with.name})

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
