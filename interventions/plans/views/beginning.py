"""A plan begins: a modality is chosen, with what speaks for and against it in view."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from clients.episodes.actions import refused_giving
from clients.households.actions import household_with
from clients.queries import client_for, listed
from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import Refusals, errors_at_fields
from interventions.cautions import for_file
from interventions.choosing.queries import cases_for
from interventions.forms import NEEDS_REASON
from interventions.library.queries import modalities
from interventions.plans.actions import PlanExists, assign_plan
from interventions.plans.forms import PlanForm
from interventions.plans.phases import GateShut
from interventions.plans.queries import file_of

# What keeps a plan from beginning, at the field that answers it.
BEGINNING: Refusals = {
    GateShut: lambda shut: ValidationError({"reason": [*map(str, shut.unmet), NEEDS_REASON]}),
    PlanExists: lambda error: ValidationError(
        {"modality": _("There is already an active %(name)s plan.") % {"name": error}}
    ),
}


@page(May.PLAN)
def assign(request: ActorRequest, client_id: UUID) -> HttpResponse:
    """Choose a modality, with what speaks for and against it in view."""
    client = client_for(request.actor, client_id, May.PLAN)
    others = listed(request.actor, May.PLAN).exclude(pk=client.pk).order_by("sort_name")
    known = modalities()
    form = PlanForm(request.POST or None, known=known)
    form.offer_together(request.actor, May.PLAN, client, others, _("alone"))
    if form.is_valid():
        found = dict(form.cleaned_data)
        with errors_at_fields(form, BEGINNING):
            household = household_with(client=client, household=found.pop("household"), partner=found.pop("partner"))
            modality = known[found.pop("modality")]
            assign_plan(client=client, by=request.actor, household=household, modality=modality, **found)
            messages.success(request, _("The %(name)s plan has begun.") % {"name": modality.short})
            return redirect("workspace:client", client.pk)
    file = file_of(request.actor, client)
    context = {
        "section": "caseload",
        "client": client,
        "form": form,
        "cases": cases_for(client, file),
        "chosen": form["modality"].value(),
        "cautions": for_file(file),
        "refused": refused_giving(client),
    }
    return render(request, "plans/plan_new.html", context)
