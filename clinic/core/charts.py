"""Scales and paths of the charts. The templates in ``templates/charts/`` draw what these return.

Everything is in the picture's own units; coordinates are rounded to a tenth. No chart needs a script, and each carries
its title, its description and its numbers as a table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

NameDay = Callable[[date], str]  # a day's month, in the words of whoever looks


@dataclass(frozen=True)
class Scale:
    """Maps ``low``..``high`` to ``start``..``end`` on the picture, clamped to the ends."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        if self.high == self.low:
            return self.start
        share = min(1.0, max(0.0, (value - self.low) / (self.high - self.low)))
        return round(self.start + (self.end - self.start) * share, 1)


@dataclass(frozen=True)
class Rect:
    x: float
    y: float
    width: float
    height: float
    kind: str = ""
    text: str = ""
    text_y: float = 0


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    kind: str = ""


@dataclass(frozen=True)
class Label:
    x: float
    y: float
    text: str
    anchor: str = "start"
    strong: bool = False


def _span(one: float, other: float, kind: str = "") -> tuple[float, float]:
    low, high = sorted((one, other))
    return low, round(high - low, 1)


def specks(dots: Sequence[Dot]) -> str:
    """All points between the first and the last as one path of strokes without length, which round ends make dots."""
    return "".join(f"M{dot.x} {dot.y}h0" for dot in dots[1:-1])


def path(dots: Sequence[Dot]) -> str:
    """The points of a polyline."""
    return " ".join(f"{dot.x},{dot.y}" for dot in dots)


# --- the attachment plane --------------------------------------------------------------------------------------------


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
    rows: Sequence[PlanePoint]
    marks: Sequence[Mark] = ()
    left: float = 40
    right: float = 344
    top: float = 10
    bottom: float = 314


def _around(x: float, y: float, dx: float, dy: float, across: Scale, up: Scale) -> Rect:
    left, width = _span(across(x - dx), across(x + dx))
    top, height = _span(up(y - dy), up(y + dy))
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


def plane(
    points: Sequence[PlanePoint],
    *,
    title: str,
    description: str,
    cut_x: float,
    cut_y: float,
    region: tuple[float | None, float | None] = (None, None),
    low: float = 1,
    high: float = 7,
    others: Sequence[tuple[str, int, PlanePoint]] = (),
    name_month: NameDay = "{:%b %y}".format,
) -> Plane:
    """The attachment plane: ``points`` in order of time, the first one the baseline.

    ``region``: the smallest reliable change across and up, drawn dashed around the baseline. ``others``: name, number
    of its shape and newest point of further targets of relationship, each drawn as a mark.
    """
    across, up = Scale(low, high, 40, 344), Scale(low, high, 314, 10)
    cx, cy = across(cut_x), up(cut_y)
    quadrants = [
        Rect(40, 10, cx - 40, cy - 10, "D"),
        Rect(cx, 10, 344 - cx, cy - 10, "F"),
        Rect(40, cy, cx - 40, 314 - cy, "S"),
        Rect(cx, cy, 344 - cx, 314 - cy, "P"),
    ]
    dots = [Dot(across(p.x), up(p.y)) for p in points]
    marks = [Mark(name, SHAPES[number % len(SHAPES)], across(p.x), up(p.y), p) for name, number, p in others]
    last, first = (points[-1], points[0]) if points else (None, None)
    box = None
    if last and last.sem_x and last.sem_y:
        box = _around(last.x, last.y, 1.96 * last.sem_x, 1.96 * last.sem_y, across, up)
    dashed = None
    if first and len(points) > 1 and region[0] and region[1]:
        dashed = _around(first.x, first.y, region[0], region[1], across, up)
    grid = [(step, across(step), up(step)) for step in range(int(low), int(high) + 1)]
    return Plane(
        title,
        description,
        quadrants,
        grid,
        (cx, cy),
        dots,
        path(dots),
        specks(dots),
        _plane_labels(dots, points, marks, name_month),
        box,
        dashed,
        points,
        marks,
    )


# --- a score over time -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class TimePoint:
    """One score; ``verdict`` in words, empty for the baseline."""

    on: date
    value: float
    verdict: str = ""


@dataclass(frozen=True)
class Course:
    """Ready for ``charts/course.html``."""

    title: str
    description: str
    bands: list[Rect]
    cut: float | None
    axis: list[tuple[int, float]]
    dots: list[Dot]
    path: str
    labels: list[Label]
    ticks: list[float]
    ribbon: list[Rect]
    months: list[Label]
    rows: Sequence[TimePoint]

    @property
    def tick_path(self) -> str:
        """All sessions as one path: a template that draws each of them takes longer than all the rest."""
        return "".join(f"M{x} 192v6" for x in self.ticks)


