"""Safety plans, version by version, and whom to call about a client."""

from typing import TypeAlias
from uuid import UUID

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.core.fields import EncryptableTextField, PlainCharField
from clinic.core.models import Staff, track
from clinic.core.revisions import Revised, counted
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints

LONGEST_PART = 2000  # characters
LONGEST_NAME = 120  # characters

# The six parts in their order: from what one notices, through what one does alone, to help from others. Source: Stanley
# B, Brown GK. Safety Planning Intervention: a brief intervention to mitigate suicide risk. Cognitive and Behavioral
# Practice 2012; 19: 256-264.
PARTS = ("warning_signs", "coping", "distractions", "people", "professionals", "environment")


@track()
class SafetyPlan(PracticeModel):
    """One version of a client's safety plan; the newest is the plan. It is kept as it was written.

    ``written_by`` is None where the client wrote it on the portal.
    """

    client_id: UUID
    written_by_id: UUID | None
    client = TenantForeignKey("clients.Client", follows=True, related_name="safety_plans", db_index=False)
    number = models.PositiveSmallIntegerField()
    warning_signs = EncryptableTextField(_("warning signs"), max_length=LONGEST_PART, blank=True, lines=True)
    coping = EncryptableTextField(_("what I can do alone"), max_length=LONGEST_PART, blank=True, lines=True)
    distractions = EncryptableTextField(
        _("people and places that distract me"), max_length=LONGEST_PART, blank=True, lines=True
    )
    people = EncryptableTextField(_("people I can ask for help"), max_length=LONGEST_PART, blank=True, lines=True)
    professionals = EncryptableTextField(
        _("professionals and crisis services"), max_length=LONGEST_PART, blank=True, lines=True
    )
    environment = EncryptableTextField(
        _("making my surroundings safer"), max_length=LONGEST_PART, blank=True, lines=True
    )
    written_by = TenantForeignKey(Staff, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            *tenant_constraints("client", "written_by"),
            models.UniqueConstraint(fields=["client", "number"], name="clients_safetyplan_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="clients_safetyplan_number"),
            models.CheckConstraint(condition=~Q(**dict.fromkeys(PARTS, "")), name="clients_safetyplan_something"),
        ]
        triggers = [pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    @property
    def revision(self) -> int:
        """What is kept version by version has the number of its version as its revision."""
        return self.number

    def __str__(self) -> str:
        return f"{self.number}, {self.written_at:%Y-%m-%d}"


class EmergencyContactKind(models.TextChoices):
    EMERGENCY = "emergency", _("emergency contact")
    GP = "gp", _("GP")


@track()
class EmergencyContact(Revised, PracticeModel):
    """Somebody to call about a client. They are called only if the client has agreed, since ``agreed_on``."""

    Kind: TypeAlias = EmergencyContactKind

    client_id: UUID
    client = TenantForeignKey("clients.Client", follows=True, related_name="emergency_contacts")
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices, default=Kind.EMERGENCY)
    name = PlainCharField(_("name"), max_length=LONGEST_NAME)
    relation = PlainCharField(
        _("relation or practice"),
        max_length=LONGEST_NAME,
        blank=True,
        help_text=_("For example: sister, or the name of the surgery."),
    )
    phone = models.CharField(
        _("phone"), max_length=40, help_text=_("With the country code, for example +44 20 7946 0958.")
    )
    agreed_on = models.DateField(_("the client agreed on"), null=True, blank=True)

    class Meta:
        constraints = [
            *tenant_constraints("client"),
            models.CheckConstraint(
                condition=Q(kind__in=EmergencyContactKind.values), name="clients_emergencycontact_kind"
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(phone=""), name="clients_emergencycontact_complete"),
        ]
        triggers = [counted()]

    def __str__(self) -> str:
        return self.name
