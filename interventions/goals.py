"""Goal attainment as one figure. Pure: no Django."""

from collections.abc import Sequence
from math import sqrt

CORRELATION = 0.3  # between goals, as the authors take it


def t_score(rated: Sequence[tuple[int, int]]) -> float | None:
    """The T-score of several goals: 50 is "as expected", 10 one standard deviation; None without a goal.

    ``rated``: (level from −2 to +2, weight) of each. Kiresuk & Sherman 1968:
    T = 50 + 10 Σ w·x / √((1 − ρ) Σ w² + ρ (Σ w)²), with ρ = 0.3.
    """
    if not rated:
        return None
    if any(not -2 <= level <= 2 or weight < 1 for level, weight in rated):
        raise ValueError("a level is between -2 and 2, a weight is at least 1")
    weights = sum(weight for _level, weight in rated)
    squares = sum(weight * weight for _level, weight in rated)
    below = sqrt((1 - CORRELATION) * squares + CORRELATION * weights * weights)
    return round(50 + 10 * sum(level * weight for level, weight in rated) / below, 1)
