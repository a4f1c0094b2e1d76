"""Which measures a practice follows, for everybody or one client, and where "no reliable change" is set aside."""

from datetime import date, timedelta
from typing import ClassVar, Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, OuterRef, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone

from clients.models import Client, Episode
from clients.summaries.keeping import summary_triggers
from clinic.core.fields import EncryptableTextField
from clinic.core.models import Staff, track
from clinic.core.revisions import Revised, counted
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints

MOST_INSTRUMENTS = 50
LEAST_REASON, MOST_REASON = 10, 1000  # characters
MOST_DAYS = 366  # that "no reliable change" is set aside: twelve months

# A client's own choice concerns the client, the practice's everybody in treatment.
_CONCERNED = """(
    SELECT coalesce({row}.client_id, t.client_id) FROM clients_clientsummary t
    WHERE t.practice_id = {row}.practice_id
      AND CASE WHEN {row}.client_id IS NULL THEN t.in_treatment ELSE t.client_id = {row}.client_id END
)"""


class TrackedChoiceQuerySet(models.QuerySet["TrackedChoice"]):
    """Choices, by whom they concern."""

    def of_practice(self) -> Self:
        """The one that holds for everybody without a choice of their own."""
        return self.filter(client__isnull=True)

    def made(self) -> Self:
        """Those that name instruments; the others leave it to the wider rule."""
        return self.filter(instruments__len__gt=0)


@track()
class TrackedChoice(Revised, PracticeModel):
    """Instruments that are followed: of a client, or of everybody in the practice (``client`` is None).

    An empty list leaves it to the wider rule: a client's to the practice's choice, and the practice's to the usual,
    which is every instrument that was given in the client's treatment.
    """

    client_id: UUID | None
    client = TenantForeignKey(Client, null=True, blank=True, related_name="tracked_choices", db_index=False)
    instruments = ArrayField(models.CharField(max_length=30), default=list, blank=True, size=MOST_INSTRUMENTS)
    chosen_by = TenantForeignKey(Staff, null=True, related_name="+")
    chosen_at = models.DateTimeField(default=timezone.now)

    objects = TrackedChoiceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            *tenant_constraints("client", "chosen_by"),
            models.UniqueConstraint(fields=["client"], name="assessments_trackedchoice_client"),
            models.UniqueConstraint(
                fields=["practice"], condition=Q(client__isnull=True), name="assessments_trackedchoice_practice"
            ),
            models.CheckConstraint(
                condition=Q(instruments__len__lte=MOST_INSTRUMENTS), name="assessments_trackedchoice_most"
            ),
        ]
        triggers: ClassVar = [
            counted(),
            *summary_triggers("measure", "client_id", "instruments", people=_CONCERNED),
        ]

    def __str__(self) -> str:
        return ", ".join(self.instruments)


def chosen_for(client: str, practice: str) -> Coalesce:
    """The instruments that are chosen for the client of a row, as an expression; NULL where nobody has chosen any.

    ``client``, ``practice``: the fields of the row that name them.
    """
    made = TrackedChoice.objects.made()
    own = made.filter(client=OuterRef(client)).values("instruments")[:1]
    everybody = made.of_practice().filter(practice=OuterRef(practice)).values("instruments")[:1]
    return Coalesce(models.Subquery(own), models.Subquery(everybody))


class SetAsideQuerySet(models.QuerySet["SetAside"]):
    """Where "no reliable change" is set aside."""

    def standing(self) -> Self:
        """Those that nobody has ended, whether their day has come or not."""
        return self.filter(ended_at__isnull=True)

    def in_force(self, today: date | Combinable) -> Self:
        """Those that hold on this day: not ended, their day still to come, their treatment open."""
        return self.standing().filter(until__gt=today, episode__closed_on__isnull=True)


@track()
class SetAside(PracticeModel):
    """That "no reliable change" of a client is not shown until a day, and why. On that day it is shown again."""

    client_id: UUID
    episode_id: UUID
    client = TenantForeignKey(Client, follows=True, related_name="set_aside")
    episode = TenantForeignKey(Episode, related_name="+")
    set_on = models.DateField()
    until = models.DateField()
    reason = EncryptableTextField(max_length=MOST_REASON, lines=True)
    set_by = TenantForeignKey(Staff, related_name="+")
    set_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = TenantForeignKey(Staff, null=True, blank=True, related_name="+")

    objects = SetAsideQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            *tenant_constraints("client", "episode", "set_by", "ended_by"),
            models.UniqueConstraint(
                fields=["client"], condition=Q(ended_at__isnull=True), name="assessments_setaside_one"
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("set_on"), until__lte=F("set_on") + timedelta(days=MOST_DAYS)),
                name="assessments_setaside_days",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="assessments_setaside_reason"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="assessments_setaside_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.set_on} – {self.until}"
