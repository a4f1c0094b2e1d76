"""The form that closes a treatment."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.core.forms import PlainText, day_field


class CloseForm(forms.Form):
    """The end of a treatment."""

    on = day_field(label=_("Ended on"))
    reason = PlainText(label=_("How it ended"), min_length=3, max_length=200)
