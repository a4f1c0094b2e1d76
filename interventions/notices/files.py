"""The calendar file of a message (RFC 5545, RFC 5546): a calendar that has the appointment updates the same entry."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from icalendar import Calendar, Event, vCalAddress

from clinic.core.mail import CalendarFile
from interventions.notices.changes import Appointment, Change
from interventions.sessions.feed import TITLE, uid_of

REQUEST, CANCEL = "REQUEST", "CANCEL"


def _address(email: str, name: str = "") -> vCalAddress:
    found = vCalAddress(f"mailto:{email}")
    if name:  # the file's grammar has no way to write a quotation mark there
        found.params["cn"] = " ".join(name.replace('"', "'").split())
    return found


def _event(change: Change, one: Appointment, made_at: datetime, organizer: vCalAddress, to: vCalAddress) -> Event:
    """One appointment, without a word about what it is for."""
    event = Event()
    event.add("uid", uid_of(change.session_id))
    event.add("sequence", change.revision)
    event.add("dtstamp", made_at)  # not the time of sending: a repeat carries the same file
    event.add("dtstart", one.starts_at)
    event.add("dtend", one.ends_at)
    event.add("summary", TITLE)
    event.add("status", "CONFIRMED" if change.now else "CANCELLED")
    event.add("class", "PRIVATE")
    event.add("organizer", organizer)
    event.add("attendee", to, parameters={"RSVP": "FALSE"})
    if one.link:
        event.add("location", one.link)
    return event


def calendar_files(
    changes: Iterable[Change], *, made_at: datetime, sender: tuple[str, str], to: str
) -> Sequence[CalendarFile]:
    """A file with what takes place and one with what does not, as far as there is such; ``sender``: (name, address)."""
    organizer, attendee = _address(sender[1], sender[0]), _address(to)
    found = []
    for method, name in ((REQUEST, "appointment.ics"), (CANCEL, "cancelled.ics")):
        calendar = Calendar()
        calendar.add("prodid", "-//Secure Base//appointments//EN")
        calendar.add("version", "2.0")
        calendar.add("method", method)
        for change in changes:
            one = change.now if method == REQUEST else (change.was if change.now is None else None)
            if one is not None:
                calendar.add_component(_event(change, one, made_at, organizer, attendee))
        if calendar.subcomponents:
            found.append(CalendarFile(name, method, calendar.to_ical().decode()))
    return found
