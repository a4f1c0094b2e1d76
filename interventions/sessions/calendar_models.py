"""What sessions are booked by: the practice's rules, and each therapist's hours, leave and feed."""

from datetime import datetime, timedelta
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.core.fields import PlainCharField
from clinic.core.models import Staff, track
from clinic.core.revisions import Revised, counted
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints
from interventions.sessions.durations import DAY, LONGEST, LONGEST_PAUSE, SHORTEST
from interventions.sessions.ranges import Int4Range, overlap


@track()
class SessionRules(Revised, PracticeModel):
    """What the practice has agreed on about sessions. One row a practice."""

    late_hours = models.PositiveSmallIntegerField(
        _("Hours before the start from which a cancellation is late"), default=24
    )
    sign_hours = models.PositiveSmallIntegerField(_("Hours until an unsigned note is in the morning mail"), default=72)
    step_minutes = models.PositiveSmallIntegerField(_("Sessions begin every … minutes"), default=30)

    class Meta:
        constraints = [
            *tenant_constraints(),
            models.UniqueConstraint(fields=["practice"], name="interventions_sessionrules_one"),
            models.CheckConstraint(
                condition=Q(late_hours__lte=336, sign_hours__gte=1, sign_hours__lte=720)
                & Q(step_minutes__in=[5, 10, 15, 20, 30, 60]),
                name="interventions_sessionrules_range",
            ),
        ]
        triggers = [counted()]

    def __str__(self) -> str:
        return f"{self.late_hours} h"


@track()
class CalendarSettings(Revised, PracticeModel):
    """How a therapist's days are cut: usual length, pause after a session. One a therapist.

    Its revision counts the working hours too: they are saved together.
    """

    therapist = TenantForeignKey(Staff, related_name="+", db_index=False)
    minutes = models.PositiveSmallIntegerField(_("Usual length in minutes"), default=50)
    buffer_minutes = models.PositiveSmallIntegerField(_("Break after a session in minutes"), default=0)

    class Meta:
        constraints = [
            *tenant_constraints("therapist"),
            models.UniqueConstraint(fields=["therapist"], name="interventions_calendarsettings_one"),
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST, minutes__lte=LONGEST, buffer_minutes__lte=LONGEST_PAUSE),
                name="interventions_calendarsettings_range",
            ),
        ]
        triggers = [counted()]

    def __str__(self) -> str:
        return f"{self.minutes} + {self.buffer_minutes} min"


class Feed(models.Model):
    """Leads from a calendar feed's secret to whose calendar it is. Only the secret's SHA-256 is kept."""

    outside_tenancy = True  # read before a practice is known; nothing in it but whose calendar it is

    secret_hash = models.CharField(max_length=64, primary_key=True)
    practice = models.ForeignKey("core.Practice", on_delete=models.CASCADE, related_name="+")
    therapist_id = models.UUIDField(unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"


@track()
class Hours(PracticeModel):
    """When a therapist works on a day of the week, on the wall clock of the practice. Minutes after midnight."""

    therapist = TenantForeignKey(Staff, related_name="+")
    weekday = models.PositiveSmallIntegerField()  # 0 is Monday
    starts = models.PositiveSmallIntegerField()
    ends = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            *tenant_constraints("therapist"),
            models.CheckConstraint(
                condition=Q(weekday__lte=6, ends__gt=F("starts"), ends__lte=DAY), name="interventions_hours_order"
            ),
            ExclusionConstraint(
                name="interventions_hours_apart",
                expressions=[
                    ("practice", RangeOperators.EQUAL),
                    ("therapist", RangeOperators.EQUAL),
                    ("weekday", RangeOperators.EQUAL),
                    (Int4Range(F("starts"), F("ends")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.weekday}: {self.starts // 60:02}:{self.starts % 60:02}–{self.ends // 60:02}:{self.ends % 60:02}"


class LeaveQuerySet(models.QuerySet["Leave"]):
    """Leaves, by the time that they take up."""

    def overlapping(self, start: datetime | Combinable, end: datetime | Combinable) -> Self:
        """Those that take up some of a period."""
        return self.filter(overlap(start, end))


@track()
class Leave(PracticeModel):
    """A therapist is away: no slot is offered, and whoever books anyway has to confirm it."""

    therapist = TenantForeignKey(Staff, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    label = PlainCharField(_("What for"), max_length=60, blank=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_constraints("therapist"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")) & Q(ends_at__lte=F("starts_at") + timedelta(days=400)),
                name="interventions_leave_order",
            ),
        ]
        indexes = [models.Index(fields=["practice", "therapist", "ends_at"], name="interventions_leave_staff")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d} – {self.ends_at:%Y-%m-%d}"
