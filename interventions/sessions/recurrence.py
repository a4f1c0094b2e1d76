"""The days of a series, by the rules of RFC 5545. Pure: no Django.

python-dateutil reads the rule; here is what a practice books by: days, weeks or months, an end, and not more
sessions than a year of two a week.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import islice

from dateutil.rrule import rrulestr

from clinic.core.messages import Message, message

MOST = 104
FARTHEST = timedelta(days=730)
LATEST = date.max - 2 * FARTHEST  # what is reckoned from there must still be a day
SHORTEST_MONTH = 28
FIFTH = 5  # of a weekday: not every month has one
DAY_FORMAT = "%Y%m%d"
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
KNOWN = ("FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "WKST")


class Problem(StrEnum):
    """Why a rule cannot be booked by."""

    NO_RULE = "rule-unreadable"
    UNKNOWN_PART = "rule-unknown-part"  # name, known
    FREQ = "rule-freq"
    NO_END = "rule-count-or-until"
    INTERVAL = "rule-interval"
    COUNT = "rule-count"
    TOO_MANY = "rule-too-many"  # most
    NOT_READ = "rule-not-read"  # why: what the library says
    TOO_FAR = "rule-too-far"
    HOW_MANY_MORE = "rule-how-many-more"  # most
    NO_SUCH_DAY = "rule-no-such-day"  # months: (year, month), others, instead: the part to write
    UNTIL = "rule-until"
    ENDS_BEFORE = "rule-ends-before"  # until, start: days as in ISO 8601


class BadRule(ValueError):
    """A rule that cannot be booked by; ``found`` says why."""

    def __init__(self, found: Message) -> None:
        super().__init__(found.code)
        self.found = found

    def __str__(self) -> str:
        return str(self.found)


def parts_of(rule: str) -> dict[str, str]:
    """FREQ=WEEKLY;COUNT=12 → {"FREQ": "WEEKLY", "COUNT": "12"}. Raises BadRule."""
    found: dict[str, str] = {}
    for part in rule.strip().removeprefix("RRULE:").upper().split(";"):
        name, sign, value = part.partition("=")
        if not sign or not value or name in found:
            raise BadRule(message(Problem.NO_RULE))
        if name not in KNOWN:
            raise BadRule(message(Problem.UNKNOWN_PART, name=name[:20], known=KNOWN))
        found[name] = value
    if found.get("FREQ") not in {"DAILY", "WEEKLY", "MONTHLY"}:
        raise BadRule(message(Problem.FREQ))
    if ("COUNT" in found) == ("UNTIL" in found):
        raise BadRule(message(Problem.NO_END))
    if not (found.get("INTERVAL", "1").isdecimal() and 1 <= int(found.get("INTERVAL", "1")[:9]) <= 52):
        raise BadRule(message(Problem.INTERVAL))
    return found


def text_of(parts: Mapping[str, str]) -> str:
    """The rule as text again."""
    return ";".join(f"{name}={value}" for name, value in parts.items())


def days_of(rule: str, first: date) -> list[date]:
    """The days of a series that begins on ``first``; the day itself is the first, also where the rule misses it.

    Raises BadRule for text that is not a rule, for more than :data:`MOST` days, for days more than two years away, for
    an end before the beginning, and for a day that some of the months do not have: none is left out without a word.
    """
    parts = parts_of(rule)
    count = parts.pop("COUNT", "")
    if count and not (count.isdecimal() and len(count) < 9 and int(count) > 0):
        raise BadRule(message(Problem.COUNT))
    if count and int(count) > MOST:
        raise BadRule(message(Problem.TOO_MANY, most=MOST))
    start = datetime(first.year, first.month, first.day)  # noqa: DTZ001
    if first > LATEST:
        raise BadRule(message(Problem.TOO_FAR))
    last = _last_day(parts["UNTIL"], start) if "UNTIL" in parts else None
    parts["UNTIL"] = f"{last or start + FARTHEST:%Y%m%d}T235959"
    try:
        found = [at.date() for at in islice(rrulestr(text_of(parts), dtstart=start), int(count) if count else MOST + 1)]
    except (ValueError, TypeError, OverflowError) as error:
        raise BadRule(message(Problem.NOT_READ, why=str(error)[:80])) from error
    _refuse_left_out_months(parts, first, found, last.date() if last else max([first, *found]))
    if first not in found:
        found.insert(0, first)
    found = found[: int(count)] if count else found
    if len(found) > MOST:
        raise BadRule(message(Problem.TOO_MANY, most=MOST))
    if count and len(found) < int(count):
        raise BadRule(message(Problem.TOO_FAR))
    return found


def further(rule: str, first: date, after: date, times: int) -> list[date]:
    """The next days by the rule of a series that began on ``first``: as many as asked for, after ``after``.

    Raises BadRule for less than one or more than :data:`MOST`, and for days more than two years after ``after``.
    """
    if not 1 <= times <= MOST:
        raise BadRule(message(Problem.HOW_MANY_MORE, most=MOST))
    parts = {name: value for name, value in parts_of(rule).items() if name not in {"COUNT", "UNTIL"}}
    start = datetime(after.year, after.month, after.day)  # noqa: DTZ001
    if after > LATEST:
        raise BadRule(message(Problem.TOO_FAR))
    parts["UNTIL"] = f"{start + FARTHEST:%Y%m%d}T235959"
    begun = datetime(first.year, first.month, first.day)  # noqa: DTZ001
    try:
        days = rrulestr(text_of(parts), dtstart=begun)
        found = [at.date() for at in days.xafter(start, count=times)]
    except (ValueError, TypeError, OverflowError) as error:
        raise BadRule(message(Problem.NOT_READ, why=str(error)[:80])) from error
    if found:
        in_between = [at.date() for at in days.between(begun, start, inc=True)]
        _refuse_left_out_months(parts, max([first, *in_between]), found, found[-1])
    if len(found) < times:
        raise BadRule(message(Problem.TOO_FAR))
    return found


def _refuse_left_out_months(parts: Mapping[str, str], first: date, found: Sequence[date], last: date) -> None:
    """Raises BadRule where months from ``first`` to ``last`` lack the rule's day: a 31st, or a fifth Monday."""
    if "BYSETPOS" in parts and "BYDAY" not in parts:
        return  # "the last of the 28th to the 31st": each month has one
    wanted = [int(day) for day in parts.get("BYMONTHDAY", "").split(",") if day.lstrip("+-").isdecimal()]
    monthly = parts["FREQ"] == "MONTHLY"
    if monthly and not wanted and "BYDAY" not in parts:
        wanted = [first.day]
    there = {(day.year, day.month) for day in [first, *found]}
    every = int(parts.get("INTERVAL", "1")) if monthly else 1
    counted = _counted_weekdays(parts) if monthly else []
    short = [
        month
        for month in _months(first, last, every)
        if (monthly and month not in there)
        or any(abs(day) > monthrange(*month)[1] for day in wanted)
        or any(abs(number) > _how_many(weekday, month) for number, weekday in counted)
    ]
    if short:
        instead, others = _instead(parts, wanted), bool(short[3:])
        raise BadRule(message(Problem.NO_SUCH_DAY, months=tuple(short[:3]), others=others, instead=instead))


