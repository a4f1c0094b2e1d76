"""The form of how a client wants to be reached; the client fills it in, or staff for them."""

from typing import TYPE_CHECKING, Unpack

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from clients.models import Contact
from clinic.core.edit_forms import FormOptions, RevisedForm, Sent

if TYPE_CHECKING:
    ContactModelForm = forms.ModelForm[Contact]
else:
    ContactModelForm = forms.ModelForm


def _clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time", "step": 900}, format="%H:%M")


class ReachForm(RevisedForm, ContactModelForm):
    """About what, by which way, and when not. Text messages are offered where they are set up."""

    class Meta:
        model = Contact
        fields = ["sessions", "questions", "exercises", "exercise_at", "quiet_from", "quiet_until", "language"]
        widgets = {"exercise_at": _clock(), "quiet_from": _clock(), "quiet_until": _clock()}
        help_texts = {"quiet_from": _("No messages are sent between these two times.")}

    def __init__(self, data: Sent = None, *, row: Contact, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, row=row, **options)
        for name in ("sessions", "questions", "exercises"):
            ways = [
                (way, label)
                for way, label in Contact.Way.choices
                if way != Contact.Way.TEXT or settings.TEXT_URL or getattr(row, name) == way
            ]
            self.fields[name].choices = ways  # type: ignore[attr-defined]
        if len(settings.LANGUAGES) > 1:
            choices = [("", _("the practice's")), *settings.LANGUAGES]
            self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=choices, required=False)
        else:
            del self.fields["language"]

    def _post_clean(self) -> None:
        """The action validates and saves; what is kept here stays as it was."""
