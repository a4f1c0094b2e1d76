"""Which time to propose for a client's next session."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from clients.models import Client
from clinic.core.models import Staff
from clinic.core.wallclock import from_wall_clock, to_wall_clock
from interventions.models import TherapySession
from interventions.sessions.actions import minutes_of, slot_query_of
from interventions.sessions.availability import calendar_settings_of, clashes, concerns, zone_of_practice
from interventions.sessions.calendar import Search, free_slots

WEEKS = 8


def suggest_next_slot(client: Client, therapist: Staff) -> TherapySession:
    """The next session, not saved: a week after the newest one at its hour and in its room, in the first week that has
    room for it; for a first session the first free slot of two weeks, or the same hour in a week."""
    newest = (
        TherapySession.objects.of(client)
        .not_cancelled()
        .filter(therapist=therapist)
        .select_related("room", "household")
        .order_by("-starts_at")
        .first()
    )
    minutes = minutes_of(newest) if newest else calendar_settings_of(client.practice_id, therapist.pk).minutes
    found = TherapySession(
        practice_id=client.practice_id,
        client=client,
        therapist=therapist,
        room=newest.room if newest else None,
        household_id=_running(newest) if newest else None,
        plan_id=newest.plan_id if newest else None,
        link=newest.link if newest else "",
    )
    found.starts_at = _again(found, newest, minutes) if newest else _first(client, therapist, minutes)
    found.ends_at = found.starts_at + timedelta(minutes=minutes)
    return found


def _running(session: TherapySession) -> UUID | None:
    """The household of a session, while it lasts."""
    household = session.household
    return household.pk if household and household.ended_on is None else None


def _again(found: TherapySession, newest: TherapySession, minutes: int) -> datetime:
    """The first of the coming weeks in which the time of the newest session is free."""
    zone, now = zone_of_practice(newest.practice_id), timezone.now()
    shown = to_wall_clock(newest.starts_at, zone)
    starts = [from_wall_clock(shown + timedelta(weeks=week), zone).at for week in range(1, 60)]
    starts = [at for at in starts if at > now][:WEEKS]
    if not starts:
        return now + timedelta(days=7)
    spans = [(at, at + timedelta(minutes=minutes)) for at in starts]
    slot = slot_query_of(found)
    pairs = zip(clashes(slot, spans), concerns(newest.practice_id, slot, spans), strict=True)
    return next(
        (at for at, (taken, against) in zip(starts, pairs, strict=True) if not taken and not against), starts[0]
    )


def _first(client: Client, therapist: Staff, minutes: int) -> datetime:
    zone, today = zone_of_practice(client.practice_id), timezone.localdate()
    found = free_slots(
        client.practice_id,
        Search(
            therapists=[therapist],
            minutes=minutes,
            since=today,
            until=today + timedelta(days=14),
            people=frozenset({client.pk}),
            limit=1,
        ),
    )
    if found:
        return found[0].starts_at
    later = to_wall_clock(timezone.now(), zone) + timedelta(days=7)
    return from_wall_clock(later.replace(hour=10, minute=0, second=0, microsecond=0), zone).at
