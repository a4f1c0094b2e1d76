"""The client's form of a diary entry."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from clinic.core.forms import PlainText, day_field
from interventions.diary.models import LABELS, LONG, NEEDED, TEXTS

LEVELS = [("", "–"), *((str(number), str(number)) for number in range(11))]


class DiaryForm(forms.Form):
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

    def begin_anew(self) -> None:
        """Gives what is typed a new key, after the old one turned out to be that of another entry: saved again, it is
        an entry of its own."""
        self.data = self.data.copy()  # type: ignore[attr-defined]  # what was sent cannot be changed
        self.data["key"] = str(uuid7())  # type: ignore[index]
        self.add_error(
            None, _("You have saved an entry here before, with other words. Save again to add this as a new one.")
        )
