"""An exercise as data: its steps, what they ask to note down, and how long they take. Pure: no Django.

What a step asks is a typed field (a number, a choice, a text), shown under its step in the portal and as a column on
paper. How strong something is before and after the exercise is asked of every exercise; ``rated`` names what it is.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from clinic.core.datafiles import Strict

Key = Annotated[str, Field(pattern=r"^[a-z0-9-]{2,40}$")]
Pattern = Literal["secure", "preoccupied", "dismissing", "fearful"]
Kind = Literal["practice", "first aid", "stabilisation", "contemplative", "body"]
CautionKind = Literal[
    "open-risk", "dissociation", "violence", "psychosis", "heart", "eating-disorder", "seizure", "pregnancy"
]
Rated = Literal["tension", "alarm", "feeling", "disturbance", "distress"]
MOST_NUMBER, MOST_TEXT = 240, 1000
RATINGS = ("before", "after")  # what every exercise asks; a field may be compared with them
WORSE = 3  # points by which a rating is worse when an exercise made things worse: this project's own rule


class Option(Strict):
    """One answer of a choice."""

    key: Key
    label: Annotated[str, Field(min_length=1, max_length=60)]


class ExerciseField(Strict):
    """Something that a step asks to note down. It may always be left empty."""

    key: Key
    label: Annotated[str, Field(min_length=2, max_length=120)]
    kind: Literal["number", "choice", "text"]
    step: Annotated[int, Field(ge=1)]
    least: Annotated[int, Field(ge=0)] = 0
    most: Annotated[int, Field(ge=1, le=MOST_NUMBER)] = 10
    unit: Annotated[str, Field(max_length=20)] = ""
    compared_with: str = ""  # an earlier number, or "before": WORSE points or more to the worse are a worsening
    higher_is: Literal["worse", "better"] = "worse"  # which way that is
    not_below: list[str] = []  # numbers, or "before" and "after", that it cannot be lower than
    options: list[Option] = []
    longest: Annotated[int, Field(ge=1, le=MOST_TEXT)] = 300

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if self.kind == "choice" and not 2 <= len({one.key for one in self.options}) == len(self.options) <= 12:
            raise ValueError(f"{self.key}: a choice has 2 to 12 options with different keys")
        if self.kind != "choice" and self.options:
            raise ValueError(f"{self.key}: only a choice has options")
        if self.kind == "number" and self.least >= self.most:
            raise ValueError(f"{self.key}: least must be below most")
        if self.kind != "number" and (self.compared_with or self.not_below or self.unit or self.higher_is == "better"):
            raise ValueError(f"{self.key}: only a number has a unit and is compared")
        return self

    @property
    def is_scale(self) -> bool:
        """Whether it is rated from 0 to 10, by pressing a number."""
        return self.kind == "number" and (self.least, self.most, self.unit) == (0, 10, "")


class Timer(Strict):
    """How long a step takes, for the timer beside it; ``breath_in`` and ``breath_out`` make it a pacer."""

    step: Annotated[int, Field(ge=1)]
    seconds: Annotated[int, Field(ge=5, le=14_400)]
    minutes_of: str = ""  # the number field whose minutes count instead, once it is filled in
    breath_in: Annotated[int, Field(ge=2, le=12)] | None = None
    breath_out: Annotated[int, Field(ge=2, le=12)] | None = None

    @model_validator(mode="after")
    def _both_breaths(self) -> Self:
        if (self.breath_in is None) != (self.breath_out is None):
            raise ValueError("breath_in and breath_out belong together")
        return self

    @property
    def minutes(self) -> int:
        """In whole minutes, at least one."""
        return max(1, round(self.seconds / 60))


class Exercise(Strict):
    """Something a client does between sessions."""

    key: Key
    title: str
    purpose: str
    steps: Annotated[list[str], Field(min_length=1)]
    minutes: Annotated[int, Field(ge=1, le=240)]
    times_per_week: Annotated[int, Field(ge=1, le=21)]
    patterns: list[Pattern]
    modalities: list[str]
    together: bool = False  # two do it: it is suggested where joint work runs, and nowhere else
    cautions: str = ""  # in words, for the client too
    caution_kinds: list[CautionKind] = []
    kind: Kind
    rated: Rated = "tension"  # what is rated before and after
    before_at: Annotated[int, Field(ge=0)] = 0  # the step that asks for the rating before; 0: ahead of the steps
    fields: Annotated[list[ExerciseField], Field(max_length=12)] = []
    timers: list[Timer] = []

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        problem = next(self._contradictions(), "")
        if problem:
            raise ValueError(problem)
        return self

    def _contradictions(self) -> Iterator[str]:
        keys = [one.key for one in self.fields]
        if len(set(keys)) != len(keys) or set(keys) & set(RATINGS):
            yield "fields: two have the same key, or one is called before or after"
        asked = [self.before_at, *(one.step for one in self.fields), *(one.step for one in self.timers)]
        if max(asked) > len(self.steps):
            yield f"fields, timers: there are only {len(self.steps)} steps"
        if len({timer.step for timer in self.timers}) != len(self.timers):
            yield "timers: two are of the same step"
        numbers = {one.key for one in self.fields if one.kind == "number"}
        for one in self.fields:
            known = {*numbers - {one.key}, *RATINGS}
            if unknown := {*one.not_below, *filter(None, [one.compared_with])} - known:
                yield f"fields: {one.key}: no number is called {min(unknown)}"
        if unknown := {timer.minutes_of for timer in self.timers if timer.minutes_of} - numbers:
            yield f"timers: no number is called {min(unknown)}"

    def fields_of(self, step: int) -> list[ExerciseField]:
        """What this step asks, counted from 1."""
        return [one for one in self.fields if one.step == step]

    def timer_of(self, step: int) -> Timer | None:
        """The timer of this step, counted from 1."""
        return next((one for one in self.timers if one.step == step), None)
