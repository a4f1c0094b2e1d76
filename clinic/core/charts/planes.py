"""The attachment plane."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clinic.core.charts.drawing import Dot, Label, NameDay, Rect, Scale, path, span, specks

LEFT, RIGHT, TOP, BOTTOM = 40, 344, 10, 314


@dataclass(frozen=True)
class PlanePoint:
    """One assessment on the plane; ``sem_*`` in score units, None where unknown."""

    on: date
    x: float
    y: float
    sem_x: float | None = None
    sem_y: float | None = None


# One shape for each kind of relationship, around 0,0, told apart without colour.
SHAPES = (
    "M0-6L5.5 4h-11z",
    "M-5-5h10v10h-10z",
    "M0-6.5L6.5 0 0 6.5-6.5 0z",
    "M0 6L5.5-4h-11z",
    "M-2-6h4v4h4v4h-4v4h-4v-4h-4v-4h4z",
    "M-5-3L-3-5 0-2 3-5 5-3 2 0 5 3 3 5 0 2-3 5-5 3-2 0z",
)


@dataclass(frozen=True)
class Mark:
    """The newest point of another target of relationship; ``shape`` is a path around 0,0."""

    name: str
    shape: str
    x: float
    y: float
    point: PlanePoint


@dataclass(frozen=True)
class Plane:
    """Ready for ``charts/plane.html``."""

    title: str
    description: str
    quadrants: list[Rect]
    grid: list[tuple[int, float, float]]
    cut: tuple[float, float]
    dots: list[Dot]
    path: str
    specks: str
    labels: list[Label]
    box: Rect | None
    region: Rect | None
    norm: Dot | None
    rows: Sequence[PlanePoint]
    marks: Sequence[Mark] = ()
    left: float = LEFT
    right: float = RIGHT
    top: float = TOP
    bottom: float = BOTTOM


def _around(x: float, y: float, dx: float, dy: float, across: Scale, up: Scale) -> Rect:
    left, width = span(across(x - dx), across(x + dx))
    top, height = span(up(y - dy), up(y + dy))
    return Rect(left, top, width, height)


PLACES = ((9, 16, "start"), (-9, -9, "end"), (9, -9, "start"), (-9, 16, "end"), (0, 26, "middle"))


class _Labels:
    """Puts short texts beside points: never outside the picture, never over one another."""

    def __init__(self) -> None:
        self.placed: list[Label] = []

    def put(self, x: float, y: float, text: str, strong: bool = False) -> None:
        width = max(46.0, len(text) * 6.6)
        for dx, dy, anchor in PLACES:
            left = x + dx - (width if anchor == "end" else width / 2 if anchor == "middle" else 0)
            fits = left >= 44 and left + width <= 342 and 22 < y + dy < 310
            if fits and all(abs(x + dx - other.x) > width + 6 or abs(y + dy - other.y) > 14 for other in self.placed):
                self.placed.append(Label(round(x + dx, 1), round(y + dy, 1), text, anchor, strong))
                return
        if strong:
            self.placed.append(Label(x, round(max(24, y - 12), 1), text, "middle", strong))


def _plane_labels(
    dots: Sequence[Dot], points: Sequence[PlanePoint], marks: Sequence[Mark], name_month: NameDay
) -> list[Label]:
    """First and last always; others' names where there is room; dates between only where nothing else is near."""
    labels = _Labels()
    ends = [len(dots) - 1, 0] if len(dots) > 1 else [0] if dots else []
    for index in ends:
        labels.put(dots[index].x, dots[index].y, name_month(points[index].on), strong=True)
    for mark in marks:
        labels.put(mark.x, mark.y, mark.name)
    taken = [(d.x, d.y) for d in dots] + [(m.x, m.y) for m in marks]
    for index in range(1, len(dots) - 1):
        dot = dots[index]
        if not any(i != index and abs(x - dot.x) + abs(y - dot.y) < 44 for i, (x, y) in enumerate(taken)):
            labels.put(dot.x, dot.y, name_month(points[index].on))
    return labels.placed


def _quadrants(cx: float, cy: float) -> list[Rect]:
    """Dismissing, fearful, secure, preoccupied: divided at the two cut-offs."""
    return [
        Rect(LEFT, TOP, cx - LEFT, cy - TOP, "D"),
        Rect(cx, TOP, RIGHT - cx, cy - TOP, "F"),
        Rect(LEFT, cy, cx - LEFT, BOTTOM - cy, "S"),
        Rect(cx, cy, RIGHT - cx, BOTTOM - cy, "P"),
    ]


def _confidence_box(points: Sequence[PlanePoint], across: Scale, up: Scale) -> Rect | None:
    """The 95 % interval of each of the newest scores, which both hold at once with about 90 %; None where an error is
    unknown."""
    last = points[-1] if points else None
    if last is None or not last.sem_x or not last.sem_y:
        return None
    return _around(last.x, last.y, 1.96 * last.sem_x, 1.96 * last.sem_y, across, up)


def _change_region(
    points: Sequence[PlanePoint], change: tuple[float | None, float | None], across: Scale, up: Scale
) -> Rect | None:
    """What is no reliable change from the baseline; None before there is a second point."""
    if len(points) < 2 or not change[0] or not change[1]:
        return None
    return _around(points[0].x, points[0].y, change[0], change[1], across, up)


def plane(
    points: Sequence[PlanePoint],
    *,
    title: str,
    description: str,
    cut: float,
    norm: tuple[float, float] | None = None,
    region: tuple[float | None, float | None] = (None, None),
    low: float = 1,
    high: float = 7,
    others: Sequence[tuple[str, int, PlanePoint]] = (),
    name_month: NameDay = "{:%b %y}".format,
) -> Plane:
    """The attachment plane: ``points`` in order of time, the first one the baseline.

    ``cut``: where the quadrants meet, on both dimensions. ``norm``: the means of a norm sample, drawn as a thin cross.
    ``region``: the smallest reliable change across and up, drawn dashed around the baseline. ``others``: name, number
    of its shape and newest point of further targets of relationship, each drawn as a mark.
    """
    across, up = Scale(low, high, LEFT, RIGHT), Scale(low, high, BOTTOM, TOP)
    dots = [Dot(across(p.x), up(p.y)) for p in points]
    marks = [Mark(name, SHAPES[number % len(SHAPES)], across(p.x), up(p.y), p) for name, number, p in others]
    return Plane(
        title,
        description,
        quadrants=_quadrants(across(cut), up(cut)),
        grid=[(step, across(step), up(step)) for step in range(int(low), int(high) + 1)],
        cut=(across(cut), up(cut)),
        norm=Dot(across(norm[0]), up(norm[1])) if norm else None,
        dots=dots,
        path=path(dots),
        specks=specks(dots),
        labels=_plane_labels(dots, points, marks, name_month),
        box=_confidence_box(points, across, up),
        region=_change_region(points, region, across, up),
        rows=points,
        marks=marks,
    )
