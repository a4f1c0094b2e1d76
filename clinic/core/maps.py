"""Shapes of the modalities' pictures. The templates in ``templates/charts/`` draw what these return. Pure: no Django.

Places depend on a row's own number alone, never on how many others there are: a map that grows does not jump.
"""

import math
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field

from clinic.core.charts import Dot, Rect, Scale, path


def wrap_text(text: str, width: int, lines: int) -> list[str]:
    """The text in at most so many lines of so many characters, the last one cut with an ellipsis."""
    return textwrap.wrap(text, width, max_lines=lines, placeholder=" …", break_long_words=True)


def spread(number: int) -> float:
    """The place of the number-th of any many, between 0 and 1: halves, then quarters, then eighths (van der Corput)."""
    number, place, step = number + 1, 0.0, 0.5
    while number:
        place += step * (number & 1)
        number, step = number >> 1, step / 2
    return place


# --- EFT: the cycle ---------------------------------------------------------------------------------------------------


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


# --- IFS: the parts ---------------------------------------------------------------------------------------------------

RING, EXILE_RING, EACH_RING = 78, 62, 7
ARCS = {"manager": (108.0, 252.0), "firefighter": (-72.0, 72.0), "exile": (0.0, 360.0)}
STEPS = ("noticed", "befriended", "permitted", "witnessed", "unburdened", "new-role")


@dataclass(frozen=True)
class Node:
    """A part on the map. ``arc`` is the ring's length that shows how far it has come, of ``around``."""

    key: str
    name: str
    lines: list[str]
    kind: str
    status: str
    x: float
    y: float
    arc: float
    around: float = 113.1


@dataclass(frozen=True)
class Edge:
    """A tie; ``d`` is its path. One that leads back to the same part is a small loop."""

    kind: str
    d: str
    text: str


@dataclass(frozen=True)
class PartsMap:
    """Ready for ``charts/parts.html``."""

    title: str
    description: str
    nodes: list[Node]
    edges: list[Edge]
    size: float
    self_text: str
    rings: list[float]


def _place(kind: str, number: int, base: float) -> tuple[float, float]:
    """x and y around the middle: on the kind's own arc, seven to a ring, further out as there are more."""
    ring, slot = divmod(number, EACH_RING)
    start, end = ARCS[kind]
    share = spread(slot) if kind != "exile" else (slot / EACH_RING + ring / (2 * EACH_RING) + 0.75) % 1
    radius = 92 + ring * EXILE_RING if kind == "exile" else base + ring * RING
    angle = math.radians(start + (end - start) * share)
    return radius * math.cos(angle), radius * math.sin(angle)


