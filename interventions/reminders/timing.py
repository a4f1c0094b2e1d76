"""When a reminder goes out. Pure: no Django."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from interventions.sessions.wall import on_the_wall, wall


def reminder_time(starts_at: datetime, before: timedelta, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, that lies ``before`` an appointment on the wall clock of ``zone``.

    "A day before 14:00" is 14:00 on the day before also when the clocks change in between. A wall-clock time that the
    change leaves out is taken as many minutes later as the gap is long; one that comes twice is taken the first time.
    """
    return on_the_wall(wall(starts_at, zone) - before, zone).at
