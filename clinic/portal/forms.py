"""The client's form after an exercise."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.core.fields import PlainText
from clinic.core.types import Checked
from interventions.models import ExerciseLog

TEN = [(str(number), str(number)) for number in range(11)]


class LogForm(forms.Form):
    """Tension before and after, a line, done or not. ``key`` makes sending it twice harmless."""

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
        }
