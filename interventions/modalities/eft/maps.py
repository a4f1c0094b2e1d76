"""Geometry of the cycle map; ``charts/cycle.html`` draws it. Pure: no Django."""

from collections.abc import Sequence
from dataclasses import dataclass

from clinic.core.maps import wrap_text


@dataclass(frozen=True)
class Field:
    """A labelled text in a box: ``lines`` begin at ``y``, 16 apart."""

    label: str
    lines: list[str]
    y: float


@dataclass(frozen=True)
class Side:
    """One person's two boxes, ``x`` from the left."""

    name: str
    position: str
    kind: str
    x: float
    above: list[Field]
    below: list[Field]
    trigger: list[str]


@dataclass(frozen=True)
class Cycle:
    """Ready for ``charts/cycle.html``."""

    title: str
    description: str
    sides: list[Side]
    intensity: int | None
    rows: list[tuple[str, str, str]]


def _fields(pairs: Sequence[tuple[str, str]], y: float) -> list[Field]:
    found = []
    for label, text in pairs:
        lines = wrap_text(text or "–", 24, 2)
        found.append(Field(label, lines, y))
        y += 16 * len(lines) + 18
    return found


def cycle(
    sides: Sequence[tuple[str, str, str, Sequence[tuple[str, str]], Sequence[tuple[str, str]], str]],
    *,
    title: str,
    description: str,
    intensity: int | None = None,
) -> Cycle:
    """The loop: for each of at most two people (name, position, its key, what shows, what is underneath, trigger)."""
    made = [
        Side(
            "".join(wrap_text(name, 28, 1)),
            position,
            key,
            12.0 + 398 * number,
            _fields(above, 128),
            _fields(below, 336),
            wrap_text(cause, 16, 3) if number == 0 else wrap_text(cause, 26, 2),  # between the boxes, and above them
        )
        for number, (name, position, key, above, below, cause) in enumerate(sides[:2])
    ]
    rows = [(name, label, text or "–") for name, _p, _k, above, below, _t in sides for label, text in (*above, *below)]
    return Cycle(title, description, made, intensity, rows)
