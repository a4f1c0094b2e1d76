"""Where a score stands among others. Pure: no Django."""

from statistics import NormalDist

from assessments.criterion import Z
from assessments.published import Norm

LEAST_CLIENTS = 20  # fewer would say more about single people than about a caseload


def is_cut(norm: Norm, low: float, high: float) -> bool:
    """Whether the range of possible scores cuts the normal curve with this mean and spread within its middle 95 %.

    Sums of symptoms often lean so far to one end that the curve would place a score of 0 above many people.
    """
    return norm.mean - Z * norm.sd < low or norm.mean + Z * norm.sd > high


def percentile(value: float, norm: Norm) -> int:
    """The share of the norm sample, in whole percent from 1 to 99, that scores lower.

    Taken from the normal distribution with the sample's mean and standard deviation, for publications rarely give
    more: a rough place, and none at all where the range cuts the curve (:func:`is_cut`).
    """
    return min(99, max(1, round(100 * NormalDist(norm.mean, norm.sd).cdf(value))))


def rank(below: int, equal: int, of: int) -> int:
    """The share of ``of`` others, in whole percent, that scores lower; those with the same score count half."""
    return round(100 * (below + equal / 2) / of)
