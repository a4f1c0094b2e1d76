"""Wall-clock time. Pure: no Django.

A time of day on a certain day is not always one moment: on the night the clocks go forward some do not exist, on the
night they go back some come twice. Here that is decided, once, for bookings, series, hours and reminders.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo


class Kind(Enum):
    """How a wall-clock time stands to time."""

    ONCE = "once"
    LEFT_OUT = "left out"  # the clocks go forward over it
    TWICE = "twice"  # the clocks go back over it


@dataclass(frozen=True, slots=True)
class Moment:
    """``at``, in UTC, is what was decided; ``kind`` says whether there was something to decide."""

    at: datetime
    kind: Kind


def on_the_wall(naive: datetime, zone: ZoneInfo) -> Moment:
    """The moment at which a clock in ``zone`` shows ``naive``.

    A time that the clocks leave out is taken as much later as they jump (02:30 becomes 03:30); one that comes twice is
    taken the first time.
    """
    first = naive.replace(tzinfo=zone, fold=0)
    at = first.astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) != naive.replace(fold=0):
        return Moment(at, Kind.LEFT_OUT)
    second = naive.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return Moment(at, Kind.ONCE if second == at else Kind.TWICE)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """The start of a day in ``zone``, in UTC."""
    return on_the_wall(datetime(day.year, day.month, day.day), zone).at  # noqa: DTZ001


def at_minute(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """The moment of ``minute`` (0–1440) of a day on the wall, in UTC."""
    return on_the_wall(datetime(day.year, day.month, day.day) + timedelta(minutes=minute), zone).at  # noqa: DTZ001


def wall(at: datetime, zone: ZoneInfo) -> datetime:
    """What a clock in ``zone`` shows at a moment, without zone."""
    return at.astimezone(zone).replace(tzinfo=None, fold=0)
