"""The form of a practice's favourites."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.favourites.models import FavouriteInstruments
from assessments.favourites.queries import can_be_favourites
from clinic.core.edit_forms import RevisedForm


class FavouritesForm(RevisedForm, forms.Form):
    """Which instruments stand first; none ticked leaves the usual order."""

    instruments = forms.MultipleChoiceField(
        label=_("Offer these first"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, row: FavouriteInstruments, **options: Any) -> None:
        super().__init__(*args, row=row, **options)
        known = can_be_favourites(also=row.instruments)
        first = [(key, known[key]) for key in row.instruments]
        rest = [(key, name) for key, name in known.items() if key not in row.instruments]
        self.fields["instruments"].choices = first + rest  # type: ignore[attr-defined]
        self.fields["instruments"].help_text = _("In the order of this list. None ticked: the shortest first.")

    def clean_instruments(self) -> list[str]:
        """The ticked ones in the order of the list, whatever order a browser sends them in."""
        ticked = self.cleaned_data["instruments"]
        return [key for key, _name in self.fields["instruments"].choices if key in ticked]  # type: ignore[attr-defined]
