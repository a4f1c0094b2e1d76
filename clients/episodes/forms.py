"""The forms that close a treatment and open it again."""

from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.models import Episode
from clients.queries import therapists
from clinic.core.edit_forms import FormOptions, Sent
from clinic.core.forms import PlainText, day_field, reason_field
from clinic.core.models import Staff


class CloseForm(forms.Form):
    """The end of a treatment."""

    on = day_field(label=_("Ended on"))
    ending = forms.ChoiceField(label=_("How it ended"), choices=[("", _("choose")), *Episode.Ending.choices])
    reason = PlainText(
        label=_("In words"),
        max_length=200,
        required=False,
        help_text=_("Required for “other”. Kept in the record."),
    )


class ReopenForm(forms.Form):
    """A new treatment. ``lead``: who leads now; without one, somebody has to be chosen."""

    lead = forms.ModelChoiceField(Staff.objects.none(), label=_("Lead therapist"))
    reason = reason_field()

    def __init__(self, data: Sent = None, *, lead: Staff | None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **{"initial": {"lead": lead}} | options)
        self.fields["lead"].queryset = therapists()  # type: ignore[attr-defined]
