"""The forms of the rota."""

from datetime import datetime
from typing import TYPE_CHECKING, Unpack
from zoneinfo import ZoneInfo

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from clinic.core.access import May, roles_with
from clinic.core.edit_forms import FormOptions, Sent
from clinic.core.forms import day_field
from clinic.core.models import Staff
from clinic.core.practices import current_practice
from clinic.core.types import Checked
from clinic.core.wallclock import from_wall_clock

if TYPE_CHECKING:
    BaseForm = forms.Form
else:
    BaseForm = forms.BaseForm


def _time(label: object, **options: object) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, widget=widget, **options)  # type: ignore[arg-type]


class _WithPerson(BaseForm):
    """Names somebody who may open alerts."""

    def __init__(self, data: Sent = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        clinical = Staff.objects.filter(is_active=True, roles__overlap=roles_with(May.SEE_ALERTS))
        self.fields["staff"].queryset = clinical.order_by("name", "id")  # type: ignore[attr-defined]


class ShiftForm(_WithPerson, forms.Form):
    """Who is on call on which days of each week."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days of the week"),
        choices=list(WEEKDAYS.items()),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    starts = _time(_("From"))
    until = _time(_("Until"), help_text=_("An earlier time is on the next day. From 00:00 until 00:00 is a whole day."))
    staff = forms.ModelChoiceField(Staff.objects.none(), label=_("On call"), empty_label="–")


class ExceptionForm(_WithPerson, forms.Form):
    """Who is on call at a certain time; the rota does not apply then."""

    since = day_field(label=_("From"))
    starts_at = _time(_("Time"))
    to = day_field(label=_("Until"))
    ends_at = _time(_("Time"))
    staff = forms.ModelChoiceField(Staff.objects.none(), label=_("On call"), empty_label="–")

    def moments(self) -> Checked:
        """What ``add_exception`` takes: moments on the clock of the practice's zone."""
        found, zone = self.cleaned_data, ZoneInfo(current_practice().time_zone)
        return {
            "starts_at": from_wall_clock(datetime.combine(found["since"], found["starts_at"]), zone).at,
            "ends_at": from_wall_clock(datetime.combine(found["to"], found["ends_at"]), zone).at,
            "staff": found["staff"],
        }
