"""What must hold before activation is titrated."""

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from clinic.core.messages import Message, Text, message
from interventions.modalities.se.models import BodyResource
from interventions.modalities.se.work_models import ResourceTest
from interventions.plans.models import Plan

LEAST = 2


class Missing(StrEnum):
    """What titration waits for."""

    RESOURCES = "se-resources"  # noted


TEXTS: Mapping[str, Text] = {
    Missing.RESOURCES: _("Two resources that settle the body are needed; %(noted)s noted."),
}


def resources(plan: Plan | None) -> Message | None:
    """What is missing: two resources that settle the body. One that was tested and did not settle, the newest time,
    is none. One statement."""
    there = 0
    if plan:
        tests = ResourceTest.objects.filter(resource=OuterRef("pk"), removed_at__isnull=True)
        fall = Cast("before", IntegerField()) - Cast("after", IntegerField())
        newest = tests.order_by("-on", "-made_at").annotate(fall=fall).values("fall")[:1]
        noted = BodyResource.objects.filter(plan=plan, removed_at__isnull=True).annotate(fall=Subquery(newest))
        there = noted.filter(Q(fall__isnull=True) | Q(fall__gt=0)).count()
    return None if there >= LEAST else message(Missing.RESOURCES, noted=there)
