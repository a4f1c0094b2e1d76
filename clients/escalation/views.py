"""The steps by which further people are told of an alert."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from clients.alerts.queries import alert_rules
from clients.alerts.responsibility import cannot_act
from clients.escalation.actions import add_step, remove_step
from clients.escalation.forms import StepForm
from clients.escalation.queries import step_for, steps_kept
from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import errors_at_fields
from clinic.core.posting import sent_from


@page(May.MANAGE_PRACTICE)
def steps(request: ActorRequest) -> HttpResponse:
    """The practice's own steps, or the usual ones, and a place to add one."""
    return _steps(request, StepForm())


def _steps(request: ActorRequest, form: StepForm) -> HttpResponse:
    usual = alert_rules(request.actor.practice_id).escalate_minutes
    context = {
        "section": "practice",
        "steps": [(row, cannot_act(row.staff) if row.staff else "") for row in steps_kept()],
        "usual": (usual, 2 * usual),
        "form": form,
    }
    return render(request, "escalation/steps.html", context)


@sent_from("escalation:steps")
@page(May.MANAGE_PRACTICE)
def step_new(request: ActorRequest) -> HttpResponse:
    """Adds a step."""
    form = StepForm(request.POST)
    if form.is_valid():
        with errors_at_fields(form):
            add_step(practice_id=request.actor.practice_id, **form.cleaned_data)
            messages.success(request, _("Saved. It also applies to alerts that are open now."))
            return redirect("escalation:steps")
    return _steps(request, form)


@require_POST
@page(May.MANAGE_PRACTICE)
def step_remove(request: ActorRequest, step_id: UUID) -> HttpResponse:
    """Removes a step."""
    remove_step(step=step_for(step_id))
    messages.success(request, _("Removed."))
    return redirect("escalation:steps")
