"""Several sessions of a series at once: moved, cancelled or continued alone, from one on or all together."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NotRequired, TypedDict
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from clients.models import Client
from clinic.core.models import Room
from clinic.core.revisions import check_revision, refresh_revisions
from clinic.core.wallclock import from_wall_clock, to_wall_clock
from interventions.models import Series, TherapySession
from interventions.sessions import recurrence
from interventions.sessions.actions import (
    State,
    cancel_session,
    link_of,
    mark_cancelled,
    minutes_of,
    move_session,
    refuse_past,
    refuse_to_move,
    refuse_to_put_off,
    slot_query_of,
    time_errors,
    translate_overlap_errors,
    withdraw_reminders,
)
from interventions.sessions.availability import clashes, concerns, rules_of, zone_of_practice
from interventions.sessions.people import TakesPart, change_people
from interventions.sessions.series import Which, first_part, in_words, taken_in_words


def select_sessions(session: TherapySession, which: Which) -> list[TherapySession]:
    """The booked sessions of the series that a change is meant for, locked, in order; past ones stay as they are."""
    rows = TherapySession.objects.filter(series=session.series_id)
    rows = rows.movable() | rows.filter(pk=session.pk, state=State.BOOKED)
    if which == Which.FOLLOWING:
        rows = rows.filter(series_on__gte=session.series_on)
    return sorted(rows.locked(), key=lambda row: (_day(row), row.pk))


def _day(row: TherapySession) -> date:
    """The day that the rule gave a session of a series."""
    return row.series_on or row.starts_at.date()


def _split(series: Series, moved: Sequence[TherapySession], days: int = 0, **fields: object) -> Series:
    """A part of its own, with ``fields`` where it differs, for sessions that are moved by ``days``; both parts end
    where they now do."""
    rule = recurrence.shift_rule(series.rule, days) if series.rule else ""
    last = _day(moved[-1]) + timedelta(days=days)
    as_before = {"client_id": series.client_id, "zone": series.zone, "time": series.time, "follows": series}
    part = Series.objects.create(
        practice_id=series.practice_id,
        first_on=_day(moved[0]) + timedelta(days=days),
        rule=recurrence.end_rule(rule, last) if rule else "",
        **as_before | fields,
    )
    left = series.sessions.exclude(pk__in=[row.pk for row in moved]).aggregate(last=Max("series_on"))["last"]
    if series.rule and left:
        series.rule = recurrence.end_rule(series.rule, left)
        series.save(update_fields=["rule"])
    return part


def _place(session: TherapySession, series: Series, zone: ZoneInfo) -> datetime:
    """Where the rule has put a session, on the wall clock of ``zone``, wherever it was moved alone since."""
    return to_wall_clock(from_wall_clock(datetime.combine(_day(session), series.time), ZoneInfo(series.zone)).at, zone)


class Moved(TypedDict):
    """Where :func:`move_in_series` moves a session to."""

    starts_at: datetime
    minutes: NotRequired[int | None]
    room: NotRequired[Room | None]
    link: NotRequired[str | None]
    revision: NotRequired[int | None]
    despite: NotRequired[bool]
    takes_part: NotRequired[TakesPart | None]


@transaction.atomic
def move_in_series(
    *,
    session: TherapySession,
    which: Which,
    starts_at: datetime,
    minutes: int | None = None,
    room: Room | None = None,
    link: str | None = None,
    revision: int | None = None,
    despite: bool = False,
    takes_part: TakesPart | None = None,
) -> list[TherapySession]:
    """Moves a session, and with it the following ones of its series or all that are to come.

    How far they go is counted on the wall clock from where the rule has this one, also where it was moved alone before:
    put back to its old place, it leaves the others where they are. What another one has of its own (a day, an hour) is
    kept. Who takes part is changed in one session at a time. Raises ValidationError (under ``starts_at`` with the times
    that are taken, under ``despite``, under ``which``), SlotTaken, or EditConflict. Nothing moves then.
    """
    if which == Which.THIS or session.series_id is None:
        return [
            move_session(
                session=session,
                starts_at=starts_at,
                minutes=minutes,
                room=room,
                link=link,
                revision=revision,
                despite=despite,
                takes_part=takes_part,
            )
        ]
    found = check_revision(session, revision)
    refuse_to_move(found)
    refuse_to_put_off(found, starts_at)
    if takes_part is not None and change_people(found, takes_part):
        raise ValidationError({"which": _("Who takes part can be changed in one session at a time.")})
    minutes = minutes if minutes is not None else minutes_of(found)
    zone, rows = zone_of_practice(found.practice_id), select_sessions(found, which)
    to, place = to_wall_clock(starts_at, zone), _place(found, Series.objects.get(sessions=found), zone)
    for row in rows:
        at = starts_at if row == found else from_wall_clock(to_wall_clock(row.starts_at, zone) + (to - place), zone).at
        _place_at(row, at, minutes, room, link)
    _refuse_unfit(rows, zone, despite)
    _into_series(rows, found, which, (to.date() - place.date()).days, to, zone)
    save_moved(rows)
    withdraw_reminders(*rows, reason="session moved")
    return rows


def _place_at(row: TherapySession, at: datetime, minutes: int, room: Room | None, link: str | None) -> None:
    """Gives a session another time and place, not yet saved. Raises ValidationError where no session can be then."""
    row.starts_at, row.ends_at, row.room = at, at + timedelta(minutes=minutes), room
    row.link = link_of(room, row.link if link is None else link)
    if errors := time_errors(at, minutes):
        raise ValidationError(errors)
    refuse_past(at)


def _refuse_unfit(rows: Sequence[TherapySession], zone: ZoneInfo, despite: bool) -> None:
    """Raises ValidationError where one of the sessions does not fit to where it is moved."""
    spans, slot, moving = (
        [(row.starts_at, row.ends_at) for row in rows],
        slot_query_of(rows[0]),
        [row.pk for row in rows],
    )
    taken = clashes(slot, spans, moving)
    if any(taken):
        raise ValidationError({"starts_at": taken_in_words(spans, taken, zone)})
    against = [] if despite else concerns(rows[0].practice_id, slot, spans, moving)
    if any(against):
        raise ValidationError({"despite": in_words(spans, against, zone)})


def _into_series(
    rows: Sequence[TherapySession], found: TherapySession, which: Which, days: int, to: datetime, zone: ZoneInfo
) -> None:
    """Gives moved sessions their place in the series, or in a new one where only the following ones were moved."""
    series = Series.objects.get(sessions=found)
    if which == Which.FOLLOWING:
        series = _split(series, rows, days, time=to.time(), zone=zone.key)
    elif not TherapySession.objects.filter(series=series).exclude(pk__in=[row.pk for row in rows]).exists():
        series.rule = recurrence.shift_rule(series.rule, days) if series.rule else ""
        series.first_on, series.time, series.zone = series.first_on + timedelta(days=days), to.time(), zone.key
        series.save(update_fields=["rule", "first_on", "time", "zone"])
    else:  # some of them were held already: they keep the days they had
        series = _split(series, rows, days, time=to.time(), zone=zone.key)
    for row in rows:
        row.series, row.series_on = series, _day(row) + timedelta(days=days)


def save_moved(rows: Sequence[TherapySession]) -> None:
    """Saves moved sessions as one: none is in the way of another. Raises SlotTaken."""
    with translate_overlap_errors():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        TherapySession.objects.bulk_update(rows, ["starts_at", "ends_at", "room", "link", "series", "series_on"])
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    refresh_revisions(rows)


@transaction.atomic
def cancel_in_series(
    *, session: TherapySession, which: Which, by_client: bool = True, reason: str = "", revision: int | None = None
) -> list[TherapySession]:
    """Cancels a session, and with it the following ones of its series or all that are to come."""
    if which == Which.THIS or session.series_id is None:
        return [cancel_session(session=session, by_client=by_client, reason=reason, revision=revision)]
    first = cancel_session(session=session, by_client=by_client, reason=reason, revision=revision)
    rest = [row for row in select_sessions(first, which) if row.pk != first.pk]
    cancel_rows(rest, by_client=by_client, reason=first.reason)
    return [first, *rest]


def cancel_rows(rows: Sequence[TherapySession], *, by_client: bool, reason: str) -> None:
    """Cancels booked sessions to come, which the caller has locked, and takes back their reminders."""
    if not rows:
        return
    rules = rules_of(rows[0].practice_id)
    for row in rows:
        mark_cancelled(row, by_client, rules)
        row.reason = reason
    withdraw_reminders(*rows, reason="session cancelled")
    TherapySession.objects.bulk_update(rows, ["state", "cancelled_how", "outcome_at", "reason"])
    refresh_revisions(rows)


def continue_rows_alone(rows: Sequence[TherapySession], client: Client) -> None:
    """Makes joint sessions to come, which the caller has locked, individual ones of one member, and takes back their
    reminders: whoever still comes gets new reminders. They leave a joint plan, and continue in separate series. Those
    that are the member's own already only leave the plan."""
    joint = [row for row in rows if row.household_id is not None]
    _continue_series_alone(joint, client)
    withdraw_reminders(*joint, reason="one person comes alone")
    for row in rows:
        row.client, row.household = client, None
        if row.plan_id is not None and row.plan.household_id is not None:
            row.plan = None
        row.__dict__.pop("people_ids", None)  # who takes part has changed
    TherapySession.objects.bulk_update(rows, ["client", "household", "plan", "series"])
    refresh_revisions(rows)


def _continue_series_alone(rows: Sequence[TherapySession], client: Client) -> None:
    """Gives sessions that continue with one member a series of that member's for each joint one, which ends before them
    and keeps its other sessions. Parts of one series stay parts of one."""
    found = sorted((row for row in rows if row.series_id), key=lambda row: (str(row.series_id), _day(row), row.pk))
    joint = Series.objects.filter(client__in=Series.objects.filter(sessions__in=found).values("client"))
    known = {row.pk: row for row in joint.select_for_update(of=("self",)).order_by("pk")}
    first_parts: dict[UUID, Series] = {}
    for series_id, group in groupby(found, key=lambda row: row.series_id):
        own, beginning = list(group), first_part(known[series_id], known)
        part = _split(known[series_id], own, client_id=client.pk, follows=first_parts.get(beginning))
        first_parts.setdefault(beginning, part)
        for row in own:
            row.series = part
