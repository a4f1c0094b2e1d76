"""When a reminder goes out. Pure: no Django."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def reminder_time(starts_at: datetime, before: timedelta, zone: ZoneInfo) -> datetime:
    """The moment, in UTC, that lies ``before`` an appointment on the wall clock of ``zone``.

    "A day before 14:00" is 14:00 on the day before also when the clocks change in between. A wall-clock time that the
    change leaves out is taken as many minutes later as the gap is long; one that comes twice is taken the first time.
    """
    wall = starts_at.astimezone(zone).replace(tzinfo=None) - before
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
