"""A therapist's hours, leave and calendar feed, and the practice's rules of sessions."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.alerts.giving_back import give_back_alerts
from clients.care_team.covers import beyond_work, covering_in_words, end_covers_without_leave, name_cover, needs_cover
from clients.models import RiskAlert
from clinic.core.access import Actor, May, Reach, reach, roles_with
from clinic.core.models import Membership, Staff, User
from clinic.core.practices import lock_practice
from clinic.core.revisions import compare_revision, touch
from interventions.models import CalendarSettings, Feed, Hours, Leave, SessionRules, TherapySession
from interventions.sessions.availability import calendar_settings_of, rules_of
from interventions.sessions.durations import duration_errors, is_stretch, pause_errors
from interventions.sessions.models import SessionQuerySet

MOST_HOURS = 28  # four stretches a day


def _in_reach(actor: Actor, capability: May) -> QuerySet[Staff]:
    """Everybody, also those who left, whose calendar the actor may see, or keep."""
    reached = reach(actor, capability)
    rule = Q(pk__in=[])
    if Reach.PRACTICE in reached:
        rule |= Q(roles__overlap=roles_with(May.RECORD))
    if Reach.CARE in reached:
        rule |= Q(pk=actor.staff_id)
    if Reach.SUPERVISED in reached:
        rule |= Q(supervisor=actor.staff_id)
    return Staff.objects.filter(rule).order_by("name", "id")


def therapists_in_reach(actor: Actor, capability: May) -> QuerySet[Staff]:
    """The therapists whose calendar the actor may see, or keep, by name."""
    return _in_reach(actor, capability).filter(is_active=True)


def calendars(actor: Actor, start: datetime, end: datetime, wanted: UUID | None = None) -> QuerySet[Staff]:
    """The therapists whose calendar the actor may see in a period, by name.

    Who left the practice is among them while the period has sessions of theirs, or where they are asked for: a session
    does not vanish because its therapist's account was closed.
    """
    kept = Exists(TherapySession.objects.between(start, end).not_cancelled().filter(therapist=OuterRef("pk")))
    return _in_reach(actor, May.SEE_CALENDAR).filter(Q(is_active=True) | Q(pk=wanted) | Q(kept))


def therapist_with(actor: Actor, therapist_id: UUID, capability: May) -> Staff:
    """The therapist, if the actor may do this to their calendar; otherwise Http404."""
    found = therapists_in_reach(actor, capability).filter(pk=therapist_id).first()
    if found is None:
        raise Http404("no such calendar")
    return found


@transaction.atomic
def set_calendar(
    *,
    therapist: Staff,
    hours: Sequence[tuple[int, int, int]],
    minutes: int,
    buffer_minutes: int,
    revision: int | None = None,
) -> CalendarSettings:
    """Sets working hours, usual length and pause together. ``revision``: of the settings that were shown, 0 for the
    usual ones. Raises ValidationError by field, or EditConflict."""
    Staff.objects.select_for_update().get(pk=therapist.pk)
    compare_revision(calendar_settings_of(therapist.practice_id, therapist.pk), revision)
    before = {(one.weekday, one.starts, one.ends) for one in Hours.objects.filter(therapist=therapist)}
    set_hours(therapist=therapist, hours=hours)
    row = set_calendar_settings(therapist=therapist, minutes=minutes, buffer_minutes=buffer_minutes)
    if before != set(hours):
        touch(row)
    return row


@transaction.atomic
def set_hours(*, therapist: Staff, hours: Sequence[tuple[int, int, int]]) -> list[Hours]:
    """Replaces all working hours: (weekday, first minute, last minute). Raises ValidationError."""
    if len(hours) > MOST_HOURS:
        raise ValidationError(_("At most four periods a day."))
    last: tuple[int, int] = (-1, 0)
    for weekday, starts, ends in sorted(hours):
        if not (0 <= weekday <= 6 and is_stretch(starts, ends)):
            raise ValidationError(_("Working hours end after they begin, on the same day."))
        if weekday == last[0] and starts < last[1]:
            raise ValidationError(_("Two periods of working hours on the same day overlap."))
        last = (weekday, ends)
    Staff.objects.select_for_update().get(pk=therapist.pk)
    Hours.objects.filter(therapist=therapist).delete()
    rows = [
        Hours(practice_id=therapist.practice_id, therapist=therapist, weekday=weekday, starts=starts, ends=ends)
        for weekday, starts, ends in sorted(hours)
    ]
    return Hours.objects.bulk_create(rows)


@transaction.atomic
def set_calendar_settings(*, therapist: Staff, minutes: int, buffer_minutes: int) -> CalendarSettings:
    """Sets the usual length and the pause after a session. Raises ValidationError by field."""
    if errors := duration_errors(minutes) | pause_errors(buffer_minutes):
        raise ValidationError(errors)
    Staff.objects.select_for_update().get(pk=therapist.pk)
    row = calendar_settings_of(therapist.practice_id, therapist.pk)
    row.minutes, row.buffer_minutes = minutes, buffer_minutes
    row.save()
    return row


@transaction.atomic
def set_session_rules(*, practice_id: UUID, revision: int | None = None, **fields: object) -> SessionRules:
    """Sets the practice's rules of sessions. ``revision``: of what was shown, 0 for the usual ones.

    Raises ValidationError by field, or EditConflict.
    """
    lock_practice(practice_id)
    row = rules_of(practice_id)
    compare_revision(row, revision)
    for name, value in fields.items():
        setattr(row, name, value)
    row.clean_fields(exclude=["practice"])
    row.validate_constraints(exclude=["practice"])
    row.save()
    return row


@transaction.atomic
def add_leave(
    *, therapist: Staff, starts_at: datetime, ends_at: datetime, label: str = ""
) -> tuple[Leave, list[TherapySession]]:
    """Notes that a therapist is away. Returns the leave, and the booked sessions that lie in it: somebody has to move
    or cancel them. Raises ValidationError by field."""
    if ends_at <= starts_at:
        raise ValidationError({"ends_at": _("The end is before the beginning.")})
    if ends_at <= timezone.now():
        raise ValidationError({"ends_at": _("This leave is past.")})
    if (ends_at - starts_at).days > 400:
        raise ValidationError({"ends_at": _("At most 400 days.")})
    if refused := beyond_work(therapist, ends_at):
        raise ValidationError({"ends_at": refused})
    row = Leave(
        practice_id=therapist.practice_id, therapist=therapist, starts_at=starts_at, ends_at=ends_at, label=label
    )
    row.clean_fields(exclude=["practice", "therapist"])
    row.save()
    return row, list(sessions_in(row))


def sessions_in(leave: Leave) -> SessionQuerySet:
    """The booked sessions that lie in a leave."""
    found = TherapySession.objects.overlapping(leave.starts_at, leave.ends_at).filter(
        therapist=leave.therapist_id, state=TherapySession.State.BOOKED
    )
    return found.select_related("client", "room").in_order()


def leaves_to_settle(actor: Actor) -> QuerySet[Leave]:
    """The actor's own leaves, now or to come, in which sessions are still booked; ``left`` is how many."""
    booked = TherapySession.objects.overlapping(OuterRef("starts_at"), OuterRef("ends_at")).filter(
        therapist=OuterRef("therapist"), state=TherapySession.State.BOOKED, starts_at__gt=timezone.now()
    )
    left = booked.order_by().values("therapist").annotate(n=Count("pk")).values("n")
    mine = Leave.objects.filter(therapist=actor.staff_id) if actor.staff_id else Leave.objects.none()
    return (
        mine.filter(ends_at__gt=timezone.now()).annotate(left=Subquery(left)).filter(left__gt=0).order_by("starts_at")
    )


