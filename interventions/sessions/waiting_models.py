"""The waiting list."""

from typing import TypeAlias

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from clinic.core.fields import EncryptableTextField
from clinic.core.models import Staff, track
from clinic.core.revisions import Revised, counted
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints
from interventions.sessions.durations import DAY, LONGEST, SHORTEST


class WaitingState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    PLACED = "placed", _("has a place")
    WITHDRAWN = "withdrawn", _("no longer waiting")


@track()
class Waiting(Revised, PracticeModel):
    """A client who waits for a session, or for an earlier one, and the times they can take."""

    State: TypeAlias = WaitingState

    client = TenantForeignKey(Client, related_name="+")
    therapist = TenantForeignKey(Staff, null=True, blank=True, related_name="+", verbose_name=_("therapist"))
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)  # empty: any; 0 is Monday
    earliest = models.PositiveSmallIntegerField(default=0)  # minutes after midnight
    latest = models.PositiveSmallIntegerField(default=DAY)  # the end of the session, likewise
    minutes = models.PositiveSmallIntegerField(default=50)
    before = models.DateField(null=True, blank=True)
    note = EncryptableTextField(_("note"), max_length=200, blank=True, lines=True)
    since = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)

    class Meta:
        constraints = [
            *tenant_constraints("client", "therapist"),
            models.UniqueConstraint(
                fields=["client"], condition=Q(state=WaitingState.WAITING), name="interventions_waiting_once"
            ),
            models.CheckConstraint(condition=Q(state__in=WaitingState.values), name="interventions_waiting_state"),
            models.CheckConstraint(
                condition=Q(weekdays__contained_by=[0, 1, 2, 3, 4, 5, 6])
                & Q(minutes__gte=SHORTEST, minutes__lte=LONGEST, latest__lte=DAY)
                & Q(latest__gte=F("earliest") + F("minutes")),
                name="interventions_waiting_range",
            ),
        ]
        triggers = [counted()]

    def __str__(self) -> str:
        return f"{self.minutes} min"
