"""The form that gives a client a page to read."""

from collections.abc import Mapping
from typing import Unpack

from django import forms
from django.utils.translation import gettext_lazy as _

from clinic.core.edit_forms import FormOptions, Sent
from clinic.core.forms import PlainText
from interventions.catalogue import Page


class PageForm(forms.Form):
    """A page to read."""

    page = forms.ChoiceField(label=_("Page"))
    note = PlainText(label=_("A line for the client"), required=False, max_length=300)

    def __init__(self, data: Sent = None, *, known: Mapping[str, Page], **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        choices = [(key, f"{page.title} · {page.minutes} min") for key, page in known.items()]
        self.fields["page"].choices = choices  # type: ignore[attr-defined]
