"""What a client noted in the fields of an exercise: read, checked, compared. Pure: no Django."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from clinic.core.messages import Message, message
from interventions.exercises.definitions import MOST_TEXT, WORSE, Exercise, ExerciseField

Sent = Mapping[str, object]
Ratings = Mapping[str, int | None]  # "before" and "after"


class Wrong(StrEnum):
    """What is wrong with a noted value."""

    UNKNOWN = "exercise-field-unknown"  # known
    NO_NUMBER = "exercise-field-no-number"  # least, most
    NO_OPTION = "exercise-field-no-option"
    NO_TEXT = "exercise-field-no-text"
    TOO_LONG = "exercise-field-too-long"  # longest
    BELOW = "exercise-field-below"  # other, value


class NotesRefused(Exception):
    """Some of what was noted cannot be kept; ``errors``: key of the field → what is wrong with it."""

    def __init__(self, errors: Mapping[str, Message]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


@dataclass(frozen=True)
class Noted:
    """The value of one field: a number, the key of an option, or a text.

    ``rise``: how far a number is above the one that it is compared with; below zero where it fell. ``worse``: by how
    many points that is worse, below zero where it is better.
    """

    field: str
    number: int | None = None
    choice: str = ""
    text: str = ""
    rise: int | None = None
    worse: int | None = None


def read_notes(exercise: Exercise, sent: Sent, ratings: Ratings) -> list[Noted]:
    """What was sent (key of the field → value) in order of the fields; what was left empty is left out.

    ``ratings``: those of the log, which fields may be compared with. Raises NotesRefused with all that is wrong.
    """
    known = {one.key: one for one in exercise.fields}
    errors = {key: message(Wrong.UNKNOWN, known=tuple(known)) for key in sent if key not in known}
    found: dict[str, Noted] = {}
    for key, field in known.items():
        value = sent.get(key)
        if value in (None, ""):
            continue
        read = _READ[field.kind](field, value)
        if isinstance(read, Message):
            errors[key] = read
        elif read is not None:
            found[key] = read
    numbers = {**ratings, **{key: one.number for key, one in found.items() if one.number is not None}}
    errors |= _below(exercise, numbers)
    if errors:
        raise NotesRefused(errors)
    return [_compared(known[key], one, numbers) for key, one in found.items()]


def _number(field: ExerciseField, value: object) -> Noted | Message:
    text = str(value)
    is_whole = not isinstance(value, bool) and isinstance(value, int | str) and text.isascii() and text.isdecimal()
    if not is_whole or len(text) > 4 or not field.least <= int(text) <= field.most:
        return message(Wrong.NO_NUMBER, least=field.least, most=field.most)
    return Noted(field.key, number=int(text))


def _choice(field: ExerciseField, value: object) -> Noted | Message:
    if value not in [one.key for one in field.options]:
        return message(Wrong.NO_OPTION)
    return Noted(field.key, choice=str(value))


def _text(field: ExerciseField, value: object) -> Noted | Message | None:
    if not isinstance(value, str) or "\x00" in value:
        return message(Wrong.NO_TEXT)
    text = value.strip()
    if len(text) > min(field.longest, MOST_TEXT):
        return message(Wrong.TOO_LONG, longest=field.longest)
    return Noted(field.key, text=text) if text else None


_READ = {"number": _number, "choice": _choice, "text": _text}


def _below(exercise: Exercise, numbers: Mapping[str, int | None]) -> dict[str, Message]:
    """Numbers that are lower than one which they cannot be lower than, as the highest rating is none below the last."""
    found = {}
    labels = {one.key: one.label for one in exercise.fields}
    for field in exercise.fields:
        here = numbers.get(field.key)
        others = [(value, key) for key in field.not_below if (value := numbers.get(key)) is not None]
        if here is not None and others and here < max(others)[0]:
            value, key = max(others)
            found[field.key] = message(Wrong.BELOW, other=labels.get(key, key), value=value)
    return found


def _compared(field: ExerciseField, noted: Noted, numbers: Mapping[str, int | None]) -> Noted:
    earlier = numbers.get(field.compared_with) if field.compared_with else None
    if noted.number is None or earlier is None:
        return noted
    rise = noted.number - earlier
    return Noted(noted.field, number=noted.number, rise=rise, worse=-rise if field.higher_is == "better" else rise)


def worse_by(ratings: Ratings, noted: Iterable[Noted]) -> int | None:
    """By how many points the exercise made things worse, the most of its comparisons; None below :data:`WORSE`."""
    before, after = ratings.get("before"), ratings.get("after")
    worse = [one.worse for one in noted if one.worse is not None]
    if before is not None and after is not None:
        worse.append(after - before)
    most = max(worse, default=0)
    return most if most >= WORSE else None
