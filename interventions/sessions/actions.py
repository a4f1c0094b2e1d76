"""Booking one session, moving it, and what becomes of it. Several at once: :mod:`interventions.sessions.series`."""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import NotRequired, TypedDict
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.episodes.actions import require_episode
from clients.households.joint import people_of
from clients.households.models import Household
from clients.models import Client
from clinic.core import outbox
from clinic.core.constraints import constraint_errors
from clinic.core.models import Message, Room, Staff
from clinic.core.revisions import check_revision, compare_revision
from clinic.core.text import clean_text
from interventions.models import Note, Plan, SessionRules, TherapySession
from interventions.sessions.availability import SlotQuery, concerns, rules_of
from interventions.sessions.durations import duration_errors
from interventions.sessions.people import TakesPart, change_people, refused_people
from interventions.sessions.waiting import remove_from_waiting_list

State = TherapySession.State
Cancelled = TherapySession.Cancelled
FAR = timedelta(days=730)
BACK = timedelta(days=90)  # so long after it began, a session may still be entered or moved
SOON = timedelta(hours=24)  # from so long before it begins, pages offer to record an arrival
LATELY = timedelta(hours=12)  # so long after it began, a series may still begin with a session


class SlotTaken(Exception):
    """Therapist, room or client has another session then; ``what`` says which."""

    MESSAGES = {
        "therapist": gettext_lazy("The therapist has another session at this time."),
        "room": gettext_lazy("The room is taken at this time."),
        "client": gettext_lazy("The client has another session at this time."),
    }

    def __init__(self, what: str) -> None:
        super().__init__(self.MESSAGES[what])
        self.what = what


class HouseholdEnded(ValidationError):
    """Nothing joint is booked in a household that has ended."""

    def __init__(self) -> None:
        super().__init__({"household": _("The household has ended. Book a session for each person instead.")})


class OnRecord(Exception):
    """The outcome of the session is on record; says what can be done instead."""


def translate_overlap_errors() -> AbstractContextManager[None]:
    """Turns the database's refusal of an overlap into SlotTaken, and of a household that ended meanwhile into
    HouseholdEnded; nothing inside is kept then."""
    return constraint_errors(
        {
            "interventions_session_therapist_free": SlotTaken("therapist"),
            "interventions_session_room_free": SlotTaken("room"),
            "interventions_attendee_client_free": SlotTaken("client"),
            "interventions_session_running_household": HouseholdEnded(),
            "interventions_session_one_of_plan": HouseholdEnded(),
        }
    )


class _WhoAndWhen(TypedDict):
    client: Client
    therapist_id: UUID | None
    starts_at: datetime
    room: NotRequired[Room | None]
    plan: NotRequired[Plan | None]
    household: NotRequired[Household | None]
    alone_with: NotRequired[Client | None]
    link: NotRequired[str]


class NewSession(_WhoAndWhen):
    """What :func:`build_session` takes."""

    minutes: int


class NewBooking(_WhoAndWhen):
    """What :func:`book_session` takes."""

    minutes: NotRequired[int]
    despite: NotRequired[bool]
    attendance: NotRequired[TherapySession.State | None]


def build_session(
    *,
    client: Client,
    therapist_id: UUID | None,
    starts_at: datetime,
    minutes: int,
    room: Room | None = None,
    plan: Plan | None = None,
    household: Household | None = None,
    alone_with: Client | None = None,
    link: str = "",
) -> TherapySession:
    """A session that could be, not yet saved. Raises ValidationError by field.

    ``alone_with``: the one person of a joint plan who comes alone; otherwise a joint plan brings its household along.
    """
    errors: dict[str, object] = time_errors(starts_at, minutes)
    if therapist_id is None or not Staff.objects.filter(pk=therapist_id, is_active=True).exists():
        errors["therapist"] = _("Choose a therapist of the practice.")
    errors |= refused_people(client, plan, household, alone_with)
    if errors or therapist_id is None:
        raise ValidationError(errors)
    if alone_with is not None:
        client, household = alone_with, None
    elif plan is not None:
        household = household or plan.household
    session = TherapySession(
        practice_id=client.practice_id,
        client=client,
        household=household,
        therapist_id=therapist_id,
        room=room,
        plan=plan,
        link=link_of(room, link),
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
    )
    session.clean_fields(exclude=["client", "household", "therapist", "room", "plan", "practice"])
    return session


def link_of(room: Room | None, link: str) -> str:
    """The link to the video room; a session in a room of the practice has none."""
    return "" if room else link


def time_errors(starts_at: datetime, minutes: int) -> dict[str, object]:
    """What is wrong with a time, by field."""
    errors, now = duration_errors(minutes), timezone.now()
    if starts_at > now + FAR:
        errors["starts_at"] = _("Choose a time within two years from now.")
    elif starts_at < now - BACK:
        errors["starts_at"] = _("A session can be entered up to %(n)s days after it took place.") % {"n": BACK.days}
    return errors


