"""Reads for the calendar: a week or a day of one therapist or all, and the search for a free slot."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db.models import Exists, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.queries import annotate_known_names, visible
from clinic.core.access import Actor, May
from clinic.core.models import Room, Staff
from clinic.core.wallclock import midnight, to_wall_clock
from interventions.models import Attendee, CalendarSettings, Hours, Leave, TherapySession
from interventions.sessions.availability import rules_of, zone_of_practice
from interventions.sessions.durations import duration_errors, is_stretch
from interventions.sessions.ranges import overlap
from interventions.sessions.slots import Span, is_free, joined, lanes, starts_in, windows, without

MOST_WEEKS, MOST_FOUND = 26, 200


@dataclass(frozen=True)
class Entry:
    """A session in a day: minutes after midnight on the wall clock, and its place beside others."""

    session: TherapySession
    starts: int
    minutes: int
    lane: int
    lanes: int
    named: bool  # whether the actor may know who comes


@dataclass
class CalendarDay:
    """One day of the calendar, of all who are shown or of one. ``away``: leave as (name, label, first, last minute)."""

    on: date
    therapist: Staff | None = None
    entries: list[Entry] = field(default_factory=list)
    away: list[tuple[str, str, int, int]] = field(default_factory=list)
    open: list[tuple[int, int]] = field(default_factory=list)  # working hours, where it is one therapist's


def days_from(first: date, days: int) -> list[date]:
    """That many days."""
    return [first + timedelta(days=number) for number in range(days)]


def calendar_of(
    actor: Actor, therapists: Sequence[Staff], first: date, days: int, *, apart: bool = False
) -> list[CalendarDay]:
    """The days of a calendar; three statements for any number of therapists. Cancelled sessions are not in it.

    ``apart``: each day once for each therapist.
    """
    zone = zone_of_practice(actor.practice_id)
    start, end = midnight(first, zone), midnight(first + timedelta(days=days), zone)
    found = TherapySession.objects.between(start, end).not_cancelled().filter(therapist__in=therapists)
    seen = found.participants().filter(client__in=visible(actor, May.SEE_CLIENT))
    found = annotate_known_names(found.select_related("client", "room"), actor)
    rows, known = list(found.annotate(named=Exists(seen)).in_order()), {one.pk: one for one in therapists}
    for row in rows:
        row.therapist = known[row.therapist_id]  # one object each, not one a session
    leaves = list(
        Leave.objects.overlapping(start, end)
        .filter(therapist__in=therapists)
        .select_related("therapist")
        .order_by("starts_at", "id")
    )
    hours = list(Hours.objects.filter(therapist__in=therapists).order_by("starts"))
    whose: list[Staff | None] = list(therapists) if therapists and (apart or len(therapists) == 1) else [None]
    places: dict[tuple[date, UUID | None], list[TherapySession]] = {}
    for row in rows:
        place = (to_wall_clock(row.starts_at, zone).date(), row.therapist_id if whose[0] else None)
        places.setdefault(place, []).append(row)
    result = [CalendarDay(day, therapist) for day in days_from(first, days) for therapist in whose]
    for day in result:
        day.entries = _laid_out(places.get((day.on, day.therapist.pk if day.therapist else None), []), zone)
        _fill(day, leaves, hours, zone)
    return result


def _fill(day: CalendarDay, leaves: Iterable[Leave], hours: Iterable[Hours], zone: ZoneInfo) -> None:
    """Puts leave and working hours into a day."""
    only = day.therapist.pk if day.therapist else None
    for leave in leaves:
        if only in {None, leave.therapist_id} and (bounds := _minutes_in(leave, day.on, zone)):
            day.away.append((leave.therapist.name, leave.label, *bounds))
    if only:
        day.open = [
            (row.starts, row.ends) for row in hours if row.therapist_id == only and row.weekday == day.on.weekday()
        ]


def _laid_out(rows: Sequence[TherapySession], zone: ZoneInfo) -> list[Entry]:
    places = lanes([(row.starts_at, row.ends_at) for row in rows])
    found = []
    for row, (lane, of) in zip(rows, places, strict=True):
        at = to_wall_clock(row.starts_at, zone)
        minutes = int((row.ends_at - row.starts_at).total_seconds() // 60)
        found.append(Entry(row, at.hour * 60 + at.minute, minutes, lane, of, row.named))  # type: ignore[attr-defined]
    return found


def _minutes_in(leave: Leave, day: date, zone: ZoneInfo) -> tuple[int, int] | None:
    """The first and last minute of a day that a leave takes; None for a day that it does not touch."""
    begins, ends = to_wall_clock(leave.starts_at, zone), to_wall_clock(leave.ends_at, zone)
    if not begins.date() <= day <= ends.date():
        return None
    first = begins.hour * 60 + begins.minute if day == begins.date() else 0
    last = ends.hour * 60 + ends.minute if day == ends.date() else 24 * 60
    return (first, last) if last > first else None


SHOWN, MOST_SHOWN = 60, 600  # free times in a list, unless more are asked for; and at most


@dataclass(frozen=True)
class Slot:
    """A time that is free for everybody who has to be there. ``room`` is None for an online session."""

    therapist: Staff
    starts_at: datetime
    ends_at: datetime
    room: Room | None = None


@dataclass(frozen=True, kw_only=True)
class Search:
    """What slot is looked for. ``room``: a room, ``any`` of them, or None for online. Days are of the practice."""

    therapists: Sequence[Staff]
    minutes: int
    since: date
    until: date  # this day is in
    weekdays: frozenset[int] = frozenset()  # empty: any; 0 is Monday
    room: Room | None = None
    any_room: bool = False
    people: frozenset[UUID] = frozenset()
    earliest: int = 0
    latest: int = 24 * 60
    limit: int = SHOWN


def free_slots(practice_id: UUID, search: Search) -> list[Slot]:
    """Free times in order, at most ``limit``: working hours without sessions and their pauses, leave, and what else
    the room and the clients have. Eight statements at most. Raises ValidationError by field."""
    _refuse_bad(search)
    zone, now = zone_of_practice(practice_id), timezone.now()
    end = midnight(search.until + timedelta(days=1), zone)
    over = overlap(midnight(search.since, zone), end)
    step = rules_of(practice_id).step_minutes
    gaps = _gaps_by_day(search, _taken(search, over), [*_taken_by_people(search, now, end), _past(now)], zone)
    rooms = _rooms(search, over)
    return list(islice(_in_order(search, gaps, rooms, step, zone), search.limit))


def _gaps_by_day(
    search: Search, taken: Mapping[UUID, Sequence[Span]], everybody: Sequence[Span], zone: ZoneInfo
) -> dict[date, list[tuple[Staff, Span]]]:
    """Day → when each therapist works and nobody needs the time: neither they (``taken``) nor ``everybody``."""
    every = days_from(search.since, (search.until - search.since).days + 1)
    days = [day for day in every if not search.weekdays or day.weekday() in search.weekdays]
    hours = _grouped(
        Hours.objects.filter(therapist__in=search.therapists).values_list("therapist_id", "weekday", "starts", "ends")
    )
    found: dict[date, list[tuple[Staff, Span]]] = {}
    first, last = max(search.earliest, 0), search.latest
    for therapist in search.therapists:
        clipped = [
            (weekday, max(starts, first), min(ends, last))
            for weekday, starts, ends in hours.get(therapist.pk, [])
            if min(ends, last) > max(starts, first)
        ]
        for gap in without(windows(days, clipped, zone), [*taken.get(therapist.pk, []), *everybody]):
            found.setdefault(to_wall_clock(gap[0], zone).date(), []).append((therapist, gap))
    return found


def _in_order(
    search: Search,
    gaps: Mapping[date, Sequence[tuple[Staff, Span]]],
    rooms: Mapping[Room, Sequence[Span]],
    step: int,
    zone: ZoneInfo,
) -> Iterator[Slot]:
    """The slots in order of time, then of the therapist's name; a day is worked out only when it is reached."""
    length, online = timedelta(minutes=search.minutes), not (search.any_room or search.room)
    for day in sorted(gaps):
        starts = [(at, therapist) for therapist, gap in gaps[day] for at in starts_in(gap, length, step, zone)]
        for at, therapist in sorted(starts, key=lambda one: (one[0], one[1].name)):
            room = None if online else _free_room(rooms, (at, at + length))
            if online or room:
                yield Slot(therapist, at, at + length, room)


