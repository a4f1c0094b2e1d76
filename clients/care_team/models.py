"""Who cares for a client, since when."""

from typing import Self, TypeAlias

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.core.fields import EncryptableTextField, PlainCharField
from clinic.core.models import Staff, active_staff_trigger, track
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints


class CarePart(models.TextChoices):
    LEAD = "lead", _("lead therapist")
    SECOND = "second", _("second therapist")


class CareQuerySet(models.QuerySet["CareRelation"]):
    """Care relations, by whether they last."""

    def current(self) -> Self:
        """Those of who cares now."""
        return self.filter(until__isnull=True)

    def leading(self) -> Self:
        """Those of who leads now: one a client at most. Their account may be closed."""
        return self.current().filter(part=CareRelation.Part.LEAD)

    def unread(self) -> Self:
        """Those whose lead has not confirmed yet that the client was handed over to them."""
        return self.leading().filter(handed_at__isnull=False, read_at__isnull=True)


@track()
class CareRelation(PracticeModel):
    """Who cares for a client, since when; the lead therapist is responsible and is told of alerts.

    ``reason`` and ``end_reason`` say why somebody came and went; a row that has ended stays. ``note``: what the former
    lead wrote for the new one, for those who read the record. ``handed_at``: somebody else handed the client over to
    the lead, who is to confirm (``read_at``) that they know of it.
    """

    Part: TypeAlias = CarePart

    client = TenantForeignKey("clients.Client", related_name="care")
    staff = TenantForeignKey(Staff, related_name="+")
    part = models.CharField(max_length=8, choices=Part.choices, default=Part.LEAD)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    reason = PlainCharField(max_length=400, blank=True)
    added_by = TenantForeignKey(Staff, null=True, blank=True, related_name="+")
    end_reason = PlainCharField(max_length=400, blank=True)
    ended_by = TenantForeignKey(Staff, null=True, blank=True, related_name="+")
    note = EncryptableTextField(max_length=4000, blank=True, lines=True, db_default="")
    handed_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = CareQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_constraints("client", "staff", "added_by", "ended_by"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="clients_care_order",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=False) | models.Q(end_reason="", ended_by__isnull=True),
                name="clients_care_ended",
            ),
            models.UniqueConstraint(
                fields=["client", "staff"], condition=models.Q(until__isnull=True), name="clients_care_once"
            ),
            models.UniqueConstraint(
                fields=["client"],
                condition=models.Q(until__isnull=True, part=CarePart.LEAD),
                name="clients_care_one_lead",
            ),
            models.CheckConstraint(condition=models.Q(part__in=CarePart.values), name="clients_care_part"),
            models.CheckConstraint(
                condition=models.Q(read_at__isnull=True)
                | models.Q(handed_at__isnull=False, read_at__gte=models.F("handed_at")),
                name="clients_care_read",
            ),
        ]
        indexes = [
            models.Index(
                fields=["practice", "staff", "client"],
                condition=models.Q(until__isnull=True),
                name="clients_care_staff",
            )
        ]
        triggers = [active_staff_trigger("clients_care_active", condition=pgtrigger.Q(new__until__isnull=True))]

    def __str__(self) -> str:
        return f"{self.staff_id} → {self.client_id}"
