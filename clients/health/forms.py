"""The form about one condition."""

from typing import Unpack

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from clients.health.models import LONGEST_NOTE, HealthAnswer, HealthKind
from clinic.core.edit_forms import FormOptions, KeyedForm, Sent
from clinic.core.forms import PlainText


class HealthForm(KeyedForm):
    """An answer about one condition."""

    kind = forms.ChoiceField(label=_("Condition"), choices=[(v, capfirst(label)) for v, label in HealthKind.choices])
    answer = forms.ChoiceField(
        label=_("Answer"), widget=forms.RadioSelect, choices=[(v, capfirst(label)) for v, label in HealthAnswer.choices]
    )
    note = PlainText(
        label=_("Note"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Optional: who said so, since when, what a doctor advised."),
    )

    def __init__(self, data: Sent = None, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
