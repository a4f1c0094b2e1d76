"""Sessions that were booked together."""

from uuid import UUID

from django.db import models

from clients.models import Client
from clinic.core.models import track
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints


@track()
class Series(PracticeModel):
    """Sessions that were booked together. ``rule`` is RFC 5545's, read on the wall clock of ``zone``."""

    follows_id: UUID | None
    client = TenantForeignKey(Client, related_name="+")
    rule = models.CharField(max_length=200, blank=True)  # empty once it was moved to where no rule leads
    first_on = models.DateField()
    time = models.TimeField()
    zone = models.CharField(max_length=64)
    follows = TenantForeignKey("self", null=True, blank=True, related_name="+")  # the series it was split off

    class Meta:
        constraints = [*tenant_constraints("client", "follows")]

    def __str__(self) -> str:
        return f"{self.first_on} {self.time:%H:%M} {self.rule}"
