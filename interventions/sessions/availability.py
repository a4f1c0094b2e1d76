"""Whether a time fits: what is taken, and what speaks against it. A few statements for any number of times."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from clients.households.joint import people_of
from clinic.core.models import Practice
from clinic.core.scope import current_scope
from clinic.core.wallclock import to_wall_clock
from interventions.models import CalendarSettings, Hours, Leave, SessionRules, TherapySession
from interventions.sessions.ranges import overlap
from interventions.sessions.slots import Span


@dataclass(frozen=True, kw_only=True)
class SlotQuery:
    """Who is to meet where. ``people``: the one client, or the two."""

    therapist_id: UUID
    people: frozenset[UUID]
    room_id: UUID | None = None


def zone_of_practice(practice_id: UUID) -> ZoneInfo:
    """The zone of the practice's wall clock; one statement a request."""
    scope = current_scope()
    if scope.zone is None:
        scope.zone = ZoneInfo(Practice.objects.values_list("time_zone", flat=True).get(pk=practice_id))
    return scope.zone


def calendar_settings_of(practice_id: UUID, therapist_id: UUID) -> CalendarSettings:
    """How the therapist's days are cut; the usual, not yet saved, where nothing was said."""
    found = CalendarSettings.objects.filter(therapist=therapist_id).first()
    return found or CalendarSettings(practice_id=practice_id, therapist_id=therapist_id)


def rules_of(practice_id: UUID) -> SessionRules:
    """The practice's rules of sessions; the usual ones, not yet saved, where it has none."""
    return SessionRules.objects.first() or SessionRules(practice_id=practice_id)


def _spanning(spans: Sequence[Span], around: timedelta = timedelta()) -> Q:
    first, last = min(start for start, _end in spans), max(end for _start, end in spans)
    return overlap(first - around, last + around)


def clashes(slot: SlotQuery, spans: Sequence[Span], ignoring: Iterable[UUID] = ()) -> list[list[str]]:
    """For each span what is taken then: ``therapist``, ``room``, ``client``. ``ignoring``: sessions that move too."""
    theirs = TherapySession.objects.of_any(slot.people) | TherapySession.objects.filter(therapist=slot.therapist_id)
    if slot.room_id:
        theirs |= TherapySession.objects.filter(room=slot.room_id)
    others = list(theirs.filter(_spanning(spans)).not_cancelled().exclude(pk__in=ignoring).with_people())
    found: list[list[str]] = []
    for start, end in spans:
        there = [other for other in others if other.starts_at < end and other.ends_at > start]
        taken = {
            "therapist": any(other.therapist_id == slot.therapist_id for other in there),
            "room": any(slot.room_id and other.room_id == slot.room_id for other in there),
            "client": any(not slot.people.isdisjoint(people_of(other)) for other in there),
        }
        found.append([what for what, is_so in taken.items() if is_so])
    return found


def concerns(
    practice_id: UUID, slot: SlotQuery, spans: Sequence[Span], ignoring: Iterable[UUID] = ()
) -> list[list[str]]:
    """For each span what speaks against it although it is free: not the working hours, leave, no pause. In words."""
    zone = zone_of_practice(practice_id)
    hours = list(Hours.objects.filter(therapist=slot.therapist_id).values_list("weekday", "starts", "ends"))
    leaves = list(Leave.objects.filter(_spanning(spans), therapist=slot.therapist_id))
    pause = timedelta(minutes=calendar_settings_of(practice_id, slot.therapist_id).buffer_minutes)
    near = TherapySession.objects.filter(_spanning(spans, pause), therapist=slot.therapist_id)
    others = list(near.not_cancelled().exclude(pk__in=ignoring).values_list("starts_at", "ends_at"))
    found: list[list[str]] = []
    for start, end in spans:
        reasons = []
        if hours and not within_hours(hours, start, end, zone):
            reasons.append(_("Outside working hours."))
        if any(leave.starts_at < end and leave.ends_at > start for leave in leaves):
            reasons.append(_("The therapist is away then."))
        if any(e <= start < e + pause or end <= s < end + pause for s, e in others):
            minutes = int(pause.total_seconds() // 60)
            reasons.append(_("Less than %(n)s minutes' break before or after another session.") % {"n": minutes})
        found.append(reasons)
    return found


def within_hours(hours: Iterable[tuple[int, int, int]], start: datetime, end: datetime, zone: ZoneInfo) -> bool:
    """Whether a session is within one period of working hours, also when that ends at midnight."""
    begins, ends = to_wall_clock(start, zone), to_wall_clock(end, zone)
    first = begins.hour * 60 + begins.minute
    last = first + int((ends - begins).total_seconds() // 60)
    return any(day == begins.weekday() and from_ <= first and last <= to for day, from_, to in hours)
