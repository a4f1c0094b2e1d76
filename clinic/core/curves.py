"""A goal's way: its values over time towards a target."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from clinic.core.charts import Dot, Label, Scale, path


@dataclass(frozen=True)
class GoalCurve:
    """Ready for ``charts/goal.html``. ``aim`` is the target's height, ``by`` the place of its day, None without one."""

    title: str
    description: str
    axis: list[tuple[str, float]]
    dots: list[Dot]
    path: str
    aim: float
    aim_text: str
    by: float | None
    days: list[Label]
    rows: Sequence[tuple[date, float]]


def goal_curve(
    points: Sequence[tuple[date, float]],
    *,
    title: str,
    description: str,
    low: float,
    high: float,
    aim: float,
    since: date,
    until: date,
    by: date | None = None,
) -> GoalCurve:
    """Values in order of time; ``low`` and ``high``: the ends of the scale, ``by``: the day of the target."""
    last = max(until, by) if by else until
    across = Scale(since.toordinal(), max(last.toordinal(), since.toordinal() + 1), 34, 300)
    up = Scale(low, high, 88, 12)
    dots = [Dot(across(on.toordinal()), up(value)) for on, value in points]
    days = [Label(34, 106, f"{since:%b %y}"), Label(300, 106, f"{last:%b %y}", "end")]
    return GoalCurve(
        title,
        description,
        [(f"{low:g}", up(low)), (f"{high:g}", up(high))],
        dots,
        path(dots),
        up(aim),
        f"{aim:g}",
        across(by.toordinal()) if by else None,
        days,
        list(points),
    )
