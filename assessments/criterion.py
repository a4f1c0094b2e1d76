"""The figures by which scores are judged, and the version of them. Pure: no Django.

An instrument's file lists the fingerprint of each version of its figures (``criteria``), the oldest first. A change
without a new fingerprint stops the process; what was judged before is judged again by ``recompute_change``.
"""

import hashlib
import json
from collections.abc import Mapping
from statistics import NormalDist

Z = 1.96  # of a 95 % interval, two-sided, as in Jacobson & Truax 1991: the one confidence of all computed criteria
CONFIDENCE = 0.95


def z_of(confidence: float) -> float:
    """The two-sided quantile of the normal distribution; the rounded 1.96 of the publication at 95 %."""
    return Z if confidence == CONFIDENCE else NormalDist().inv_cdf((1 + confidence) / 2)


def fingerprint(figures: Mapping[str, object]) -> str:
    """Twelve hex digits over the figures, as plain data, and the confidence that every instrument shares."""
    text = json.dumps([Z, figures], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