LEFT, RIGHT, TOP, BOTTOM = 34, 438, 12, 188


def _bands(bands: Sequence[tuple[float, float, str]], up: Scale) -> list[Rect]:
    found: list[Rect] = []
    floor = float("inf")
    for number, (low, high, name) in enumerate(bands):
        top, height = _span(up(low - 0.5), up(high + 0.5))
        text_y = min(round(top + height / 2 + 4, 1), floor - 13)
        floor = text_y
        found.append(Rect(LEFT, top, RIGHT - LEFT, height, f"b{min(3, number)}", name, text_y))
    return found


def _months(first: date, last: date, across: Scale, name_month: NameDay, right: float = 438) -> list[Label]:
    count = max(1, (last.year - first.year) * 12 + last.month - first.month)
    step = next(s for s in (1, 2, 3, 6, 12, 24, 60, 1200) if count / s <= 7)
    found = []
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        day = date(year, month, 1)
        if day >= first and across(day.toordinal()) < right - 24:
            found.append(Label(across(day.toordinal()), 240, name_month(day) if month != 1 else f"{year}"))
        month += step
        year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    return found


def _width(text: str) -> float:
    """How wide a label is at most, at 12 px."""
    return len(text) * 6.8


def _clear_of(dots: Sequence[Dot], dot: Dot, left: float, right: float) -> float:
    """A baseline for a label from ``left`` to ``right`` that crosses none of the points there: above, else below."""
    heights = [dot.y, *(other.y for other in dots if left - 12 <= other.x <= right + 12)]
    above, below = min(heights) - 10, max(heights) + 18
    fits_above, fits_below = above >= TOP + 10, below <= BOTTOM - 2
    if fits_above and (not fits_below or dot.y - above <= below - dot.y):
        return round(above, 1)
    return round(below if fits_below else max(above, TOP + 10), 1)


def _course_labels(points: Sequence[TimePoint], dots: Sequence[Dot], baseline: str) -> list[Label]:
    """The first and the last score in words; on its own, the first is both."""
    if not dots:
        return []
    start, end = f"{points[0].value:g} {baseline}", f"{points[-1].value:g} {points[-1].verdict}".strip()
    x, labels = dots[0].x + 6, []
    if len(dots) > 1:
        labels.append(Label(RIGHT, _clear_of(dots, dots[-1], RIGHT - _width(end), RIGHT), end, "end", True))
    if len(dots) == 1 or x + _width(start) < RIGHT - _width(end):
        labels.append(Label(x, _clear_of(dots, dots[0], dots[0].x, x + _width(start)), start, "start", True))
    return labels


def course(
    points: Sequence[TimePoint],
    *,
    title: str,
    description: str,
    low: float,
    high: float,
    bands: Sequence[tuple[float, float, str]] = (),
    cut: float | None = None,
    sessions: Sequence[date] = (),
    phases: Sequence[tuple[str, date, date]] = (),
    baseline: str = "baseline",
    name_month: NameDay = "{:%b}".format,
) -> Course:
    """A score over time over its bands; ``sessions`` as ticks, ``phases`` (name, from, to) as a ribbon beneath."""
    days = [point.on for point in points]
    first = min(days, default=date.today())  # noqa: DTZ011 - an empty picture has no time
    last = max(max(days, default=first), first.replace(day=min(first.day, 28)))
    across, up = (
        Scale(first.toordinal(), max(last.toordinal(), first.toordinal() + 1), LEFT, RIGHT),
        Scale(low, high, BOTTOM, TOP),
    )
    dots = [Dot(across(point.on.toordinal()), up(point.value)) for point in points]
    ribbon = []
    for number, (name, start, end_day) in enumerate(phases):
        x, width = _span(across(start.toordinal()), across(end_day.toordinal()))
        if width > 2:
            fitting = name if len(name) * 6.2 < width - 8 else ""
            ribbon.append(Rect(x, 204, max(2, width - 2), 18, "two" if number % 2 else "", fitting))
    axis_step = next(s for s in (1, 2, 5, 10, 20, 50) if (high - low) / s <= 5)
    axis = [(step, up(step)) for step in range(int(low), int(high) + 1, axis_step)]
    ticks = sorted({across(day.toordinal()) for day in sessions if first <= day <= last})
    return Course(
        title,
        description,
        _bands(bands, up),
        up(cut - 0.5) if cut is not None else None,
        axis,
        dots,
        path(dots),
        _course_labels(points, dots, baseline),
        ticks,
        ribbon,
        _months(first, last, across, name_month),
        points,
    )


# --- a treatment on one line ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lane:
    """One kind of thing that happened: ``marks`` are places across."""

    name: str
    kind: str
    y: float
    marks: list[float]

    @property
    def mark_path(self) -> str:
        """All marks as strokes without length, which round ends make dots."""
        return "".join(f"M{x} {self.y}h0" for x in self.marks)


