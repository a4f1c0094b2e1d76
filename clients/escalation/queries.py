"""Reads of the steps by which further people are told of an alert."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from clients.escalation.models import EscalationStep

Whom = EscalationStep.Whom


@dataclass(frozen=True)
class Step:
    """Whom to tell if nobody acts, ``wait`` minutes after the step before (or after the alert was raised)."""

    wait: int
    whom: EscalationStep.Whom
    staff: UUID | None = None


def usual_steps(minutes: int) -> tuple[Step, ...]:
    """The steps of a practice without its own: the lead's supervisor, and as long after that the admins."""
    return Step(minutes, Whom.SUPERVISOR), Step(minutes, Whom.ADMINS)


def steps_kept() -> QuerySet[EscalationStep]:
    """The practice's own steps, the first one first."""
    return EscalationStep.objects.select_related("staff__user").order_by("minutes")


def steps_in_use(escalate_minutes: int) -> tuple[Step, ...]:
    """The practice's own steps, or the usual ones; there is always at least one. One statement."""
    found, before = [], 0
    for minutes, whom, staff in EscalationStep.objects.order_by("minutes").values_list("minutes", "whom", "staff"):
        found.append(Step(minutes - before, Whom(whom), staff))
        before = minutes
    return tuple(found) or usual_steps(escalate_minutes)


def step_for(step_id: UUID) -> EscalationStep:
    """One of the practice's own steps; otherwise Http404."""
    if (found := steps_kept().filter(pk=step_id).first()) is None:
        raise Http404("no such step")
    return found
