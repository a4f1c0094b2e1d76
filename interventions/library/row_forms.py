"""Rows of the page of an own exercise: what its steps ask, and how long they take. They are added and taken away
without a script: a button shows the page again with a row more or less, and everything typed stays."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Unpack

from django import forms
from django.core.validators import RegexValidator
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clinic.core.edit_forms import FormOptions, Sent
from clinic.core.forms import PlainText
from clinic.core.lazy import StrOrPromise
from clinic.core.messages import message
from interventions.exercises.definitions import (
    MOST_NUMBER,
    MOST_OPTIONS,
    MOST_STEPS,
    MOST_TEXT,
    RATINGS,
    Contradicts,
    ExerciseField,
    Timer,
)

ROWS = ("asks", "timers")
MOST_ROWS = 40  # of which so many are read, whatever is sent
NEW = "new-"  # begins the key of what was not saved yet
LONGEST_KEY, LONGEST_OPTION = 40, 60
KINDS = [("number", gettext_lazy("a number")), ("choice", gettext_lazy("a choice")), ("text", gettext_lazy("words"))]
BETTER = [("worse", gettext_lazy("higher is worse")), ("better", gettext_lazy("higher is better"))]
Names = Sequence[tuple[str, str]]  # the key and the label of numbers


def numbers_in(data: Mapping[str, object], name: str) -> list[int]:
    """The numbers of the rows that were sent."""
    found = (re.fullmatch(rf"{name}-(\d{{1,3}})-\w+", key, re.ASCII) for key in data)
    return sorted({int(one[1]) for one in found if one})[:MOST_ROWS]


def changed_rows(data: QueryDict) -> QueryDict | None:
    """What was sent with a row added or taken away, if a button for that was pressed."""
    add, remove = data.get("add"), data.get("remove") or ""
    changed = data.copy()
    if add in ROWS:
        following = max([*numbers_in(data, add), given_out(data, add) - 1], default=-1) + 1
        changed[f"{add}-{following}-step"] = ""
        changed[f"{add}_next"] = str(following + 1)
        return changed
    if re.fullmatch(rf"({'|'.join(ROWS)})-\d{{1,3}}", remove, re.ASCII):
        for key in [key for key in data if key.startswith(f"{remove}-")]:
            del changed[key]
        return changed
    return None


def given_out(data: Mapping[str, object], name: str) -> int:
    """The number after all that were given out: one that was taken away is not given to another row."""
    text = str(data.get(f"{name}_next") or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0


def key_for(label: str, taken: Iterable[str]) -> str:
    """A key that reads like the label, and is none of those that are taken."""
    letters = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[: LONGEST_KEY - 8].strip("-")
    slug = slug if len(slug) > 1 else "ask"
    base, known = f"ask-{slug}" if slug.startswith(NEW) else slug, {*taken, *RATINGS}
    numbered = (f"{base}-{n}" for n in range(2, 1000))
    return next(one for one in (base, *numbered) if one not in known)


class RowForm(forms.Form):
    """A row, which may be left empty."""

    step = forms.IntegerField(label=gettext_lazy("At step"), min_value=1, max_value=MOST_STEPS)
    kept_when_empty: tuple[str, ...] = ("step",)  # fields that say nothing alone

    @property
    def number(self) -> int:
        """The row's number in what is sent."""
        return int(str(self.prefix).rpartition("-")[2])

    @property
    def is_empty(self) -> bool:
        """Nothing was typed: the row is none."""
        names = [name for name in self.fields if name not in self.kept_when_empty]
        return not any(str(self[name].value() or "").strip() for name in names)

    def show_as_typed(self) -> None:
        """Without errors: nobody has asked to save it yet."""
        self._errors, self.cleaned_data = forms.utils.ErrorDict(), {}


def _whole(label: StrOrPromise, least: int, most: int, otherwise: str) -> forms.IntegerField:
    """A whole number that is ``otherwise`` where it is left empty."""
    widget = forms.NumberInput(attrs={"placeholder": otherwise})
    return forms.IntegerField(label=label, min_value=least, max_value=most, required=False, widget=widget)


