"""Wall-clock time. Pure: no Django.

A time of day on a certain day is not always one moment: on the night the clocks go forward some do not exist, on the
night they go back some come twice. Here that is decided, once, for bookings, series, hours and reminders.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo


class Kind(Enum):
    """How a wall-clock time maps to an instant."""

    ONCE = "once"
    LEFT_OUT = "left out"  # the clocks go forward over it
    TWICE = "twice"  # the clocks go back over it


@dataclass(frozen=True, slots=True)
class Moment:
    """``at``, in UTC, is what was decided; ``kind`` says whether there was something to decide."""

    at: datetime
    kind: Kind


def from_wall_clock(naive: datetime, zone: ZoneInfo, *, again: bool = False) -> Moment:
    """The moment at which a clock in ``zone`` shows ``naive``.

    A time that the clocks leave out is taken as much later as they jump (02:30 becomes 03:30); one that comes twice is
    taken the first time, or the second where ``again``.
    """
    first = naive.replace(tzinfo=zone, fold=0)
    at = first.astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) != naive.replace(fold=0):
        return Moment(at, Kind.LEFT_OUT)
    second = naive.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if second == at:
        return Moment(at, Kind.ONCE)
    return Moment(second if again else at, Kind.TWICE)


def comes_twice(local: datetime) -> bool:
    """Whether what a clock shows at a real moment comes twice, as the clocks go back; ``local``: with its zone."""
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The start of a day in ``zone``, in UTC."""
    return from_wall_clock(datetime(day.year, day.month, day.day), zone).at  # noqa: DTZ001


def days_before(at: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The moment so many days before at which the clock showed the same time of day, in UTC: over a night in which the
    clocks change that is an hour more or less than 24 hours for each."""
    return from_wall_clock(to_wall_clock(at, zone) - timedelta(days=days), zone).at


def at_minute(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The moment of ``minute`` (0–1440) of a day on the wall clock, in UTC."""
    return from_wall_clock(datetime(day.year, day.month, day.day) + timedelta(minutes=minute), zone).at  # noqa: DTZ001


def to_wall_clock(at: datetime, zone: ZoneInfo) -> datetime:
    """What a clock in ``zone`` shows at a moment: a datetime without zone."""
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def is_quiet(at: datetime, quiet: tuple[time, time] | None, zone: ZoneInfo) -> bool:
    """Whether a moment is within somebody's quiet hours, which may span midnight."""
    if quiet is None:
        return False
    now, (first, last) = to_wall_clock(at, zone).time(), quiet
    return first <= now < last if first < last else now >= first or now < last


def out_of_quiet(
    at: datetime, quiet: tuple[time, time] | None, zone: ZoneInfo, latest: datetime | None = None
) -> datetime:
    """A moment moved out of the quiet hours: to their end, or, where that is after ``latest``, to before they begin."""
    if quiet is None or not is_quiet(at, quiet, zone):
        return at
    shown, (first, last) = to_wall_clock(at, zone), quiet
    end = datetime.combine(shown.date() + timedelta(days=shown.time() >= last), last)
    later = from_wall_clock(end, zone).at
    if latest is None or later <= latest:
        return later
    begin = datetime.combine(shown.date() - timedelta(days=shown.time() < first), first)
    return from_wall_clock(begin - timedelta(minutes=1), zone).at
