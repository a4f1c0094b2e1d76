"""Forms about one's trainings and a client's wishes."""

from collections.abc import Iterable
from typing import Unpack

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from clinic.core.edit_forms import FormOptions, KeyedForm, Sent
from clinic.core.forms import PlainText
from interventions.catalogue import Modality
from interventions.choosing.models import EARLIEST_YEAR, TrainingLevel, WishAnswer


class _AboutModality(forms.Form):
    modality = forms.ChoiceField(label=_("Way of working"))

    def __init__(self, data: Sent = None, *, known: Iterable[Modality], **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        self.fields["modality"].choices = [(one.key, one.name) for one in known]  # type: ignore[attr-defined]


class TrainingForm(_AboutModality):
    """How far one was trained in a modality."""

    level = forms.ChoiceField(label=_("Level"), choices=[(v, capfirst(label)) for v, label in TrainingLevel.choices])
    year = forms.IntegerField(
        label=_("Since the year"), required=False, min_value=EARLIEST_YEAR, max_value=2200, localize=False
    )


class WishForm(KeyedForm, _AboutModality):
    """What the client said about a modality."""

    answer = forms.ChoiceField(
        label=_("The client"),
        widget=forms.RadioSelect,
        choices=[(v, capfirst(label)) for v, label in WishAnswer.choices],
    )
    note = PlainText(label=_("In the client's words"), required=False, max_length=300)
