"""Goals: a measure with a target, or goal attainment on five described levels."""

from typing import TypeAlias

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from clinic.core.fields import EncryptableTextField
from clinic.core.models import Staff, track
from clinic.core.revisions import Revised, counted
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints
from interventions.plans.models import Plan

LEVELS = (-2, -1, 0, 1, 2)


class GoalKind(models.TextChoices):
    MEASURE = "measure", _("a measure")
    ATTAINMENT = "attainment", _("goal attainment, −2 to +2")


@track()
class Goal(Revised, PracticeModel):
    """What a client wants to reach, in their own words."""

    Kind: TypeAlias = GoalKind

    plan = TenantForeignKey(Plan, related_name="goals")
    client = TenantForeignKey(Client, follows=True, related_name="goals")
    words = EncryptableTextField(_("in the client's own words"), max_length=300, lines=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    instrument = models.CharField(max_length=30, blank=True)
    subscale = models.CharField(max_length=30, blank=True)
    aim = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    by_date = models.DateField(null=True, blank=True)
    levels = models.JSONField(default=list, blank=True)  # five descriptions, from −2 to +2
    weight = models.PositiveSmallIntegerField(default=1)
    made_by = TenantForeignKey(Staff, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *tenant_constraints("plan", "client", "made_by"),
            models.CheckConstraint(
                condition=(Q(kind=GoalKind.MEASURE, aim__isnull=False, levels=[]) & ~Q(instrument="") & ~Q(subscale=""))
                | (Q(kind=GoalKind.ATTAINMENT, aim__isnull=True, instrument="", subscale="") & ~Q(levels=[])),
                name="interventions_goal_kind",
            ),
            models.CheckConstraint(condition=Q(weight__gte=1, weight__lte=5), name="interventions_goal_weight"),
            models.CheckConstraint(condition=~Q(words=""), name="interventions_goal_words"),
        ]
        triggers = [counted()]

    def __str__(self) -> str:
        return self.words


@track()
class GoalRating(PracticeModel):
    """Where goal attainment stood on a day."""

    goal = TenantForeignKey(Goal, related_name="ratings", db_index=False)
    on = models.DateField()
    level = models.SmallIntegerField()
    made_by = TenantForeignKey(Staff, related_name="+")

    class Meta:
        constraints = [
            *tenant_constraints("goal", "made_by"),
            models.UniqueConstraint(fields=["goal", "on"], name="interventions_goalrating_once"),
            models.CheckConstraint(condition=Q(level__gte=-2, level__lte=2), name="interventions_goalrating_level"),
        ]

    def __str__(self) -> str:
        return str(self.level)
