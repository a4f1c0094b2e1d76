"""How long a session, the pause after it and a stretch of a day may be: for tables, actions, forms and the API."""

from django.utils.translation import gettext as _

# In minutes.
SHORTEST, LONGEST, USUAL = 10, 240, 50  # of a session
LONGEST_PAUSE = 120  # after a session
DAY = 24 * 60


def duration_errors(
    minutes: int, field: str = "minutes", least: int = SHORTEST, most: int = LONGEST
) -> dict[str, object]:
    """What is wrong with a number of minutes, at its field; empty where nothing is."""
    if least <= minutes <= most:
        return {}
    return {field: _("Between %(a)s and %(b)s minutes.") % {"a": least, "b": most}}


def pause_errors(minutes: int, field: str = "buffer_minutes") -> dict[str, object]:
    """The same for the pause after a session, which may be none."""
    return duration_errors(minutes, field, 0, LONGEST_PAUSE)


def is_stretch(starts: int, ends: int, minutes: int = 1) -> bool:
    """Whether two minutes of one day (24:00 is its end) are at least that many minutes apart, in this order."""
    return 0 <= starts <= ends - minutes and starts < ends <= DAY
