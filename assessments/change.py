"""Whether a difference between two scores is more than measurement error. Pure: no Django.

Jacobson & Truax 1991: RCI = 1.96 x sqrt(2) x SEM. A published threshold wins over a computed one.
"""

import math
from dataclasses import dataclass
from enum import StrEnum

from assessments.catalogue import Instrument, Subscale
from assessments.criterion import CONFIDENCE, Z
from assessments.scoring import sem

TINY = 1e-9  # what binary fractions may add to a difference of exact scores, or take away


class Verdict(StrEnum):
    """What a difference means, as it is stored and sent; :mod:`assessments.texts` has the words for each."""

    RECOVERED = "recovered"  # reliably better, and across the cut-off
    IMPROVED = "improved"  # reliably better
    UNCHANGED = "unchanged"  # no more than measurement error may bring
    WORSE = "worse"  # reliably worse
    UNKNOWN = "unknown"  # no threshold is published to judge by
    RISEN = "risen"  # worse by as much as would be reliable, had the client read the published wording
    OWN_WORDS = "own-words"  # not judged: answered in this program's own words


WORSENING = (Verdict.WORSE, Verdict.RISEN)  # what somebody has to look at


@dataclass(frozen=True)
class Change:
    """``difference`` is current minus earlier, in score units; ``threshold`` the smallest reliable one, or None."""

    difference: float
    threshold: float | None
    verdict: Verdict

    @property
    def in_own_words(self) -> "Change":
        """The same where the client read this program's own words: a move for the worse counts, no other does."""
        risen = self.verdict is Verdict.WORSE
        return Change(self.difference, None, Verdict.RISEN if risen else Verdict.OWN_WORDS)


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


def confidence(subscale: Subscale) -> float | None:
    """The confidence of the criterion by which a change is judged; None where its publication does not state one."""
    return subscale.rci_confidence if subscale.rci_published is not None else CONFIDENCE


def is_healthy(subscale: Subscale, value: float) -> bool | None:
    """Whether a score is on the healthy side: at ``recovered_at`` or beyond, else beyond the cut-off; None without."""
    worse = subscale.higher_is == "worse"
    if subscale.recovered_at is not None:
        return value <= subscale.recovered_at if worse else value >= subscale.recovered_at
    cut = cutoff(subscale)
    if cut is None:
        return None
    return value < cut if worse else value > cut


def _crossed(subscale: Subscale, earlier: float, current: float) -> bool:
    return is_healthy(subscale, earlier) is False and is_healthy(subscale, current) is True


def compare(subscale: Subscale, earlier: float, current: float) -> Change:
    """The change from an earlier score to the current one; both in score units and before rounding."""
    exact, least = current - earlier, threshold(subscale)
    difference = round(exact, 2)
    if least is None:
        return Change(difference, None, Verdict.UNKNOWN)
    better = -exact if subscale.higher_is == "worse" else exact
    if better >= least - TINY:
        verdict = Verdict.RECOVERED if _crossed(subscale, earlier, current) else Verdict.IMPROVED
    else:
        verdict = Verdict.WORSE if -better >= least - TINY else Verdict.UNCHANGED
    return Change(difference, round(least, 2), verdict)
