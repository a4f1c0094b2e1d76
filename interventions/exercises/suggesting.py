"""Which exercises may fit, with the reasons: a list to look at, nothing that is given by itself. Pure: no Django."""

from collections.abc import Iterable
from dataclasses import dataclass

from interventions.catalogue import Exercise
from interventions.cautions import File, for_exercise

STEADYING = {"first aid", "stabilisation"}


@dataclass(frozen=True)
class Suggestion:
    """An exercise and why it is on the list; ``caution``: what speaks against it in this file, empty if nothing."""

    exercise: Exercise
    reasons: tuple[str, ...]
    caution: str


def suggest(
    library: Iterable[Exercise],
    *,
    style: str = "",
    modalities: Iterable[str] = (),
    given: Iterable[str] = (),
    early: bool = False,
    file: File | None = None,
    most: int = 8,
) -> list[Suggestion]:
    """Exercises by how many reasons speak for them; those the client has are left out.

    ``style``: the quadrant of the newest score; ``modalities``: of the running plans; ``early``: one of them
    is in its first phases; ``file``: the client's. Stabilising ones come first while an alert is open.
    """
    running, have, file = set(modalities), set(given), file or File()
    found = []
    for exercise in library:
        if exercise.key in have:
            continue
        reasons = []
        if style and style in exercise.patterns:
            reasons.append(f"made for scores in the {style} quadrant")
        if shared := sorted(running & set(exercise.modalities)):
            reasons.append(f"goes with {', '.join(key.upper() for key in shared)}")
        if exercise.kind in STEADYING and file.alerts:
            reasons.insert(0, "steadies while an alert is open")
        elif exercise.kind in STEADYING and early:
            reasons.append("steadies, which the plan's first phases ask for")
        if reasons:
            found.append(Suggestion(exercise, tuple(reasons), for_exercise(exercise, file)))
    found.sort(key=lambda one: (bool(one.caution), -len(one.reasons), one.exercise.minutes, one.exercise.key))
    return found[:most]
