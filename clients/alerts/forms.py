"""The forms of an alert: closing it, handing it on, opening it again, following it up."""

from typing import Unpack

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from clients.models import RiskAlert
from clinic.core.edit_forms import FormOptions, Sent
from clinic.core.forms import PlainText, day_field
from clinic.core.models import Staff


class CloseForm(forms.Form):
    """What came of an alert, and what was done about it."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=[("", "–"), *RiskAlert.Outcome.choices])
    closing_note = PlainText(
        label=_("What you did"),
        max_length=2000,
        widget=forms.Textarea,
        help_text=_("Stays in the record with your name and the time."),
    )
    follow_up_on = day_field(
        label=_("Follow up on"),
        required=False,
        help_text=_("Optional. From that day on it is on your Today page until you write what came of it."),
    )


class HandOverForm(forms.Form):
    """Who is to have an alert from now on. ``holder``: who had it when the page was shown."""

    to = forms.ModelChoiceField(Staff.objects.none(), label=_("Hand to"), empty_label="–")
    reason = PlainText(
        label=_("Reason"),
        max_length=2000,
        help_text=_("Whoever gets it reads this. They are told at once."),
    )

    holder = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, data: Sent = None, *, alert: RiskAlert, takers: QuerySet[Staff], **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **{"initial": {"holder": alert.taken_by_id}} | options)
        self.fields["to"].queryset = takers  # type: ignore[attr-defined]


class ReopenForm(forms.Form):
    """Why a closed alert is opened again."""

    reason = PlainText(label=_("Why"), max_length=2000)


class FollowUpForm(forms.Form):
    """What came of following an alert up."""

    note = PlainText(label=_("What you found"), max_length=2000, widget=forms.Textarea)
