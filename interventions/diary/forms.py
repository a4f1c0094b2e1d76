"""The client's form of a diary entry."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.core.edit_forms import KeyedForm
from clinic.core.forms import PlainText, day_field
from interventions.diary.models import LABELS, LONG, NEEDED, TEXTS

LEVELS = [("", "–"), *((str(number), str(number)) for number in range(11))]


class DiaryForm(KeyedForm):
    """One hard moment. ``key`` makes sending it twice harmless."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    on = day_field(label=_("When it was"), initial=timezone.localdate)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        for name, label in LABELS.items():
            widget = forms.Textarea(attrs={"rows": 2})
            self.fields[name] = PlainText(label=label, max_length=LONG, required=name in NEEDED, widget=widget)
        self.fields["strength"] = forms.TypedChoiceField(
            label=_("How strong it was, 0 to 10"), choices=LEVELS, required=False, coerce=int, empty_value=None
        )

    def texts(self) -> dict[str, str]:
        """What was written, by field."""
        return {name: self.cleaned_data[name] for name in TEXTS}
