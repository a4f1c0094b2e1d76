"""Geometry of the mode map; ``charts/modes.html`` draws it. Pure: no Django."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from clinic.core.maps import wrap_text


@dataclass(frozen=True)
class ModeShape:
    """A mode: a circle (parents, children) or a bar in the wall (coping); ``now`` and ``first`` from 0 to 10."""

    name: str
    lines: list[str]
    kind: str
    x: float
    y: float
    now: int | None
    first: int | None
    size_now: float
    size_first: float


@dataclass(frozen=True)
class ModeMap:
    """Ready for ``charts/modes.html``. ``healthy``: the bar at the side that grows."""

    title: str
    description: str
    shapes: list[ModeShape]
    healthy: ModeShape | None
    lanes: list[tuple[str, float]]
    wall: float
    height: float
    full: float = 0
    width: float = 560


PER_ROW, CELL = 4, 104


def mode_map(
    modes: Sequence[tuple[str, str, int | None, int | None]],
    *,
    title: str,
    description: str,
    names: tuple[str, str, str],
) -> ModeMap:
    """Parent voices above, children in the middle, coping as a wall below, the Healthy Adult at the side.

    ``modes``: name, kind (parent, child, coping, healthy), strength now and at the beginning (None: not rated).
    """
    shapes, lanes, y = [], [], 18.0
    healthy, wall = None, 0.0
    for lane, kind in zip(names, ("parent", "child", "coping"), strict=True):
        mine = [m for m in modes if m[1] == kind]
        if kind == "coping":
            wall = y
            y += 18
        lanes.append((lane, y))
        for number, (name, _k, now, first) in enumerate(mine):
            row, column = divmod(number, PER_ROW)
            x, top = 64.0 + CELL * column, y + 54 + 112 * row
            factor = 3.2 if kind != "coping" else 5.6
            shapes.append(
                ModeShape(
                    name, wrap_text(name, 15, 2), kind, x, top, now, first, _size(now, factor), _size(first, factor)
                )
            )
        y += 112 * max(1, math.ceil(len(mine) / PER_ROW)) + 28
    for name, kind, now, first in modes:
        if kind == "healthy":
            full = y - 56  # the whole of 0 to 10
            healthy = ModeShape(
                name,
                wrap_text(name, 15, 2),
                kind,
                480,
                round(y - 28, 1),
                now,
                first,
                round(full * (now or 0) / 10, 1),
                round(full * (first or 0) / 10, 1),
            )
    return ModeMap(title, description, shapes, healthy, lanes, wall, round(y, 1), round(y - 56, 1))


def _size(strength: int | None, factor: float) -> float:
    return round((strength or 0) * factor, 1)
