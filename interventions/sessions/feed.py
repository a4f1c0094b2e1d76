"""A therapist's sessions as an iCalendar file (RFC 5545), for a calendar that is not ours: no name of anybody."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from interventions.models import TherapySession

BEFORE, AFTER = timedelta(days=30), timedelta(days=400)
TITLE = "Appointment"


def uid_of(session_id: UUID) -> str:
    """What a session is called in every calendar file, for good."""
    return f"{session_id}@secure-base"


def sessions_of_feed(therapist_id: UUID) -> list[TherapySession]:
    """A month back and a year ahead, without what was cancelled."""
    now = timezone.now()
    found = TherapySession.objects.between(now - BEFORE, now + AFTER).not_cancelled().filter(therapist=therapist_id)
    return list(found.select_related("room").in_order())


def as_icalendar(sessions: Iterable[TherapySession], *, name: str) -> bytes:
    """The file. Each event says when, for how long and in which room; the same sessions give the same bytes."""
    from icalendar import Calendar, Event  # heavy: only when a file is made

    calendar = Calendar()
    calendar.add("prodid", "-//Secure Base//calendar feed//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval;value=duration", "PT15M")
    for session in sessions:
        event = Event()
        event.add("uid", uid_of(session.pk))
        event.add("dtstamp", session.starts_at)  # a file without a clock of its own: its ETag stays
        event.add("dtstart", session.starts_at)
        event.add("dtend", session.ends_at)
        event.add("sequence", session.revision)
        event.add("summary", TITLE)
        event.add("class", "PRIVATE")
        if session.room:
            event.add("location", session.room.name)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
