"""What clients noted, as the therapist reads it: a table, and the small course of each number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from clinic.core.lazy import StrOrPromise
from interventions.exercises.definitions import Exercise, ExerciseField
from interventions.exercises.words import rated_words
from interventions.models import ExerciseFact, ExerciseLog, Worsening

Known = Mapping[tuple[str, int], Exercise]
NEWEST = 24  # points of a small course


@dataclass(frozen=True)
class LogRow:
    """One log: ``values`` in the exercise's order as (label, text), and that it made things worse, if it did."""

    log: ExerciseLog
    exercise: Exercise | None
    values: list[tuple[str, str]]
    worsening: Worsening | None


@dataclass(frozen=True)
class SmallCourse:
    """A number over time, the newest last."""

    name: StrOrPromise
    values: list[int]

    @property
    def first(self) -> int:
        return self.values[0]

    @property
    def last(self) -> int:
        return self.values[-1]


def log_rows(logs: Iterable[ExerciseLog], known: Known) -> list[LogRow]:
    """The logs with what was noted, in their order; two statements, or three where one made things worse."""
    found = list(logs)
    prefetch_related_objects(found, "facts", "worsenings__read_by")
    return [_row(log, known.get((log.assignment.exercise, log.assignment.version))) for log in found]


def _row(log: ExerciseLog, exercise: Exercise | None) -> LogRow:
    facts = {fact.field: fact for fact in log.facts.all()}
    fields = exercise.fields if exercise else []
    values = [(one.label, value_text(one, facts[one.key])) for one in fields if one.key in facts]
    return LogRow(log, exercise, values, log.worsening)


def value_text(field: ExerciseField, fact: ExerciseFact) -> str:
    """What was noted in the field, in words."""
    if fact.number is not None:
        return f"{fact.number} {field.unit}".strip()
    if fact.choice:
        return next((option.label for option in field.options if option.key == fact.choice), fact.choice)
    return fact.text


def courses(rows: Sequence[LogRow], exercise: Exercise) -> list[SmallCourse]:
    """The ratings and each number over time, of logs the newest first; those with two points or more."""
    oldest_first = [row.log for row in reversed(rows)][-NEWEST:]
    words = rated_words(exercise)
    named: list[tuple[StrOrPromise, list[int | None]]] = [
        (_("%(rated)s before") % {"rated": words.name}, [log.before for log in oldest_first]),
        (_("%(rated)s after") % {"rated": words.name}, [log.after for log in oldest_first]),
    ]
    for field in exercise.fields:
        if field.kind == "number":
            by_log = [{fact.field: fact.number for fact in log.facts.all()} for log in oldest_first]
            named.append((field.label, [numbers.get(field.key) for numbers in by_log]))
    found = [SmallCourse(name, [value for value in values if value is not None]) for name, values in named]
    return [one for one in found if len(one.values) > 1]


def choices_made(rows: Sequence[LogRow], exercise: Exercise) -> list[tuple[str, list[tuple[str, int]]]]:
    """How often each answer of a choice was given: (label of the field, [(answer, times)])."""
    found = []
    given = [(fact.field, fact.choice) for row in rows for fact in row.log.facts.all() if fact.choice]
    for field in exercise.fields:
        counted = [(option.label, given.count((field.key, option.key))) for option in field.options]
        if any(times for _label, times in counted):
            found.append((field.label, counted))
    return found
