"""Reads of a plan's record: one statement a kind."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import ForeignKey, QuerySet
from django.http import Http404

from clients.queries import visible
from clinic.core.access import Actor, May
from interventions.catalogue import Modality
from interventions.models import CycleSide, Plan, Target, TargetMeasure
from interventions.records import emdr
from interventions.records.emdr import Reevaluation
from interventions.records.kinds import KINDS, Kind
from interventions.records.models import RecordRow


def rows_of(plan: Plan, kind: Kind, actor: Actor | None = None) -> QuerySet[Any]:
    """The rows of one kind in their order; for an actor, sides of a cycle only of people whose record they may read."""
    related = [name for name in kind.fields if isinstance(kind.model._meta.get_field(name), ForeignKey)]
    rows: QuerySet[Any] = kind.model._default_manager.filter(plan=plan, removed_at__isnull=True).select_related(
        *related, "made_by"
    )
    if actor is not None and kind.model is CycleSide:
        rows = rows.filter(client__in=visible(actor, May.READ_RECORD))
    return rows.order_by(*kind.order)


def row_for(plan: Plan, kind: Kind, row_id: UUID, actor: Actor) -> RecordRow:
    """One row of the plan; otherwise Http404."""
    found: RecordRow | None = rows_of(plan, kind, actor).filter(pk=row_id).first()
    if found is None:
        raise Http404("no such row")
    return found


def record_of(plan: Plan, modality: Modality, actor: Actor) -> dict[str, list[Any]]:
    """Kind → rows of the whole record."""
    return {kind.key: list(rows_of(plan, kind, actor)) for kind in KINDS.get(modality.record_key, ())}


def reevaluations(plans: Iterable[Plan]) -> dict[UUID, list[tuple[Target, Reevaluation]]]:
    """Plan → targets of its ledger that are taken up again at the next session; at most two statements."""
    found = emdr.due(TargetMeasure.objects.filter(plan__in=plans, removed_at__isnull=True))
    by_plan: dict[UUID, list[tuple[Target, Reevaluation]]] = {}
    rows = Target.objects.filter(pk__in=found, removed_at__isnull=True).order_by("made_at") if found else ()
    for target in rows:
        by_plan.setdefault(target.plan_id, []).append((target, found[target.pk]))
    return by_plan
