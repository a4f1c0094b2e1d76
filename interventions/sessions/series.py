"""Several sessions at once, booked by a rule. What becomes of them: :mod:`interventions.sessions.series_changes`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import NotRequired, TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.episodes.actions import open_episode
from clients.households.queries import refused_household
from clinic.core.moments import local_text
from clinic.core.revisions import EditConflict
from clinic.core.wallclock import from_wall_clock, to_wall_clock
from interventions.models import Plan, Series, TherapySession
from interventions.sessions import recurrence
from interventions.sessions.actions import (
    SlotTaken,
    State,
    build_session,
    minutes_of,
    refuse_past,
    slot_query_of,
    time_errors,
    translate_overlap_errors,
)
from interventions.sessions.availability import clashes, concerns, zone_of_practice
from interventions.sessions.slots import Span
from interventions.sessions.waiting import remove_from_waiting_list


class Which(StrEnum):
    """Which sessions of a series a change is meant for."""

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"


@dataclass(frozen=True)
class Booked:
    """The outcome of booking a series: the sessions, and the days that were left out because something was taken."""

    series: Series
    sessions: list[TherapySession]
    left_out: list[date] = field(default_factory=list)


def when_in_words(at: datetime, zone: ZoneInfo) -> str:
    """Mon 1 Mar, 10:00."""
    return local_text(at.astimezone(zone), "D j M, H:i")


def in_words(spans: Sequence[Span], found: Sequence[Sequence[str]], zone: ZoneInfo) -> list[str]:
    """One line for each time with a remark, ten at most."""
    lines = [
        f"{when_in_words(span[0], zone)}: {' '.join(reasons)}"
        for span, reasons in zip(spans, found, strict=True)
        if reasons
    ]
    return [*lines[:10], *([_("… and %(n)s more.") % {"n": len(lines) - 10}] if len(lines) > 10 else [])]


def taken_in_words(spans: Sequence[Span], taken: Sequence[Sequence[str]], zone: ZoneInfo) -> list[str]:
    reasons = [[str(SlotTaken.MESSAGES[what]) for what in found] for found in taken]
    return in_words(spans, reasons, zone)


@dataclass(frozen=True)
class _Fit:
    """The days of a rule on which a session fits, each with its times; those on which something is taken."""

    days: list[tuple[date, Span]]
    left_out: list[date]


def _fit(
    pattern: TherapySession, days: Sequence[date], at: time, zone: ZoneInfo, *, skip_taken: bool, despite: bool
) -> _Fit:
    """Sessions like ``pattern`` on the days, at a wall-clock time. Raises ValidationError as :func:`book_series`."""
    length = pattern.ends_at - pattern.starts_at
    starts = [from_wall_clock(datetime.combine(day, at), zone).at for day in days]
    spans = [(start, start + length) for start in starts]
    taken = clashes(slot_query_of(pattern), spans)
    if any(taken) and not skip_taken:
        raise ValidationError({"skip_taken": taken_in_words(spans, taken, zone)})
    kept = [(day, span) for day, span, found in zip(days, spans, taken, strict=True) if not found]
    if not kept:
        raise ValidationError({"skip_taken": _("All of these times are taken.")})
    spans_kept = [span for _day, span in kept]
    against = [] if despite else concerns(pattern.practice_id, slot_query_of(pattern), spans_kept)
    if any(against):
        raise ValidationError({"despite": in_words(spans_kept, against, zone)})
    return _Fit(kept, [day for day, found in zip(days, taken, strict=True) if found])


def _add(series: Series, pattern: TherapySession, fit: _Fit) -> Booked:
    """Books the sessions, all or none. Raises SlotTaken for a time that somebody else was given meanwhile."""
    rows = [
        TherapySession(
            practice_id=pattern.practice_id,
            client_id=pattern.client_id,
            household_id=pattern.household_id,
            therapist_id=pattern.therapist_id,
            room_id=pattern.room_id,
            plan_id=pattern.plan_id,
            link=pattern.link,
            series=series,
            series_on=day,
            starts_at=span[0],
            ends_at=span[1],
        )
        for day, span in fit.days
    ]
    with translate_overlap_errors():
        TherapySession.objects.bulk_create(rows)
    return Booked(series, rows, fit.left_out)


@transaction.atomic
def book_series(*, pattern: TherapySession, rule: str, skip_taken: bool = False, despite: bool = False) -> Booked:
    """Books a session like ``pattern`` (see ``actions.build_session``) on each day of ``rule``, at its wall-clock time.

    Raises ValidationError: for ``rule``; for ``skip_taken`` with the times that are taken, unless those may be left
    out, and where nothing is left then; for ``despite`` as :func:`~interventions.sessions.actions.book_session`.
    Raises TreatmentClosed. Nothing is booked then.
    """
    open_episode(pattern.client)
    refuse_past(pattern.starts_at)
    zone = zone_of_practice(pattern.practice_id)
    first = to_wall_clock(pattern.starts_at, zone)
    if from_wall_clock(first, zone).at != pattern.starts_at:
        raise ValidationError(
            {"starts_at": _("A series begins at the first of two equal times. Book this session by itself.")}
        )
    try:
        days = recurrence.days_of(rule, first.date())
    except recurrence.BadRule as error:
        raise ValidationError({"rule": str(error)}) from error
    fit = _fit(pattern, days, first.time(), zone, skip_taken=skip_taken, despite=despite)
    series = Series.objects.create(
        practice_id=pattern.practice_id,
        client_id=pattern.client_id,
        rule=recurrence.text_of(recurrence.parts_of(rule)),
        first_on=first.date(),
        time=first.time(),
        zone=zone.key,
    )
    made = _add(series, pattern, fit)
    remove_from_waiting_list(made.sessions[0])
    return made


@dataclass(frozen=True)
class _Part:
    """The part of a series that continues, and its last day that is not cancelled."""

    series: Series
    last: date


def _part_that_goes_on(session: TherapySession) -> _Part | None:
    """Of a series that was split, the part that ends last; None where no rule leads on from it. One statement.

    Extended from any of its parts, a series continues only once per turn, never also as it was before the split.
    """
    if session.series_id is None:
        return None
    kept = Max("sessions__series_on", filter=~Q(sessions__state=State.CANCELLED))
    rows = {row.pk: row for row in Series.objects.filter(client=session.client_id).annotate(last=kept)}
    beginning = {pk: first_part(row, rows) for pk, row in rows.items()}
    family = [row for row in rows.values() if beginning[row.pk] == beginning[session.series_id] and row.last]
    found = max(family, key=lambda row: (row.last, row.pk)) if family else rows[session.series_id]
    last = found.last or session.series_on
    return _Part(found, last) if found.rule and last else None


def first_part(row: Series, rows: Mapping[UUID, Series]) -> UUID:
    """The first part of the series."""
    while row.follows_id:
        row = rows[row.follows_id]
    return row.pk


def last_day(session: TherapySession) -> date | None:
    """The last day of the session's series that is not cancelled; None where no series can be continued.

    One of a household that has ended, or that its client has left, cannot.
    """
    part = _part_that_goes_on(session)
    if part is None:
        return None
    like = _like(session, part.series)
    refused = refused_household(like.household, like.client) if like.household else ""
    return None if refused else part.last


class Extension(TypedDict):
    """By how much :func:`extend_series` makes a series longer."""

    times: int
    last_on: NotRequired[date | None]
    skip_taken: NotRequired[bool]
    despite: NotRequired[bool]


@transaction.atomic
def extend_series(
    *,
    session: TherapySession,
    times: int,
    last_on: date | None = None,
    skip_taken: bool = False,
    despite: bool = False,
) -> Booked:
    """Books more sessions by the rule of the session's series, after the last that is not cancelled.

    Where the series was split ("this and the following"), its last part is continued. ``last_on``: the last day
    that was shown; raises EditConflict where the series has another one by now. Where cancelled ones lie on the new
    days, these become a part of their own. Raises what :func:`book_series` raises, for ``times`` instead of ``rule``.
    """
    open_episode(session.client)
    list(Series.objects.select_for_update().filter(client=session.client_id).order_by("pk"))  # one at a time
    part = _part_that_goes_on(session)
    if part is None:
        raise ValidationError(
            {"times": _("This session is not part of a series that can be continued. Book a new one.")}
        )
    if last_on is not None and last_on != part.last:
        raise EditConflict(session)
    series, like = part.series, _like(session, part.series)
    zone = zone_of_practice(session.practice_id)
    try:
        after = max(part.last, timezone.localdate(timezone=zone))
        days = recurrence.further(series.rule, series.first_on, after, times)
    except recurrence.BadRule as error:
        raise ValidationError({"times": str(error)}) from error
    pattern = _again(like, from_wall_clock(datetime.combine(days[0], series.time), zone).at)
    fit = _fit(pattern, days, series.time, zone, skip_taken=skip_taken, despite=despite)
    if time_errors(fit.days[-1][1][0], minutes_of(pattern)):
        raise ValidationError({"times": _("The series reaches more than two years ahead.")})
    rule = recurrence.end_rule(series.rule, days[-1])
    if series.sessions.filter(series_on__in=days).exists():
        series = Series(
            practice_id=series.practice_id,
            client_id=series.client_id,
            zone=series.zone,
            time=series.time,
            first_on=days[0],
            follows=series,
        )
    series.rule = rule
    series.save()
    return _add(series, pattern, fit)


def _like(session: TherapySession, series: Series) -> TherapySession:
    """What more sessions of ``series`` are like: the session itself, or the part's last where it is of another part."""
    if session.series_id == series.pk:
        return session
    return series.sessions.not_cancelled().order_by("-series_on")[0]


def _again(session: TherapySession, starts_at: datetime) -> TherapySession:
    """A session like this one at another time; without its plan where that has ended. Raises ValidationError."""
    plan = session.plan if session.plan and session.plan.state == Plan.State.ACTIVE else None
    return build_session(
        client=session.client,
        therapist_id=session.therapist_id,
        starts_at=starts_at,
        minutes=minutes_of(session),
        room=session.room,
        plan=plan,
        household=session.household,
        alone_with=session.client if plan and session.is_alone_in_joint_plan else None,
        link=session.link,
    )
