"""Geometry of the parts map; ``charts/parts.html`` draws it. Pure: no Django."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from clinic.core.maps import spread, wrap_text

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
