"""Plans and the phases they have been through."""

from datetime import date
from typing import Self, TypeAlias

import pgtrigger
from django.db import models
from django.db.models import OuterRef, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from assessments.models import Assessment
from clients.health.models import HealthFact
from clients.households.joint import Joint, JointQuerySet, people_sql
from clients.households.models import RUNNING_HOUSEHOLD, Household, HouseholdMember
from clients.models import Client, Episode, ViolenceScreen
from clients.summaries.keeping import summary_triggers
from clinic.core.fields import EncryptableTextField, MessagesField
from clinic.core.models import Staff, track
from clinic.core.revisions import Revised, counted
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints

# The phases that a gate guards: the database takes none of them without a record of how the gate was passed.
GATED = [
    "4-desensitisation",
    "3-targets",
    "witness",
    "titrate",
    "eft-restructuring",
    "eft-consolidation",
    "efit-restructuring",
    "efit-consolidation",
]


class PlanQuerySet(JointQuerySet["Plan"]):
    """Plans; ``of(client)`` finds a joint one for everybody who takes part in it."""

    def participants(self) -> QuerySet[HouseholdMember]:
        """Those who belonged to the household while the plan ran."""
        return HouseholdMember.objects.filter(household=OuterRef("household")).between(
            OuterRef("started_on"), OuterRef("ended_on")
        )

    def active(self) -> Self:
        """Those that are followed now."""
        return self.filter(state=Plan.State.ACTIVE)

    def running(self) -> Self:
        """Those that are followed or paused."""
        return self.exclude(state=Plan.State.ENDED)

    def joint(self) -> Self:
        """Those of households."""
        return self.exclude(household=None)

    def with_question(self) -> Self:
        """Those whose client wants to talk about something before agreeing."""
        return self.exclude(agreement_question="")

    def in_treatment(self) -> Self:
        """Those that are followed now in a treatment that is not paused."""
        return self.active().filter(episode__in=Episode.objects.running())

    def to_review(self, today: date | Combinable) -> Self:
        """Those whose review date has come."""
        return self.in_treatment().filter(review_on__lte=today)


class PlanState(models.TextChoices):
    ACTIVE = "active", _("active")
    PAUSED = "paused", _("paused")
    ENDED = "ended", _("ended")


class PlanAgreed(models.TextChoices):
    PORTAL = "portal", _("on the portal")
    TOLD = "told", _("told the therapist")