def _counted_weekdays(parts: Mapping[str, str]) -> list[tuple[int, str]]:
    """(number, weekday) of days such as 1MO or -5FR: which of its kind in the month."""
    found = [day.strip() for day in parts.get("BYDAY", "").split(",")]
    return [(int(day[:-2]), day[-2:]) for day in found if day[:-2].lstrip("+-").isdecimal()]


def _how_many(weekday: str, month: tuple[int, int]) -> int:
    """How many of a weekday (MO to SU) a month has: four or five."""
    begins, days = monthrange(*month)
    return (days + 6 - (WEEKDAYS.index(weekday) - begins) % 7) // 7


def _months(first: date, last: date, every: int) -> Iterator[tuple[int, int]]:
    """(year, month) of each ``every``-th month after the one of ``first`` that is over by ``last``."""
    count = first.year * 12 + first.month - 1 + every
    while date(year := count // 12, month := count % 12 + 1, monthrange(year, month)[1]) <= last:
        yield year, month
        count += every


def _instead(parts: Mapping[str, str], wanted: Sequence[int]) -> str:
    """What to write instead: the part of the rule."""
    if not wanted:
        counted = _counted_weekdays(parts) or [(FIFTH, parts.get("BYDAY", "MO")[-2:])]
        ends = {FIFTH: -1, -FIFTH: 1}  # the fifth, from either end, is the last one of the other
        return "BYDAY=" + ",".join(f"{ends.get(number, number)}{day}" for number, day in counted)
    if max(map(abs, wanted)) >= 31:
        return "BYMONTHDAY=-1"
    days = ",".join(str(day) for day in range(SHORTEST_MONTH, max(map(abs, wanted)) + 1))
    return f"BYMONTHDAY={days};BYSETPOS=-1"


def end_rule(rule: str, last: date) -> str:
    """The rule with another last day."""
    parts = {name: value for name, value in parts_of(rule).items() if name != "COUNT"}
    return text_of({**parts, "UNTIL": f"{last:%Y%m%d}"})


def _last_day(text: str, start: datetime) -> datetime:
    """The day of UNTIL. Raises BadRule for what is not a day, is before ``start``, or more than two years after it."""
    day, sign, clock = text.partition("T")
    try:
        if len(day) != 8 or (sign and not (clock.removesuffix("Z").isdecimal() and len(clock.removesuffix("Z")) == 6)):
            raise ValueError(text)
        until = datetime.strptime(day, DAY_FORMAT)  # noqa: DTZ007
    except ValueError as error:
        raise BadRule(message(Problem.UNTIL)) from error
    if until < start:
        raise BadRule(message(Problem.ENDS_BEFORE, until=f"{until:%Y-%m-%d}", start=f"{start:%Y-%m-%d}"))
    if until > start + FARTHEST:
        raise BadRule(message(Problem.TOO_FAR))
    return until


def shift_rule(rule: str, days: int) -> str:
    """The rule of a series that was moved by ``days``; empty where none leads there."""
    parts = parts_of(rule)
    if days and ("BYMONTHDAY" in parts or "BYDAY" in parts):
        return ""
    if days and "UNTIL" in parts:
        until = datetime.strptime(parts["UNTIL"][:8], "%Y%m%d") + timedelta(days=days)  # noqa: DTZ007
        parts["UNTIL"] = f"{until:%Y%m%d}"
    return text_of(parts)
