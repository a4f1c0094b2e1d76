"""Assigning a plan, giving an exercise."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.episodes.actions import refused_giving
from clients.queries import client_for, has_portal
from clients.reach.actions import closed_channels
from clients.reach.paper import client_pdf
from clients.shell import Header, render_tab
from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import errors_as_message, errors_at_fields
from clinic.core.paper import pdf_response
from clinic.core.posting import sent_from
from interventions.catalogue import pages
from interventions.cautions import for_exercise, health_to_ask, while_it_runs
from interventions.education.forms import PageForm
from interventions.education.queries import readings
from interventions.exercises.actions import (
    AlreadyAssigned,
    AlreadyRead,
    NotWorse,
    assign_exercise,
    read_worsening,
    stop_exercise,
)
from interventions.exercises.course import choices_made, courses, log_rows
from interventions.exercises.forms import ExerciseForm
from interventions.exercises.paper import exercise_sheets
from interventions.exercises.queries import (
    adherence_of,
    assignment_with,
    exercise_file,
    exercise_of,
    exercises_before,
    log_with,
    logs_to_show,
    open_assignments,
    resting_assignments,
    suggestions_for,
    without_private,
)
from interventions.exercises.words import rated_words
from interventions.library.forms import FilterForm
from interventions.library.queries import chosen_exercises, exercises, exercises_given, modalities
from interventions.plans.queries import active_plan

LOGS_A_PAGE = 30


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
        assigned = ValidationError({"exercise": _("The client already has this exercise.")})
        with errors_at_fields(form, {AlreadyAssigned: lambda error: assigned}):
            assign_exercise(
                client=client,
                by=request.actor,
                plan=active_plan(client),
                **found | {"exercise": library[found["exercise"]]},
            )
            messages.success(
                request,
                _("The exercise is on the client's page.")
                if has_portal(client)
                else _("Exercise given. The client has no sign-in for the portal: print it here."),
            )
            return redirect("exercises:client-exercises", client.pk)
    filters, file = FilterForm(request.GET, known=known), exercise_file(request.actor, client)
    context = {
        "section": "caseload",
        "client": client,
        "form": form,
        "filters": filters,
        "modalities": known,
        "library": [
            (one, for_exercise(one, file), health_to_ask(one.caution_kinds, file))
            for one in chosen_exercises(library.values(), **filters.chosen())
        ],
        "closed": closed_channels(client),
        "refused": refused_giving(client),
    }
    return render(request, "exercises/exercise_new.html", context)


@page(May.READ_RECORD)
def as_pdf(request: ActorRequest, assignment_id: UUID) -> HttpResponse:
    """The exercise to take home, with room to write."""
    row = assignment_with(request.actor, assignment_id, May.READ_RECORD)
    known, size = exercise_of(row), request.GET.get("size", "")
    content = client_pdf(row.client, lambda: exercise_sheets(row, known), what="exercise pdf", size=size)
    return pdf_response("exercise.pdf", content)


@require_POST
@page(May.PLAN)
def exercise_stop(request: ActorRequest, assignment_id: UUID) -> HttpResponse:
    """The client no longer has the exercise."""
    assignment = assignment_with(request.actor, assignment_id, May.PLAN)
    stop_exercise(assignment=assignment)
    messages.success(request, _("Exercise stopped. Its log stays in the record."))
    return redirect("exercises:client-exercises", assignment.client_id)


@page(May.READ_RECORD)
def exercise_log(request: ActorRequest, assignment_id: UUID) -> HttpResponse:
    """What was noted of one exercise: every time as a row, and the small course of each number."""
    row = assignment_with(request.actor, assignment_id, May.READ_RECORD)
    known = exercise_of(row)
    shown = Paginator(row.logs.select_related("assignment").order_by("-at", "-id"), LOGS_A_PAGE)
    logs = shown.get_page(request.GET.get("page"))
    rows = log_rows(logs, {(row.exercise, row.version): known})
    context = {
        "assignment": row,
        "exercise": known,
        "rated": rated_words(known),
        "rows": rows,
        "logs": logs,
        "courses": courses(rows, known),
        "choices": choices_made(rows, known),
    }
    header = Header(request.actor, row.client).fetch()
    return render_tab(request, header, "exercises:client-exercises", "exercises/exercise_log.html", context)


@sent_from("exercises:client-exercises", "client_id")
@page(May.PLAN)
def worsening_read(request: ActorRequest, client_id: UUID, log_id: UUID) -> HttpResponse:
    """That it was read that an exercise made things worse, with what was decided."""
    log = log_with(request.actor, log_id, May.PLAN, client_id)
    not_worse = ValidationError(_("This exercise was not rated worse, so there is nothing to read."))
    kept = {NotWorse: lambda error: not_worse, AlreadyRead: lambda error: ValidationError(str(error))}
    with errors_as_message(request, kept):
        read_worsening(log=log, by=request.actor, note=request.POST.get("note", ""))
        messages.success(request, _("Saved. It is no longer on Today."))
    return redirect("exercises:client-exercises", log.client_id)


@page(May.READ_RECORD)
def client_exercises(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """What the client practises and reads, and how it went."""
    client = client_for(request.actor, client_id, May.READ_RECORD)
    running, resting, given_pages = open_assignments(client.pk), resting_assignments(client.pk), readings(request.actor)
    logs = logs_to_show(client)
    given_pages = given_pages.filter(client=client)[:30]
    before = exercises_before(client)
    header = Header(request.actor, client).fetch(running, resting, logs, given_pages, before)
    given, adherence = without_private(request.actor, running), adherence_of(client)
    known = exercises_given(
        [*given, *resting, *before, *(one.assignment for one in adherence), *(log.assignment for log in logs)]
    )
    file, is_in_treatment = exercise_file(request.actor, client), any(one.closed_on is None for one in header.episodes)
    shown_now = [(row, known.get((row.exercise, row.version))) for row in given]
    context = {
        "given": [(row, one, while_it_runs(one, file) if one else []) for row, one in shown_now],
        "resting": [(row, known.get((row.exercise, row.version))) for row in resting],
        "before": [(row, known.get((row.exercise, row.version))) for row in before],
        "logs": log_rows(logs, known),
        "adherence": [
            (one, known.get((one.assignment.exercise, one.assignment.version)))
            for one in adherence
            if one.rated or any(one.weeks)
        ],
        "suggestions": suggestions_for(client, [*given, *resting], file) if is_in_treatment else [],
        "readings": [(row, pages().get(row.page)) for row in given_pages],
        "page_form": PageForm(known=pages()),
    }
    return render_tab(request, header, "exercises:client-exercises", "exercises/client_exercises.html", context)
