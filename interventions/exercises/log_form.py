"""The client's form about an exercise."""

from dataclasses import dataclass
from typing import Unpack
from uuid import UUID

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from clinic.core.edit_forms import FormOptions, Sent
from clinic.core.fields import PlainText
from clinic.core.types import Checked
from interventions.exercises.definitions import RATINGS, Exercise, ExerciseField, Timer
from interventions.exercises.noting import NotesRefused, read_notes
from interventions.models import ExerciseLog

TEN = [(str(number), str(number)) for number in range(11)]
ONE_LINE = 100  # a text of at most so many characters is typed in one line


@dataclass(frozen=True)
class Step:
    """A step as it is shown: its text, what it asks, its timer, and whether it asks for the rating before."""

    text: str
    asked: list[forms.BoundField]
    timer: Timer | None
    asks_before: bool


class LogForm(forms.Form):
    """Ratings before and after, what the steps ask, a line, done or not. ``key`` makes sending it twice harmless."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    before = forms.TypedChoiceField(choices=TEN, required=False, coerce=int, empty_value=None, widget=forms.RadioSelect)
    after = forms.TypedChoiceField(choices=TEN, required=False, coerce=int, empty_value=None, widget=forms.RadioSelect)
    note = PlainText(
        label=_("A line for yourself and your therapist"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    done = forms.ChoiceField(choices=ExerciseLog.Done.choices, required=False)

    def __init__(self, data: Sent = None, *, exercise: Exercise, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        self.exercise = exercise
        for one in exercise.fields:
            self.fields[f"facts.{one.key}"] = _form_field(one)

    def clean(self) -> None:
        """What numbers say of one another, so that all that is wrong is shown at once."""
        super().clean()
        found = self.cleaned_data
        typed = {one.key: found.get(f"facts.{one.key}") for one in self.exercise.fields}
        try:
            read_notes(self.exercise, typed, {name: found.get(name) for name in RATINGS})
        except NotesRefused as refused:
            for key, wrong in refused.errors.items():
                self.add_error(f"facts.{key}", str(wrong))

    def steps(self) -> list[Step]:
        """The exercise's steps, each with what it asks."""
        one = self.exercise
        return [
            Step(
                text,
                [self[f"facts.{field.key}"] for field in one.fields_of(number)],
                one.timer_of(number),
                one.before_at == number,
            )
            for number, text in enumerate(one.steps, 1)
        ]

    def cleaned(self) -> Checked:
        """What ``log_exercise`` takes."""
        found = self.cleaned_data
        key: UUID = found["key"]
        return {
            "before": found["before"],
            "after": found["after"],
            "note": found["note"],
            "key": key,
            "done": ExerciseLog.Done(found["done"] or ExerciseLog.Done.YES),
            "facts": {one.key: found[f"facts.{one.key}"] for one in self.exercise.fields},
        }


def _form_field(one: ExerciseField) -> forms.Field:
    """The form's field for what a step asks; nothing has to be filled in."""
    if one.is_scale:
        return forms.TypedChoiceField(
            label=one.label, choices=TEN, required=False, coerce=int, empty_value=None, widget=forms.RadioSelect
        )
    if one.kind == "number":
        label = f"{one.label} ({one.unit})" if one.unit else one.label
        return forms.IntegerField(label=label, required=False, min_value=one.least, max_value=one.most)
    if one.kind == "choice":
        options = [(option.key, capfirst(option.label)) for option in one.options]
        return forms.ChoiceField(label=one.label, required=False, choices=options, widget=forms.RadioSelect)
    widget = forms.TextInput() if one.longest <= ONE_LINE else forms.Textarea(attrs={"rows": 2})
    return PlainText(label=one.label, required=False, max_length=one.longest, widget=widget)
