"""An exercise as data: its steps, what they ask to note down, and how long they take. Pure: no Django.

What a step asks is a typed field (a number, a choice, a text), shown under its step in the portal and as a column on
paper. How strong something is before and after the exercise is asked of every exercise; ``rated`` names what it is.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Literal, Self, TypeAlias

from pydantic import Field, model_validator

from clinic.core.datafiles import Strict
from clinic.core.messages import Message, message

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


MOST_STEPS, MOST_FIELDS, MOST_OPTIONS = 20, 12, 12


class Contradicts(StrEnum):
    """How parts of an exercise contradict each other."""

    OPTIONS = "exercise-contradicts-options"  # most
    ONLY_CHOICE = "exercise-contradicts-only-choice"
    ONLY_NUMBER = "exercise-contradicts-only-number"
    RANGE = "exercise-contradicts-range"
    BREATHS = "exercise-contradicts-breaths"
    KEYS = "exercise-contradicts-keys"
    STEPS = "exercise-contradicts-steps"  # steps
    TIMERS = "exercise-contradicts-timers"
    NUMBER = "exercise-contradicts-number"  # key


Found: TypeAlias = tuple[tuple[str | int, ...], Message]  # the place, counted from 0, and what is wrong there


class Contradicted(ValueError):
    """Parts of an exercise contradict each other; ``found``: all of it, place by place."""

    def __init__(self, found: list[Found]) -> None:
        super().__init__("; ".join(f"{'.'.join(map(str, place))}: {text}" for place, text in found))
        self.found = found


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

    def contradictions(self) -> Iterator[tuple[str, Message]]:
        """What of it does not go with its kind: name of the part and what is wrong."""
        if (
            self.kind == "choice"
            and not 2 <= len({one.key for one in self.options}) == len(self.options) <= MOST_OPTIONS
        ):
            yield "options", message(Contradicts.OPTIONS, most=MOST_OPTIONS)
        if self.kind != "choice" and self.options:
            yield "options", message(Contradicts.ONLY_CHOICE)
        if self.kind == "number" and self.least >= self.most:
            yield "most", message(Contradicts.RANGE)
        if self.kind != "number":
            better = self.higher_is == "better"
            parts = ("unit", self.unit), ("compared_with", self.compared_with), ("not_below", self.not_below)
            named = [name for name, value in (*parts, ("higher_is", better)) if value]
            yield from ((name, message(Contradicts.ONLY_NUMBER)) for name in named)

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

    def contradictions(self) -> Iterator[tuple[str, Message]]:
        """A breath in without one out, or the other way: name of the part that is missing and what is wrong."""
        if (self.breath_in is None) != (self.breath_out is None):
            yield "breath_in" if self.breath_in is None else "breath_out", message(Contradicts.BREATHS)

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
    fields: Annotated[list[ExerciseField], Field(max_length=MOST_FIELDS)] = []
    timers: list[Timer] = []

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if found := [*self._of_fields(), *self._of_timers()]:
            raise Contradicted(found)
        return self

    def _no_step(self) -> Message:
        return message(Contradicts.STEPS, steps=len(self.steps))

    def _of_fields(self) -> Iterator[Found]:
        if self.before_at > len(self.steps):
            yield ("before_at",), self._no_step()
        numbers = {one.key for one in self.fields if one.kind == "number"}
        taken = {*RATINGS}
        for place, one in enumerate(self.fields):
            yield from ((("fields", place, name), text) for name, text in one.contradictions())
            if one.key in taken:
                yield ("fields", place, "key"), message(Contradicts.KEYS)
            taken.add(one.key)
            if one.step > len(self.steps):
                yield ("fields", place, "step"), self._no_step()
            known = {"", *numbers - {one.key}, *RATINGS}
            named = [("compared_with", one.compared_with), *(("not_below", key) for key in one.not_below)]
            for name, key in named:
                if key not in known:
                    yield ("fields", place, name), message(Contradicts.NUMBER, key=key)

    def _of_timers(self) -> Iterator[Found]:
        numbers = {"", *(one.key for one in self.fields if one.kind == "number")}
        timed: set[int] = set()
        for place, one in enumerate(self.timers):
            yield from ((("timers", place, name), text) for name, text in one.contradictions())
            if one.step in timed:
                yield ("timers", place, "step"), message(Contradicts.TIMERS)
            timed.add(one.step)
            if one.step > len(self.steps):
                yield ("timers", place, "step"), self._no_step()
            if one.minutes_of not in numbers:
                yield ("timers", place, "minutes_of"), message(Contradicts.NUMBER, key=one.minutes_of)

    def fields_of(self, step: int) -> list[ExerciseField]:
        """What this step asks, counted from 1."""
        return [one for one in self.fields if one.step == step]

    def timer_of(self, step: int) -> Timer | None:
        """The timer of this step, counted from 1."""
        return next((one for one in self.timers if one.step == step), None)
