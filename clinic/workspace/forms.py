"""Periods of reports."""

from datetime import date, timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.core.forms import day_field
from clinic.core.types import Checked


class DaysForm(forms.Form):
    """A period, both days included."""

    since = day_field(label=_("From"))
    until = day_field(label=_("To"))

    def clean(self) -> Checked:
        found = super().clean() or {}
        since, until = found.get("since"), found.get("until")
        if since and until:
            if since > until:
                self.add_error("until", _("The end is before the beginning."))
            elif until - since > timedelta(days=3660) or since < date(1950, 1, 1):
                self.add_error("since", _("At most ten years."))
        return found


def errors_by_name(form: forms.Form) -> dict[str, list[str]]:
    """What is wrong, for a program: field → sentences."""
    return {name: [str(one) for one in texts] for name, texts in form.errors.items()}


GROUPS = (("modality", _("modality")), ("therapist", _("therapist")))


class PeriodForm(DaysForm):
    """A period, and what to group by."""

    group = forms.ChoiceField(label=_("By"), choices=GROUPS)
