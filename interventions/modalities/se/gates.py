"""What must hold before activation is titrated."""

from interventions.modalities.se.models import BodyResource
from interventions.plans.models import Plan

LEAST = 2


def resources(plan: Plan | None) -> str:
    """What is missing, in words: two resources that settle the body. One statement."""
    there = BodyResource.objects.filter(plan=plan, removed_at__isnull=True).count() if plan else 0
    return "" if there >= LEAST else f"Two resources that settle the body are needed; {there} noted."
