"""Tells clients about changes to appointments: one message per act and person, which replaces what is not yet sent."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from email.utils import parseaddr
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from clients.households.joint import people_of
from clients.models import Client
from clients.reach.actions import Reach, Unreached, reach_of_each
from clinic.core import outbox
from clinic.core.mail import CalendarFile
from clinic.core.models import Message, Practice
from clinic.core.practices import current_practice
from interventions.models import SessionNotice, TherapySession
from interventions.notices.changes import Appointment, Change, last_use, send_at
from interventions.notices.outcome import Outcome, Why
from interventions.notices.queries import (
    NOT_HELD,
    appointment_for,
    appointment_of,
    change_of,
    changes_in,
    find_reminded,
    find_told_of_cancellation,
    last_arrived,
    still_so,
    unarrived_notices,
    unsent_notices,
)
from interventions.notices.words import mail_words, text_words
from interventions.reminders.queries import rules_of

Changes = dict[UUID, Change]  # session → change
REPLACED = "replaced by a newer message"


class ReminderUncorrected(ValidationError):
    """A reminder of the old time has gone out, and who changes the appointment did not know when they chose to tell
    nobody."""

    def __init__(self) -> None:
        text = _("A reminder of the old time has gone out. Leave this ticked to correct it, or untick it again.")
        super().__init__({"tell_client": text})


def changes_by_person(
    rows: Iterable[TherapySession],
    before: Mapping[UUID, Appointment | None],
    *,
    restored: bool = False,
    without: Mapping[UUID, Collection[UUID]] | None = None,
    joining: Mapping[UUID, Collection[UUID]] | None = None,
) -> dict[Client, Changes]:
    """Client → what an act did to their appointments, so far as it is still to come."""
    found: dict[UUID, Changes] = {}
    for row in rows:
        change = Change(
            session_id=row.pk, revision=row.revision, was=before.get(row.pk), now=appointment_of(row), restored=restored
        )
        new = set((joining or {}).get(row.pk, ()))
        for person, one in (
            *((person, replace(change, was=None) if person in new else change) for person in people_of(row)),
            *((person, replace(change, now=None)) for person in (without or {}).get(row.pk, ())),
        ):
            if one.concerns(timezone.now()):
                found.setdefault(person, {})[row.pk] = one
    clients = Client.objects.in_bulk(found) if found else {}
    return {clients[person]: changes for person, changes in found.items()}


def _taken_back(by_person: Mapping[Client, Changes]) -> dict[UUID, Changes]:
    """Takes back the messages about these sessions that have not left; client → all that they said, still true or
    changed by this act."""
    waiting = unsent_notices([client.pk for client in by_person])
    acted = {session for changes in by_person.values() for session in changes}
    messages = [message for message, rows in waiting.items() if any(row.session_id in acted for row in rows)]
    gone = outbox.recall(messages, reason=REPLACED, refused=NOT_HELD) if messages else set()
    rows = [row for message in waiting if message in gone for row in waiting[message]]
    others = {row.session_id for row in rows} - acted
    now = {one.pk: one for one in TherapySession.objects.filter(pk__in=others).with_people()} if others else {}
    found: dict[UUID, Changes] = {}
    for row in rows:
        change = change_of(row)
        session = now.get(row.session_id)
        if row.session_id in acted or (session and still_so(session, row.client_id, change.now)):
            of_client = found.setdefault(row.client_id, {})
            earlier = of_client.get(row.session_id)
            of_client[row.session_id] = earlier.then(change) if earlier else change
    return found


@transaction.atomic
def announce(
    rows: Sequence[TherapySession],
    before: Mapping[UUID, Appointment | None],
    *,
    tell: bool | None = True,
    knowing: bool = True,
    was_cancelled: Collection[TherapySession] = (),
    without: Mapping[UUID, Collection[UUID]] | None = None,
    joining: Mapping[UUID, Collection[UUID]] | None = None,
) -> list[Outcome]:
    """Queues one message to each person of the sessions that an act changed, and answers who is told and who not.

    ``before``: how the sessions were. What has not left yet of earlier acts becomes part of the message, so that only
    the last word goes out; where nothing is left to say, nothing goes. ``tell`` None: to those who were sent word of
    the cancellation that this act takes back (``was_cancelled``: the sessions as they were). ``knowing``: who says
    that nobody is told knows of reminders that have gone out; raises ReminderUncorrected otherwise. ``without``:
    session → those who do not take part in it any more; to them it is cancelled, whatever it is to others.
    ``joining``: those who did not take part before; to them it is booked. The number of statements does not grow with
    the sessions.
    """
    by_person = changes_by_person(rows, before, restored=bool(was_cancelled), without=without, joining=joining)
    if not by_person:
        return []
    had_word = find_told_of_cancellation(was_cancelled) if tell is None else set()
    earlier = _taken_back(by_person)
    news: dict[Client, Changes] = {}
    why: dict[Client, Why] = {}
    for client, changes in by_person.items():
        pending = earlier.get(client.pk, {})
        wanted = (
            tell
            if tell is not None
            else any(session in pending or (session, client.pk) in had_word for session in changes)
        )
        merged = {session: change for session, change in pending.items() if session not in changes}
        if wanted:
            merged |= {
                session: pending[session].then(change) if session in pending else change
                for session, change in changes.items()
            }
        news[client] = {session: change for session, change in merged.items() if change.concerns(timezone.now())}
        if not wanted:
            why[client] = "not_asked" if tell is False else "not_told_before"
    found = _sent(news, why, by_person)
    if tell is False and not knowing and any(one.reminded for one in found):
        raise ReminderUncorrected
    return found


@transaction.atomic
def tell_another_way(client: Client) -> None:
    """Writes again what has not arrived, after the client has chosen another way or has another address: what waits,
    also what a worker has claimed for the old one, and what bounced. Told is what has changed since the last word that
    did arrive. Where they want none, it is only withdrawn."""
    waiting = unarrived_notices(client.pk)
    if not waiting:
        return
    outbox.recall(waiting, reason=REPLACED, refused=NOT_HELD)
    rows = sorted((row for rows in waiting.values() for row in rows), key=lambda row: (row.made_at, row.pk))
    first = {row.session_id: row for row in reversed(rows)}
    arrived, restored = last_arrived(client.pk, first), {row.session_id for row in rows if row.restored}
    changes: Changes = {}
    for session in TherapySession.objects.filter(pk__in=first).with_people():
        known = arrived.get(session.pk)
        change = Change(
            session_id=session.pk,
            revision=session.revision,
            was=change_of(known).now if known else change_of(first[session.pk]).was,
            now=appointment_for(session, client.pk),
            restored=session.pk in restored,
        )
        if change.concerns(timezone.now()):
            changes[session.pk] = change
    _sent({client: changes}, {}, {client: changes})


def _sent(
    news: Mapping[Client, Changes], why: Mapping[Client, Why], by_person: Mapping[Client, Changes]
) -> list[Outcome]:
    """Queues the messages and keeps what they say."""
    practice = current_practice()
    found = outcomes(news, by_person, practice)
    act, drafts, lines = uuid4(), [], []
    for one in found:
        changes = news[one.client]
        if one.told:
            lines += [_line(act, one.client, change) for change in changes.values()]
            drafts.append(_draft(act, one, changes.values(), practice))
    if drafts:
        outbox.queue(drafts)
        SessionNotice.objects.bulk_create(lines)
    # Who was not to be told of this act may still be sent what an earlier one had to say.
    return [
        Outcome(client=one.client, why=why[one.client], reminded=one.reminded) if one.client in why else one
        for one in found
    ]


def outcomes(news: Mapping[Client, Changes], by_person: Mapping[Client, Changes], practice: Practice) -> list[Outcome]:
    """How each person would be told of the changes, in what words. Three statements at most; nothing is kept."""
    reaches = reach_of_each([client.pk for client in news], Message.Kind.APPOINTMENT, practice)
    gone = find_reminded(
        (session, client.pk, change.was.starts_at)
        for client, changes in by_person.items()
        for session, change in changes.items()
        if change.retimed and change.was
    )
    off = not rules_of(practice.pk).changes
    found = []
    for client in news:
        had = any(person == client.pk for _session, person in gone)
        reach = reaches.get(client.pk, Unreached.NO_ADDRESS)
        if off or not news[client] or not isinstance(reach, Reach):
            why: Why = "practice_off" if off else "nothing_new" if not news[client] else _why(reach)
            found.append(Outcome(client=client, why=why, reminded=had))
        else:
            found.append(_told(client, reach, list(news[client].values()), practice, had))
    return found


def _why(reach: Reach | Unreached) -> Why:
    names: dict[object, Why] = {
        Unreached.NOT_WANTED: "not_wanted",
        Unreached.NO_CONSENT: "no_consent",
        Unreached.CLOSED: "channel_closed",
    }
    return names.get(reach, "no_address")


def _told(client: Client, reach: Reach, changes: list[Change], practice: Practice, had: bool) -> Outcome:
    changes.sort(key=lambda change: min(change.times()))
    words = mail_words if reach.channel == Message.Channel.EMAIL else text_words
    with translation.override(reach.language or settings.LANGUAGE_CODE):
        subject, body = words(changes, reach.zone, practice, reminded=had)
    due = send_at(changes, timezone.now(), reach.quiet, reach.zone)
    return Outcome(
        client=client,
        channel=reach.channel,
        address=reach.address,
        due_at=due,
        subject=subject,
        body=body,
        reminded=had,
    )


def _draft(act: UUID, one: Outcome, changes: Iterable[Change], practice: Practice) -> outbox.Draft:
    return outbox.Draft(
        kind=Message.Kind.APPOINTMENT,
        about_id=act,
        recipient_id=one.client.pk,
        channel=one.channel or Message.Channel.EMAIL,
        to_address=one.address,
        from_name=practice.sender_name,
        subject=one.subject,
        body=one.body,
        due_at=one.due_at,
        expires_at=last_use(changes),
    )


def _line(act: UUID, client: Client, change: Change) -> SessionNotice:
    was_from, was_until, was_link, was_therapist = _fields(change.was)
    now_from, now_until, now_link, now_therapist = _fields(change.now)
    return SessionNotice(
        practice_id=client.practice_id,
        session_id=change.session_id,
        client=client,
        act_id=act,
        revision=change.revision,
        restored=change.restored,
        was_from=was_from,
        was_until=was_until,
        was_link=was_link,
        was_therapist_id=was_therapist,
        now_from=now_from,
        now_until=now_until,
        now_link=now_link,
        now_therapist_id=now_therapist,
    )


def _fields(one: Appointment | None) -> tuple[datetime | None, datetime | None, str, UUID | None]:
    return (one.starts_at, one.ends_at, one.link, one.therapist) if one else (None, None, "", None)


def refuse(rows: Sequence[Message]) -> dict[UUID, str]:
    """At the moment of sending: whether what they say is still so, and the practice's rules. A guard of the outbox."""
    if not rules_of(current_practice().pk).changes:
        return {row.pk: "the practice writes nothing about changes" for row in rows}
    said = changes_in(rows)
    sessions = {line.session_id for lines in said.values() for line in lines}
    found = TherapySession.objects.filter(pk__in=sessions).with_people().select_related("therapist")
    now = {one.pk: one for one in found}
    return {message: why for message, lines in said.items() if (why := _refused(lines, now))}


def _refused(lines: Iterable[SessionNotice], now: Mapping[UUID, TherapySession]) -> str:
    """Why what a message says may not be said any more, or not yet: it has changed, or whoever is to hold it has left,
    and nobody has taken it over."""
    pairs = [(now[line.session_id], line) for line in lines]
    if any(not still_so(session, line.client_id, change_of(line).now) for session, line in pairs):
        return "the appointment has changed again"
    return NOT_HELD if any(line.now_from and not session.therapist.is_active for session, line in pairs) else ""


def calendars(row: Message) -> Sequence[CalendarFile]:
    """The calendar files of a mail about appointments, made from what was kept: a repeat has the same."""
    if row.kind != Message.Kind.APPOINTMENT or row.channel != Message.Channel.EMAIL:
        return []
    from interventions.notices.files import calendar_files  # brings icalendar: only when a file is made

    lines, practice = changes_in([row])[row.pk], current_practice()
    address = practice.reply_to or parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return (
        calendar_files(
            [change_of(line) for line in lines],
            made_at=lines[0].made_at,
            sender=(practice.sender_name, address),
            to=row.to_address,
        )
        if lines
        else []
    )
