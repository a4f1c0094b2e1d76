"""The form that acknowledges an alert."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.core.forms import PlainText


class AcknowledgeForm(forms.Form):
    """What was done about an alert."""

    acknowledgement = PlainText(
        label=_("What you did"),
        max_length=2000,
        widget=forms.Textarea,
        help_text=_("Stays in the record with your name and the time."),
    )
