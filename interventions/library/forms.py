"""The library: finding exercises, adding a modality."""

from collections.abc import Mapping
from typing import Unpack, get_args

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.core.edit_forms import FormOptions, Sent
from clinic.core.types import Checked
from interventions.catalogue import Modality
from interventions.exercises.definitions import Kind, Pattern

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


class ModalityFileForm(forms.Form):
    """A file with a custom modality."""

    file = forms.FileField(
        label=_("TOML or JSON"),
        max_length=200,
        allow_empty_file=False,
        widget=forms.FileInput(attrs={"accept": ".toml,.json,.txt"}),
        help_text=_("The same schema as the shipped ones: download one of those and change it."),
    )
