"""The client's pages: uncluttered, one thing at a time, plain words."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from assessments.questionnaires.queries import portal_questionnaires
from clients.models import Client
from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import errors_at_fields
from clinic.core.models import Practice
from interventions.catalogue import pages
from interventions.diary.queries import keeps_diary, portal_cards
from interventions.education.actions import mark_page_opened, mark_page_read
from interventions.education.queries import portal_reading, portal_readings
from interventions.exercises.actions import NotOpen, log_exercise
from interventions.exercises.log_form import LogForm
from interventions.exercises.models import ExerciseLog, Worsening
from interventions.exercises.queries import is_inactive, open_assignments, portal_assignment, steadying_for
from interventions.exercises.words import rated_words
from interventions.library.queries import exercises_given, modality_of_plan
from interventions.plans.agreement import answer_agreement
from interventions.plans.explained import explained
from interventions.plans.queries import goals_shown, plans_to_agree, portal_plan
from interventions.sessions.feed import as_icalendar
from interventions.sessions.queries import portal_appointments


def portal_client_id(request: ActorRequest) -> UUID:
    """The client record of the person who asks; Http404 without one."""
    if request.actor.person_id is None:
        raise Http404("no record")
    return request.actor.person_id


@page(May.USE_PORTAL)
def today(request: ActorRequest) -> HttpResponse:
    """The exercises of today, questions, something to agree to or to read, and the next appointment."""
    client_id = portal_client_id(request)
    rows = list(open_assignments(client_id))
    library = exercises_given(rows)
    given = [(row, library[row.exercise, row.version]) for row in rows if (row.exercise, row.version) in library]
    due = [pair for pair in given if not pair[0].done_today and not pair[0].put_off_today]  # type: ignore[attr-defined]
    readings = [(row, known) for row in portal_readings(client_id)[:20] if (known := pages().get(row.page))]
    context = {
        "section": "today",
        "due": due,
        "later": [pair for pair in given if pair not in due],
        "questionnaires": portal_questionnaires(client_id),
        "plans": plans_to_agree(client_id),
        "to_read": [pair for pair in readings if pair[0].read_at is None],
        "have_read": [pair for pair in readings if pair[0].read_at is not None],
        "cards": portal_cards(client_id),
        "keeps_diary": keeps_diary(client_id),
        "appointment": portal_appointments(client_id).first(),
        "zone": Client.objects.only("time_zone").get(pk=client_id).time_zone or str(timezone.get_current_timezone()),
    }
    return render(request, "portal/today.html", context)


@page(May.USE_PORTAL)
def appointment_file(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """One's own appointment for a calendar of one's own: when and where, not what for."""
    session = portal_appointments(portal_client_id(request)).filter(pk=session_id).first()
    if session is None:
        raise Http404("no such appointment")
    practice = Practice.objects.get(pk=request.actor.practice_id)
    content = as_icalendar([session], name=practice.sender_name)
    headers = {"Content-Disposition": 'attachment; filename="appointment.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


@page(May.USE_PORTAL)
def exercise(request: ActorRequest, assignment_id: UUID) -> HttpResponse:
    """One exercise: how tense before, the steps one at a time, how tense after, a line, done."""
    if is_inactive(portal_client_id(request), assignment_id):  # stopped while it was open on the phone
        return _not_active(request)
    assignment = portal_assignment(portal_client_id(request), assignment_id)
    known = exercises_given([assignment]).get((assignment.exercise, assignment.version))
    if known is None:
        raise Http404("no such exercise")
    form = LogForm(request.POST or None, exercise=known, initial={"key": uuid7()})
    if form.is_valid():
        with errors_at_fields(form):
            try:
                log = log_exercise(assignment=assignment, **form.cleaned())
            except NotOpen:  # stopped between the two
                return _not_active(request)
            if log.worsening:  # no praise, and no way on but help
                return redirect("portal:exercise-worse", assignment.pk)
            later = log.done == ExerciseLog.Done.NO
            messages.success(request, _("All right. Another day.") if later else _("Saved. Your therapist can see it."))
            return redirect("portal:today")
    context: dict[str, object] = {
        "section": "today",
        "assignment": assignment,
        "exercise": known,
        "rated": rated_words(known),
        "form": form,
        "steps": form.steps(),
    }
    return render(request, "portal/exercise.html", context)


def _not_active(request: ActorRequest) -> HttpResponse:
    """Back to today, where it is said that the exercise does not run and what that means for what was typed."""
    messages.info(
        request,
        _("This exercise is not active now, so your answers were not saved. Your therapist can tell you more.")
        if request.method == "POST"
        else _("This exercise is not active now. You do not need to do it."),
    )
    return redirect("portal:today")


@page(May.USE_PORTAL)
def exercise_worse(request: ActorRequest, assignment_id: UUID) -> HttpResponse:
    """After an exercise that made things worse: that it did, what steadies, and help."""
    client_id = portal_client_id(request)
    assignment = portal_assignment(client_id, assignment_id)
    known = exercises_given([assignment]).get((assignment.exercise, assignment.version))
    if known is None or not Worsening.objects.filter(log__assignment=assignment).exists():
        return redirect("portal:today")
    steadying, given = steadying_for(known, client_id)
    context = {"section": "today", "exercise": known, "steadying": steadying, "given": given}
    return render(request, "portal/exercise_worse.html", context)


@page(May.USE_PORTAL)
def reading(request: ActorRequest, reading_id: UUID) -> HttpResponse:
    """A page to read; the receipt says when it was opened, and when the client said that they have read it."""
    found = portal_reading(portal_client_id(request), reading_id)
    known = pages().get(found.page)
    if known is None:
        raise Http404("no such page")
    if request.method == "POST":
        mark_page_read(reading=found)
        messages.success(request, _("Thank you. It stays here if you want to read it again."))
        return redirect("portal:today")
    mark_page_opened(reading=found)
    return render(request, "portal/reading.html", {"section": "today", "reading": found, "page": known})


@page(May.USE_PORTAL)
def plan(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """What we plan to do, to agree to or to ask about."""
    found = portal_plan(portal_client_id(request), plan_id)
    modality = modality_of_plan(found)
    errors: list[str] = []
    to_agree = found.client_id == portal_client_id(request)
    if request.method == "POST" and to_agree:
        asking = "ask" in request.POST
        try:
            answer_agreement(plan=found, question=request.POST.get("question", "") if asking else None)
        except ValidationError as error:
            errors = error.messages
        else:
            messages.success(
                request, _("Your therapist sees it and will talk with you.") if asking else _("Saved. Thank you.")
            )
            return redirect("portal:today")
    context = {
        "section": "today",
        "plan": found,
        "modality": modality,
        "explained": explained(modality),
        "errors": errors,
        "to_agree": to_agree,
        "goals": goals_shown(found, portal_client_id(request)),
    }
    return render(request, "portal/plan.html", context)