class AskForm(RowForm):
    """Something that a step asks to note down."""

    key = forms.CharField(
        widget=forms.HiddenInput,
        required=False,
        max_length=LONGEST_KEY,
        validators=[RegexValidator(r"^[a-z0-9-]{2,40}\Z")],
    )
    label = PlainText(label=gettext_lazy("What is asked"), min_length=2, max_length=120)
    kind = forms.ChoiceField(label=gettext_lazy("Answered with"), choices=KINDS)
    least = forms.IntegerField(
        label=gettext_lazy("Lowest"),
        widget=forms.NumberInput(attrs={"placeholder": "0"}),
        min_value=0,
        max_value=MOST_NUMBER,
        required=False,
    )
    most = forms.IntegerField(
        label=gettext_lazy("Highest"),
        widget=forms.NumberInput(attrs={"placeholder": "10"}),
        min_value=1,
        max_value=MOST_NUMBER,
        required=False,
    )
    unit = PlainText(label=gettext_lazy("Unit"), max_length=20, required=False)
    compared_with = forms.ChoiceField(label=gettext_lazy("Compared with"), required=False)
    higher_is = forms.ChoiceField(label=gettext_lazy("When it is higher"), choices=BETTER, required=False)
    not_below = forms.MultipleChoiceField(
        label=gettext_lazy("Cannot be lower than"), required=False, widget=forms.CheckboxSelectMultiple
    )
    options = PlainText(
        label=gettext_lazy("Answers, one a line"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    longest = forms.IntegerField(
        label=gettext_lazy("Most characters"),
        widget=forms.NumberInput(attrs={"placeholder": "300"}),
        min_value=1,
        max_value=MOST_TEXT,
        required=False,
    )
    kept_when_empty = ("step", "key", "kind", "least", "most", "higher_is", "longest")

    def __init__(
        self, data: Sent = None, *, numbers: Names, saved: ExerciseField | None, **options: Unpack[FormOptions]
    ) -> None:
        super().__init__(data, **options)
        self.saved = saved
        ratings = [("before", _("the rating before")), ("after", _("the rating after"))]
        others = [(key, label) for key, label in numbers if key != self.own_key]
        self.fields["compared_with"].choices = [("", _("nothing")), ratings[0], *others]  # type: ignore[attr-defined]
        self.fields["not_below"].choices = [*ratings, *others]  # type: ignore[attr-defined]

    @property
    def own_key(self) -> str:
        """The key of what is asked: a provisional one until it is saved."""
        return str(self["key"].value() or f"{NEW}{self.number}")

    def clean_options(self) -> list[str]:
        found = [line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip()]
        if any(len(line) > LONGEST_OPTION for line in found):
            raise forms.ValidationError(_("At most %(n)s characters a line.") % {"n": LONGEST_OPTION})
        if len({line.casefold() for line in found}) < len(found):
            raise forms.ValidationError(str(message(Contradicts.OPTIONS, most=MOST_OPTIONS)))
        return found

    def written(self) -> dict[str, object]:
        """The field as a definition has it; under a provisional key where it is new."""
        found = {name: value for name, value in self.cleaned_data.items() if value not in (None, "")}
        kept = {one.label: one.key for one in self.saved.options} if self.saved else {}
        options: list[dict[str, str]] = []
        for line in self.cleaned_data["options"]:
            taken = [*kept.values(), *(one["key"] for one in options)]
            options.append({"key": kept.get(line) or key_for(line, taken), "label": line})
        return found | {"key": self.own_key, "options": options}


class TimerForm(RowForm):
    """How long a step takes."""

    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=0, max_value=240, required=False)
    seconds = forms.IntegerField(label=gettext_lazy("Seconds"), min_value=0, max_value=59, required=False)
    minutes_of = forms.ChoiceField(label=gettext_lazy("Or as many minutes as"), required=False)
    breath_in = forms.IntegerField(label=gettext_lazy("Breath in, seconds"), min_value=2, max_value=12, required=False)
    breath_out = forms.IntegerField(
        label=gettext_lazy("Breath out, seconds"), min_value=2, max_value=12, required=False
    )
    kept_when_empty = ()

    def __init__(self, data: Sent = None, *, numbers: Names, **options: Unpack[FormOptions]) -> None:
        super().__init__(data, **options)
        self.fields["minutes_of"].choices = [("", _("the client does not choose")), *numbers]  # type: ignore[attr-defined]

    def clean(self) -> None:
        super().clean()
        found = self.cleaned_data
        if {"minutes", "seconds"} <= found.keys() and not 5 <= self._seconds() <= 14_400:
            self.add_error("minutes", _("From 5 seconds to 240 minutes."))

    def _seconds(self) -> int:
        return (self.cleaned_data["minutes"] or 0) * 60 + (self.cleaned_data["seconds"] or 0)

    def written(self) -> dict[str, object]:
        """The timer as a definition has it."""
        parts = ("step", "minutes_of", "breath_in", "breath_out")
        return {name: self.cleaned_data[name] for name in parts} | {"seconds": self._seconds()}


def ask_shown(one: ExerciseField) -> dict[str, object]:
    """A field as its row shows it."""
    return one.model_dump() | {"options": "\n".join(option.label for option in one.options)}


def timer_shown(one: Timer) -> dict[str, object]:
    """A timer as its row shows it."""
    minutes, seconds = divmod(one.seconds, 60)
    return one.model_dump() | {"minutes": minutes, "seconds": seconds or None}


def with_keys(asks: Sequence[dict[str, object]], timers: Sequence[dict[str, object]]) -> None:
    """Gives new rows keys that read like their labels, also where others name them."""
    new: dict[object, str] = {}
    taken = {str(one["key"]) for one in asks}
    for one in asks:
        if str(one["key"]).startswith(NEW):
            new[one["key"]] = key_for(str(one["label"]), taken)
            taken.add(new[one["key"]])
    for one in asks:
        one["key"] = new.get(one["key"], one["key"])
        one["compared_with"] = new.get(one.get("compared_with", ""), one.get("compared_with", ""))
        below: list[str] = one.get("not_below", [])  # type: ignore[assignment]
        one["not_below"] = [new.get(key, key) for key in below]
    for one in timers:
        one["minutes_of"] = new.get(one["minutes_of"], one["minutes_of"])
