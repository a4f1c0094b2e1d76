"""Answers typed from paper, and what is done about an alert."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.catalogue import Instrument, interview
from assessments.models import Schedule
from assessments.unanswered import asks_for_reason
from assessments.wording.queries import Words
from clinic.desk.forms.base import PlainText, day_field


class AnswerForm(forms.Form):
    """All items of an instrument on one screen. Item fields are named ``item-N``."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    completed_on = day_field(label=_("Answered on"))

    def __init__(
        self, instrument: Instrument, words: Words, *args: Any, with_reason: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.instrument, self.words = instrument, words
        self.fields["completed_on"].initial = timezone.localdate()
        choices = [(str(v), str(v)) for v in instrument.choices]
        for number in range(1, instrument.items + 1):
            self.fields[f"item-{number}"] = forms.ChoiceField(
                choices=choices,
                required=False,
                widget=forms.RadioSelect,
                error_messages={
                    "invalid_choice": _("out of range: %(a)s to %(b)s") % {"a": instrument.min, "b": instrument.max}
                },
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
                help_text=_("Only then the place in the norm sample is shown."),
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

    def answers(self) -> dict[str, Any]:
        """What ``record_assessment`` takes of it."""
        found = self.cleaned_data
        return {
            "responses": self.responses(),
            "completed_on": found["completed_on"],
            "target": found.get("target", ""),
            "forced_choice": found.get("forced_choice", ""),
            "published_wording": found.get("published_wording", False),
            "incomplete_reason": found.get("incomplete_reason", ""),
        }

    def responses(self) -> dict[str, int | None]:
        """Item number as text → value, None when not answered."""
        return {
            str(number): int(value) if (value := self.cleaned_data[f"item-{number}"]) else None
            for number in range(1, self.instrument.items + 1)
        }

    def rows(self) -> list[dict[str, Any]]:
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
                    "choices": [(value, value == chosen) for value in map(str, self.instrument.choices)],
                    "errors": bound.errors,
                }
            )
        return found


class UnansweredForm(forms.Form):
    """What came of asking for risk items that were left out, or why they were."""

    incomplete_reason = PlainText(required=False, min_length=3, max_length=300)
    note = PlainText(required=False, min_length=3, max_length=2000)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors and not any(found.values()):
            raise ValidationError(_("Say what you asked and what came of it."))
        return found


class AcknowledgeForm(forms.Form):
    """What was done about an alert."""

    acknowledgement = PlainText(
        label=_("What you did"),
        max_length=2000,
        widget=forms.Textarea,
        help_text=_("Stays in the record with your name and the time."),
    )


class GiveForm(forms.Form):
    """A questionnaire for the client to answer: once, or by a rule."""

    ONCE = "once"

    instrument = forms.ChoiceField(label=_("Questionnaire"))
    target = forms.ChoiceField(label=_("About"), required=False, help_text=_("Only where it asks about one person."))
    rhythm = forms.ChoiceField(
        label=_("When"), choices=[(ONCE, _("once, now")), *Schedule.Rhythm.choices], initial=ONCE
    )
    due_on = day_field(label=_("Due on"), required=False, help_text=_("For once; otherwise in three days."))
    every = forms.IntegerField(label=_("Every"), required=False, help_text=_("Weeks, or sessions: from 1 to 52."))
    moments = forms.MultipleChoiceField(
        label=_("At the start, at the end, afterwards"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("start", _("at the start")),
            ("end", _("at the end")),
            ("3", _("3 months after the end")),
            ("6", _("6 months after the end")),
            ("12", _("12 months after the end")),
        ],
    )
    days = forms.IntegerField(label=_("Days to answer"), required=False, initial=3)

    def __init__(self, *args: Any, known: Mapping[str, Instrument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {key: one for key, one in known.items() if one.respondent == "client"}
        names = [(one.key, f"{one.short} · {one.about}") for one in self.known.values()]
        self.fields["instrument"].choices = sorted(names, key=lambda pair: pair[1])  # type: ignore[attr-defined]
        targets = dict.fromkeys(target for one in self.known.values() for target in one.targets)
        self.fields["target"].choices = [("", _("nobody in particular")), *((t, t) for t in targets)]  # type: ignore[attr-defined]

    @property
    def once(self) -> bool:
        return bool(self.cleaned_data["rhythm"] == self.ONCE)

    def rule(self) -> dict[str, Any]:
        """What ``add_schedule`` takes of it."""
        found, moments = self.cleaned_data, set(self.cleaned_data["moments"])
        return {
            "instrument": self.known[found["instrument"]],
            "target": found["target"],
            "every": found["every"],
            "rhythm": Schedule.Rhythm(found["rhythm"]),
            "at_start": "start" in moments,
            "at_end": "end" in moments,
            "follow_ups": [int(m) for m in moments if m.isdecimal()],
            "days": found["days"] or 3,
        }


class CloseForm(forms.Form):
    """The end of a treatment."""

    on = day_field(label=_("Ended on"))
    reason = PlainText(label=_("How it ended"), min_length=3, max_length=200)


class InterviewForm(forms.Form):
    """The coding of an interview."""

    interviewed_on = day_field(label=_("Interviewed on"))
    coded_on = day_field(label=_("Coded on"))
    coder = PlainText(label=_("Coder"), max_length=120)
    certification = PlainText(label=_("Certification"), max_length=200, help_text=_("By whom and when."))
    classification = forms.ChoiceField(label=_("Classification"))
    secondary = forms.ChoiceField(label=_("Best-fitting secondary"), required=False, help_text=_("With U alone."))
    earned = forms.BooleanField(label=_("F earned: adverse parenting inferred"), required=False)
    coherence_of_transcript = forms.DecimalField(
        label=_("Coherence of transcript"),
        required=False,
        max_digits=2,
        decimal_places=1,
        help_text=_("1 to 9, in halves."),
    )
    coherence_of_mind = forms.DecimalField(
        label=_("Coherence of mind"), required=False, max_digits=2, decimal_places=1, help_text=_("1 to 9, in halves.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = interview()
        named = [(code, f"{code} {meaning}") for code, meaning in known.classification.items()]
        self.fields["classification"].choices = named  # type: ignore[attr-defined]
        second = [(code, name) for code, name in named if code in known.secondary]
        self.fields["secondary"].choices = [("", _("none")), *second]  # type: ignore[attr-defined]
