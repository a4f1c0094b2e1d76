"""A profile of several scores."""

from collections.abc import Sequence
from dataclasses import dataclass

from clinic.core.charts.drawing import Dot, Scale, path
from clinic.core.maps import wrap_whole

ROW, LINE = 30.0, 14.0  # the height of a scale at least; of a line of its name


@dataclass(frozen=True)
class ProfileRow:
    """One scale: its score now, and its score at the baseline (None where there is no other)."""

    name: str
    lines: list[tuple[str, float]]  # the name, each line with its y
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
    left: float = 140
    right: float = 334
    width: float = 350

    @property
    def has_baseline(self) -> bool:
        """Whether a scale has an earlier score beside its own."""
        return any(row.baseline is not None for row in self.rows)


def profile(
    scores: Sequence[tuple[str, float, float | None]], *, title: str, description: str, low: float, high: float
) -> Profile:
    """Several scales of the same range, one beneath the other: (name, score, baseline or None)."""
    across = Scale(low, high, Profile.left, Profile.right)
    rows, y = [], 20.0
    for name, value, baseline in scores:
        words = wrap_whole(name, Profile.left - 16)
        tall = max(ROW, LINE * len(words) + 8)
        y += tall
        middle = y - tall / 2
        first = middle + 4 - LINE * (len(words) - 1) / 2
        lines = [(word, round(first + LINE * number, 1)) for number, word in enumerate(words)]
        before = None if baseline is None else across(baseline)
        rows.append(ProfileRow(name, lines, value, baseline, across(value), before, middle))
    step = next(s for s in (1, 2, 5, 10, 20, 50) if (high - low) / s <= 8)
    axis = [(float(n), across(n)) for n in range(int(low), int(high) + 1, step)]
    line = path([Dot(row.x, row.y) for row in rows])
    return Profile(title, description, rows, axis, line, y + 6)
