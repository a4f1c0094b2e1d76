"""Who is on call when: a rota that repeats each week, and exceptions from it."""

from typing import ClassVar
from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Greatest, Least
from django.utils import timezone

from clinic.core.models import Staff, active_staff_trigger, track
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints

DAY = 24 * 60  # minutes
WEEK = 7 * DAY


def _range(first: object, last: object) -> Func:
    return Func(first, last, function="INT4RANGE", output_field=IntegerRangeField())


@track()
class OnCallShift(PracticeModel):
    """A part of every week in which somebody is on call, in the time zone of the practice.

    ``begins`` and ``ends`` are minutes since Monday 00:00; ``ends`` is not in it. Sunday's night may end on
    Monday: then ``ends`` is more than a week.
    """

    staff_id: UUID
    staff = TenantForeignKey(Staff, related_name="+")
    begins = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar = [
            *tenant_constraints("staff"),
            models.CheckConstraint(condition=Q(begins__lt=WEEK), name="clients_oncallshift_week"),
            models.CheckConstraint(
                condition=Q(ends__gt=F("begins")) & Q(ends__lte=F("begins") + DAY), name="clients_oncallshift_length"
            ),
            # Sunday's night belongs to two weeks: what goes past the end of one is compared with the beginning, too.
            ExclusionConstraint(
                name="clients_oncallshift_one",
                expressions=[
                    ("practice", RangeOperators.EQUAL),
                    (
                        Func(
                            _range(F("begins"), Least(F("ends"), Value(WEEK))),
                            _range(Value(0), Greatest(F("ends") - Value(WEEK), Value(0))),
                            function="INT4MULTIRANGE",
                            output_field=IntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        triggers = [active_staff_trigger("clients_oncallshift_active")]

    def __str__(self) -> str:
        return f"{self.begins}–{self.ends}"


@track()
class OnCallException(PracticeModel):
    """Somebody who is on call at a certain time; the rota does not apply then."""

    staff_id: UUID
    staff = TenantForeignKey(Staff, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            *tenant_constraints("staff"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="clients_oncallexception_order"),
            ExclusionConstraint(
                name="clients_oncallexception_one",
                expressions=[
                    ("practice", RangeOperators.EQUAL),
                    (
                        Func(F("starts_at"), F("ends_at"), function="TSTZRANGE", output_field=DateTimeRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        triggers = [active_staff_trigger("clients_oncallexception_active")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"
