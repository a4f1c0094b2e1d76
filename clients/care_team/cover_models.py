"""Who takes a therapist's place while they are away."""

from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.expressions import Combinable
from django.utils import timezone

from clinic.core.models import Staff, active_staff_trigger, track
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints


class CoverQuerySet(models.QuerySet["Cover"]):
    """Covers, by when."""

    def at(self, moment: datetime | Combinable) -> Self:
        """Those that hold at a moment."""
        return self.filter(starts_at__lte=moment, ends_at__gt=moment)

    def coming(self) -> Self:
        """Those that hold now or later, in order of time."""
        return self.filter(ends_at__gt=timezone.now()).order_by("starts_at", "id")


@track()
class Cover(PracticeModel):
    """A colleague (``staff``) who takes the place of a ``therapist`` in a certain time, while they are away."""

    therapist_id: UUID
    staff_id: UUID
    therapist = TenantForeignKey(Staff, related_name="+")
    staff = TenantForeignKey(Staff, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    added_by = TenantForeignKey(Staff, null=True, blank=True, related_name="+")

    objects = CoverQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            *tenant_constraints("therapist", "staff", "added_by"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="clients_cover_order"),
            models.CheckConstraint(condition=~Q(staff=F("therapist")), name="clients_cover_other"),
            ExclusionConstraint(
                name="clients_cover_one",
                expressions=[
                    ("practice", RangeOperators.EQUAL),
                    ("therapist", RangeOperators.EQUAL),
                    (
                        Func(F("starts_at"), F("ends_at"), function="TSTZRANGE", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        triggers = [active_staff_trigger("clients_cover_active")]

    def __str__(self) -> str:
        return f"{self.staff_id} for {self.therapist_id}"
