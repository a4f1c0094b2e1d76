"""The steps that one person's own work has reached, in the words of individual work: for reports and letters."""

from collections.abc import Iterable

from interventions.modalities.eft.work_models import StepReached
from interventions.modalities.package import StepOfPlan
from interventions.plans.models import Plan


def steps_reached(plans: Iterable[Plan]) -> list[StepOfPlan]:
    """Of the plans of one person alone, in order of time: in couple work a step says where a partner stands too.

    Before EFIT was a modality of its own, EFT was done with one person as well: such a plan's steps are told in the
    same words. One statement; none where every plan is a couple's.
    """
    own = [plan for plan in plans if plan.household_id is None]
    if not own:
        return []
    rows = StepReached.objects.filter(plan__in=own, removed_at__isnull=True).order_by("on", "made_at", "id")
    return [StepOfPlan(row.plan_id, row.on, row.step, f"{row.step} · {row.words_for_one}") for row in rows]
