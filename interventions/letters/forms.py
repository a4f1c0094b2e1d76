"""Forms of a letter: what it is made of, its text, how it was handed over; and a release."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.core.edit_forms import RevisedForm, Sent
from clinic.core.forms import PlainText, day_field
from interventions.letters.actions import HEAD, MOST_PART
from interventions.letters.kinds import OUTSIDE, PARTS, USUAL, LetterKind, LetterPart
from interventions.letters.measures import LetterMeasure
from interventions.letters.models import RELEASE_KINDS, Letter, LetterDelivery, Release

PART_CHOICES = [(part.value, part.label) for part in LetterPart]


def _release_field(releases: Sequence[Release], *, required: bool = False) -> forms.TypedChoiceField:
    choices = [("", "–"), *((str(one.pk), f"{one.recipient} ({one.get_basis_display()})") for one in releases)]
    return forms.TypedChoiceField(
        label=_("Release"),
        choices=choices,
        required=required,
        coerce=UUID,
        empty_value=None,
        help_text=_("What the client allows this recipient to be told. Needed before you can sign."),
    )


class NewLetterForm(forms.Form):
    """Of what a letter is drafted."""

    parts = forms.MultipleChoiceField(
        label=_("Parts"),
        choices=PART_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each is filled in with what the file says. You edit it before you sign."),
    )
    measures = forms.MultipleChoiceField(
        label=_("Measures"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each is written from its first to its last score in this treatment."),
    )

    def __init__(
        self, data: Sent = None, *, kind: str, known: Sequence[LetterMeasure], releases: Sequence[Release]
    ) -> None:
        usual = USUAL[kind]
        if kind in OUTSIDE and releases:
            usual = tuple(part for part in usual if part in releases[0].covers)
        initial: dict[str, Any] = {
            "parts": usual,
            "measures": [one.key for one in known if one.is_usual(kind)],
            "release": str(releases[0].pk) if releases else "",
        }
        super().__init__(data, initial=initial)
        if known:
            self.fields["measures"].choices = [(one.key, one.sentence) for one in known]  # type: ignore[attr-defined]
        else:
            del self.fields["measures"]
        if kind in OUTSIDE:
            self.fields["release"] = _release_field(releases)
            self.order_fields(["release"])


class LetterForm(RevisedForm, forms.Form):
    """The text of a draft: a part without text is left out."""

    needs_revision = True
    recipient = PlainText(label=_("Recipient"), min_length=3, max_length=200)
    address = PlainText(label=_("Address"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    salutation = PlainText(label=_("Salutation"), max_length=120, required=False)

    def __init__(self, data: Sent = None, *, row: Letter, releases: Sequence[Release] = ()) -> None:
        super().__init__(data, row=row)
        for part in PARTS:
            text = str(row.parts.get(part, ""))
            rows = min(16, max(2, text.count("\n") + len(text) // 70 + 2))
            self.fields[part] = PlainText(
                label=LetterPart(part).label,
                max_length=MOST_PART,
                required=False,
                widget=forms.Textarea(attrs={"rows": rows, "autocomplete": "off"}),
            )
        self.fields["signature"] = PlainText(
            label=_("Below your name"),
            max_length=200,
            required=False,
            help_text=_("For example your profession and registration. Carried over to your next letter."),
        )
        if row.is_outside:
            self.fields["release"] = _release_field(releases)
            self.order_fields(["release"])

    def shown(self, row: Letter) -> dict[str, object]:
        """What is saved of the letter, by field of the form."""
        head = {name: getattr(row, name) for name in HEAD}
        return {**dict.fromkeys(PARTS, ""), **row.parts, **head, "release": str(row.release_id or "")}

    def texts(self) -> dict[str, str]:
        """Part → text."""
        return {part: self.cleaned_data[part] for part in PARTS}

    def head(self) -> dict[str, str]:
        """Recipient, address, salutation, signature."""
        return {name: self.cleaned_data[name] for name in HEAD}


class DeliveryForm(forms.Form):
    """How a signed letter reached its recipient."""

    way = forms.ChoiceField(label=_("How"), choices=LetterDelivery.Way.choices)
    on = day_field(label=_("Day"), initial=timezone.localdate)
    note = PlainText(label=_("Note"), max_length=200, required=False)


class ReleaseForm(forms.Form):
    """Whom the client allows to be told, and of what."""

    kind = forms.ChoiceField(label=_("Who is told"), choices=RELEASE_KINDS)
    recipient = PlainText(label=_("Name of the recipient"), min_length=3, max_length=200)
    reference = PlainText(
        label=_("Their reference"),
        max_length=80,
        required=False,
        help_text=_("For example the number of the case. It is printed in the letter."),
    )
    basis = forms.ChoiceField(label=_("On what ground"), choices=Release.Basis.choices)
    covers = forms.MultipleChoiceField(
        label=_("What it covers"),
        choices=PART_CHOICES,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Joint work needs the release of each person in it, each in their own file."),
    )
    given_on = day_field(label=_("Given on"), initial=timezone.localdate)
    until = day_field(label=_("Until"), required=False)


KINDS = [(kind.value, kind.label) for kind in LetterKind]
