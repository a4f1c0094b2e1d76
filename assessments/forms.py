"""Answers typed from paper, and what is done about an alert."""

from decimal import Decimal
from typing import Unpack

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.boundfield import BoundField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.actions import AlreadyVoided
from assessments.catalogue import Instrument
from assessments.given import DECIMALS
from assessments.models import Assessment
from assessments.models.recorded import MOST_SOURCE
from assessments.unanswered import asks_for_reason
from assessments.wording.queries import Words, needs_wording
from clinic.core.edit_forms import FormOptions, Sent
from clinic.core.forms import PlainText, day_field
from clinic.core.types import Checked

MEANWHILE = "meanwhile"


def voided_meanwhile(error: AlreadyVoided) -> ValidationError:
    """Says who corrected or voided an assessment while somebody else was correcting it."""
    return ValidationError(f"{error.words} {_('What you typed is not saved: look at the record.')}", code=MEANWHILE)


def page_status(form: forms.Form) -> int:
    """Of a page that shows this form: 409 where somebody else was first."""
    return 409 if form.is_bound and form.has_error(NON_FIELD_ERRORS, MEANWHILE) else 200


class AnswerForm(forms.Form):
    """All items of an instrument on one screen. Item fields are named ``item-N``.

    ``last``: earlier answers, shown beside the new ones.
    """

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    completed_on = day_field(label=_("Answered on"))

    def __init__(
        self,
        instrument: Instrument,
        words: Words,
        data: Sent = None,
        *,
        with_reason: bool = False,
        last: Assessment | None = None,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        self.instrument, self.words, self.last = instrument, words, last
        self.fields["completed_on"].initial = timezone.localdate()
        for number in range(1, instrument.items + 1):
            most, choices = instrument.max_of(number), [(str(v), str(v)) for v in instrument.choices_of(number)]
            self.fields[f"item-{number}"] = forms.ChoiceField(
                choices=choices,
                required=False,
                widget=forms.RadioSelect,
                error_messages={"invalid_choice": _("out of range: %(a)s to %(b)s") % {"a": instrument.min, "b": most}},
            )
        if instrument.targets:
            self.fields["target"] = forms.ChoiceField(label=_("About"), choices=[(t, t) for t in instrument.targets])
        if instrument.forced_choice:
            chosen = [("", _("not asked")), *((name, name) for name in instrument.forced_choice)]
            self.fields["forced_choice"] = forms.ChoiceField(label=_("Fits best"), choices=chosen, required=False)
        if instrument.has_norms:
            self.fields["published_wording"] = forms.BooleanField(
                label=_("The client's sheet had the published wording"),
                required=False,
                initial=words.wording is not None,
                help_text=_("The percentile in the norm sample is shown only then."),
            )
        if instrument.criteria and instrument.respondent == "client" and not needs_wording(instrument):
            self.fields["own_words"] = forms.BooleanField(
                label=_("The client was asked in this program's own words"),
                required=False,
                help_text=_("Then no band, cut-off or norm is shown, for these hold for the published wording."),
            )
        if asks_for_reason(instrument):
            self.fields["incomplete_reason"] = PlainText(
                label=_("Reason for any items left open"),
                required=False,
                min_length=3,
                max_length=300,
                help_text=_("It stays on Today until they are answered or you record that you asked."),
            )
        if with_reason:
            self.fields["reason"] = PlainText(label=_("Why it is corrected"), min_length=3, max_length=300)

    def answers(self) -> Checked:
        """What ``record_assessment`` takes of it."""
        found = self.cleaned_data
        return {
            "responses": self.responses(),
            "completed_on": found["completed_on"],
            "target": found.get("target", ""),
            "forced_choice": found.get("forced_choice", ""),
            "published_wording": found.get("published_wording", False),
            "own_words": found.get("own_words", False),
            "incomplete_reason": found.get("incomplete_reason", ""),
        }

    def responses(self) -> dict[str, int | None]:
        """Item number as text → value, None when not answered."""
        return {
            str(number): int(value) if (value := self.cleaned_data[f"item-{number}"]) else None
            for number in range(1, self.instrument.items + 1)
        }

    def rows(self) -> list[dict[str, object]]:
        """What the template draws: number, prompt, choices with what is chosen, error."""
        found = []
        prompts = self.words.prompts
        for number in range(1, self.instrument.items + 1):
            bound = self[f"item-{number}"]
            chosen = str(bound.value() or "") if bound.value() != 0 else "0"
            found.append(
                {
                    "number": number,
                    "name": bound.html_name,
                    "prompt": prompts[number - 1],
                    "words": list(self.words.item_anchors.get(str(number), {}).items()),
                    "choices": [(value, value == chosen) for value in map(str, self.instrument.choices_of(number))],
                    "errors": bound.errors,
                    "before": self.last.responses.get(str(number)) if self.last else None,
                }
            )
        return found


class TotalsForm(forms.Form):
    """Values of an instrument's scales without its answers. Fields of scales are named ``total-SCALE``."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    completed_on = day_field(label=_("Answered on"))
    totals_from = PlainText(
        label=_("Where the values come from"),
        min_length=3,
        max_length=MOST_SOURCE,
        help_text=_("For example: letter of Dr Hale, 3 May; discharge report; own scored sheet."),
    )

    def __init__(
        self,
        instrument: Instrument,
        data: Sent = None,
        *,
        with_reason: bool = False,
        **options: Unpack[FormOptions],
    ) -> None:
        super().__init__(data, **options)
        self.instrument = instrument
        self.fields["completed_on"].initial = timezone.localdate()
        if instrument.targets:
            self.fields["target"] = forms.ChoiceField(label=_("About"), choices=[(t, t) for t in instrument.targets])
        for scale, subscale in instrument.subscales.items():
            least, most = instrument.score_range(scale)
            self.fields[f"total-{scale}"] = forms.DecimalField(
                label=subscale.name,
                required=False,
                min_value=Decimal(str(least)),
                max_value=Decimal(str(most)),
                max_digits=6,
                decimal_places=DECIMALS,
                widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
                help_text=_("%(a)s to %(b)s") % {"a": f"{least:g}", "b": f"{most:g}"},
            )
        if with_reason:
            self.fields["reason"] = PlainText(label=_("Why it is corrected"), min_length=3, max_length=300)

    def clean(self) -> Checked:
        found = super().clean() or {}
        if not self.errors and all(found.get(f"total-{scale}") is None for scale in self.instrument.subscales):
            raise ValidationError(_("Type in at least one value."))
        return found

    def scales(self) -> list[BoundField]:
        """The fields of the scales, in the instrument's order."""
        return [self[f"total-{scale}"] for scale in self.instrument.subscales]

    def values(self) -> Checked:
        """What ``record_totals`` takes of it."""
        found = self.cleaned_data
        return {
            "totals": {scale: found[f"total-{scale}"] for scale in self.instrument.subscales},
            "totals_from": found["totals_from"],
            "completed_on": found["completed_on"],
            "target": found.get("target", ""),
        }


class UnansweredForm(forms.Form):
    """The outcome of asking about risk items that were left out, or why they were left out."""

    incomplete_reason = PlainText(required=False, min_length=3, max_length=300)
    note = PlainText(required=False, min_length=3, max_length=2000)

    def clean(self) -> Checked:
        found = super().clean() or {}
        if not self.errors and not any(found.values()):
            raise ValidationError(_("Write what you asked, and the outcome."))
        return found