@transaction.atomic
def remove_leave(*, leave: Leave) -> list[RiskAlert]:
    """Takes a leave back, and with it who covers then. Returns the risk alerts that the therapist lost to it and has
    again. Raises ValidationError where a session that was given for it cannot come back."""
    # Nobody names a cover at the same moment.
    therapist = Staff.objects.select_related("user").select_for_update(of=("self",), no_key=True)
    staff = therapist.get(pk=leave.therapist_id)
    leave.delete()
    end_covers_without_leave(staff, leave.starts_at, leave.ends_at)
    return give_back_alerts(staff=staff, starts_at=leave.starts_at, ends_at=leave.ends_at)


@transaction.atomic
def take_leave(
    *,
    therapist: Staff,
    starts_at: datetime,
    ends_at: datetime,
    by: Actor,
    label: str = "",
    cover: UUID | None = None,
    nobody: bool = False,
) -> tuple[Leave, list[TherapySession]]:
    """As :func:`add_leave`, with who covers all of it; ``nobody``: the practice's on-call does, knowingly.

    Raises ValidationError by field: ``cover`` where the therapist leads clients in care and neither was chosen,
    ``starts_at`` where they cover for somebody in that time.
    """
    people = Staff.objects.select_for_update(no_key=True).filter(pk__in={therapist.pk, cover or therapist.pk})
    list(people.order_by("pk"))  # nobody names them as a cover at the same moment
    if held := covering_in_words(therapist, starts_at, ends_at):
        raise ValidationError({"starts_at": held})
    if cover is None and not nobody and needs_cover(therapist):
        raise ValidationError({"cover": _("Choose who covers for clients in care, or nobody: whoever is on call.")})
    found = add_leave(therapist=therapist, starts_at=starts_at, ends_at=ends_at, label=label)
    if cover is not None:
        name_cover(therapist=therapist, staff_id=cover, starts_at=starts_at, ends_at=ends_at, by=by)
    return found


