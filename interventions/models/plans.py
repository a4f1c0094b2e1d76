"""Plans and the phases they have been through."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from clients.models import Client, Episode
from clinic.core.models import Staff, track
from clinic.core.tenancy import PracticeModel, Within, walls


@track()
class Plan(PracticeModel):
    """What we do with a client: a modality, its phases, a date to look again."""

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        ENDED = "ended", _("ended")

    client = Within(Client, related_name="plans")
    partner = Within(Client, null=True, blank=True, related_name="+")
    episode = Within(Episode, related_name="plans")
    therapist = Within(Staff, related_name="+")
    modality = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=40)
    formulation = models.TextField(_("formulation"), blank=True, max_length=4000)
    started_on = models.DateField()
    review_on = models.DateField(_("review on"), null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            *walls("client", "partner", "episode", "therapist"),
            models.UniqueConstraint(
                fields=["client", "modality"], condition=models.Q(state="active"), name="interventions_plan_one_active"
            ),
            models.CheckConstraint(
                condition=models.Q(state="active", ended_on__isnull=True)
                | models.Q(state="ended", ended_on__gte=models.F("started_on")),
                name="interventions_plan_state",
            ),
            models.CheckConstraint(
                condition=models.Q(review_on__isnull=True) | models.Q(review_on__gte=models.F("started_on")),
                name="interventions_plan_review",
            ),
            models.CheckConstraint(
                condition=models.Q(partner__isnull=True) | ~models.Q(partner=models.F("client")),
                name="interventions_plan_partner",
            ),
        ]
        indexes = [
            models.Index(
                fields=["practice", "client", "-started_on"],
                condition=models.Q(state="active"),
                name="interventions_plan_active",
            )
        ]

    def __str__(self) -> str:
        return f"{self.modality} {self.phase}"


@track()
class PlanPhase(PracticeModel):
    """A stretch of a plan in one phase."""

    plan = Within(Plan, on_delete=models.CASCADE, related_name="phases")
    phase = models.CharField(max_length=40)
    entered_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            *walls("plan"),
            models.UniqueConstraint(
                fields=["plan"], condition=models.Q(left_on__isnull=True), name="interventions_planphase_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(left_on__isnull=True) | models.Q(left_on__gte=models.F("entered_on")),
                name="interventions_planphase_order",
            ),
        ]

    def __str__(self) -> str:
        return self.phase
