"""Geometry of the qualities of Self over the sessions; ``charts/qualities.html`` draws it. Pure: no Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clinic.core.charts import Dot, Scale, path

ACROSS, WIDTH, HEIGHT, HEAD, PLOT = 2, 172.0, 110.0, 44.0, 52.0
INSET = 8.0


@dataclass(frozen=True)
class Cell:
    """One quality: its course from 0 (below) to 10 (above), the first and the newest number."""

    label: str
    shown: str
    x: float
    y: float
    right: float
    top: float
    floor: float
    dots: list[Dot]
    path: str


@dataclass(frozen=True)
class Qualities:
    """Ready for ``charts/qualities.html``. ``rows``: (day, quality, number) behind the picture."""

    title: str
    description: str
    cells: list[Cell]
    width: float
    height: float
    days: tuple[str, str]
    rows: list[tuple[str, str, str]]


def qualities(
    given: Sequence[tuple[str, Sequence[tuple[date, int]]]],
    *,
    title: str,
    description: str,
    name_day: dict[date, str],
) -> Qualities:
    """A small course for each quality, all over the same days. ``given``: (name, [(day, 0 to 10)]), the days rising.

    Qualities without a number are left out.
    """
    said = [(label, points) for label, points in given if points]
    days = sorted({day for _label, points in said for day, _value in points})
    first, last = (days[0], days[-1]) if days else (date.min, date.min)
    cells = [_cell(number, label, points, first, last) for number, (label, points) in enumerate(said)]
    rows = [(name_day[day], label, str(value)) for label, points in said for day, value in points]
    lines = -(-len(cells) // ACROSS)
    ends = (name_day.get(first, ""), name_day.get(last, "") if last != first else "")
    return Qualities(title, description, cells, ACROSS * WIDTH, lines * HEIGHT + 22, ends, rows)


def _cell(number: int, label: str, points: Sequence[tuple[date, int]], first: date, last: date) -> Cell:
    line, column = divmod(number, ACROSS)
    x, y = column * WIDTH, line * HEIGHT
    across = Scale(0, max(1, (last - first).days), x + INSET + 4, x + WIDTH - INSET - 4)
    up = Scale(0, 10, y + HEAD + PLOT, y + HEAD)
    dots = [Dot(across((day - first).days), up(value)) for day, value in points]
    shown = str(points[-1][1]) if len(points) == 1 else f"{points[0][1]} → {points[-1][1]}"
    return Cell(label, shown, x + INSET, y + 20, x + WIDTH - INSET, y + HEAD, y + HEAD + PLOT, dots, path(dots))
