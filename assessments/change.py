"""Whether a difference between two scores is more than measurement error. Pure: no Django.

Jacobson & Truax 1991: RCI = 1.96 x sqrt(2) x SEM. A published threshold wins over a computed one.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from assessments.catalogue import Instrument, Subscale
from assessments.criterion import Z
from assessments.scoring import sem


class Verdict(StrEnum):
    """What a difference means, as it is stored and sent; :mod:`assessments.texts` has the words for each."""

    RECOVERED = "recovered"  # reliably better, and across the cut-off
    IMPROVED = "improved"  # reliably better
    UNCHANGED = "unchanged"  # no more than measurement error may bring
    WORSE = "worse"  # reliably worse
    UNKNOWN = "unknown"  # no threshold is published to judge by


@dataclass(frozen=True)
class Change:
    """``difference`` is current minus earlier, in score units; ``threshold`` the smallest reliable one, or None."""

    difference: float
    threshold: float | None
    verdict: Verdict


def threshold(subscale: Subscale) -> float | None:
    """The smallest difference that is reliable, in score units; None where nothing is published to tell."""
    if subscale.rci_published is not None:
        return subscale.rci_published
    error = sem(subscale)
    return None if error is None else Z * math.sqrt(2) * error


def is_judged(instrument: Instrument) -> bool:
    """Whether a change on any of its scales can be told from measurement error."""
    return any(threshold(subscale) is not None for subscale in instrument.subscales.values())


def cutoff(subscale: Subscale) -> float | None:
    """Where the healthy side begins: the published cut-off, else Jacobson & Truax' criterion c from both norms."""
    if subscale.cutoff is not None:
        return subscale.cutoff
    norm, clinical = subscale.norm, subscale.clinical_norm
    if norm is None or clinical is None:
        return None
    return (clinical.sd * norm.mean + norm.sd * clinical.mean) / (clinical.sd + norm.sd)


def _crossed(subscale: Subscale, earlier: float, current: float) -> bool:
    cut = cutoff(subscale)
    if cut is None:
        return False
    if subscale.higher_is == "worse":
        return earlier >= cut > current
    return earlier <= cut < current


def compare(subscale: Subscale, earlier: float, current: float) -> Change:
    """The change from an earlier score to the current one; both in score units."""
    difference, least = round(current - earlier, 2), threshold(subscale)
    if least is None:
        return Change(difference, None, Verdict.UNKNOWN)
    better = -difference if subscale.higher_is == "worse" else difference
    if better >= least:
        verdict = Verdict.RECOVERED if _crossed(subscale, earlier, current) else Verdict.IMPROVED
    else:
        verdict = Verdict.WORSE if -better >= least else Verdict.UNCHANGED
    return Change(difference, round(least, 2), verdict)
