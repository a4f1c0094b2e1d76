"""Why two files are merged."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.merging.pointer import LONGEST_REASON, SHORTEST_REASON
from clinic.core.forms import PlainText


class MergeForm(forms.Form):
    """The reason, and that somebody looked at both files. Errors about the other file appear on top."""

    reason = PlainText(label=_("Reason"), min_length=SHORTEST_REASON, max_length=LONGEST_REASON)
    confirm = forms.BooleanField(label=_("Both files are the same person's"))
