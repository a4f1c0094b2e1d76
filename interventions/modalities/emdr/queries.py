"""Reads of the target ledger."""

from collections.abc import Iterable
from uuid import UUID

from interventions.modalities.emdr.models import Target, TargetMeasure
from interventions.modalities.emdr.reevaluation import due
from interventions.modalities.package import DueAgain
from interventions.plans.models import Plan


def due_again(plans: Iterable[Plan]) -> dict[UUID, list[DueAgain]]:
    """Plan → targets of its ledger that are taken up again at the next session; at most two statements."""
    found = due(TargetMeasure.objects.filter(plan__in=plans, removed_at__isnull=True))
    by_plan: dict[UUID, list[DueAgain]] = {}
    rows = Target.objects.filter(pk__in=found, removed_at__isnull=True).order_by("made_at") if found else ()
    for target in rows:
        left = found[target.pk]
        sud, voc = ("–" if number is None else number for number in (left.sud, left.voc))
        one = DueAgain(target.label, f"SUD {sud}, VOC {voc}", left.processed_on, "measure", target.open_containment)
        by_plan.setdefault(target.plan_id, []).append(one)
    return by_plan
