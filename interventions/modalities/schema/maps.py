"""Geometry of the mode map and of the modes' course; their templates draw them. Pure: no Django."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from clinic.core.maps import wrap_whole

LINE = 14.0  # px from one line of text to the next
PER_ROW, CELL, LEFT = 3, 90.0, 4.0
ROUND, BAR, HALF = 32.0, 56.0, 38.0  # px of a strength of ten: a circle's radius, a bar's height; half a bar's width
SIDE_X, SIDE_WIDTH, WIDTH = 288.0, 48.0, 350.0  # the Healthy Adult's bar; all


@dataclass(frozen=True)
class TextLine:
    """One line of text with its baseline."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class ModeShape:
    """A mode: a circle (parents, children) or a bar in the wall (coping); ``now`` and ``first`` from 0 to 10.

    ``x``, ``y``: the middle of a circle, or of a bar's foot. ``value_y``: where its number stands.
    """

    name: str
    lines: list[TextLine]
    kind: str
    x: float
    y: float
    now: int | None
    first: int | None
    size_now: float
    size_first: float
    value_y: float


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
    width: float = WIDTH
    half: float = HALF
    bar: float = 2 * HALF
    side: float = SIDE_WIDTH
    side_middle: float = SIDE_X + SIDE_WIDTH / 2


ModeRow = tuple[str, str, int | None, int | None]  # name, kind (parent, child, coping, healthy), now, at the start


def mode_map(modes: Sequence[ModeRow], *, title: str, description: str, names: tuple[str, str, str]) -> ModeMap:
    """Parent voices above, children in the middle, coping as a wall below, the Healthy Adult at the side.

    Strengths from 0 to 10, None where a mode is not rated. Names are never cut: a row is as high as its longest one.
    """
    shapes: list[ModeShape] = []
    lanes: list[tuple[str, float]] = []
    y, wall = 18.0, 0.0
    for lane, kind in zip(names, ("parent", "child", "coping"), strict=True):
        if kind == "coping":
            wall, y = y, y + 20
        lanes.append((lane, y))
        y += 12
        mine = [mode for mode in modes if mode[1] == kind]
        for start in range(0, len(mine), PER_ROW):
            row, y = _row(mine[start : start + PER_ROW], y)
            shapes += row
        y += 24
    healthy = next((_side(mode, y) for mode in modes if mode[1] == "healthy"), None)
    return ModeMap(title, description, shapes, healthy, lanes, wall, round(y, 1), _full(healthy, y))


def _row(modes: Sequence[ModeRow], top: float) -> tuple[list[ModeShape], float]:
    """One row of shapes and where it ends: its names stand under the largest shape."""
    found, most = [], 1
    for column, (name, kind, now, first) in enumerate(modes):
        x = LEFT + CELL * (column + 0.5)
        wall = kind == "coping"
        foot = top + BAR if wall else top + ROUND
        words = wrap_whole(name, CELL - 8)
        most = max(most, len(words))
        baseline = top + (BAR if wall else 2 * ROUND) + LINE + 2
        lines = [TextLine(x, round(baseline + LINE * number, 1), word) for number, word in enumerate(words)]
        factor = (BAR if wall else ROUND) / 10
        value_y = foot - 6 if wall else foot + 4
        found.append(
            ModeShape(name, lines, kind, x, foot, now, first, _size(now, factor), _size(first, factor), value_y)
        )
    shape = BAR if modes and modes[0][1] == "coping" else 2 * ROUND
    return found, top + shape + LINE * (most + 1)


def _side(mode: ModeRow, bottom: float) -> ModeShape:
    """The Healthy Adult's bar, under its name and as high as there is room."""
    name, kind, now, first = mode
    middle = SIDE_X + SIDE_WIDTH / 2
    words = wrap_whole(name, SIDE_WIDTH + 2 * (WIDTH - SIDE_X - SIDE_WIDTH) - 8)
    lines = [TextLine(middle, 18 + LINE * number, word) for number, word in enumerate(words)]
    foot = bottom - 12
    full = max(40.0, foot - (lines[-1].y if lines else 4.0) - 10)
    now_size, first_size = round(full * (now or 0) / 10, 1), round(full * (first or 0) / 10, 1)
    return ModeShape(name, lines, kind, SIDE_X, round(foot, 1), now, first, now_size, first_size, round(foot - 8, 1))


def _full(healthy: ModeShape | None, bottom: float) -> float:
    if healthy is None:
        return 0
    return round(max(40.0, healthy.y - (healthy.lines[-1].y if healthy.lines else 4.0) - 10), 1)


def _size(strength: int | None, factor: float) -> float:
    return round((strength or 0) * factor, 1)


NAME_WIDTH, COLUMN, ROW = 104.0, 29.0, 26.0
LEAST_COLUMNS, MOST_COLUMNS = 8, 12


@dataclass(frozen=True)
class GridCell:
    """How strong a mode was in a session: a shade of its kind from 0 to 1, and the number."""

    x: float
    y: float
    value: int
    shade: float


@dataclass(frozen=True)
class GridRow:
    """A mode: its name in lines, and a cell for each session in which it was rated."""

    kind: str
    lines: list[TextLine]
    cells: list[GridCell]


@dataclass(frozen=True)
class ModeGrid:
    """Ready for ``charts/modegrid.html``: modes under their kinds, sessions side by side. ``table``: the same as words,
    under the days of ``columns``."""

    title: str
    description: str
    headings: list[tuple[str, float]]
    rows: list[GridRow]
    days: list[TextLine]
    width: float
    height: float
    table: list[tuple[str, list[str]]] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    cell: tuple[float, float] = (COLUMN - 3, ROW - 4)


def mode_grid(
    groups: Sequence[tuple[str, str, Sequence[tuple[str, Sequence[int | None]]]]],
    days: Sequence[str],
    *,
    title: str,
    description: str,
) -> ModeGrid:
    """The newest sessions as columns. ``groups``: (heading, kind, modes), a mode with one value a day, None without."""
    days = days[-MOST_COLUMNS:]
    headings: list[tuple[str, float]] = []
    rows: list[GridRow] = []
    y = 8 + LINE * max((len(wrap_whole(day, COLUMN)) for day in days), default=1)
    for heading, kind, modes in groups:
        headings.append((heading, y + 14))
        y += 22
        for name, values in modes:
            words = wrap_whole(name, NAME_WIDTH - 16)
            lines = [TextLine(8, round(y + 16 + LINE * number, 1), word) for number, word in enumerate(words)]
            cells = [
                GridCell(round(NAME_WIDTH + COLUMN * column, 1), round(y, 1), value, round(0.08 + value * 0.06, 2))
                for column, value in enumerate(values[-MOST_COLUMNS:])
                if value is not None
            ]
            rows.append(GridRow(kind, lines, cells))
            y += max(ROW, LINE * len(words) + 10)
    marks = [
        TextLine(round(NAME_WIDTH + COLUMN * (place + 0.5) - 1.5, 1), 14 + LINE * number, line)
        for place, day in enumerate(days)
        for number, line in enumerate(wrap_whole(day, COLUMN))
    ]
    table = [
        (name, ["–" if value is None else str(value) for value in values[-MOST_COLUMNS:]])
        for _heading, _kind, modes in groups
        for name, values in modes
    ]
    return ModeGrid(
        title,
        description,
        headings,
        rows,
        marks,
        NAME_WIDTH + COLUMN * max(LEAST_COLUMNS, len(days)) + 8,
        round(y + 6, 1),
        table,
        list(days),
    )
