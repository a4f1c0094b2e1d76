"""Reads of plans."""

from datetime import date
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils import timezone

from clients.models import Client
from clients.queries import visible
from clinic.core.access import Actor, May
from interventions.catalogue import modalities
from interventions.models import Plan, PlanPhase


def plans(actor: Actor) -> QuerySet[Plan]:
    """Plans of clients whose records the actor may read, newest first, with their phases."""
    return (
        Plan.objects.filter(client__in=visible(actor, May.READ_RECORD))
        .select_related("client", "partner")
        .prefetch_related(Prefetch("phases", PlanPhase.objects.order_by("entered_on", "id")))
        .order_by("-started_on", "-id")
    )


def plan_for(actor: Actor, plan_id: UUID) -> Plan:
    """The plan, if the actor may read it; otherwise Http404."""
    plan = plans(actor).filter(pk=plan_id).first()
    if plan is None:
        raise Http404("no such plan")
    return plan


def active_plan(client: Client) -> Plan | None:
    """The client's newest active plan, with its phases."""
    return client.plans.filter(state=Plan.State.ACTIVE).prefetch_related("phases").order_by("-started_on").first()


def ribbon(plan: Plan | None) -> list[tuple[str, date, date]]:
    """A plan's phases as (name, from, to) for a chart."""
    known = modalities().get(plan.modality) if plan else None
    if plan is None or known is None:
        return []
    names = {phase.key: phase.name for phase in known.phases}
    today = timezone.localdate()
    rows = sorted(plan.phases.all(), key=lambda row: row.entered_on)
    return [(names.get(row.phase, row.phase), row.entered_on, row.left_on or today) for row in rows]