def _past(now: datetime) -> Span:
    """Today up to the next five minutes, also on a day of 25 hours: nobody can come to what begins this minute."""
    whole = now.replace(second=0, microsecond=0)
    return now - timedelta(days=2), whole + timedelta(minutes=5 - whole.minute % 5)


def _taken_by_people(search: Search, now: datetime, end: datetime) -> list[Span]:
    """When those who are to come have a session, with anybody."""
    if not search.people:
        return []
    rows = Attendee.objects.filter(client__in=search.people, during__overlap=(now, end))
    return [(during.lower, during.upper) for during in rows.values_list("during", flat=True) if during]


def _refuse_bad(search: Search) -> None:
    errors = duration_errors(search.minutes)
    if search.until < search.since:
        errors["until"] = _("The end is before the beginning.")
    elif search.until - search.since > timedelta(weeks=MOST_WEEKS):
        errors["until"] = _("At most %(n)s weeks at a time.") % {"n": MOST_WEEKS}
    elif search.until < timezone.localdate() - timedelta(days=1):
        errors["until"] = _("This day is past.")
    if not is_stretch(search.earliest, search.latest, search.minutes):
        errors["latest"] = _("There are fewer than %(n)s minutes between the two times.") % {"n": search.minutes}
    if errors:
        raise ValidationError(errors)


