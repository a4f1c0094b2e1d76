"""What forms share: errors at their fields, days, reasons."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clinic.core.fields import PlainText
from clinic.core.text import MOST_REASON

__all__ = ["PlainText", "day_field", "errors_into", "reason_field"]


def errors_into(form: forms.BaseForm, error: ValidationError) -> None:
    """Puts an action's errors beside the fields they are about, the rest on top of the form."""
    details = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, texts in details.items():
        form.add_error(name if name in form.fields else None, texts)


def day_field(**options: Any) -> forms.DateField:
    """A day, chosen in the browser's calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=widget, **options)


def reason_field() -> PlainText:
    """A few words that are kept with the change."""
    return PlainText(
        label=_("Reason"),
        min_length=3,
        max_length=MOST_REASON,
        help_text=_("Kept with the care team, for example: parental leave from March."),
    )
