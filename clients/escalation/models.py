"""Whom a practice tells of a risk alert, and after how long, when nobody acts."""

from typing import ClassVar, TypeAlias
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clinic.core.models import Staff, track
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints

LEAST, MOST = 5, 2880  # minutes


class StepWhom(models.TextChoices):
    SECOND = "second", _("second therapists")
    SUPERVISOR = "supervisor", _("the lead's supervisor")
    ON_CALL = "on_call", _("who is on call")
    ADMINS = "admins", _("the admins")
    PERSON = "person", _("a certain person")


@track()
class EscalationStep(PracticeModel):
    """One step: so many minutes after an alert was raised, these people are told if nobody has acted.

    A practice without steps of its own has the usual ones: see ``clients.escalation.queries.steps_in_use``.
    """

    Whom: TypeAlias = StepWhom

    staff_id: UUID | None
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    whom = models.CharField(_("whom"), max_length=10, choices=StepWhom.choices)
    staff = TenantForeignKey(Staff, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            *tenant_constraints("staff"),
            models.CheckConstraint(
                condition=Q(minutes__gte=LEAST, minutes__lte=MOST), name="clients_escalationstep_minutes"
            ),
            models.CheckConstraint(condition=Q(whom__in=StepWhom.values), name="clients_escalationstep_whom"),
            models.CheckConstraint(
                condition=Q(whom=StepWhom.PERSON, staff__isnull=False)
                | (~Q(whom=StepWhom.PERSON) & Q(staff__isnull=True)),
                name="clients_escalationstep_person",
            ),
            models.UniqueConstraint(fields=["practice", "minutes"], name="clients_escalationstep_once"),
        ]

    def __str__(self) -> str:
        return f"{self.minutes}: {self.whom}"