def _grouped(rows: Iterable[tuple[UUID, int, int, int]]) -> dict[UUID, list[tuple[int, int, int]]]:
    found: dict[UUID, list[tuple[int, int, int]]] = {}
    for key, *rest in rows:
        found.setdefault(key, []).append((rest[0], rest[1], rest[2]))
    return found


def _taken(search: Search, over: Q) -> dict[UUID, list[Span]]:
    """Therapist → when they have a session, with a pause on both sides of it, or are away."""
    pauses = dict(
        CalendarSettings.objects.filter(therapist__in=search.therapists).values_list("therapist_id", "buffer_minutes")
    )
    usual = CalendarSettings().buffer_minutes
    found: dict[UUID, list[Span]] = {}
    sessions = TherapySession.objects.not_cancelled().filter(over, therapist__in=search.therapists)
    for key, start, end in sessions.values_list("therapist_id", "starts_at", "ends_at"):
        pause = timedelta(minutes=pauses.get(key, usual))
        found.setdefault(key, []).append((start - pause, end + pause))
    leaves = Leave.objects.filter(over, therapist__in=search.therapists)
    for key, start, end in leaves.values_list("therapist_id", "starts_at", "ends_at"):
        found.setdefault(key, []).append((start, end))
    return found


def _rooms(search: Search, over: Q) -> dict[Room, list[Span]]:
    """Room → when it is taken, as spans apart and in order, for the rooms that come into question; in order of name."""
    if not (search.any_room or search.room):
        return {}
    rooms = list(Room.objects.order_by("name")) if search.any_room else [search.room]
    by_room: dict[UUID | None, list[Span]] = {}
    sessions = TherapySession.objects.not_cancelled().filter(over, room__in=rooms)
    for key, start, end in sessions.values_list("room_id", "starts_at", "ends_at"):
        by_room.setdefault(key, []).append((start, end))
    return {room: joined(by_room.get(room.pk, [])) for room in rooms if room}


def _free_room(rooms: Mapping[Room, Sequence[Span]], span: Span) -> Room | None:
    """The first room that is free for the span."""
    return next((room for room, busy in rooms.items() if is_free(busy, span)), None)
