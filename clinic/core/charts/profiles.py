"""A profile of several scores."""

from collections.abc import Sequence
from dataclasses import dataclass

from clinic.core.charts.drawing import Dot, Scale, path


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
