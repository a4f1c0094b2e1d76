"""Plans, sessions, exercises, periods."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from clinic.desk.forms.base import PlainText, day_field
from interventions.catalogue import Exercise, Modality


def reason_field() -> PlainText:
    """Why something is done although the client's file speaks against it."""
    return PlainText(
        label=_("Reason for going ahead despite the caution"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only where the file speaks against it. It is kept."),
    )


def override_field() -> PlainText:
    """Why a phase is entered although its gate is closed."""
    return PlainText(
        label=_("Reason for override"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only where a gate before the phase is closed. It is kept, and the supervisor sees it."),
    )


NEEDS_REASON = _("To start in this phase anyway, give a reason for override.")


class PlanForm(forms.Form):
    """A plan: modality, phase to begin in, day to look again."""

    modality = forms.ChoiceField(label=_("Modality"), widget=forms.RadioSelect)
    partner = forms.ModelChoiceField(
        Client.objects.none(), label=_("Partner"), required=False, help_text=_("Couple work only.")
    )
    phase = forms.ChoiceField(
        label=_("Begin in phase"), required=False, help_text=_("A later phase passes every gate before it.")
    )
    review_on = day_field(label=_("Look again on"), required=False)
    formulation = PlainText(
        label=_("Formulation"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    caution_reason = reason_field()
    reason = override_field()

    def __init__(self, *args: Any, known: Mapping[str, Modality], partners: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["modality"].choices = [(m.key, m.name) for m in known.values()]  # type: ignore[attr-defined]
        later = [(m.short, [(f"{m.key}:{p.key}", p.name) for p in m.phases[1:]]) for m in known.values()]
        self.fields["phase"].choices = [("", _("the first one")), *later]  # type: ignore[attr-defined]
        if partners is not None:
            self.fields["partner"].queryset = partners  # type: ignore[attr-defined]
        self.fields["review_on"].initial = timezone.localdate() + timedelta(weeks=12)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        modality, _colon, phase = (found.get("phase") or "").rpartition(":")
        if phase and found.get("modality") and modality != found["modality"]:
            self.add_error("phase", _("Choose a phase of the modality, or the first one."))
        return found | {"phase": phase}


class ExerciseForm(forms.Form):
    """An exercise of the library for a client."""

    exercise = forms.ChoiceField(label=_("Exercise"))
    times_per_week = forms.IntegerField(label=_("Times a week"), min_value=1, max_value=21, required=False)
    starts_on = day_field(label=_("From"), required=False)
    ends_on = day_field(label=_("Until"), required=False)
    note = PlainText(label=_("A line for the client"), required=False, max_length=300)
    caution_reason = reason_field()

    def __init__(self, *args: Any, known: Iterable[Exercise], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grouped: dict[str, list[tuple[str, str]]] = {}
        for exercise in known:
            grouped.setdefault(exercise.kind, []).append((exercise.key, f"{exercise.title} · {exercise.minutes} min"))
        self.fields["exercise"].choices = list(grouped.items())  # type: ignore[attr-defined]


class DaysForm(forms.Form):
    """A period, both days included."""

    since = day_field(label=_("From"))
    until = day_field(label=_("To"))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until:
            if since > until:
                self.add_error("until", _("The end lies before the beginning."))
            elif until - since > timedelta(days=3660) or since < date(1950, 1, 1):
                self.add_error("since", _("At most ten years."))
        return found


class PeriodForm(DaysForm):
    """A period, and what to group by."""

    group = forms.ChoiceField(label=_("By"), choices=[("modality", _("modality")), ("therapist", _("therapist"))])
