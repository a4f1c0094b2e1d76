"""Booking, and what becomes of a session."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.models import Client
from clinic.core import outbox
from clinic.core.models import Room, Staff
from interventions.models import Plan, TherapySession

State = TherapySession.State
SHORTEST, LONGEST = 10, 240  # minutes
FAR = timedelta(days=730)


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


@transaction.atomic
def book_session(
    *, client: Client, therapist_id: UUID | None, starts_at: datetime, minutes: int = 50, room: Room | None = None,
    plan: Plan | None = None, partner: Client | None = None,
) -> TherapySession:  # fmt: skip
    """Books a session. Raises ValidationError by field, or SlotTaken; the database decides who was first."""
    now = timezone.now()
    errors = {}
    if therapist_id is None or not Staff.objects.filter(pk=therapist_id, is_active=True).exists():
        errors["therapist"] = _("Choose a therapist of the practice.")
    if not SHORTEST <= minutes <= LONGEST:
        errors["minutes"] = _("Between %(a)s and %(b)s minutes.") % {"a": SHORTEST, "b": LONGEST}
    if not now - timedelta(hours=12) <= starts_at <= now + FAR:
        errors["starts_at"] = _("Choose a time between today and two years from now.")
    if plan is not None and client.pk not in {plan.client_id, plan.partner_id}:
        errors["plan"] = _("This plan is another client's.")
    if errors or therapist_id is None:
        raise ValidationError(errors)
    session = TherapySession(
        practice_id=client.practice_id, client=client, partner=partner or (plan.partner if plan else None),
        therapist_id=therapist_id, room=room, plan=plan, starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
    )  # fmt: skip
    try:
        with transaction.atomic():
            session.save(force_insert=True)
    except IntegrityError as error:
        for what in SlotTaken.MESSAGES:
            if f"interventions_session_{what}_free" in str(error):
                raise SlotTaken(what) from error
        raise
    return session


@transaction.atomic
def cancel_session(*, session: TherapySession) -> TherapySession:
    """Cancels a booked session and takes back its reminders. Cancelling twice changes nothing."""
    locked = TherapySession.objects.select_for_update().get(pk=session.pk)
    if locked.state == State.CANCELLED:
        return locked
    if locked.state != State.BOOKED:
        raise ValidationError(_("Only a booked session can be cancelled."))
    locked.state = State.CANCELLED
    locked.save(update_fields=["state"])
    outbox.withdraw(prefix=f"session:{locked.pk}:", reason="session cancelled")
    return locked


@transaction.atomic
def note_attendance(*, session: TherapySession, state: TherapySession.State) -> TherapySession:
    """Notes that the client arrived, attended or did not attend, or takes that back (``BOOKED``).

    Raises ValidationError for a cancelled session, and for "attended" or "did not attend" before it has begun.
    """
    locked = TherapySession.objects.select_for_update().get(pk=session.pk)
    if State.CANCELLED in {locked.state, state}:
        raise ValidationError(_("A cancelled session stays cancelled; book a new one."))
    if state in {State.ATTENDED, State.MISSED} and locked.starts_at > timezone.now():
        raise ValidationError(_("The session has not begun."))
    locked.state = state
    locked.save(update_fields=["state"])
    return locked
