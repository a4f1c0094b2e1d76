"""The page of an exercise that a practice writes: its words, what its steps ask, how long they take."""

from collections.abc import Mapping
from typing import Unpack

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from clinic.core.definitions import CUSTOM
from clinic.core.edit_forms import FormOptions, RevisedForm, Sent
from clinic.core.forms import PlainText
from clinic.core.revisions import EditConflict
from clinic.core.types import Checked
from interventions.catalogue import Modality
from interventions.exercises.definitions import MOST_STEPS, Exercise
from interventions.exercises.words import RATED
from interventions.library.checking import checked_exercise
from interventions.library.forms import KINDS, PATTERNS
from interventions.library.row_forms import (
    NEW,
    ROWS,
    AskForm,
    RowForm,
    TimerForm,
    ask_shown,
    given_out,
    numbers_in,
    timer_shown,
    with_keys,
)
from interventions.models import CustomExercise

RATED_AS = [(key, words.name) for key, words in RATED.items()]


def shown_at_first(exercise: Exercise) -> dict[str, object]:
    """An exercise as its page shows it before anything is typed."""
    return exercise.model_dump(exclude={"key", "fields", "timers"}) | {
        "steps": "\n".join(exercise.steps),
        "begun_with": exercise,
    }


class WriteForm(forms.Form):
    """A custom exercise."""

    title = PlainText(label=_("Title"), min_length=3, max_length=60)
    purpose = PlainText(
        label=_("What it is for"), min_length=3, max_length=300, help_text=_("The client reads it: plain words.")
    )
    steps = PlainText(
        label=_("Steps, one a line"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The client sees one at a time."),
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=240, initial=5)
    times_per_week = forms.IntegerField(label=_("Times a week"), min_value=1, max_value=21, initial=4)
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    patterns = forms.MultipleChoiceField(
        label=_("For scores in"), choices=PATTERNS, required=False, widget=forms.CheckboxSelectMultiple
    )
    modalities = forms.MultipleChoiceField(label=_("Goes with"), required=False, widget=forms.CheckboxSelectMultiple)
    cautions = PlainText(label=_("Caution"), required=False, max_length=300)
    caution_kinds = forms.MultipleChoiceField(
        label=_("Checked against the client's file"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("open-risk", _("open alert")),
            ("dissociation", _("dissociation")),
            ("violence", _("partner violence")),
            ("psychosis", _("psychosis")),
            ("heart", _("heart trouble")),
            ("eating-disorder", _("eating disorder")),
            ("seizure", _("seizures")),
            ("pregnancy", _("pregnancy")),
        ],
    )

    rated = forms.ChoiceField(label=_("Rated before and after"), choices=RATED_AS, required=False)
    before_at = forms.IntegerField(
        label=_("Rated before at step"),
        min_value=0,
        max_value=MOST_STEPS,
        required=False,
        help_text=_("0: ahead of the steps."),
    )

    def __init__(self, data: Sent = None, *, known: Mapping[str, Modality], **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        self.exercise: Exercise | None = None  # what was typed, once it is known to fit together
        self.fields["modalities"].choices = [(key, one.short) for key, one in known.items()]  # type: ignore[attr-defined]

    @property
    def begun_with(self) -> Exercise | None:
        """The exercise whose questions and timers the rows show at first."""
        return self.initial.get("begun_with")

    @cached_property
    def asks(self) -> list[AskForm]:
        """The rows of what the steps ask."""
        begun = self.begun_with
        saved = {one.key: one for one in begun.fields} if begun else {}
        if self._is_sent("asks"):
            names = self._numbers()
            rows = [(n, str(self.data.get(f"asks-{n}-key") or "")) for n in numbers_in(self.data, "asks")]
            return [AskForm(self.data, prefix=f"asks-{n}", numbers=names, saved=saved.get(key)) for n, key in rows]
        names = [(one.key, one.label) for one in saved.values() if one.kind == "number"]
        return [
            AskForm(prefix=f"asks-{n}", numbers=names, saved=one, initial=ask_shown(one))
            for n, one in enumerate(saved.values())
        ]

    @cached_property
    def timers(self) -> list[TimerForm]:
        """The rows of how long steps take."""
        if self._is_sent("timers"):
            numbers, names = numbers_in(self.data, "timers"), self._numbers()
            return [TimerForm(self.data, prefix=f"timers-{n}", numbers=names) for n in numbers]
        begun = self.begun_with
        names = [(one.key, one.label) for one in begun.fields if one.kind == "number"] if begun else []
        return [
            TimerForm(prefix=f"timers-{n}", numbers=names, initial=timer_shown(one))
            for n, one in enumerate(begun.timers if begun else [])
        ]

    def _is_sent(self, name: str) -> bool:
        """Whether these rows were on the page that was sent: otherwise they stay as they were."""
        return self.is_bound and f"{name}_next" in self.data

    def _numbers(self) -> list[tuple[str, str]]:
        """What was sent as a number: its key and its label."""
        found = []
        for n in numbers_in(self.data, "asks"):
            key, label, kind = (str(self.data.get(f"asks-{n}-{name}") or "") for name in ("key", "label", "kind"))
            if kind in {"", "number"}:
                found.append((key or f"{NEW}{n}", label.strip() or _("Question %(n)s") % {"n": n + 1}))
        return found

    def following(self) -> dict[str, int]:
        """List of rows → the number that the next one gets."""
        return {name: self._following(name) for name in ROWS}

    def _following(self, name: str) -> int:
        rows: list[AskForm] | list[TimerForm] = self.asks if name == "asks" else self.timers
        return max([given_out(self.data, name), *(row.number + 1 for row in rows)])

    def clean(self) -> None:
        """All that is wrong in the rows, and between them, at its place."""
        super().clean()
        rows = [row for row in (*self.asks, *self.timers) if row.is_bound and not row.is_empty]
        if [row for row in rows if not row.is_valid()]:  # all of them are looked at
            self.add_error(None, _("Not saved yet. Please look at what is marked."))
        elif not self.errors:
            try:
                self.exercise = checked_exercise(self._definition())
            except ValidationError as error:
                self._place(error.message_dict)

    def _definition(self) -> Checked:
        """What was typed as a definition, under a key for the while."""
        found = {name: value for name, value in self.written().items() if name != "revision"}
        return found | {"key": f"{CUSTOM}typed"}

    def _place(self, errors: Mapping[str, list[str]]) -> None:
        """Puts what contradicts something at the field of its row."""
        for place, texts in errors.items():
            name, _dot, rest = place.partition(".")
            number, _dot, part = rest.partition(".")
            if not part:
                self.add_error(name if name in self.fields else None, texts)
                continue
            rows: list[RowForm] = [row for row in (self.asks if name == "asks" else self.timers) if not row.is_empty]
            row = rows[int(number) - 1]
            row.add_error(part if part in row.fields and part != "key" else None, texts)
            if not self.non_field_errors():
                self.add_error(None, _("Not saved yet. Please look at what is marked."))

    def written(self) -> Checked:
        """What ``write_exercise`` takes."""
        found = dict(self.cleaned_data)
        steps = [line.strip() for line in found["steps"].splitlines()]
        found["steps"] = [line for line in steps if line]
        if not found["rated"]:
            del found["rated"]
        if found["before_at"] is None:
            del found["before_at"]
        if self._is_sent("asks") and self._is_sent("timers"):
            asks = [row.written() for row in self.asks if not row.is_empty]
            timers = [row.written() for row in self.timers if not row.is_empty]
            with_keys(asks, timers)
            return found | {"fields": asks, "timers": timers}
        return found

    def show_as_typed(self) -> None:
        """Without errors: a row was added or taken away, and nobody has asked to save it yet."""
        self._errors, self.cleaned_data = forms.utils.ErrorDict(), {}
        for row in (*self.asks, *self.timers):
            row.show_as_typed()


class RewriteForm(RevisedForm, WriteForm):
    """Another version of a custom exercise."""

    def shown(self, row: CustomExercise) -> Mapping[str, object]:
        return {**row.definition, **shown_at_first(Exercise.model_validate(row.definition))}

    def differing(self) -> list[str]:
        """With the rows, which are no fields of the form."""
        saved, typed = Exercise.model_validate(self.row.definition), self.exercise
        is_other = typed is not None and (typed.fields, typed.timers) != (saved.fields, saved.timers)
        return [*super().differing(), *(["asks"] if is_other else [])]

    def show_conflict(self, error: EditConflict) -> None:
        super().show_conflict(error)
        saved = Exercise.model_validate(error.row.definition)
        if "asks" in self.differing():
            asked = ", ".join(one.label for one in saved.fields) or "–"
            timed = ", ".join(str(one.step) for one in saved.timers) or "–"
            words = _("Saved now: the steps ask %(asked)s; there is a timer at step %(timed)s.")
            self.add_error(None, words % {"asked": asked, "timed": timed})
