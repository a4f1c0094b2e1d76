"""A plan's page: its head, what asks for care, and one of its tabs."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render

from clients.alerts.queries import open_alerts_among
from clients.alerts.standing import chips_by_client
from clients.health.queries import newest_facts
from clients.households.joint import people_of
from clients.queries import joint_violence, may_for
from clients.reach.paper import client_pdf
from clinic.core import audit
from clinic.core.access import ActorRequest, May, may, page
from clinic.core.edit_forms import status_of
from clinic.core.forms import errors_as_message
from clinic.core.models import Practice
from clinic.core.paper import pdf_response
from clinic.core.together import fetch_together
from interventions.library.queries import modality_of_plan
from interventions.models import Plan
from interventions.plans.forms import HealthReviewForm
from interventions.plans.paper import plan_sheets
from interventions.plans.queries import (
    client_in_plan,
    phases_in_order,
    plan_with,
    reads_everybody,
    reviews_for,
    unreviewed_screens,
)
from interventions.plans.running import health_cautions, reviews_by_answer
from interventions.plans.views.tabs import TABS, Agreement, Course, Goals, PlanTab, Record
from interventions.records.paper import plan_pdf


@page(May.READ_RECORD)
def plan(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """The first tab: what is needed in the room."""
    return show_plan(request, plan_with(request.actor, plan_id, May.READ_RECORD))


@page(May.READ_RECORD)
def plan_record(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """The modality's own record."""
    return show_plan(request, plan_with(request.actor, plan_id, May.READ_RECORD), Record)


@page(May.READ_RECORD)
def plan_goals(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """The plan's goals."""
    return show_plan(request, plan_with(request.actor, plan_id, May.READ_RECORD), Goals)


@page(May.READ_RECORD)
def plan_agreement(request: ActorRequest, plan_id: UUID) -> HttpResponse:
    """What was agreed: agreement, formulation, papers, pause and end."""
    return show_plan(request, plan_with(request.actor, plan_id, May.READ_RECORD), Agreement)


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


def show_plan(request: ActorRequest, found: Plan, part: type[PlanTab] = Course, **forms: object) -> HttpResponse:
    """One tab of the page of a plan, with forms that were not accepted. What asks for care is above every tab."""
    actor, modality = request.actor, modality_of_plan(found)
    for person in people_of(found):
        audit.log_access(person, f"plan {modality.short}")
    prefetch_related_objects([found], phases_in_order())
    tab, people = part(actor, found, modality), people_of(found)
    alerts, reviews, facts = open_alerts_among(actor, people), reviews_for(actor, found), newest_facts(actor, people)
    fetch_together(alerts, reviews, facts, *tab.lists)
    running = found.state != Plan.State.ENDED
    considered = reviews_by_answer(reviews, {row.pk: bool(getattr(row, "whole", False)) for row in reviews})
    health = health_cautions(modality, facts, considered) if running else []
    context: dict[str, object] = {
        "section": "caseload",
        "plan": found,
        "client": found.client,
        "modality": modality,
        "phase": modality.phase(found.phase),
        "parts": TABS,
        "tab": tab,
        "alert_chips": chips_by_client(alerts),
        "violence": joint_violence(actor, found),
        "health": health,
        "health_waiting": ",".join(str(one.fact.pk) for one in health if one.fact and not one.reviewed),
        "health_form": HealthReviewForm(),
        "may_review": may(actor, May.PLAN),
        "unreviewed": unreviewed_screens(actor, found) if may(actor, May.PLAN) else [],
        "reviews": reviews,
        "reads_all": reads_everybody(actor, found),
        "may_read_client": tab.whole,
        "may_change": running and may_for(actor, found.client, May.PLAN),
    }
    return render(request, tab.template, context | tab.context(forms) | forms, status=status_of(forms.values()))


def to_plan(found: Plan, part: type[PlanTab] = Course) -> HttpResponse:
    """Back to a tab of the page of a plan."""
    return redirect(part.route, found.pk)


def act_on(
    request: ActorRequest, found: Plan, act: Callable[[], object], message: str, part: type[PlanTab] = Course
) -> HttpResponse:
    """Does it and goes back to the plan's tab; what it refuses is shown there."""
    with errors_as_message(request):
        act()
        messages.success(request, message)
    return to_plan(found, part)