def parts_map(
    parts: Sequence[tuple[str, str, str, str, int]],
    ties: Sequence[tuple[str, str, str]],
    *,
    title: str,
    description: str,
    self_text: str = "Self",
) -> PartsMap:
    """Protectors around the exiles they guard, Self in the middle.

    ``parts``: key, name, kind, status, and its number among all of its kind that ever were. ``ties``: (key of the one,
    ``protects`` or ``polarised``, key of the other).
    """
    exile_rings = 1 + max((number for *_x, kind, _s, number in parts if kind == "exile"), default=0) // EACH_RING
    base = 92 + exile_rings * EXILE_RING + 44
    outer = max((number // EACH_RING for *_x, kind, _s, number in parts if kind != "exile"), default=0)
    half = base + outer * RING + 96
    nodes = []
    for key, name, kind, status, number in parts:
        x, y = _place(kind, number, base)
        share = (STEPS.index(status) + 1) / len(STEPS)
        nodes.append(
            Node(
                key,
                name,
                wrap_text(name, 14, 2),
                kind,
                status,
                round(half + x, 1),
                round(half + y, 1),
                round(113.1 * share, 1),
            )
        )
    at = {node.key: node for node in nodes}
    edges = [
        Edge(kind, _tie(at[one], at[other], kind), f"{at[one].name} – {at[other].name}")
        for one, kind, other in ties
        if one in at and other in at
    ]
    return PartsMap(title, description, nodes, edges, round(2 * half, 1), self_text, [92.0, base])


def _tie(one: Node, other: Node, kind: str) -> str:
    if one is other:
        return f"M{one.x - 8} {one.y - 18} c-14 -30 30 -30 16 0"
    dx, dy = other.x - one.x, other.y - one.y
    length = math.hypot(dx, dy) or 1
    ux, uy = dx / length, dy / length
    start, end = (one.x + ux * 21, one.y + uy * 21), (other.x - ux * 21, other.y - uy * 21)
    points = f"M{start[0]:.1f} {start[1]:.1f}"
    if kind == "protects":
        return f"{points} L{end[0]:.1f} {end[1]:.1f}"
    bend = min(90.0, length / 3)
    middle = ((start[0] + end[0]) / 2 - uy * bend, (start[1] + end[1]) / 2 + ux * bend)
    return f"{points} Q{middle[0]:.1f} {middle[1]:.1f} {end[0]:.1f} {end[1]:.1f}"


# --- Schema therapy: the modes ----------------------------------------------------------------------------------------


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


# --- EMDR and SE: curves ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ledger:
    """Ready for ``charts/ledger.html``: SUD falls, VOC rises."""

    title: str
    description: str
    sud: list[Dot]
    voc: list[Dot]
    sud_path: str
    voc_path: str
    cuts: list[float]
    rows: list[tuple[str, str, str, str]]


def ledger(measures: Sequence[tuple[str, int, int | None, int | None]], *, title: str, description: str) -> Ledger:
    """One target over sets and sessions, in order: (day, sets so far, SUD 0 to 10, VOC 1 to 7)."""
    across = Scale(0, max(1, len(measures) - 1), 26, 300)
    sud_up, voc_up = Scale(0, 10, 104, 12), Scale(1, 7, 104, 12)
    sud = [Dot(across(i), sud_up(s)) for i, (_d, _n, s, _v) in enumerate(measures) if s is not None]
    voc = [Dot(across(i), voc_up(v)) for i, (_d, _n, _s, v) in enumerate(measures) if v is not None]
    cuts = [
        round((across(i - 1) + across(i)) / 2, 1)
        for i in range(1, len(measures))
        if measures[i][0] != measures[i - 1][0]
    ]
    rows = [(d, str(n), "–" if s is None else str(s), "–" if v is None else str(v)) for d, n, s, v in measures]
    return Ledger(title, description, sud, voc, path(sud), path(voc), cuts, rows)


@dataclass(frozen=True)
class Mark:
    """A letter on the curve with its words."""

    x: float
    y: float
    letter: str
    text: str
    anchor: str


@dataclass(frozen=True)
class Activation:
    """Ready for ``charts/activation.html``."""

    title: str
    description: str
    bands: list[Rect]
    path: str
    marks: list[Mark]
    minutes: list[tuple[int, float]]
    rows: list[tuple[int, str, str, int, str]] = field(default_factory=list)


def activation(
    moments: Sequence[tuple[int, str, str, int, str]], *, title: str, description: str, bands: tuple[str, str, str]
) -> Activation:
    """One session over the window of tolerance: (minute, channel, words, activation 0 to 10, state) in order of time.

    The window lies between 3 and 7: where it is for a person is said by the state that was noted, not by the number.
    """
    last = max((m[0] for m in moments), default=50)
    across, up = Scale(0, max(10, last), 70, 680), Scale(0, 10, 244, 14)
    rects = [
        Rect(70, up(10), 610, up(7) - up(10), "hyper", bands[0], (up(10) + up(7)) / 2),
        Rect(70, up(7), 610, up(3) - up(7), "window", bands[1], (up(7) + up(3)) / 2),
        Rect(70, up(3), 610, up(0) - up(3), "hypo", bands[2], (up(3) + up(0)) / 2),
    ]
    dots = [Dot(across(m[0]), up(m[3])) for m in moments]
    marks = [
        Mark(dot.x, dot.y, m[1], wrap_text(m[2], 26, 1)[0] if m[2] else "", "end" if dot.x > 500 else "start")
        for dot, m in zip(dots, moments, strict=True)
    ]
    step = 5 if last <= 60 else 20
    return Activation(
        title, description, rects, path(dots), marks, [(n, across(n)) for n in range(0, last + 1, step)], list(moments)
    )
