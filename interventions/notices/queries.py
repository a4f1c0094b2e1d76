"""What clients were told, and what they still believe. A stated number of statements each."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils import timezone

from clinic.core.models import Message
from interventions.models import SessionNotice, TherapySession
from interventions.notices.changes import Appointment, Change

OPEN = (Message.State.QUEUED, Message.State.SENDING)
EARLIEST_REMINDER = timedelta(days=16)  # fourteen days before, and a day for the clocks and for quiet hours


def appointment_of(session: TherapySession) -> Appointment | None:
    """What its clients have to know of a session; None while it is cancelled."""
    if session.state == TherapySession.State.CANCELLED:
        return None
    return Appointment(session.starts_at, session.ends_at, session.link)


def change_of(row: SessionNotice) -> Change:
    """What a row of a message says."""
    was = Appointment(row.was_from, row.was_until, row.was_link) if row.was_from and row.was_until else None
    now = Appointment(row.now_from, row.now_until, row.now_link) if row.now_from and row.now_until else None
    return Change(session_id=row.session_id, revision=row.revision, was=was, now=now, restored=row.restored)


def changes_in(message_key: str) -> list[SessionNotice]:
    """The rows of one message, in order of time. One statement."""
    rows = SessionNotice.objects.filter(message_key=message_key)
    return sorted(rows, key=lambda row: (row.now_from or row.was_from or row.made_at, row.pk))


def unsent_notices(clients: Collection[UUID]) -> dict[str, list[SessionNotice]]:
    """Key → rows of the messages about appointments that have not left for these clients. Two statements at most."""
    waiting = Message.objects.filter(
        about_client_id__in=clients, kind=Message.Kind.APPOINTMENT, state__in=OPEN
    ).values_list("dedupe_key", flat=True)
    keys = list(waiting)
    found: dict[str, list[SessionNotice]] = {}
    if keys:
        for row in SessionNotice.objects.filter(message_key__in=keys).order_by("made_at", "id"):
            found.setdefault(row.message_key, []).append(row)
    return found


def find_reminded(asked: Iterable[tuple[UUID, UUID, datetime]]) -> set[tuple[UUID, UUID]]:
    """(session, client) of those for whom a reminder of this start has gone out. One statement at most.

    ``asked``: session, client, start. Reminders of what has begun are of no interest.
    """
    now = timezone.now()
    rows = [(session, client, at) for session, client, at in asked if now < at <= now + EARLIEST_REMINDER]
    if not rows:
        return set()
    rule = Q(pk__in=[])
    for session, at in {(session, at) for session, _client, at in rows}:
        rule |= Q(dedupe_key__startswith=f"session:{session}:{at:%Y%m%dT%H%M}:")
    gone = Message.objects.filter(rule, kind=Message.Kind.REMINDER, state__in=[Message.State.SENT, *OPEN[1:]])
    keys = [key.split(":") for key in gone.values_list("dedupe_key", flat=True)]
    found = {(UUID(parts[1]), UUID(parts[4])) for parts in keys}
    return {(session, client) for session, client, _at in rows} & found


def find_told_of_cancellation(sessions: Iterable[TherapySession]) -> set[tuple[UUID, UUID]]:
    """(session, client) of those who have been sent word that the session, as it is now, is cancelled. Two statements
    at most."""
    revisions = {one.pk: one.revision for one in sessions if one.state == TherapySession.State.CANCELLED}
    rows = SessionNotice.objects.filter(session__in=revisions, now_from__isnull=True) if revisions else []
    by_key = {
        (row.message_key, row.session_id, row.client_id) for row in rows if row.revision == revisions[row.session_id]
    }
    sent = Message.objects.filter(dedupe_key__in=[key for key, _s, _c in by_key], state=Message.State.SENT)
    keys = set(sent.values_list("dedupe_key", flat=True)) if by_key else set()
    return {(session, client) for key, session, client in by_key if key in keys}


def messages_that_say_so() -> ArraySubquery:
    """An annotation of sessions, for :func:`was_told_by_message`: who was written that it begins when it does, and
    when. What has been sent counts, and what is still to be sent."""
    kept = Message.objects.filter(dedupe_key=OuterRef("message_key"), state__in=[Message.State.SENT, *OPEN])
    rows = SessionNotice.objects.filter(Exists(kept), session=OuterRef("pk"), now_from=OuterRef("starts_at"))
    return ArraySubquery(rows.values(told=JSONObject(client="client_id", at="made_at")))


def was_told_by_message(session: TherapySession, client_id: UUID, since: datetime) -> bool:
    """Whether the client was written since a moment when the session begins: they need no reminder from before it.

    The session has to carry :func:`messages_that_say_so` as ``messages``.
    """
    found: list[dict[str, str]] = session.messages  # type: ignore[attr-defined]
    return any(row["client"] == str(client_id) and datetime.fromisoformat(row["at"]) >= since for row in found)
