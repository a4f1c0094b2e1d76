"""What must hold before activation is titrated."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from clinic.core.messages import Message, Text, message
from interventions.modalities.se.models import BodyResource
from interventions.plans.models import Plan

LEAST = 2


class Missing(StrEnum):
    """What titration waits for."""

    RESOURCES = "se-resources"  # noted


TEXTS: Mapping[str, Text] = {
    Missing.RESOURCES: _("Two resources that settle the body are needed; %(noted)s noted."),
}


def resources(plan: Plan | None) -> Message | None:
    """What is missing: two resources that settle the body. One statement."""
    there = BodyResource.objects.filter(plan=plan, removed_at__isnull=True).count() if plan else 0
    return None if there >= LEAST else message(Missing.RESOURCES, noted=there)
