"""What is done to a plan: phases and gates, cautions, formulation, agreement, pause, change, a look at an override."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from assessments.wording.queries import instruments
from clinic.core.access import ActorRequest, May, page
from clinic.core.forms import errors_at_fields
from clinic.core.posting import sent_from
from interventions.library.queries import modalities, modality_of_plan
from interventions.models import GateOverride, Plan
from interventions.plans import actions, agreement, phases, reviewing
from interventions.plans.forms import ChangeForm, ExitForm, FormulationForm, HealthReviewForm, PhaseForm, SpecialistForm
from interventions.plans.phases import GateShut
from interventions.plans.queries import current_phase, plan_with
from interventions.plans.views.beginning import BEGINNING
from interventions.plans.views.plan import act_on, show_plan, to_plan
from interventions.plans.views.tabs import Agreement


@sent_from("plans:plan", "plan_id")
@page(May.PLAN)
def record_exit(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Notes how it showed that the phase's exit criterion is met."""
    found = plan_with(request.actor, plan_id, May.PLAN)
    form = ExitForm(request.POST, row=found, current=current_phase(found))
    if form.is_valid():
        with errors_at_fields(form):
            phases.record_exit(plan=found, by=request.actor, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return to_plan(found)
    return show_plan(request, found, exit_form=form)


@sent_from("plans:plan", "plan_id")
@page(May.PLAN)
def move(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Enters a phase; a shut gate says what is missing and asks why."""
    found = plan_with(request.actor, plan_id, May.PLAN)
    modality = modality_of_plan(found)
    form = PhaseForm(request.POST, modality=modality, current=found.phase)
    if form.is_valid():
        with errors_at_fields(form, {GateShut: lambda shut: ValidationError({"phase": [*map(str, shut.unmet)]})}):
            phases.move_to_phase(plan=found, by=request.actor, **form.cleaned_data)
            messages.success(
                request, _("The plan is in “%(name)s”.") % {"name": modality.phase(form.cleaned_data["phase"]).name}
            )
            return to_plan(found)
    return show_plan(request, found, phase_form=form)


@sent_from("plans:plan", "plan_id")
@page(May.PLAN)
def review(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Records that what speaks against a running plan was reviewed, and why it continues."""
    found, reason = plan_with(request.actor, plan_id, May.READ_RECORD), request.POST.get("reason", "")

    def act() -> None:
        reviewing.review_cautions(plan=found, by=request.actor, reason=reason)

    return act_on(
        request, found, act, _("Review saved. It no longer appears on Today, unless there is a newer answer.")
    )


@sent_from("plans:plan", "plan_id")
@page(May.PLAN)
def review_health(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Records that what is on file of somebody's health was considered, and why the plan continues."""
    found, form = plan_with(request.actor, plan_id, May.READ_RECORD), HealthReviewForm(request.POST)
    if form.is_valid():
        with errors_at_fields(form):
            reviewing.review_health(plan=found, by=request.actor, **form.cleaned_data)
            messages.success(request, _("Saved. It asks again once there is a newer answer."))
            return to_plan(found)
    return show_plan(request, found, health_form=form)


@sent_from("plans:plan-agreement", "plan_id")
@page(May.PLAN)
def formulation(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Changes the formulation, what it is based on, and the review date."""
    found = plan_with(request.actor, plan_id, May.PLAN)
    names = {key: instrument.short for key, instrument in instruments().items()}
    form = FormulationForm(request.POST, row=found, names=names)
    if form.is_valid():
        with errors_at_fields(form):
            actions.change_plan(plan=found, **form.cleaned_data)
            messages.success(request, _("Saved."))
            return to_plan(found, Agreement)
    return show_plan(request, found, Agreement, formulation_form=form)


@sent_from("plans:plan-agreement", "plan_id")
@page(May.PLAN)
def agree(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Notes that the client agreed, or asks them on their own pages."""
    found = plan_with(request.actor, plan_id, May.PLAN)
    if "ask" in request.POST:
        shown = _("The plan is on the client's page.")
        return act_on(request, found, lambda: agreement.ask_agreement(plan=found), shown, Agreement)

    def note() -> None:
        agreement.note_agreement(plan=found, how=Plan.Agreed.TOLD)

    return act_on(request, found, note, _("Saved."), Agreement)


@sent_from("plans:plan", "plan_id")
@page(May.PLAN)
def specialist(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Notes a specialist's assessment."""
    found = plan_with(request.actor, plan_id, May.PLAN)
    form = SpecialistForm(request.POST, row=found)
    if form.is_valid():
        text, revision = form.cleaned_data["specialist_note"], form.cleaned_data["revision"]
        with errors_at_fields(form):
            actions.note_specialist(plan=found, text=text, revision=revision)
            messages.success(request, _("Saved."))
            return to_plan(found)
    return show_plan(request, found, specialist_form=form)


@sent_from("plans:plan-agreement", "plan_id")
@page(May.PLAN)
def pause(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Pauses the plan, or takes it up again."""
    found, wanted = plan_with(request.actor, plan_id, May.PLAN), request.POST.get("pause") == "1"
    message = _("Paused.") if wanted else _("Taken up again.")
    return act_on(request, found, lambda: actions.pause_plan(plan=found, pause=wanted), message, Agreement)


@sent_from("plans:plan-agreement", "plan_id")
@page(May.PLAN)
def change(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Ends the plan, or continues with another modality."""
    found = plan_with(request.actor, plan_id, May.PLAN)
    known = modalities()
    form = ChangeForm(request.POST, plan=found, known=known)
    if form.is_valid():
        outcome, wanted = form.cleaned_data["outcome"], form.cleaned_data["modality"]
        with errors_at_fields(form, BEGINNING):
            if not wanted:
                actions.end_plan(plan=found, outcome=outcome)
                return redirect("workspace:client", found.client_id)
            made = actions.change_modality(
                plan=found,
                modality=known[wanted],
                by=request.actor,
                outcome=outcome,
                caution_reason=form.cleaned_data["caution_reason"],
                reason=form.cleaned_data["reason"],
            )
            return to_plan(made)
    return show_plan(request, found, Agreement, change_form=form)


@sent_from("plans:plan", "plan_id")
@page(May.SEE_CASELOAD)
def see(request: ActorRequest, plan_id: UUID, override_id: UUID) -> HttpResponse:
    """A supervisor has looked at an override."""
    found = plan_with(request.actor, plan_id, May.SEE_CASELOAD)
    override = get_object_or_404(GateOverride, pk=override_id, plan=found)
    return act_on(request, found, lambda: phases.see_override(override=override, by=request.actor), _("Saved."))
