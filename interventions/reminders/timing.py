"""When a reminder goes out. Pure: no Django."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from clinic.core.wallclock import from_wall_clock, out_of_quiet, to_wall_clock

LATEST = timedelta(hours=1)  # a reminder in the last hour helps nobody


class Due(NamedTuple):
    """A reminder's time: from ``at`` on, and no more from ``until`` on."""

    hours: int
    at: datetime
    until: datetime


def reminder_time(starts_at: datetime, before: timedelta, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, that is ``before`` an appointment on the wall clock of ``zone``.

    "A day before 14:00" is 14:00 on the day before also when the clocks change in between. A wall-clock time that the
    change leaves out is taken as many minutes later as the gap is long; one that comes twice is taken the first time.
    """
    return from_wall_clock(to_wall_clock(starts_at, zone) - before, zone).at


def reminders_of(
    starts_at: datetime, offsets: Sequence[int], zone: ZoneInfo, quiet: tuple[time, time] | None = None
) -> list[Due]:
    """The reminders of an appointment, the earliest first: each from its time until the next one's, the last until an
    hour before. One whose time falls into quiet hours comes after them, or before where that would be too late."""
    end, found = starts_at - LATEST, []
    for hours in sorted(set(offsets)):
        at = min(reminder_time(starts_at, timedelta(hours=hours), zone), end)
        at = out_of_quiet(at, quiet, zone, end)
        if at < end:
            found.append(Due(hours, at, end))
            end = at
    return found[::-1]


def due_now(reminders: Sequence[Due], now: datetime) -> Due | None:
    """The one whose time it is; None before the first and after the last."""
    return next((due for due in reminders if due.at <= now < due.until), None)
