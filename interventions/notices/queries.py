"""What clients were told, and what they still believe. A stated number of statements each."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from clients.households.joint import people_of
from clients.reach.actions import UNREACHED
from clinic.core.models import Message
from interventions.models import SessionNotice, TherapySession
from interventions.notices.changes import Appointment, Change

NOT_HELD = "nobody holds the appointment now"  # refused until somebody does
EARLIEST_REMINDER = timedelta(days=16)  # fourteen days before, and a day for the clocks and for quiet hours


def appointment_of(session: TherapySession) -> Appointment | None:
    """What its clients have to know of a session; None while it is cancelled."""
    if session.state == TherapySession.State.CANCELLED:
        return None
    return Appointment(session.starts_at, session.ends_at, session.link, session.therapist_id)


def still_so(session: TherapySession, client_id: UUID, told: Appointment | None) -> bool:
    """Whether what this client was told of a session is still so."""
    now = appointment_for(session, client_id)
    return now.agrees_with(told) if now else told is None


def appointment_for(session: TherapySession, client_id: UUID) -> Appointment | None:
    """What this client has to know of a session; None also once they do not take part in it any more."""
    return appointment_of(session) if client_id in people_of(session) else None


def change_of(row: SessionNotice) -> Change:
    """What a row of a message says."""
    was = now = None
    if row.was_from and row.was_until:
        was = Appointment(row.was_from, row.was_until, row.was_link, row.was_therapist_id)
    if row.now_from and row.now_until:
        now = Appointment(row.now_from, row.now_until, row.now_link, row.now_therapist_id)
    return Change(session_id=row.session_id, revision=row.revision, was=was, now=now, restored=row.restored)


def changes_in(messages: Iterable[Message]) -> dict[UUID, list[SessionNotice]]:
    """Message about appointments → its rows, in order of time. One statement."""
    keys = {(row.about_id, row.recipient_id): row.pk for row in messages}
    rows = SessionNotice.objects.filter(act_id__in={act for act, _client in keys})
    found: dict[UUID, list[SessionNotice]] = {message: [] for message in keys.values()}
    for row in sorted(rows, key=lambda row: (row.now_from or row.was_from or row.made_at, row.pk)):
        if message := keys.get((row.act_id, row.client_id)):
            found[message].append(row)
    return found


def unsent_notices(clients: Collection[UUID]) -> dict[UUID, list[SessionNotice]]:
    """Message → its rows, of those about appointments that have not left for these clients, or were refused because
    nobody held what they spoke of, in the order in which they were made. Two statements at most."""
    refused = Q(state=Message.State.CANCELLED, state_reason=NOT_HELD)
    return _notices_in(Message.objects.filter(Q(state__in=Message.OPEN) | refused, recipient_id__in=clients))


def unarrived_notices(client: UUID) -> dict[UUID, list[SessionNotice]]:
    """The same of one client, with what did not arrive because of the address: it bounced, or was withdrawn when an
    earlier one had. Two statements at most."""
    taken_back = Q(state=Message.State.CANCELLED, state_reason__in=[NOT_HELD, *UNREACHED])
    rule = Q(state__in=[*Message.OPEN, Message.State.FAILED]) | taken_back
    return _notices_in(Message.objects.filter(rule, recipient_id=client))


def last_arrived(client: UUID, sessions: Collection[UUID]) -> dict[UUID, SessionNotice]:
    """Session → the last row about it in a message that this client was sent. Two statements at most."""
    rows = SessionNotice.objects.filter(client=client, session__in=sessions).order_by("made_at", "id")
    sent = Message.objects.filter(
        kind=Message.Kind.APPOINTMENT,
        recipient_id=client,
        about_id__in={row.act_id for row in rows},
        state=Message.State.SENT,
    )
    acts = set(sent.values_list("about_id", flat=True))
    return {row.session_id: row for row in rows if row.act_id in acts}


def _notices_in(messages: QuerySet[Message]) -> dict[UUID, list[SessionNotice]]:
    waiting = messages.filter(kind=Message.Kind.APPOINTMENT).values_list("pk", "about_id", "recipient_id")
    keys = {(act, client): pk for pk, act, client in waiting}
    found: dict[UUID, list[SessionNotice]] = {}
    if keys:
        rows = SessionNotice.objects.filter(act_id__in={act for act, _client in keys})
        for row in rows.order_by("made_at", "id"):
            if message := keys.get((row.act_id, row.client_id)):
                found.setdefault(message, []).append(row)
    return found


def find_reminded(asked: Iterable[tuple[UUID, UUID, datetime]]) -> set[tuple[UUID, UUID]]:
    """(session, client) of those for whom a reminder of this start has gone out. One statement at most.

    ``asked``: session, client, start. Reminders of what has begun are of no interest.
    """
    now = timezone.now()
    rows = [(session, client, at) for session, client, at in asked if now < at <= now + EARLIEST_REMINDER]
    if not rows:
        return set()
    gone = Message.objects.filter(
        kind=Message.Kind.REMINDER,
        about_id__in={session for session, _client, _at in rows},
        state__in=[Message.State.SENT, Message.State.SENDING],
    )
    found = set(gone.values_list("about_id", "recipient_id", "occasion_at"))
    return {(session, client) for session, client, at in rows if (session, client, at) in found}


def find_told_of_cancellation(sessions: Iterable[TherapySession]) -> set[tuple[UUID, UUID]]:
    """(session, client) of those who have been sent word that the session, as it is now, is cancelled. Two statements
    at most."""
    revisions = {one.pk: one.revision for one in sessions if one.state == TherapySession.State.CANCELLED}
    rows = SessionNotice.objects.filter(session__in=revisions, now_from__isnull=True) if revisions else []
    said = {(row.act_id, row.client_id, row.session_id) for row in rows if row.revision == revisions[row.session_id]}
    messages = Message.objects.filter(
        kind=Message.Kind.APPOINTMENT, about_id__in={act for act, _c, _s in said}, state=Message.State.SENT
    )
    sent = set(messages.values_list("about_id", "recipient_id")) if said else set()
    return {(session, client) for act, client, session in said if (act, client) in sent}


def messages_that_say_so() -> ArraySubquery:
    """An annotation of sessions, for :func:`was_told_by_message`: who was written that it begins when it does, and
    when. What has been sent counts, and what is still to be sent."""
    kept = Message.objects.filter(
        kind=Message.Kind.APPOINTMENT,
        about_id=OuterRef("act_id"),
        recipient_id=OuterRef("client_id"),
        state__in=[Message.State.SENT, *Message.OPEN],
    )
    rows = SessionNotice.objects.filter(Exists(kept), session=OuterRef("pk"), now_from=OuterRef("starts_at"))
    return ArraySubquery(rows.values(told=JSONObject(client="client_id", at="made_at")))


def was_told_by_message(session: TherapySession, client_id: UUID, since: datetime) -> bool:
    """Whether the client was written since a moment when the session begins: they need no reminder from before it.

    The session has to carry :func:`messages_that_say_so` as ``messages``.
    """
    found: list[dict[str, str]] = session.messages  # type: ignore[attr-defined]
    return any(row["client"] == str(client_id) and datetime.fromisoformat(row["at"]) >= since for row in found)