@dataclass(frozen=True)
class Timeline:
    """Ready for ``charts/timeline.html``; ``rows`` are (day, lane, in words), the newest first."""

    title: str
    description: str
    lanes: list[Lane]
    ribbon: list[Rect]
    months: list[Label]
    rows: list[tuple[date, str, str]]
    height: float


def timeline(
    lanes: Sequence[tuple[str, str, Sequence[tuple[date, str]]]],
    *,
    title: str,
    description: str,
    since: date,
    until: date,
    phases: Sequence[tuple[str, date, date]] = (),
    name_month: NameDay = "{:%b}".format,
) -> Timeline:
    """What happened between two days, a lane a kind: (name, kind, [(day, in words)]). Days outside are left out."""
    across = Scale(since.toordinal(), max(until.toordinal(), since.toordinal() + 1), 120, 700)
    made, rows = [], []
    for number, (name, kind, events) in enumerate(lanes):
        inside = [(day, words) for day, words in events if since <= day <= until]
        marks = sorted({across(day.toordinal()) for day, _words in inside})
        made.append(Lane(name, kind, 18.0 + 22 * number, marks))
        rows += [(day, name, words) for day, words in inside]
    floor = 18.0 + 22 * len(made)
    ribbon = []
    for number, (name, start, end) in enumerate(phases):
        x, width = _span(across(start.toordinal()), across(end.toordinal()))
        if width > 2:
            fitting = name if len(name) * 6.2 < width - 8 else ""
            ribbon.append(Rect(x, floor - 8, max(2, width - 2), 18, "two" if number % 2 else "", fitting, floor + 5))
    months = [Label(label.x, floor + 28, label.text) for label in _months(since, until, across, name_month, right=724)]
    rows.sort(key=lambda row: row[0], reverse=True)
    return Timeline(title, description, made, ribbon, months, rows, floor + 36)


# --- a profile of several scores --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ProfileRow:
    """One scale: its score now, and its score at the baseline (None where there is no other)."""

    name: str
    value: float
    baseline: float | None
    x: float
    baseline_x: float | None
    y: float


@dataclass(frozen=True)
class Profile:
    """Ready for ``charts/profile.html``."""

    title: str
    description: str
    rows: list[ProfileRow]
    axis: list[tuple[float, float]]
    path: str
    height: float
    left: float = 170
    right: float = 420


def profile(
    scores: Sequence[tuple[str, float, float | None]], *, title: str, description: str, low: float, high: float
) -> Profile:
    """Several scales of the same range, one beneath the other: (name, score, baseline or None)."""
    across = Scale(low, high, Profile.left, Profile.right)
    rows = [
        ProfileRow(
            name, value, baseline, across(value), None if baseline is None else across(baseline), 34.0 + 30 * number
        )
        for number, (name, value, baseline) in enumerate(scores)
    ]
    step = next(s for s in (1, 2, 5, 10, 20, 50) if (high - low) / s <= 8)
    axis = [(float(n), across(n)) for n in range(int(low), int(high) + 1, step)]
    line = path([Dot(row.x, row.y) for row in rows])
    return Profile(title, description, rows, axis, line, 30.0 + 30 * len(rows))


# --- small ones ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sparkline:
    """A line of at most eight scores, scaled to its own range; decoration beside the number and word."""

    path: str
    last: Dot | None
    kind: str = ""


def sparkline(values: Sequence[float], kind: str = "") -> Sparkline:
    """A sparkline of 84 by 22."""
    if not values:
        return Sparkline("", None, kind)
    across = Scale(0, max(1, len(values) - 1), 4, 78)
    low, high = min(values), max(values)
    up = Scale(low, high, 18, 4) if high > low else Scale(0, 1, 11, 11)
    dots = [Dot(across(index), up(value)) for index, value in enumerate(values)]
    return Sparkline(path(dots), dots[-1], kind)


@dataclass(frozen=True)
class Bar:
    """One row of stacked shares: (kind, x, width, count) of a bar 0 to 300 wide."""

    name: str
    total: int
    hidden: bool
    parts: list[tuple[str, float, float, int]] = field(default_factory=list)


def bars(rows: Sequence[tuple[str, bool, Sequence[tuple[str, int]]]]) -> list[Bar]:
    """Rows of (name, hidden, [(kind, count)]) as stacked bars of equal length."""
    found = []
    for name, hidden, counted in rows:
        total = 0 if hidden else sum(count for _, count in counted)
        x, parts = 0.0, []
        for kind, count in counted if total else ():
            width = round(300 * count / total, 1)
            parts.append((kind, round(x, 1), width, count))
            x += width
        found.append(Bar(name, total, hidden, parts))
    return found
