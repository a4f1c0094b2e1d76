"""Which time to propose for a client's next session."""

from collections.abc import Sequence
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
from interventions.sessions.models import SessionQuerySet

WEEKS = 8


def suggest_next_slot(client: Client, therapist: Staff) -> TherapySession:
    """The next session, not saved: a week after the newest one at its hour and in its room, in the first week that has
    room for it; for a first session the first free slot of two weeks, or the same hour in a week."""
    newest = _newest(TherapySession.objects.of(client).filter(therapist=therapist))
    if newest is None:
        minutes = calendar_settings_of(client.practice_id, therapist.pk).minutes
        return _at(
            TherapySession(practice_id=client.practice_id, client=client, therapist=therapist),
            _first(client, therapist, minutes),
            minutes,
        )
    found, minutes = _like(newest, client), minutes_of(newest)
    weeks = _weeks_after(newest)
    return _at(found, _free_week(found, weeks, minutes) or (weeks or [timezone.now() + timedelta(days=7)])[0], minutes)


def next_free_slot(session: TherapySession) -> TherapySession | None:
    """The session that can follow this one, not saved: of the same kind (the client's own, or with the same household),
    a week after the newest of that kind, in the first week that has room for it. None where none of them has, or the
    household has ended. What follows somebody's session alone within a joint plan is a joint one."""
    kind = TherapySession.objects.of(session.client).filter(therapist=session.therapist).like(session)
    newest = _newest(kind) or session
    found, minutes = _like(newest, session.client), minutes_of(newest)
    if found.household_id != session.joint_household_id:
        return None
    at = _free_week(found, _weeks_after(newest), minutes)
    return _at(found, at, minutes) if at else None


def _newest(rows: SessionQuerySet) -> TherapySession | None:
    return rows.not_cancelled().select_related("room", "household", "plan__household").order_by("-starts_at").first()


def _like(newest: TherapySession, client: Client) -> TherapySession:
    """One that is like the newest, at no time yet; after somebody's alone within a joint plan, one of everybody."""
    return TherapySession(
        practice_id=newest.practice_id,
        client=client,
        therapist_id=newest.therapist_id,
        room=newest.room,
        household_id=_running(newest),
        plan_id=newest.plan_id,
        link=newest.link,
    )


def _at(found: TherapySession, starts_at: datetime, minutes: int) -> TherapySession:
    found.starts_at, found.ends_at = starts_at, starts_at + timedelta(minutes=minutes)
    return found


def _running(session: TherapySession) -> UUID | None:
    """The household whose joint work a session belongs to, while it lasts."""
    household = session.plan.household if session.plan and session.is_alone_in_joint_plan else session.household
    return household.pk if household and household.ended_on is None else None


def _weeks_after(newest: TherapySession) -> list[datetime]:
    """The hour of the newest session in each of the coming weeks."""
    zone, now = zone_of_practice(newest.practice_id), timezone.now()
    shown = to_wall_clock(newest.starts_at, zone)
    starts = [from_wall_clock(shown + timedelta(weeks=week), zone).at for week in range(1, 60)]
    return [at for at in starts if at > now][:WEEKS]


def _free_week(found: TherapySession, starts: Sequence[datetime], minutes: int) -> datetime | None:
    """The first of these times that is free for everybody in the session; None where none is."""
    spans = [(at, at + timedelta(minutes=minutes)) for at in starts]
    slot = slot_query_of(found)
    pairs = zip(clashes(slot, spans), concerns(found.practice_id, slot, spans), strict=True)
    return next((at for at, (taken, against) in zip(starts, pairs, strict=True) if not taken and not against), None)


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
