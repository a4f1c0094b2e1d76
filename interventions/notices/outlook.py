"""Who will be told of an act, before it is done, and who was, after it: as the person who acts may see it."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import uuid4

from django.utils import timezone

from clients.models import Client
from clients.queries import visible
from clinic.core.access import Actor, May
from clinic.core.practices import current_practice
from interventions.models import TherapySession
from interventions.notices.changes import Appointment, Change
from interventions.notices.outcome import PRIVATE, Outcome
from interventions.notices.queries import appointment_of, find_told_of_cancellation
from interventions.notices.telling import outcomes


def for_actor(found: Sequence[Outcome], actor: Actor) -> list[Outcome]:
    """The outcomes without what the actor may not know: how somebody is reached who is not in their care. One
    statement at most."""
    if len(found) < 2:
        return list(found)
    known = set(visible(actor, May.BOOK).filter(pk__in=[one.client.pk for one in found]).values_list("pk", flat=True))
    return [
        one
        if one.client.pk in known
        else replace(one, why=PRIVATE, channel=None, address="", subject="", body="", due_at=None, reminded=False)
        for one in found
    ]


def before_booking(people: Iterable[Client], appointment: Appointment) -> list[Outcome]:
    """Who will be told of a session that is not booked yet. Four statements at most."""
    change = Change(session_id=uuid4(), revision=1, was=None, now=appointment)
    return _outlook(people, change)


def before_change(session: TherapySession) -> list[Outcome]:
    """Who will be told when a session is cancelled, or restored where it is cancelled. Six statements at most."""
    one = Appointment(session.starts_at, session.ends_at, session.link, session.therapist_id)
    gone = appointment_of(session) is None
    change = Change(
        session_id=session.pk,
        revision=session.revision + 1,
        was=None if gone else one,
        now=one if gone else None,
        restored=gone,
    )
    found = _outlook(session.people, change)
    if not gone or not found:
        return found
    had_word = find_told_of_cancellation([session])
    return [
        one
        if not one.told or (session.pk, one.client.pk) in had_word
        else Outcome(client=one.client, why="not_told_before")
        for one in found
    ]


def _outlook(people: Iterable[Client], change: Change) -> list[Outcome]:
    if not change.concerns(timezone.now()):
        return []
    news = {client: {change.session_id: change} for client in people}
    return outcomes(news, news, current_practice())
