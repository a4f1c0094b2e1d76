"""Which exercises may fit, with the reasons: suggestions only, nothing is given automatically. Pure: no Django."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from clinic.core.messages import Message, message
from interventions.cautions import File, for_exercise
from interventions.exercises.definitions import Exercise

STEADYING = {"first aid", "stabilisation"}


class Reason(StrEnum):
    """Why an exercise may fit."""

    MADE_FOR_STYLE = "made-for-style"  # style
    GOES_WITH = "goes-with-modalities"  # modalities
    STEADIES_AT_RISK = "steadies-at-risk"
    STEADIES_EARLY = "steadies-early"


def steadying_after(exercise: Exercise, library: Iterable[Exercise], given: Iterable[str] = ()) -> Exercise | None:
    """What steadies after an exercise made things worse: one without a caution, first of those that the client has."""
    have = set(given)
    fits = [
        one
        for one in library
        if one.kind in STEADYING and one.key != exercise.key and not one.cautions and not one.caution_kinds
    ]
    return min(fits, key=lambda one: (one.key not in have, one.minutes, one.key), default=None)


@dataclass(frozen=True)
class Suggestion:
    """An exercise and why it is on the list; ``cautions``: what speaks against it in this file."""

    exercise: Exercise
    reasons: tuple[Message, ...]
    cautions: tuple[Message, ...]


def suggest(
    library: Iterable[Exercise],
    *,
    style: str = "",
    modalities: Iterable[str] = (),
    given: Iterable[str] = (),
    early: bool = False,
    joint: bool = False,
    file: File | None = None,
    most: int = 8,
) -> list[Suggestion]:
    """Exercises by how many reasons speak for them; those the client has are left out.

    ``style``: the quadrant of the newest score; ``modalities``: of the running plans; ``early``: one of them
    is in its first phases; ``joint``: joint work is running, without which nothing is suggested that two do; ``file``:
    the client's. Stabilising ones come first while an alert is open.
    """
    running, have, file = set(modalities), set(given), file or File()
    found = []
    for exercise in library:
        if exercise.key in have or (exercise.together and not joint):
            continue
        reasons: list[Message] = []
        if style and style in exercise.patterns:
            reasons.append(message(Reason.MADE_FOR_STYLE, style=style))
        if shared := sorted(running & set(exercise.modalities)):
            reasons.append(message(Reason.GOES_WITH, modalities=tuple(key.upper() for key in shared)))
        if exercise.kind in STEADYING and file.alerts:
            reasons.insert(0, message(Reason.STEADIES_AT_RISK))
        elif exercise.kind in STEADYING and early:
            reasons.append(message(Reason.STEADIES_EARLY))
        if reasons:
            found.append(Suggestion(exercise, tuple(reasons), tuple(for_exercise(exercise, file))))
    found.sort(key=lambda one: (bool(one.cautions), -len(one.reasons), one.exercise.minutes, one.exercise.key))
    return found[:most]
