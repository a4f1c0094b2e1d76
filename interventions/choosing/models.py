"""What the choice of a way of working rests on besides measures: who was trained in it, and what the client wishes."""

from typing import TypeAlias

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from clinic.core.fields import EncryptableTextField
from clinic.core.models import Staff, track
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints

EARLIEST_YEAR = 1950


class TrainingLevel(models.TextChoices):
    NONE = "none", _("not trained in it")
    BEGUN = "begun", _("in training")
    COMPLETED = "completed", _("training completed")
    CERTIFIED = "certified", _("certified, or supervisor")


@track()
class Training(PracticeModel):
    """How far a member of staff was trained in one modality; they say so themselves."""

    Level: TypeAlias = TrainingLevel

    staff = TenantForeignKey(Staff, related_name="trainings", db_index=False)
    modality = models.CharField(_("way of working"), max_length=40)
    level = models.CharField(_("level"), max_length=12, choices=Level.choices)
    year = models.PositiveSmallIntegerField(_("since the year"), null=True, blank=True)
    noted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            *tenant_constraints("staff"),
            models.UniqueConstraint(fields=["staff", "modality"], name="interventions_training_once"),
            models.CheckConstraint(condition=Q(level__in=TrainingLevel.values), name="interventions_training_level"),
            models.CheckConstraint(
                condition=Q(year__isnull=True) | Q(year__gte=EARLIEST_YEAR, year__lte=2200),
                name="interventions_training_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.modality}: {self.level}"


class WishAnswer(models.TextChoices):
    WANTS = "wants", _("wishes for it")
    AGAINST = "against", _("would rather not")
    OPEN = "open", _("has no preference")


@track()
class ModalityWish(PracticeModel):
    """What a client said they wish or do not wish about a modality. Earlier answers stay; the newest counts."""

    Answer: TypeAlias = WishAnswer

    client = TenantForeignKey(Client, follows=True, related_name="modality_wishes", db_index=False)
    modality = models.CharField(_("way of working"), max_length=40)
    answer = models.CharField(_("the client"), max_length=8, choices=Answer.choices)
    note = EncryptableTextField(_("in the client's words"), max_length=300, blank=True, lines=True)
    noted_by = TenantForeignKey(Staff, related_name="+")
    noted_at = models.DateTimeField(default=timezone.now)
    key = models.UUIDField(null=True, blank=True)  # the sender's own key: sent twice, it is saved once

    class Meta:
        constraints = [
            *tenant_constraints("client", "noted_by"),
            models.UniqueConstraint(fields=["client", "key"], name="interventions_modalitywish_once"),
            models.CheckConstraint(condition=Q(answer__in=WishAnswer.values), name="interventions_modalitywish_answer"),
        ]
        indexes = [models.Index(fields=["practice", "client", "modality", "-noted_at"], name="interventions_wish_by")]

    def __str__(self) -> str:
        return f"{self.modality}: {self.answer}"
