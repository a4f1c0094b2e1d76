"""Assigning a plan, booking a session, giving an exercise."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.queries import latest_with_plane
from clients.models import CareRelation, Client
from clients.queries import client_for, visible
from clinic.core.access import ActorRequest, May, page
from clinic.core.models import Staff
from clinic.desk.forms.base import errors_into
from clinic.desk.forms.library import FilterForm
from clinic.desk.forms.work import BookForm, ExerciseForm, PlanForm
from interventions.cautions import for_file, for_modality
from interventions.exercises.actions import AlreadyAssigned, assign_exercise, stop_exercise
from interventions.exercises.queries import assignment_with
from interventions.models import Plan, TherapySession
from interventions.own.queries import chosen_exercises, exercises, modalities
from interventions.plans.actions import PlanExists, assign_plan
from interventions.plans.queries import active_plan, file_of
from interventions.sessions.actions import SlotTaken, book_session, cancel_session, note_attendance
from interventions.sessions.queries import day_bounds, session_for, sessions


@page(May.PLAN)
def plan(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Choose a modality, with what speaks for and against it in view."""
    client = client_for(request.actor, client_id, May.PLAN)
    partners = visible(request.actor, May.PLAN).exclude(pk=client.pk).order_by("sort_name")
    known = modalities()
    form = PlanForm(request.POST or None, partners=partners, known=known)
    if form.is_valid():
        found = form.cleaned_data
        try:
            assign_plan(client=client, by=request.actor, **found | {"modality": known[found["modality"]]})
        except PlanExists as error:
            form.add_error("modality", _("There is an active %(name)s plan already.") % {"name": error})
        except ValidationError as error:
            errors_into(form, error)
        else:
            messages.success(request, _("The %(name)s plan begins.") % {"name": known[found["modality"]].short})
            return redirect("desk:client", client.pk)
    placed, file = latest_with_plane(client), file_of(client)
    rows = [
        (
            modality, bool(placed and placed.style in modality.indicated_for), modality.key == form["modality"].value(),
            for_modality(modality, file, couple="couple" in modality.formats),
        )
        for modality in known.values()
    ]  # fmt: skip
    context = {
        "section": "caseload", "client": client, "form": form, "rows": rows, "placed": placed,
        "cautions": for_file(file),
    }  # fmt: skip
    return render(request, "desk/plan_new.html", context)


@page(May.BOOK)
def book(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """One session; what the day holds already stands beside the form."""
    client = client_for(request.actor, client_id, May.BOOK)
    therapists = Staff.objects.filter(
        is_active=True, pk__in=CareRelation.objects.filter(client=client, until__isnull=True).values("staff")
    ).order_by("name")
    current = active_plan(client)
    lead = client.care.filter(until__isnull=True).order_by("part").first()
    initial = {
        "day": timezone.localdate() + timedelta(days=7), "time": "10:00", "plan": current.pk if current else None,
        "therapist": lead.staff_id if lead else None,
    }  # fmt: skip
    plans = client.plans.filter(state=Plan.State.ACTIVE)
    form = BookForm(request.POST or None, initial=initial, therapists=therapists, plans=plans, known=modalities())
    if form.is_valid():
        found = form.cleaned_data
        try:
            made = book_session(
                client=client, therapist_id=found["therapist"].pk, starts_at=found["starts_at"],
                minutes=found["minutes"], room=found["room"], plan=found["plan"],
            )  # fmt: skip
        except SlotTaken as error:
            form.add_error("time", str(error))
        except ValidationError as error:
            errors_into(form, error)
        else:
            local = timezone.localtime(made.starts_at)
            messages.success(request, _("Booked: %(when)s.") % {"when": f"{local:%a %d %b, %H:%M}"})
            return redirect("desk:client-sessions", client.pk)
    context = {"section": "caseload", "client": client, "form": form, "day_sessions": _day_of(request, form, client)}
    return render(request, "desk/book.html", context)


def _day_of(request: ActorRequest, form: BookForm, client: Client) -> Any:
    """The therapist's other sessions on the day that was tried."""
    cleaned: dict[str, Any] = getattr(form, "cleaned_data", {})
    if not cleaned.get("day") or not cleaned.get("therapist"):
        return []
    start, end = day_bounds(cleaned["day"])
    found = sessions(request.actor).filter(therapist=cleaned["therapist"], starts_at__gte=start, starts_at__lt=end)
    return found.exclude(state="cancelled")


@require_POST
@page(May.BOOK)
def cancel(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """Cancels a booked session."""
    session = session_for(request.actor, session_id)
    try:
        cancel_session(session=session)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("The session is cancelled, and its reminder with it."))
    return redirect("desk:client-sessions", session.client_id)


@require_POST
@page(May.BOOK)
def attendance(request: ActorRequest, session_id: UUID) -> HttpResponse:
    """Notes that the client came or did not, or takes that back; returns to the page it was noted on."""
    session = session_for(request.actor, session_id)
    state = request.POST.get("state", "")
    try:
        if state not in TherapySession.State.values:
            raise ValidationError(_("Choose arrived, attended or did not attend."))
        note_attendance(session=session, state=TherapySession.State(state))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    if request.POST.get("from") == "today":
        return redirect("desk:today")
    return redirect("desk:client-sessions", session.client_id)


@page(May.PLAN)
def exercise(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """An exercise of the library for this client; the library beside it can be filtered."""
    client = client_for(request.actor, client_id, May.PLAN)
    library, known = exercises(), modalities()
    form = ExerciseForm(
        request.POST or None, known=library.values(), initial={"exercise": request.GET.get("exercise", "")}
    )
    if form.is_valid():
        found = form.cleaned_data
        try:
            assign_exercise(
                client=client, by=request.actor, plan=active_plan(client),
                **found | {"exercise": library[found["exercise"]]},
            )  # fmt: skip
        except AlreadyAssigned:
            form.add_error("exercise", _("The client has this exercise."))
        except ValidationError as error:
            errors_into(form, error)
        else:
            messages.success(request, _("The exercise is on the client's page."))
            return redirect("desk:client-exercises", client.pk)
    filters = FilterForm(request.GET, known=known)
    context = {
        "section": "caseload", "client": client, "form": form, "filters": filters, "modalities": known,
        "library": chosen_exercises(library.values(), **filters.chosen()),
    }  # fmt: skip
    return render(request, "desk/exercise_new.html", context)


@require_POST
@page(May.PLAN)
def exercise_stop(request: ActorRequest, assignment_id: UUID) -> HttpResponse:
    """The client no longer has the exercise."""
    assignment = assignment_with(request.actor, assignment_id, May.PLAN)
    stop_exercise(assignment=assignment)
    messages.success(request, _("Stopped. What was logged stays."))
    return redirect("desk:client-exercises", assignment.client_id)
