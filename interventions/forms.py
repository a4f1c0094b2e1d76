"""Plans, sessions, exercises, periods."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.core.forms import PlainText


def reason_field() -> PlainText:
    """Why something is done although the client's file speaks against it."""
    return PlainText(
        label=_("Reason for going ahead despite the caution"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only if something on file speaks against it. It is kept in the record."),
    )


def override_field() -> PlainText:
    """Why a phase is entered although its gate is closed."""
    return PlainText(
        label=_("Reason for override"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only if a gate before the phase is closed. It is kept in the record, and the supervisor sees it."),
    )


NEEDS_REASON = _("To start in this phase anyway, give a reason for override.")
