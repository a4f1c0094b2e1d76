"""Parts of a key that few instruments need, as a practice writes them for its own: the same names as in the shipped
files. Pure: no Django."""

import tomllib

from assessments.wording.findings import Found, WordingRefused
from clinic.core.messages import message

# Parts that a practice may write: scales of their own, ranges of single items, items of no scale, rules, risk items,
# what to give next, when an item is asked, and by what a score is multiplied.
ALLOWED = ("subscales", "item_max", "item_anchors", "unscored", "rules", "alerts", "next_steps", "branches", "times")


def parse_further(text: str) -> dict[str, object]:
    """Name of a part → what is written there; empty for an empty text. Raises WordingRefused."""
    try:
        found: dict[str, object] = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number too long for Python is a plain ValueError
        raise WordingRefused([message(Found.NO_TOML, why=str(error)[:120])]) from error
    if unknown := [name for name in found if name not in ALLOWED]:
        raise WordingRefused([message(Found.UNKNOWN_PART, name=unknown[0][:40], known=ALLOWED)])
    return found