def leaves_of(staff: UUID, starts_at: datetime, ends_at: datetime) -> list[tuple[datetime, datetime]]:
    """When somebody is away, so far as it touches a period."""
    rows = Leave.objects.overlapping(starts_at, ends_at).filter(therapist=staff)
    return list(rows.values_list("starts_at", "ends_at"))


def on_leave(staff: Collection[UUID], at: datetime) -> set[UUID]:
    """Those of these therapists whose leave covers a moment."""
    rows = Leave.objects.filter(therapist__in=staff, starts_at__lte=at, ends_at__gt=at)
    return set(rows.values_list("therapist", flat=True))


def leave_for(actor: Actor, leave_id: UUID) -> Leave:
    """The leave, if the actor keeps this therapist's hours; otherwise Http404."""
    found = Leave.objects.filter(pk=leave_id, therapist__in=therapists_in_reach(actor, May.KEEP_HOURS)).first()
    if found is None:
        raise Http404("no such leave")
    return found


def digest(content: bytes) -> str:
    """SHA-256 in hex."""
    return hashlib.sha256(content).hexdigest()


def _hash(secret: str) -> str:
    return digest(secret.encode())


@transaction.atomic
def open_feed(*, therapist: Staff) -> str:
    """Makes a new secret for the calendar feed; the one before leads nowhere from now on. It is shown once."""
    secret = secrets.token_urlsafe(32)
    close_feed(therapist=therapist)
    Feed.objects.create(secret_hash=_hash(secret), practice_id=therapist.practice_id, therapist_id=therapist.pk)
    return secret


@transaction.atomic
def close_feed(*, therapist: Staff) -> None:
    """Revokes the calendar feed. Doing it twice changes nothing."""
    Feed.objects.filter(therapist_id=therapist.pk, practice_id=therapist.practice_id).delete()


def end_feed(user: User) -> None:
    """Revokes the calendar feed of a user whose access ends: its address would otherwise keep working."""
    people = Membership.objects.filter(user=user, kind=Membership.Kind.STAFF).values("person_id")
    Feed.objects.filter(therapist_id__in=people).delete()


def feed_of(secret: str) -> Feed | None:
    """Whose calendar a secret leads to; None for one that was revoked or never was."""
    return Feed.objects.filter(secret_hash=_hash(secret)).first()
