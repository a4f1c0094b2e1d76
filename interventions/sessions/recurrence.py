"""The days of a series, by the rules of RFC 5545. Pure: no Django.

python-dateutil reads the rule; here stands what a practice books by: days, weeks or months, an end, and not more
sessions than a year of two a week.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import islice

from dateutil.rrule import rrulestr

MOST = 104
FARTHEST = timedelta(days=730)
KNOWN = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "WKST")


class BadRule(ValueError):
    """A rule that cannot be booked by; says why."""


def parts_of(rule: str) -> dict[str, str]:
    """FREQ=WEEKLY;COUNT=12 → {"FREQ": "WEEKLY", "COUNT": "12"}. Raises BadRule."""
    found: dict[str, str] = {}
    for part in rule.strip().removeprefix("RRULE:").upper().split(";"):
        name, sign, value = part.partition("=")
        if not sign or not value or name in found:
            raise BadRule("A rule looks like this: FREQ=WEEKLY;COUNT=12.")
        if name not in KNOWN:
            raise BadRule(f"{name[:20]} is not known here; known are {', '.join(KNOWN)}.")
        found[name] = value
    if found.get("FREQ") not in {"DAILY", "WEEKLY", "MONTHLY"}:
        raise BadRule("FREQ is one of DAILY, WEEKLY, MONTHLY.")
    if ("COUNT" in found) == ("UNTIL" in found):
        raise BadRule("Say how many (COUNT) or until when (UNTIL), one of the two.")
    if not (found.get("INTERVAL", "1").isdecimal() and 1 <= int(found.get("INTERVAL", "1")[:9]) <= 52):
        raise BadRule("INTERVAL is a number from 1 to 52.")
    return found


def text_of(parts: Mapping[str, str]) -> str:
    """The rule as text again."""
    return ";".join(f"{name}={value}" for name, value in parts.items())


def days_of(rule: str, first: date) -> list[date]:
    """The days of a series that begins on ``first``; the day itself is the first, also where the rule misses it.

    Raises BadRule for text that is no rule, for more than :data:`MOST` days, and for days more than two years away.
    """
    parts = parts_of(rule)
    count = parts.pop("COUNT", "")
    if count and not (count.isdecimal() and len(count) < 9 and int(count) > 0):
        raise BadRule("COUNT is a number from 1.")
    if count and int(count) > MOST:
        raise BadRule(f"At most {MOST} sessions in one series.")
    limit = datetime(first.year, first.month, first.day) + FARTHEST  # noqa: DTZ001
    parts["UNTIL"] = _until(parts.get("UNTIL"), limit)
    start = datetime(first.year, first.month, first.day)  # noqa: DTZ001
    try:
        found = [at.date() for at in islice(rrulestr(text_of(parts), dtstart=start), MOST + 1)]
    except (ValueError, TypeError, OverflowError) as error:
        raise BadRule(f"This rule cannot be read: {str(error)[:80]}") from error
    if first not in found:
        found.insert(0, first)
    found = found[: int(count)] if count else found
    if len(found) > MOST:
        raise BadRule(f"At most {MOST} sessions in one series.")
    if count and len(found) < int(count):
        raise BadRule("The series reaches more than two years ahead.")
    return found


def further(rule: str, first: date, after: date, times: int) -> list[date]:
    """The next days by the rule of a series that began on ``first``: as many as asked for, after ``after``.

    Raises BadRule for less than one or more than :data:`MOST`, and for days more than two years after ``after``.
    """
    if not 1 <= times <= MOST:
        raise BadRule(f"From 1 to {MOST} more sessions.")
    parts = {name: value for name, value in parts_of(rule).items() if name not in {"COUNT", "UNTIL"}}
    parts["UNTIL"] = _until(None, datetime(after.year, after.month, after.day) + FARTHEST)  # noqa: DTZ001
    days = rrulestr(text_of(parts), dtstart=datetime(first.year, first.month, first.day))  # noqa: DTZ001
    found = [at.date() for at in days.xafter(datetime(after.year, after.month, after.day), count=times)]  # noqa: DTZ001
    if len(found) < times:
        raise BadRule("The series reaches more than two years ahead.")
    return found


def ending(rule: str, last: date) -> str:
    """The rule with another last day."""
    parts = {name: value for name, value in parts_of(rule).items() if name != "COUNT"}
    return text_of({**parts, "UNTIL": f"{last:%Y%m%d}"})


def _until(text: str | None, limit: datetime) -> str:
    """The last day, at its end; never later than ``limit``, so that a rule that fits no day ends as well."""
    if text is None:
        return f"{limit:%Y%m%dT%H%M%S}"
    try:
        until = datetime.strptime(text[:8], "%Y%m%d")  # noqa: DTZ007
    except ValueError as error:
        raise BadRule("UNTIL is a day, for example 20270630.") from error
    if until > limit:
        raise BadRule("The series reaches more than two years ahead.")
    return f"{until:%Y%m%d}T235959"


def moved(rule: str, days: int) -> str:
    """The rule of a series that was moved by ``days``; empty where none leads there."""
    parts = parts_of(rule)
    if days and ("BYMONTHDAY" in parts or "BYDAY" in parts):
        return ""
    if days and "UNTIL" in parts:
        until = datetime.strptime(parts["UNTIL"][:8], "%Y%m%d") + timedelta(days=days)  # noqa: DTZ007
        parts["UNTIL"] = f"{until:%Y%m%d}"
    return text_of(parts)
