"""Sessions that lie in a leave, several at once: locked and checked, cancelled, moved behind it, or given to whoever
covers. All of them or none: what speaks against one is said of that one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from clients.care_team.actions import taker
from clients.care_team.covers import covers_in
from clients.households.joint import people_of
from clients.models import Cover
from clients.queries import annotate_known_names, visible
from clinic.core.access import Actor, May
from clinic.core.wallclock import from_wall_clock, midnight, to_wall_clock
from interventions.models import Hours, Leave, TherapySession
from interventions.sessions.actions import SlotTaken, State, has_begun, minutes_of, time_errors, withdraw_reminders
from interventions.sessions.availability import calendar_settings_of, within_hours, zone_of_practice
from interventions.sessions.calendar_settings import leaves_of, sessions_in
from interventions.sessions.models import SessionQuerySet
from interventions.sessions.series_changes import cancel_rows, save_moved
from interventions.sessions.slots import Span
from interventions.sessions.taking_over import assign, free_for

DAYS_AFTER = 14  # so far behind a leave a free time is looked for
TRIES = 3  # where somebody books one of the times at the same moment


class LeaveAct(StrEnum):
    """What becomes of the sessions in a leave."""

    CANCEL = "cancel"
    MOVE = "move"
    GIVE = "give"


class SessionsRefused(Exception):
    """What cannot be done with some of the sessions: ``reasons``, session → why. Nothing was done with any."""

    def __init__(self, reasons: Mapping[UUID, str]) -> None:
        super().__init__(_("Nothing was changed. Leave these sessions out, or see to them first."))
        self.reasons = dict(reasons)


def refuse(reasons: Mapping[UUID, str]) -> None:
    """Raises SessionsRefused where there are any."""
    if reasons:
        raise SessionsRefused(reasons)


def shown_sessions(leave: Leave, actor: Actor) -> SessionQuerySet:
    """The booked sessions that lie in a leave, of clients for whom the actor may book."""
    return annotate_known_names(sessions_in(leave).of_any(visible(actor, May.BOOK)), actor)


def lock_chosen(leave: Leave, by: Actor, chosen: Mapping[UUID, int | None]) -> list[TherapySession]:
    """The chosen sessions of a leave (session → the revision that was shown), locked, in order of time.

    Raises ValidationError at ``sessions`` where none was chosen; SessionsRefused for those that do not lie in it any
    more, that ``by`` may not change, that were changed meanwhile, are not booked, or have begun.
    """
    if not chosen:
        raise ValidationError({"sessions": _("Choose at least one session.")})
    theirs = TherapySession.objects.overlapping(leave.starts_at, leave.ends_at).filter(
        therapist=leave.therapist_id, pk__in=chosen
    )
    found = theirs.of_any(visible(by, May.BOOK)).with_people().select_related("client", "room", "therapist")
    rows = found.locked()
    reasons = dict.fromkeys(chosen.keys() - {row.pk for row in rows}, _("It no longer lies in this leave."))
    for row in rows:
        if chosen[row.pk] not in {None, row.revision}:
            reasons[row.pk] = _("Somebody has changed it meanwhile. Check it, then try again.")
        elif row.state != State.BOOKED:
            reasons[row.pk] = _("It is not booked any more.")
        elif has_begun(row):
            reasons[row.pk] = _("It has begun: record its attendance.")
    refuse(reasons)
    return rows


def cancel_chosen(rows: Sequence[TherapySession], reason: str) -> list[TherapySession]:
    """Cancels locked sessions, by the therapist."""
    cancel_rows(rows, by_client=False, reason=reason)
    return list(rows)


@dataclass(frozen=True)
class _Taken:
    """A time that is taken, and for whom."""

    starts_at: datetime
    ends_at: datetime
    therapist: UUID
    room: UUID | None
    people: frozenset[UUID]

    def stands_against(self, other: "_Taken", pause: timedelta) -> bool:
        """Whether both cannot be; ``pause``: what the therapist needs between two."""
        if self.therapist == other.therapist:
            return self.starts_at < other.ends_at + pause and other.starts_at < self.ends_at + pause
        shares = bool(self.people & other.people) or (self.room is not None and self.room == other.room)
        return shares and self.starts_at < other.ends_at and other.starts_at < self.ends_at


def _as_taken(row: TherapySession, span: Span) -> _Taken:
    return _Taken(*span, row.therapist_id, row.room_id, frozenset(people_of(row)))


class _Days:
    """The working days after a leave, and what is taken on them. A fixed number of statements."""

    def __init__(self, leave: Leave, rows: Sequence[TherapySession]) -> None:
        self.zone = zone_of_practice(leave.practice_id)
        self.first = to_wall_clock(leave.ends_at, self.zone).date()
        self.from_ = leave.ends_at
        self.last = leave.therapist.works_until
        until = midnight(self.first + timedelta(days=DAYS_AFTER), self.zone)
        self.hours = list(Hours.objects.filter(therapist=leave.therapist_id).values_list("weekday", "starts", "ends"))
        self.away = leaves_of(leave.therapist_id, leave.ends_at, until)
        self.pause = timedelta(minutes=calendar_settings_of(leave.practice_id, leave.therapist_id).buffer_minutes)
        people = {person for row in rows for person in people_of(row)}
        rooms = {row.room_id for row in rows if row.room_id}
        every = TherapySession.objects
        near = every.of_any(people) | every.filter(therapist=leave.therapist_id) | every.filter(room__in=rooms)
        near = near.overlapping(leave.ends_at - self.pause, until + self.pause + timedelta(days=1))
        others = near.not_cancelled().exclude(pk__in=[row.pk for row in rows]).with_people()
        self.taken = [_as_taken(row, (row.starts_at, row.ends_at)) for row in others]

    def _is_working(self, day: date, span: Span) -> bool:
        if span[0] < self.from_ or any(start < span[1] and end > span[0] for start, end in self.away):
            return False
        if self.last and day > self.last:
            return False
        return within_hours(self.hours, *span, self.zone) if self.hours else day.weekday() < 5

    def place(self, row: TherapySession) -> Span | None:
        """The session's hour on the first working day on which it is free; taken from now on. None where there is
        none."""
        at, length = to_wall_clock(row.starts_at, self.zone).time(), row.ends_at - row.starts_at
        for day in (self.first + timedelta(days=number) for number in range(DAYS_AFTER)):
            start = _moment(day, at, self.zone)
            wanted = _as_taken(row, (start, start + length))
            if not self._is_working(day, (start, start + length)):
                continue
            if not any(one.stands_against(wanted, self.pause) for one in self.taken):
                self.taken.append(wanted)
                return start, start + length
        return None


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return from_wall_clock(datetime.combine(day, at), zone).at


def move_chosen(leave: Leave, rows: Sequence[TherapySession]) -> list[TherapySession]:
    """Moves locked sessions to the same hour of the first working day after the leave on which it is free, each after
    those before it; place and series stay. Raises SessionsRefused for those for which there is none."""
    for _try in range(TRIES):
        days = _Days(leave, rows)
        places = {row.pk: days.place(row) for row in rows}
        text = _("No free time at this hour in the %(n)s days after the leave. Move it by itself, or cancel it.")
        refuse({pk: text % {"n": DAYS_AFTER} for pk, place in places.items() if place is None})
        for row in rows:
            if place := places[row.pk]:
                row.starts_at, row.ends_at = place
        refuse({row.pk: str(next(iter(errors.values()))) for row in rows if (errors := _too_far(row))})
        try:
            save_moved(rows)
        except SlotTaken:
            continue
        withdraw_reminders(*rows, reason="session moved")
        return list(rows)
    raise SessionsRefused({row.pk: _("Somebody has just booked one of these times. Try again.") for row in rows})


def _too_far(row: TherapySession) -> dict[str, object]:
    return time_errors(row.starts_at, minutes_of(row))


def lock_covering(leave: Leave) -> list[Cover]:
    """Who covers in parts of a leave, their accounts locked: staff are locked before sessions, everywhere."""
    covers = list(covers_in(leave.therapist_id, leave.starts_at, leave.ends_at))
    for staff in sorted({row.staff_id for row in covers}):
        taker(staff, "act")
    return covers


def give_chosen(covers: Iterable[Cover], rows: Sequence[TherapySession]) -> list[TherapySession]:
    """Gives locked sessions to whoever covers at their time; time and place stay.

    Who covers sees the record in these days and joins no care team. Working hours and pauses are not asked about: the
    time was agreed on with the client. Raises SessionsRefused where nobody covers, or who does is not free.
    """
    holds = {
        row.pk: next((one for one in covers if one.starts_at <= row.starts_at < one.ends_at), None) for row in rows
    }
    refuse({pk: _("Nobody covers at this time.") for pk, cover in holds.items() if cover is None})
    given = sorted((cover.staff_id, row.starts_at, row.pk) for row in rows if (cover := holds[row.pk]))
    known, names = {row.pk: row for row in rows}, {cover.staff_id: cover.staff.name for cover in covers}
    reasons: dict[UUID, str] = {}
    for staff, group in groupby(given, key=lambda one: one[0]):
        theirs = [known[pk] for _staff, _at, pk in group]
        moved = assign(free_for(theirs, staff), staff)
        text = _("%(name)s has something else at this time.") % {"name": names[staff]}
        reasons |= {row.pk: text for row in theirs if row.pk not in moved}
    refuse(reasons)
    return list(
        TherapySession.objects.filter(pk__in=known).with_people().select_related("client", "therapist").in_order()
    )
