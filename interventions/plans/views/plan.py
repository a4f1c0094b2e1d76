"""A plan's page: phases and gates, goals, the modality's own record with its picture."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render

from assessments.wording.queries import instruments
from clients.alerts.queries import open_alerts_among
from clients.health.queries import newest_facts
from clients.households.joint import people_of
from clients.queries import joint_violence, may_for, portal_access
from clients.reach.paper import client_pdf
from clinic.core import audit
from clinic.core.access import Actor, ActorRequest, May, may, page
from clinic.core.edit_forms import status_of
from clinic.core.forms import errors_as_message
from clinic.core.models import Practice
from clinic.core.paper import pdf_response
from interventions.catalogue import Modality
from interventions.diary.queries import NEWEST, entries_of, has_diary
from interventions.library.queries import modalities, modality_of_plan
from interventions.modalities.packages import kinds_of
from interventions.models import Plan
from interventions.plans import goals
from interventions.plans.forms import (
    AttainmentGoalForm,
    ChangeForm,
    ExitForm,
    FormulationForm,
    HealthReviewForm,
    MeasureGoalForm,
    PhaseForm,
    SpecialistForm,
)
from interventions.plans.goal_models import LEVELS
from interventions.plans.paper import plan_sheets
from interventions.plans.pictures import curve_of
from interventions.plans.queries import (
    client_in_plan,
    dissociation_forms,
    linked_of,
    overrides_of,
    phases_in_order,
    phases_with_conditions,
    plan_with,
    readable_people,
    reads_everybody,
    reviews_for,
    unreviewed_screens,
)
from interventions.plans.running import RunningCaution, health_cautions, reviews_by_answer
from interventions.records.paper import plan_pdf
from interventions.records.queries import due_again, pictures_of, record_of
from interventions.sessions.numbers import MOST_NUMBERS, numbers_given
from interventions.sessions.queries import next_session_of


@page(May.READ_RECORD)
def plan(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """Everything of one plan."""
    return show_plan(request, plan_with(request.actor, plan_id, May.READ_RECORD))


@page(May.READ_RECORD)
def as_pdf(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """The plan to print: pictures, phases, goals."""
    found = plan_with(request.actor, plan_id, May.READ_RECORD)
    for person in people_of(found):
        audit.log_access(person, f"plan {found.modality} pdf")
    practice = Practice.objects.get(pk=request.actor.practice_id)
    return pdf_response(f"plan-{found.modality}.pdf", plan_pdf(found, request.actor, practice.name))


@page(May.READ_RECORD)
def for_client(request: ActorRequest, plan_id: UUID, client_id: UUID) -> HttpResponse:
    """The plan in plain words, for one who takes part in it to take home."""
    found, size = plan_with(request.actor, plan_id, May.READ_RECORD), request.GET.get("size", "")
    client = client_in_plan(request.actor, found, client_id)
    content = client_pdf(client, lambda: plan_sheets(found, client), what="plan for client pdf", size=size)
    return pdf_response("plan.pdf", content)


class _Lists:
    """What a plan's page shows besides the plan itself, read in one statement."""

    def __init__(self, actor: Actor, plan: Plan, modality: Modality) -> None:
        self.goals = goals.readable_goals(actor, plan)
        self.alerts = open_alerts_among(actor, people_of(plan))
        self.overrides = overrides_of(actor, plan)
        self.next_session = next_session_of(plan)
        self.reviews = reviews_for(actor, plan)
        self.linked = linked_of(plan)
        self.dissociation = dissociation_forms(plan.client)
        self.portal = portal_access(plan.client)
        self.health = newest_facts(actor, people_of(plan))
        others = (self.goals, self.alerts, self.overrides, self.next_session, self.reviews, self.linked, self.portal)
        self.record = record_of(plan, modality, actor, *others, self.dissociation, self.health)

    def health_cautions(self, modality: Modality) -> list[RunningCaution]:
        """What is on file of somebody's health that the modality heeds, with what was considered."""
        whole = {row.pk: bool(getattr(row, "whole", False)) for row in self.reviews}
        return health_cautions(modality, self.health, reviews_by_answer(self.reviews, whole))


def show_plan(request: ActorRequest, found: Plan, **forms: object) -> HttpResponse:
    """The page of a plan, with forms that were not accepted."""
    actor, modality, known = request.actor, modality_of_plan(found), modalities()
    for person in people_of(found):
        audit.log_access(person, f"plan {modality.short}")
    prefetch_related_objects([found], phases_in_order())
    lists, whole = _Lists(actor, found, modality), may_for(actor, found.client, May.READ_RECORD)
    progress, t_score = goals.goal_progress(found, lists.goals)
    rows = {row.phase: row for row in found.phases.all()}
    running = found.state != Plan.State.ENDED
    health = lists.health_cautions(modality) if running else []
    readable = [found.client] if whole and not found.household_id else readable_people(actor, found)
    names = {key: instrument.short for key, instrument in instruments().items()}
    context: dict[str, object] = {
        "section": "caseload",
        "plan": found,
        "client": found.client,
        "open_alerts": lists.alerts,
        "modality": modality,
        "numbers": numbers_given([found])[:MOST_NUMBERS],
        "phases": [
            (phase, rows.get(phase.key), missing if whole else [])
            for phase, missing in phases_with_conditions(found, modality, lists.dissociation)
        ],
        "current": rows.get(found.phase),
        "overrides": lists.overrides,
        "kinds": [(kind, lists.record[kind.key]) for kind in kinds_of(modality.record_key)],
        "pictures": pictures_of(found, modality, lists.record, readable),
        "diary": entries_of(found)[:NEWEST] if whole and has_diary(found) else None,
        "due_again": due_again([found]).get(found.pk, []),
        "next_session": lists.next_session[0] if lists.next_session else None,
        "goals": [(one, curve_of(one, found)) for one in progress],
        "levels": LEVELS,
        "violence": joint_violence(actor, found),
        "health": health,
        "health_waiting": ",".join(str(one.fact.pk) for one in health if one.fact and not one.reviewed),
        "health_form": HealthReviewForm(),
        "may_review": may(actor, May.PLAN),
        "unreviewed": unreviewed_screens(actor, found) if may(actor, May.PLAN) else [],
        "reviews": lists.reviews,
        "printed_for": readable,
        "portal": bool(lists.portal),
        "reads_all": reads_everybody(actor, found),
        "t_score": t_score,
        "may_read_client": whole,
        "may_change": running and may_for(actor, found.client, May.PLAN),
        "phase_form": PhaseForm(modality=modality, current=found.phase),
        "change_form": ChangeForm(plan=found, known=known),
        "exit_form": forms.get("exit_form") or ExitForm(row=found, current=rows.get(found.phase)),
        "specialist_form": SpecialistForm(row=found),
        "formulation_form": FormulationForm(row=found, names=names),
        "linked": [(row, names.get(row.assessment.instrument, "")) for row in lists.linked],
        "measure_form": MeasureGoalForm(),
        "attainment_form": AttainmentGoalForm(),
    }
    return render(request, "plans/plan.html", context | forms, status=status_of(forms.values()))


def to_plan(found: Plan) -> HttpResponse:
    """Back to the page of a plan."""
    return redirect("plans:plan", found.pk)


def act_on(request: ActorRequest, found: Plan, act: Callable[[], object], message: str) -> HttpResponse:
    """Does it and goes back to the plan; what it refuses is shown there."""
    with errors_as_message(request):
        act()
        messages.success(request, message)
    return to_plan(found)
