"""A score over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clinic.core.charts.drawing import Dot, Label, NameDay, Rect, Scale, path, span
from clinic.core.charts.time_axis import Phase, month_labels, phase_ribbon


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
        top, height = span(up(low - 0.5), up(high + 0.5))
        text_y = min(round(top + height / 2 + 4, 1), floor - 13)
        floor = text_y
        found.append(Rect(LEFT, top, RIGHT - LEFT, height, f"b{min(3, number)}", name, text_y))
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


def _over_time(days: Sequence[date]) -> tuple[date, date, Scale]:
    """The first and the last day that are shown, and their scale across."""
    first = min(days, default=date.today())  # noqa: DTZ011 - an empty picture has no time
    last = max(max(days, default=first), first.replace(day=min(first.day, 28)))
    return first, last, Scale(first.toordinal(), max(last.toordinal(), first.toordinal() + 1), LEFT, RIGHT)


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
    phases: Sequence[Phase] = (),
    baseline: str = "baseline",
    name_month: NameDay = "{:%b}".format,
) -> Course:
    """A score over time over its bands; ``sessions`` as ticks, ``phases`` (name, from, to) as a ribbon beneath."""
    first, last, across = _over_time([point.on for point in points])
    up = Scale(low, high, BOTTOM, TOP)
    dots = [Dot(across(point.on.toordinal()), up(point.value)) for point in points]
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
        phase_ribbon(phases, across, 204),
        month_labels(first, last, across, name_month),
        points,
    )
