"""Which exercises may fit, with the reasons: a list to look at, nothing that is given by itself. Pure: no Django."""

from collections.abc import Iterable
from dataclasses import dataclass

from interventions.catalogue import Exercise


@dataclass(frozen=True)
class Suggestion:
    """An exercise and why it is on the list; ``caution``: what speaks against it in this file, empty if nothing."""

    exercise: Exercise
    reasons: tuple[str, ...]
    caution: str


def suggest(
    library: Iterable[Exercise], *, style: str = "", modalities: Iterable[str] = (), given: Iterable[str] = (),
    at_risk: bool = False, dissociation: float | None = None, most: int = 8,
) -> list[Suggestion]:  # fmt: skip
    """Exercises by how many reasons speak for them; those the client has are left out.

    ``style``: the quadrant of the newest score; ``modalities``: of the running plans; ``at_risk``: an open alert;
    ``dissociation``: the newest DES-II mean. Stabilising ones come first while there is risk.
    """
    running, have = set(modalities), set(given)
    found = []
    for exercise in library:
        if exercise.key in have:
            continue
        reasons = []
        if style and style in exercise.patterns:
            reasons.append(f"made for scores in the {style} quadrant")
        if shared := sorted(running & set(exercise.modalities)):
            reasons.append(f"goes with {', '.join(key.upper() for key in shared)}")
        if at_risk and exercise.kind in {"first aid", "stabilisation"}:
            reasons.insert(0, "steadies while an alert is open")
        if reasons:
            found.append(Suggestion(exercise, tuple(reasons), _caution(exercise, at_risk, dissociation)))
    found.sort(key=lambda one: (bool(one.caution), -len(one.reasons), one.exercise.minutes, one.exercise.key))
    return found[:most]


def _caution(exercise: Exercise, at_risk: bool, dissociation: float | None) -> str:
    if not exercise.cautions:
        return ""
    if at_risk:
        return f"An alert is open, and this one has a caution: {exercise.cautions}"
    if dissociation is not None and dissociation >= 30:
        return f"The DES-II is {dissociation:g}, and this one has a caution: {exercise.cautions}"
    return ""