def refuse_past(starts_at: datetime) -> None:
    """Raises ValidationError for a time in the past, where several sessions are booked or moved at once."""
    if starts_at < timezone.now() - LATELY:
        raise ValidationError(
            {"starts_at": _("Several sessions at once must be in the future. Enter past sessions one at a time.")}
        )


def has_begun(session: TherapySession, now: datetime | None = None) -> bool:
    """Whether its start has passed: nobody is told of it any more, nor reminded."""
    return session.starts_at <= (now or timezone.now())


def may_arrive(session: TherapySession) -> bool:
    """Whether an arrival can be recorded: done by mistake weeks before, it would hide move and cancel."""
    return session.starts_at - SOON <= timezone.now()


def slot_query_of(session: TherapySession) -> SlotQuery:
    """Who meets where in a session."""
    return SlotQuery(therapist_id=session.therapist_id, people=frozenset(people_of(session)), room_id=session.room_id)


def minutes_of(session: TherapySession) -> int:
    """How long it lasts."""
    return int((session.ends_at - session.starts_at).total_seconds() // 60)


def _unless_concerned(session: TherapySession, despite: bool) -> None:
    """Raises ValidationError for ``despite`` where the time is free and yet not a good one, and to come."""
    if despite or has_begun(session):
        return
    span = (session.starts_at, session.ends_at)
    (found,) = concerns(session.practice_id, slot_query_of(session), [span], ignoring=[session.pk])
    if found:
        raise ValidationError({"despite": found})


@transaction.atomic
def book_session(
    *,
    client: Client,
    therapist_id: UUID | None,
    starts_at: datetime,
    minutes: int = 50,
    room: Room | None = None,
    plan: Plan | None = None,
    household: Household | None = None,
    alone_with: Client | None = None,
    link: str = "",
    despite: bool = False,
    attendance: TherapySession.State | None = None,
) -> TherapySession:
    """Books a session. Raises ValidationError by field, TreatmentClosed, or SlotTaken; the database decides who was
    first.

    A time outside of the working hours, on leave or without the usual pause is refused under ``despite``, unless that
    is true. ``alone_with``: as for :func:`build_session`. A session of the last 90 days is entered afterwards, with its
    ``attendance`` (attended or missed); without one, that stays open.
    """
    session = build_session(
        client=client,
        therapist_id=therapist_id,
        starts_at=starts_at,
        minutes=minutes,
        room=room,
        plan=plan,
        household=household,
        alone_with=alone_with,
        link=link,
    )
    require_episode(session.client, timezone.localdate(starts_at))
    _unless_concerned(session, despite)
    if attendance is not None:
        if attendance not in TherapySession.OUTCOMES or not has_begun(session):
            raise ValidationError({"attendance": _("Attended or missed: only for a session that has begun.")})
        session.state, session.outcome_at = attendance, timezone.now()
    with translate_overlap_errors():
        session.save(force_insert=True)
    if not has_begun(session):
        remove_from_waiting_list(session)
    return session


@transaction.atomic
def move_session(
    *,
    session: TherapySession,
    starts_at: datetime,
    minutes: int | None = None,
    room: Room | None = None,
    link: str | None = None,
    revision: int | None = None,
    despite: bool = False,
    takes_part: TakesPart | None = None,
) -> TherapySession:
    """Moves a booked session to another time or room (None: online), and takes back what was queued for the old time.

    One that has begun is moved to when it really took place, as long as a session can be entered afterwards, and not to
    a time to come. ``takes_part``: who comes from now on, as :func:`change_people`; None: as before. Raises
    ValidationError by field, SlotTaken, OnRecord, or EditConflict where somebody changed it after ``revision``.
    """
    found = check_revision(session, revision)
    refuse_to_move(found)
    refuse_to_put_off(found, starts_at)
    minutes = minutes if minutes is not None else minutes_of(found)
    if errors := time_errors(starts_at, minutes):
        raise ValidationError(errors)
    found.starts_at, found.ends_at, found.room = starts_at, starts_at + timedelta(minutes=minutes), room
    found.link = link_of(room, found.link if link is None else link)
    found.clean_fields(exclude=["client", "household", "therapist", "room", "plan", "practice", "series"])
    changed = ["starts_at", "ends_at", "room", "link"]
    if takes_part is not None and change_people(found, takes_part):
        changed += ["client", "household", "series", "series_on"]
    _unless_concerned(found, despite)
    with translate_overlap_errors():
        found.save(update_fields=changed)
    withdraw_reminders(found, reason="session moved")
    return found


def refuse_to_move(session: TherapySession) -> None:
    """Raises OnRecord for a session that is not booked, began too long ago, or has a signed note."""
    if session.state != State.BOOKED:
        raise OnRecord(_("Only a booked session can be moved."))
    if session.starts_at < timezone.now() - BACK:
        raise OnRecord(
            _("The session began more than %(n)s days ago: it can no longer be moved. Record its attendance.")
            % {"n": BACK.days}
        )
    if has_signed_note(session):
        raise OnRecord(_("A note of this session is signed: it can no longer be moved."))


def refuse_to_put_off(session: TherapySession, starts_at: datetime) -> None:
    """Raises ValidationError where a session that has begun is moved to a time to come: put off, it could be cancelled
    as if it had never begun."""
    if has_begun(session) and starts_at > timezone.now():
        text = _("The session has begun. Record its attendance, then book a new session for the new time.")
        raise ValidationError({"starts_at": text})


def has_signed_note(session: TherapySession) -> bool:
    """Whether somebody has signed a note of it; one statement."""
    return Note.objects.filter(session=session, state=Note.State.SIGNED).exists()


def withdraw_reminders(*sessions: TherapySession, reason: str) -> None:
    """Takes back what is queued for sessions; what is still due is found again."""
    outbox.withdraw(reason=reason, kinds=[Message.Kind.REMINDER], about=[session.pk for session in sessions])


def how_cancelled(session: TherapySession, by_client: bool, rules: SessionRules) -> Cancelled:
    """Whose doing a cancellation of this moment is, and whether it is late by the practice's rule."""
    if not by_client:
        return Cancelled.THERAPIST
    late = timezone.now() > session.starts_at - timedelta(hours=rules.late_hours)
    return Cancelled.LATE if late else Cancelled.CLIENT


def mark_cancelled(session: TherapySession, by_client: bool, rules: SessionRules) -> None:
    """Sets what a cancellation of this moment is; the caller saves it."""
    session.cancelled_how, session.outcome_at = how_cancelled(session, by_client, rules), timezone.now()
    session.state = State.CANCELLED


@transaction.atomic
def cancel_session(
    *, session: TherapySession, by_client: bool = True, reason: str = "", revision: int | None = None
) -> TherapySession:
    """Cancels a booked session and takes back its reminders. Cancelling twice changes nothing.

    By the client it is in time or late, by the practice's rule. Raises OnRecord for one that has begun (that nobody
    came is recorded as its attendance), ValidationError, or EditConflict.
    """
    found = check_revision(session, None)
    if found.state == State.CANCELLED:
        return found
    compare_revision(found, revision)
    if found.state != State.BOOKED:
        raise OnRecord(_("Only a booked session can be cancelled."))
    if has_begun(found):
        raise OnRecord(_("The session has begun: it can no longer be cancelled. Record attended or no-show instead."))
    found.reason = clean_text(reason, "reason", 200) if reason else ""
    mark_cancelled(found, by_client, rules_of(found.practice_id))
    found.save(update_fields=["state", "cancelled_how", "outcome_at", "reason"])
    withdraw_reminders(found, reason="session cancelled")
    return found


@transaction.atomic
def restore_session(*, session: TherapySession, revision: int | None = None) -> TherapySession:
    """Takes a cancellation back. Raises SlotTaken where the time has gone to somebody else meanwhile, OnRecord where a
    note of it is signed, TreatmentClosed, or EditConflict."""
    found = check_revision(session, revision)
    if found.state != State.CANCELLED:
        return found
    require_episode(found.client, timezone.localdate(found.starts_at))
    if has_signed_note(found):
        raise OnRecord(_("A note of this cancelled session is signed: book a new session instead."))
    found.state, found.cancelled_how, found.outcome_at, found.reason = State.BOOKED, "", None, ""
    with translate_overlap_errors():
        found.save(update_fields=["state", "cancelled_how", "outcome_at", "reason"])
    return found


@transaction.atomic
def note_attendance(
    *, session: TherapySession, state: TherapySession.State, reason: str = "", revision: int | None = None
) -> TherapySession:
    """Notes that the client arrived, attended or did not attend, or takes that back (``BOOKED``).

    Raises ValidationError for a cancelled session, for "attended" or "did not attend" before it has begun, and for
    "arrived" more than :data:`SOON` before; OnRecord where it would be undone although a note is signed; EditConflict.
    """
    found = check_revision(session, revision)
    if State.CANCELLED in {found.state, state}:
        raise ValidationError(_("A cancelled session stays cancelled; take that back, or book a new one."))
    known = state in TherapySession.OUTCOMES
    if known and not has_begun(found):
        raise ValidationError(_("The session has not begun."))
    if state == State.ARRIVED and not may_arrive(found):
        raise ValidationError(_("The session is later: an arrival is recorded in the hours before it."))
    if not known and has_signed_note(found):
        raise OnRecord(_("A note of this session is signed: its attendance can be corrected, not removed."))
    found.state, found.outcome_at = state, timezone.now() if known else None
    found.reason = clean_text(reason, "reason", 200) if reason and state == State.MISSED else ""
    found.save(update_fields=["state", "outcome_at", "reason"])
    return found
