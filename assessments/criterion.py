"""The figures by which scores are judged, and the version of them. Pure: no Django.

An instrument's file lists the fingerprint of each version of its figures (``criteria``), the oldest first. A change
without a new fingerprint stops the process; what was judged before is judged again by ``recompute_change``.
"""

import hashlib
import json
from collections.abc import Mapping

Z = 1.96  # of a 95 % interval, two-sided, as in Jacobson & Truax 1991


def fingerprint(figures: Mapping[str, object]) -> str:
    """Twelve hex digits over the figures, as plain data, and the confidence that every instrument shares."""
    text = json.dumps([Z, figures], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
