"""The library: finding exercises, writing one, adding a modality, giving a page to read."""

from collections.abc import Mapping
from typing import Unpack, get_args

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.core.edit_forms import FormOptions, RevisedForm, Sent
from clinic.core.forms import PlainText
from clinic.core.types import Checked
from interventions.catalogue import Modality
from interventions.exercises.definitions import Kind, Pattern
from interventions.models import CustomExercise

PATTERNS = [(pattern, pattern) for pattern in get_args(Pattern)]
KINDS = [(kind, kind) for kind in get_args(Kind)]
MINUTES = [("5", _("up to 5 minutes")), ("10", _("up to 10 minutes")), ("20", _("up to 20 minutes"))]


class FilterForm(forms.Form):
    """Which exercises to show."""

    pattern = forms.ChoiceField(label=_("Pattern"), choices=[("", _("any pattern")), *PATTERNS], required=False)
    modality = forms.ChoiceField(label=_("Modality"), required=False)
    minutes = forms.TypedChoiceField(
        label=_("Time"), choices=[("", _("any length")), *MINUTES], required=False, coerce=int, empty_value=None
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("any kind")), *KINDS], required=False)
    without_caution = forms.BooleanField(label=_("Without a caution"), required=False)

    def __init__(self, data: Sent = None, *, known: Mapping[str, Modality], **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        choices = [("", _("any modality")), *((key, one.short) for key, one in known.items())]
        self.fields["modality"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> Checked:
        """What ``chosen_exercises`` takes; what makes no sense is left out."""
        return self.cleaned_data if self.is_valid() else {}


class WriteForm(forms.Form):
    """A custom exercise."""

    title = PlainText(label=_("Title"), min_length=3, max_length=60)
    purpose = PlainText(
        label=_("What it is for"), min_length=3, max_length=300, help_text=_("The client reads it: plain words.")
    )
    steps = PlainText(
        label=_("Steps, one a line"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The client sees one at a time."),
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=240, initial=5)
    times_per_week = forms.IntegerField(label=_("Times a week"), min_value=1, max_value=21, initial=4)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    patterns = forms.MultipleChoiceField(
        label=_("For scores in"), choices=PATTERNS, required=False, widget=forms.CheckboxSelectMultiple
    )
    modalities = forms.MultipleChoiceField(label=_("Goes with"), required=False, widget=forms.CheckboxSelectMultiple)
    cautions = PlainText(label=_("Caution"), required=False, max_length=300)
    caution_kinds = forms.MultipleChoiceField(
        label=_("Checked against the client's file"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("open-risk", _("open alert")),
            ("dissociation", _("dissociation")),
            ("violence", _("partner violence")),
            ("psychosis", _("psychosis")),
            ("heart", _("heart trouble")),
            ("eating-disorder", _("eating disorder")),
            ("seizure", _("seizures")),
            ("pregnancy", _("pregnancy")),
        ],
    )

    def __init__(self, data: Sent = None, *, known: Mapping[str, Modality], **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        self.fields["modalities"].choices = [(key, one.short) for key, one in known.items()]  # type: ignore[attr-defined]

    def written(self) -> Checked:
        """What ``write_exercise`` takes."""
        return self.cleaned_data | {"steps": self.cleaned_data["steps"].splitlines()}


class RewriteForm(RevisedForm, WriteForm):
    """Another version of a custom exercise."""

    def shown(self, row: CustomExercise) -> Mapping[str, object]:
        return {**row.definition, "steps": "\n".join(row.definition["steps"])}


class ModalityFileForm(forms.Form):
    """A file with a custom modality."""

    file = forms.FileField(
        label=_("TOML or JSON"),
        max_length=200,
        allow_empty_file=False,
        widget=forms.FileInput(attrs={"accept": ".toml,.json,.txt"}),
        help_text=_("The same schema as the shipped ones: download one of those and change it."),
    )
