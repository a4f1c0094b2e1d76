"""Risk alerts, who was told of them, and the practice's rules for that."""

from datetime import timedelta
from typing import Self, TypeAlias
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.summaries.keeping import summary_triggers
from clinic.core.fields import EncryptableTextField
from clinic.core.models import Staff, track
from clinic.core.revisions import Revised, counted
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints


@track()
class AlertRules(Revised, PracticeModel):
    """Who is told of a risk alert besides the lead therapist, and when the supervisor is. One row a practice."""

    on_call = TenantForeignKey(Staff, null=True, blank=True, related_name="+", verbose_name=_("on call"))
    escalate_minutes = models.PositiveSmallIntegerField(_("minutes until the supervisor is told"), default=60)

    class Meta:
        constraints = [
            *tenant_constraints("on_call"),
            models.UniqueConstraint(fields=["practice"], name="clients_alertrules_one"),
            models.CheckConstraint(
                condition=models.Q(escalate_minutes__gte=5, escalate_minutes__lte=1440),
                name="clients_alertrules_minutes",
            ),
        ]
        triggers = [counted()]

    def __str__(self) -> str:
        return f"{self.escalate_minutes} min"


class RiskLevel(models.TextChoices):
    LOW = "low", _("low risk")
    MODERATE = "moderate", _("moderate risk")
    HIGH = "high", _("high risk")


class AlertQuerySet(models.QuerySet["RiskAlert"]):
    """Risk alerts, by whether they wait."""

    def open(self) -> Self:
        """Those that nobody has acknowledged in writing."""
        return self.filter(acknowledged_at__isnull=True)

    def oldest_first(self) -> Self:
        """In the order in which they were raised; at one moment always in the same order."""
        return self.order_by("raised_at", "id")


@track()
class RiskAlert(PracticeModel):
    """Something that somebody has to review now. It stays until acknowledged in writing."""

    Level: TypeAlias = RiskLevel

    OLD = timedelta(days=30)  # answers older than this when they are recorded: nobody is mailed, it is read on Today

    acknowledged_by_id: UUID | None
    client = TenantForeignKey("clients.Client", related_name="alerts")
    source = models.CharField(max_length=80)  # e.g. "PHQ-9 item 9"
    level = models.CharField(max_length=8, choices=Level.choices, default=Level.HIGH)
    answered_on = models.DateField(null=True, blank=True)  # the day of the answers; None where that is not known
    source_id = models.UUIDField()  # the assessment it came from
    reason = models.CharField(max_length=200)
    raised_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)  # the last round of notices; None: old answers, no notices
    step = models.PositiveSmallIntegerField(default=0)  # how many rounds there were after the first
    escalated_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = TenantForeignKey(Staff, null=True, blank=True, related_name="+")
    acknowledgement = EncryptableTextField(max_length=2000, blank=True, lines=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_constraints("client", "acknowledged_by"),
            models.UniqueConstraint(fields=["source_id", "source"], name="clients_alert_once"),
            models.CheckConstraint(condition=models.Q(level__in=RiskLevel.values), name="clients_alert_level"),
            models.CheckConstraint(
                condition=models.Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True, acknowledgement="")
                | (
                    models.Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False)
                    & ~models.Q(acknowledgement="")
                ),
                name="clients_alert_acknowledged_in_writing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["practice", "client"],
                condition=models.Q(acknowledged_at__isnull=True),
                name="clients_alert_open",
            )
        ]
        triggers = summary_triggers("alerts", "client_id", "acknowledged_at")

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"

    @property
    def title(self) -> str:
        """What it is called wherever it is shown, for example "C-SSRS: high risk"."""
        return f"{self.source}: {self.get_level_display()}"

    @property
    def is_old(self) -> bool:
        """Whether the answers were old when they were recorded: it has to be read, but nothing is urgent in it."""
        return self.answered_on is not None and timezone.localtime(self.raised_at).date() - self.answered_on > self.OLD


@track()
class AlertRecipient(PracticeModel):
    """Somebody who was told of an alert, or has it on Today: whoever may open alerts at all may open this one."""

    alert = TenantForeignKey(RiskAlert, on_delete=models.CASCADE, related_name="recipients", db_index=False)
    staff = TenantForeignKey(Staff, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            *tenant_constraints("alert", "staff"),
            models.UniqueConstraint(fields=["alert", "staff"], name="clients_alertrecipient_once"),
        ]
        indexes = [models.Index(fields=["practice", "staff"], name="clients_alertrecipient_staff")]

    def __str__(self) -> str:
        return f"{self.alert_id} → {self.staff_id}"
