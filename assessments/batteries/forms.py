"""The forms of a battery, and of giving several questionnaires."""

from collections.abc import Mapping
from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.batteries.models import MOST, Battery
from assessments.batteries.queries import batteries
from assessments.catalogue import Instrument
from clinic.core.edit_forms import FormOptions, Sent
from clinic.core.forms import PlainText, day_field

Choices = list[tuple[str, str]]


def questionnaire_choices(known: Mapping[str, Instrument]) -> Choices:
    """What a client can fill in: key and name, by name."""
    names = [(one.key, f"{one.short} · {one.about}") for one in known.values() if one.respondent == "client"]
    return sorted(names, key=lambda pair: pair[1])


class BatteryForm(forms.Form):
    """A name, and the questionnaires one after the other."""

    name = PlainText(label=_("Name"), min_length=2, max_length=60)

    def __init__(self, data: Sent = None, *, known: Mapping[str, Instrument], **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        choices = [("", "–"), *questionnaire_choices(known)]
        for number in range(1, MOST + 1):
            label = _("Questionnaire %(number)s") % {"number": number}
            self.fields[f"instrument-{number}"] = forms.ChoiceField(label=label, choices=choices, required=number == 1)

    @property
    def keys(self) -> list[str]:
        """The questionnaires that were chosen, in order; empty places are left out."""
        found = [self.cleaned_data[f"instrument-{number}"] for number in range(1, MOST + 1)]
        return [key for key in found if key]


class SeveralForm(forms.Form):
    """Several questionnaires for one client."""

    battery = forms.ModelChoiceField(
        Battery.objects.none(), label=_("Battery"), required=False, empty_label="–", help_text=_("Kept under Practice.")
    )
    instruments = forms.MultipleChoiceField(
        label=_("Questionnaires"), required=False, widget=forms.CheckboxSelectMultiple
    )
    due_on = day_field(label=_("Due on"), required=False, help_text=_("On the portal. Empty: in three days."))
    large = forms.BooleanField(label=_("Large type on paper"), required=False)

    def __init__(self, data: Sent = None, *, known: Mapping[str, Instrument], **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        self.fields["battery"].queryset = batteries()  # type: ignore[attr-defined]
        self.fields["instruments"].choices = questionnaire_choices(known)  # type: ignore[attr-defined]
