"""Numbers noted during a session."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from clinic.core.models import Staff, track
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints
from interventions.plans.models import Plan
from interventions.sessions.models import TherapySession


@track()
class SessionRating(PracticeModel):
    """A number that was said or seen in a session, on a track of the plan's modality. Several a session."""

    session = TenantForeignKey(TherapySession, related_name="ratings")
    plan = TenantForeignKey(Plan, related_name="+")
    made_by = TenantForeignKey(Staff, related_name="+")
    track = models.CharField(max_length=40)
    value = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *tenant_constraints("session", "plan", "made_by"),
            models.CheckConstraint(condition=Q(value__lte=100), name="interventions_sessionrating_range"),
        ]
        indexes = [models.Index(fields=["practice", "session", "at"], name="interventions_sessionrating_of")]

    def __str__(self) -> str:
        return f"{self.track} {self.value}"
