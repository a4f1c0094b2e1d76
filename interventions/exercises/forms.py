"""The form that gives a client an exercise."""

from collections.abc import Iterable
from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.core.edit_forms import FormOptions, Sent
from clinic.core.forms import PlainText, day_field
from interventions.exercises.definitions import Exercise
from interventions.forms import reason_field


class ExerciseForm(forms.Form):
    """An exercise of the library for a client."""

    exercise = forms.ChoiceField(label=_("Exercise"))
    times_per_week = forms.IntegerField(label=_("Times a week"), min_value=1, max_value=21, required=False)
    starts_on = day_field(label=_("From"), required=False)
    ends_on = day_field(label=_("Until"), required=False)
    note = PlainText(label=_("A line for the client"), required=False, max_length=300)
    caution_reason = reason_field()

    def __init__(self, data: Sent = None, *, known: Iterable[Exercise], **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        grouped: dict[str, list[tuple[str, str]]] = {}
        for exercise in known:
            grouped.setdefault(exercise.kind, []).append((exercise.key, f"{exercise.title} · {exercise.minutes} min"))
        self.fields["exercise"].choices = list(grouped.items())  # type: ignore[attr-defined]
