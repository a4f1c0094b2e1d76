"""Treatments, one after the other."""

from datetime import date
from typing import Self, TypeAlias

from django.db import models
from django.utils.translation import gettext_lazy as _

from clients.summaries.keeping import summary_triggers
from clinic.core.models import track
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints


class EpisodeEnding(models.TextChoices):
    """How a treatment ended, as reports count it."""

    COMPLETED = "completed", _("completed")
    DROPPED_OUT = "dropped_out", _("dropped out")
    REFERRED = "referred", _("referred")
    MOVED = "moved", _("moved away")
    DIED = "died", _("died")
    OTHER = "other", _("other")


class EpisodeQuerySet(models.QuerySet["Episode"]):
    """Treatments, by whether they are running."""

    def open(self) -> Self:
        """Those that are not closed; they may be paused."""
        return self.filter(closed_on__isnull=True)

    def running(self) -> Self:
        """Those that are neither closed nor paused."""
        return self.open().filter(paused_on__isnull=True)

    def paused(self) -> Self:
        """Those that rest: neither closed nor running."""
        return self.open().filter(paused_on__isnull=False)

    def closed(self) -> Self:
        """Those that have ended."""
        return self.filter(closed_on__isnull=False)

    def newest_first(self) -> Self:
        """The last one first."""
        return self.order_by("-opened_on", "-id")

    def covering(self, day: date) -> Self:
        """Those that were running on that day, or still are."""
        return self.filter(models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=day), opened_on__lte=day)


@track()
class Episode(PracticeModel):
    """One stretch of treatment. Its first measures are the baselines of all later ones.

    ``ending`` says how it ended, ``closing_reason`` in words; ``opening_reason`` why it was opened after another one.
    """

    Ending: TypeAlias = EpisodeEnding

    client = TenantForeignKey("clients.Client", related_name="episodes")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    ending = models.CharField(max_length=16, blank=True, choices=EpisodeEnding.choices, default="", db_default="")
    closing_reason = models.CharField(max_length=200, blank=True)
    opening_reason = models.CharField(max_length=400, blank=True, default="", db_default="")
    paused_on = models.DateField(null=True, blank=True)  # nothing is given or reminded while it lasts

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_constraints("client"),
            models.CheckConstraint(
                condition=models.Q(paused_on__isnull=True) | models.Q(closed_on__isnull=True),
                name="clients_episode_paused_open",
            ),
            models.UniqueConstraint(
                fields=["client"], condition=models.Q(closed_on__isnull=True), name="clients_episode_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=models.F("opened_on")),
                name="clients_episode_order",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True, ending="")
                | models.Q(closed_on__isnull=False, ending__in=EpisodeEnding.values),
                name="clients_episode_ending",
            ),
        ]
        triggers = [
            *summary_triggers("treatment", "client_id", "closed_on", "paused_on"),
            *summary_triggers("measure", "client_id", "closed_on"),
        ]

    def __str__(self) -> str:
        return f"{self.opened_on} – {self.closed_on or '…'}"

    def covers(self, day: date) -> bool:
        """Whether the day belongs to this treatment: from its first to its last day, both included."""
        return self.opened_on <= day and (self.closed_on is None or day <= self.closed_on)
