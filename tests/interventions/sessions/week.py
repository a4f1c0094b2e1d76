"""A week in March 2027, for the tests of the calendar."""

from datetime import datetime
from zoneinfo import ZoneInfo

from clinic.core.models import Practice
from interventions.models import TherapySession

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2027, 2, 22, 11, tzinfo=LONDON)  # a Monday
MONDAY = datetime(2027, 3, 1, 10, tzinfo=LONDON)  # the clocks go forward on the 28th
State, Cancelled = TherapySession.State, TherapySession.Cancelled


def start_times(rows: list[TherapySession]) -> list[str]:
    """When they begin, on the clocks of London."""
    return [f"{row.starts_at.astimezone(LONDON):%m-%d %H:%M}" for row in rows]


def booked(practice: Practice) -> list[TherapySession]:
    """What is not cancelled, in order."""
    return list(TherapySession.objects.exclude(state=State.CANCELLED).order_by("starts_at"))
