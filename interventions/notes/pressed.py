"""What is pressed beside a note while a session goes on: who attended, a number, the next session, what is given.

The buttons belong to the note's form, so that what was written so far is saved with them, with a script or without.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.questionnaires.actions import assign_questionnaire
from assessments.wording.queries import instruments
from clients.households.joint import people_of
from clients.models import CareRelation, Client
from clinic.core.access import Actor, ActorRequest
from clinic.core.forms import Refusals, errors_as_message
from interventions.exercises.actions import AlreadyAssigned, assign_exercise
from interventions.library.queries import exercises
from interventions.models import Plan, TherapySession
from interventions.notes.between import givable
from interventions.notices import acts
from interventions.notices.outcome import in_words
from interventions.notices.outlook import for_actor
from interventions.plans.queries import active_plan
from interventions.records.desk import press_desk
from interventions.sessions.actions import OnRecord, SlotTaken, minutes_of, note_attendance
from interventions.sessions.next_slot import next_free_slot
from interventions.sessions.queries import bookable_people, next_session_after, session_for
from interventions.sessions.series import when_in_words
from interventions.sessions.views.tracks import note_number

SHEET = "sheet"  # the button of a modality's own sheet
REFUSALS: Refusals = {
    OnRecord: lambda error: ValidationError(str(error)),
    SlotTaken: lambda error: ValidationError(str(error)),
    AlreadyAssigned: lambda error: ValidationError(_("The client already has this exercise.")),
}


def pressed_in(request: ActorRequest) -> str:
    """Which of the buttons was pressed; empty for none."""
    return next((name for name in ACTS if name in request.POST), "")


def press(request: ActorRequest, session: TherapySession, name: str) -> None:
    """Does what was pressed, and says on the next page what was done, or why it was not."""
    with errors_as_message(request, REFUSALS):
        if done := ACTS[name](request, session, request.POST[name]):
            messages.success(request, done)


def _track(request: ActorRequest, session: TherapySession, value: str) -> str:
    if problem := note_number(request, session):
        raise ValidationError(problem)
    return ""


def _desk(request: ActorRequest, session: TherapySession, value: str) -> str:
    return press_desk(session=session, by=request.actor, value=value)


def _sheet(request: ActorRequest, session: TherapySession, value: str) -> str:
    return ""  # saved before, by the view: what was typed on it must not be lost


def _attend(request: ActorRequest, session: TherapySession, value: str) -> str:
    if value not in {*TherapySession.OUTCOMES, TherapySession.State.BOOKED}:
        raise ValidationError(_("Choose attended or did not attend."))
    row = note_attendance(session=session_for(request.actor, session.pk), state=TherapySession.State(value))
    return _("Attendance: %(state)s.") % {"state": row.get_state_display()}


def proposal(session: TherapySession) -> TherapySession | None:
    """The next session as it could be booked in one press, not saved; None where there is one after this already, its
    therapist has left or only covers, or no week has room for it."""
    if session.therapist is None or not session.therapist.is_active or next_session_after(session):
        return None
    if not CareRelation.objects.current().filter(client__in=people_of(session), staff=session.therapist).exists():
        return None  # once the cover is over they would not reach the client
    return next_free_slot(session)


def could_come_alone(actor: Actor, session: TherapySession) -> list[Client]:
    """Who of the session's joint plan could come next without the others; nobody where the plan does not run."""
    plan = session.plan
    if plan is None or plan.household_id is None or plan.state != Plan.State.ACTIVE:
        return []
    return list(bookable_people(actor, [plan]))


def _alone(request: ActorRequest, session: TherapySession) -> Client | None:
    """Who was chosen to come alone; None: everybody. Raises ValidationError."""
    sent = request.POST.getlist("alone_with")
    if sent in ([], [""]):
        return None
    found = next((one for one in could_come_alone(request.actor, session) if [str(one.pk)] == sent), None)
    if found is None:
        raise ValidationError(_("Choose who takes part: everybody, or one person of the joint plan."))
    return found


def _book(request: ActorRequest, session: TherapySession, value: str) -> str:
    """Books the time that the button showed, and no other; for everybody, or for the one who was chosen."""
    row, found = session_for(request.actor, session.pk), proposal(session)
    if found is None:
        raise ValidationError(_("There is a next session already."))
    if value != found.starts_at.isoformat():
        raise ValidationError(_("That time is no longer free. Another one is proposed now."))
    plan = row.plan if row.plan and row.plan.state == Plan.State.ACTIVE else None
    done = acts.book(
        client=row.client,
        therapist_id=found.therapist_id,
        starts_at=found.starts_at,
        minutes=minutes_of(found),
        room=found.room,
        plan=plan,
        household=found.household,
        alone_with=_alone(request, row),
        link=found.link,
    )
    when = when_in_words(found.starts_at, timezone.get_current_timezone())
    told = in_words(for_actor(done.outcomes, request.actor))
    return " ".join(text for text in (_("Booked: %(when)s.") % {"when": when}, told) if text)


def _receiver(request: ActorRequest, session: TherapySession, value: str) -> Client:
    """To whom something is given: the one whose button was pressed. Raises ValidationError."""
    found = next((one for one in givable(request.actor, session) if str(one.pk) == value), None)
    if found is None:
        raise ValidationError(_("Choose somebody who takes part, and to whom you may give something."))
    return found


def _give_exercise(request: ActorRequest, session: TherapySession, value: str) -> str:
    client = _receiver(request, session, value)
    exercise = exercises().get(request.POST.get(f"exercise-{client.pk}", ""))
    if exercise is None:
        raise ValidationError(_("Choose an exercise."))
    assign_exercise(client=client, exercise=exercise, by=request.actor, plan=active_plan(client))
    return _("Given: %(title)s.") % {"title": exercise.title}


def _give_questionnaire(request: ActorRequest, session: TherapySession, value: str) -> str:
    client = _receiver(request, session, value)
    instrument = instruments().get(request.POST.get(f"questionnaire-{client.pk}", ""))
    if instrument is None:
        raise ValidationError(_("Choose a questionnaire."))
    assign_questionnaire(client=client, instrument=instrument, by=request.actor)
    return _("Given: %(title)s.") % {"title": instrument.short}


ACTS: Mapping[str, Callable[[ActorRequest, TherapySession, str], str]] = {
    "track": _track,
    "desk": _desk,
    SHEET: _sheet,
    "attend": _attend,
    "book": _book,
    "give_exercise": _give_exercise,
    "give_questionnaire": _give_questionnaire,
}
KEPT_OPEN = timedelta(hours=2)  # after its end a session's clock is no longer shown


def minutes_since_start(session: TherapySession, now: datetime) -> int | None:
    """Whole minutes since the session began; None before it and long after its end."""
    if not session.starts_at <= now <= session.ends_at + KEPT_OPEN:
        return None
    return int((now - session.starts_at).total_seconds() // 60)
