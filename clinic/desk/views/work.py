"""Assigning a plan, giving an exercise."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments.queries import latest_with_plane
from clients.contact import closed_channels
from clients.queries import client_for, visible
from clinic.core.access import ActorRequest, May, page
from clinic.desk.forms.base import errors_into
from clinic.desk.forms.library import FilterForm
from clinic.desk.forms.work import NEEDS_REASON, ExerciseForm, PlanForm
from interventions.cautions import for_file, for_modality
from interventions.exercises.actions import AlreadyAssigned, assign_exercise, stop_exercise
from interventions.exercises.queries import assignment_with
from interventions.own.queries import chosen_exercises, exercises, modalities
from interventions.plans.actions import GateShut, PlanExists, assign_plan
from interventions.plans.queries import active_plan, file_of


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
        except GateShut as shut:
            form.add_error("reason", [*shut.unmet, NEEDS_REASON])
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
            modality,
            bool(placed and placed.style in modality.indicated_for),
            modality.key == form["modality"].value(),
            for_modality(modality, file, couple="couple" in modality.formats),
        )
        for modality in known.values()
    ]
    context = {
        "section": "caseload",
        "client": client,
        "form": form,
        "rows": rows,
        "placed": placed,
        "cautions": for_file(file),
    }
    return render(request, "desk/plan_new.html", context)


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
                client=client,
                by=request.actor,
                plan=active_plan(client),
                **found | {"exercise": library[found["exercise"]]},
            )
        except AlreadyAssigned:
            form.add_error("exercise", _("The client has this exercise."))
        except ValidationError as error:
            errors_into(form, error)
        else:
            messages.success(request, _("The exercise is on the client's page."))
            return redirect("desk:client-exercises", client.pk)
    filters = FilterForm(request.GET, known=known)
    context = {
        "section": "caseload",
        "client": client,
        "form": form,
        "filters": filters,
        "modalities": known,
        "library": chosen_exercises(library.values(), **filters.chosen()),
        "closed": closed_channels(client),
    }
    return render(request, "desk/exercise_new.html", context)


@require_POST
@page(May.PLAN)
def exercise_stop(request: ActorRequest, assignment_id: UUID) -> HttpResponse:
    """The client no longer has the exercise."""
    assignment = assignment_with(request.actor, assignment_id, May.PLAN)
    stop_exercise(assignment=assignment)
    messages.success(request, _("Stopped. What was logged stays."))
    return redirect("desk:client-exercises", assignment.client_id)
