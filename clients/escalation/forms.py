"""The form of a step."""

from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.escalation.models import LEAST, MOST, EscalationStep
from clinic.core.access import May, roles_with
from clinic.core.edit_forms import FormOptions, Sent
from clinic.core.models import Staff


class StepForm(forms.Form):
    """When somebody is told, and who."""

    minutes = forms.IntegerField(
        label=_("Minutes after the alert was raised"),
        min_value=LEAST,
        max_value=MOST,
        help_text=_("For high risk half as long; for low risk at least a day."),
    )
    whom = forms.ChoiceField(label=_("Who is told"), choices=[("", "–"), *EscalationStep.Whom.choices])
    staff = forms.ModelChoiceField(
        Staff.objects.none(), label=_("Person"), required=False, empty_label="–", help_text=_("For a certain person.")
    )

    def __init__(self, data: Sent = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        clinical = Staff.objects.filter(is_active=True, roles__overlap=roles_with(May.SEE_ALERTS))
        self.fields["staff"].queryset = clinical.order_by("name", "id")  # type: ignore[attr-defined]