@track()
class Plan(Joint, Revised, PracticeModel):
    """What we do with a client: a modality, its phases, a review date."""

    State: TypeAlias = PlanState
    Agreed: TypeAlias = PlanAgreed

    client = TenantForeignKey(Client, follows=True, related_name="plans")
    household = TenantForeignKey(Household, null=True, blank=True, related_name="plans", db_index=False)
    episode = TenantForeignKey(Episode, related_name="plans")
    therapist = TenantForeignKey(Staff, related_name="+")
    modality = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    phase = models.CharField(max_length=40)
    formulation = EncryptableTextField(_("formulation"), blank=True, max_length=4000, lines=True)
    started_on = models.DateField()
    review_on = models.DateField(_("review on"), null=True, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)
    ended_on = models.DateField(null=True, blank=True)
    outcome = EncryptableTextField(_("outcome"), max_length=400, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    agreed_how = models.CharField(max_length=8, choices=Agreed.choices, blank=True)
    agreement_asked_at = models.DateTimeField(null=True, blank=True)  # from then on the client sees the plan
    agreement_question = EncryptableTextField(max_length=500, blank=True)  # what they want to talk about first
    cautions = MessagesField(default=list, blank=True)  # what spoke against it in the file
    caution_reason = EncryptableTextField(max_length=1000, blank=True)  # why it was assigned despite the caution
    specialist_note = EncryptableTextField(_("a specialist's assessment"), max_length=400, blank=True)
    follows = TenantForeignKey("self", null=True, blank=True, related_name="+")  # the plan whose modality was changed

    # Whether the reader may read the client's record, and everybody's: see interventions.plans.queries.plans
    reads_client = True
    is_own = False  # whether the actor works with the client, in answers of ``plan_with``
    reads_all: bool | None = None  # None: not asked

    objects = PlanQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_constraints("client", "household", "episode", "therapist", "follows"),
            models.UniqueConstraint(
                fields=["client", "modality"],
                condition=~models.Q(state=PlanState.ENDED),
                name="interventions_plan_one_active",
            ),
            models.CheckConstraint(
                condition=models.Q(agreed_on__isnull=True, agreed_how="")
                | models.Q(agreed_on__isnull=False, agreed_how__in=PlanAgreed.values),
                name="interventions_plan_agreed",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[PlanState.ACTIVE, PlanState.PAUSED], ended_on__isnull=True)
                | models.Q(state=PlanState.ENDED, ended_on__gte=models.F("started_on")),
                name="interventions_plan_state",
            ),
            models.CheckConstraint(
                condition=models.Q(review_on__isnull=True) | models.Q(review_on__gte=models.F("started_on")),
                name="interventions_plan_review",
            ),
            models.CheckConstraint(
                condition=models.Q(cautions=[]) | ~models.Q(caution_reason=""), name="interventions_plan_caution"
            ),
        ]
        indexes = [
            models.Index(
                fields=["practice", "client", "-started_on"],
                condition=models.Q(state=PlanState.ACTIVE),
                name="interventions_plan_active",
            ),
            models.Index(
                fields=["practice", "household"],
                condition=models.Q(household__isnull=False),
                name="interventions_plan_of",
            ),
            models.Index(
                fields=["practice", "-review_on"],
                condition=models.Q(state=PlanState.ACTIVE, review_on__isnull=False),
                name="interventions_plan_to_review",
            ),
            models.Index(
                "practice",
                models.F("agreement_asked_at").desc(nulls_last=True),
                condition=~models.Q(agreement_question="") & ~models.Q(state=PlanState.ENDED),
                name="interventions_plan_questioned",
            ),
        ]
        triggers = [
            counted("agreement_asked_at", "agreement_question"),
            *summary_triggers("plans", "client_id", "household_id", "state", "started_on", people=people_sql("{row}")),
            pgtrigger.Trigger(
                name="running_household",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("household_id", "client_id"),
                condition=pgtrigger.Q(new__household__isnull=False),
                func=RUNNING_HOUSEHOLD.format(constraint="interventions_plan_running_household", unchanged=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.modality} {self.phase}"


@track()
class LinkedAssessment(PracticeModel):
    """An assessment that a plan's formulation rests on."""

    plan = TenantForeignKey(Plan, on_delete=models.CASCADE, related_name="linked", db_index=False)
    assessment = TenantForeignKey(Assessment, related_name="+")

    class Meta:
        constraints = [
            *tenant_constraints("plan", "assessment"),
            models.UniqueConstraint(fields=["plan", "assessment"], name="interventions_linkedassessment_once"),
        ]

    def __str__(self) -> str:
        return str(self.assessment_id)


class GatePassed(models.TextChoices):
    MET = "met", _("met")
    OVERRIDDEN = "overridden", _("overridden")


@track()
class PlanPhase(PracticeModel):
    """A stretch of a plan in one phase."""

    plan = TenantForeignKey(Plan, on_delete=models.CASCADE, related_name="phases")
    phase = models.CharField(max_length=40)
    entered_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    gate = models.CharField(max_length=10, blank=True, choices=GatePassed.choices)
    exit_evidence = EncryptableTextField(max_length=1000, blank=True)  # how it showed that the exit criterion is met
    exit_on = models.DateField(null=True, blank=True)
    exit_by = TenantForeignKey(Staff, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            *tenant_constraints("plan", "exit_by"),
            models.CheckConstraint(
                condition=~models.Q(phase__in=GATED) | models.Q(gate__in=GatePassed.values),
                name="interventions_planphase_gate",
            ),
            models.CheckConstraint(
                condition=models.Q(exit_evidence="", exit_on__isnull=True, exit_by__isnull=True)
                | (models.Q(exit_on__isnull=False, exit_by__isnull=False) & ~models.Q(exit_evidence="")),
                name="interventions_planphase_exit",
            ),
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


@track()
class CautionReview(PracticeModel):
    """Somebody has reviewed what speaks against a plan, and says why it continues; a new answer asks again.

    ``screen``: the answer about violence that it was about; ``fact``: the answer about health; neither where it was
    about something else before a phase.
    """

    plan = TenantForeignKey(Plan, related_name="reviews")
    screen = TenantForeignKey(ViolenceScreen, null=True, blank=True, related_name="+")
    fact = TenantForeignKey(HealthFact, null=True, blank=True, related_name="+", db_index=False)
    phase = models.CharField(max_length=40, blank=True)
    texts = MessagesField()  # what spoke against it
    reason = EncryptableTextField(max_length=1000)
    made_by = TenantForeignKey(Staff, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            *tenant_constraints("plan", "screen", "fact", "made_by"),
            models.CheckConstraint(
                condition=models.Q(screen__isnull=True) | models.Q(fact__isnull=True),
                name="interventions_cautionreview_about",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="interventions_cautionreview_reason"),
        ]
        indexes = [models.Index(fields=["practice", "plan", "screen"], name="interventions_cautionreview_by")]

    def __str__(self) -> str:
        return f"{self.phase}: {self.reason[:40]}"


@track()
class GateOverride(PracticeModel):
    """A gate that was passed without its condition, with the reason; it stays, and the supervisor sees it."""

    plan = TenantForeignKey(Plan, related_name="overrides")
    phase = models.CharField(max_length=40)
    unmet = MessagesField()  # what was missing
    reason = EncryptableTextField(max_length=1000)
    made_by = TenantForeignKey(Staff, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    seen_by = TenantForeignKey(Staff, null=True, blank=True, related_name="+")
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *tenant_constraints("plan", "made_by", "seen_by"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="interventions_gateoverride_reason"),
        ]
        indexes = [
            models.Index(
                fields=["practice", "-made_at"],
                condition=models.Q(seen_at__isnull=True),
                name="interventions_override_unseen",
            )
        ]

    def __str__(self) -> str:
        return f"{self.phase}: {self.reason[:40]}"
