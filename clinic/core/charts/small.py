"""Small charts in tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from clinic.core.charts.drawing import Dot, Scale, path


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
