"""Where a score stands among others. Pure: no Django."""

from statistics import NormalDist

from assessments.catalogue import Norm

LEAST_CLIENTS = 20  # fewer would say more about single people than about a caseload


def percentile(value: float, norm: Norm) -> int:
    """The share of the norm sample, in whole percent from 1 to 99, that scores lower.

    Taken from the normal distribution with the sample's mean and standard deviation, for publications rarely give
    more: a rough place, and rougher the more a scale leans to one side.
    """
    return min(99, max(1, round(100 * NormalDist(norm.mean, norm.sd).cdf(value))))


def rank(below: int, equal: int, of: int) -> int:
    """The share of ``of`` others, in whole percent, that scores lower; those with the same score count half."""
    return round(100 * (below + equal / 2) / of)
