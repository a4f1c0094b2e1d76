"""What is known of a client's health that asks for care with exercises and ways of working."""

from typing import TypeAlias

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.core.fields import EncryptableTextField
from clinic.core.models import Staff, track
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints

LONGEST_NOTE = 400


class HealthKind(models.TextChoices):
    """The kinds of caution that are facts of somebody's health; the same words as in ``caution_kinds``."""

    PSYCHOSIS = "psychosis", _("psychosis")
    HEART = "heart", _("heart trouble")
    EATING_DISORDER = "eating-disorder", _("an eating disorder")
    SEIZURE = "seizure", _("seizures")
    PREGNANCY = "pregnancy", _("pregnancy")


class HealthAnswer(models.TextChoices):
    PRESENT = "present", _("yes, at present")
    PAST = "past", _("in the past")
    NONE = "none", _("no")


@track()
class HealthFact(PracticeModel):
    """What a client said, or a doctor wrote, about one condition. Earlier answers stay; the newest of a kind counts."""

    Kind: TypeAlias = HealthKind
    Answer: TypeAlias = HealthAnswer

    client = TenantForeignKey("clients.Client", follows=True, related_name="health_facts", db_index=False)
    kind = models.CharField(_("condition"), max_length=16, choices=Kind.choices)
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices)
    note = EncryptableTextField(_("note"), max_length=LONGEST_NOTE, blank=True, lines=True)
    noted_by = TenantForeignKey(Staff, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(null=True, blank=True)  # the sender's own key: sent twice, it is saved once

    class Meta:
        constraints = [
            *tenant_constraints("client", "noted_by"),
            models.UniqueConstraint(fields=["client", "key"], name="clients_healthfact_once"),
            models.CheckConstraint(condition=models.Q(kind__in=HealthKind.values), name="clients_healthfact_kind"),
            models.CheckConstraint(
                condition=models.Q(answer__in=HealthAnswer.values), name="clients_healthfact_answer"
            ),
            models.CheckConstraint(  # a pregnancy that is over asks for no care
                condition=~models.Q(kind=HealthKind.PREGNANCY, answer=HealthAnswer.PAST),
                name="clients_healthfact_pregnancy",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "client", "kind", "-noted_at"], name="clients_health_by_client"),
            models.Index(
                fields=["practice", "-noted_at"],
                condition=~models.Q(answer=HealthAnswer.NONE),
                name="clients_health_asking",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.answer}"

    @property
    def counts(self) -> bool:
        """Whether it asks for care."""
        return self.answer != HealthAnswer.NONE
