"""Codings of the Adult Attachment Interview, made by certified coders outside this program."""

from typing import TypeAlias
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.interviews.definition import contradictions
from clients.models import Client, Episode
from clinic.core.fields import EncryptableTextField
from clinic.core.messages import Message
from clinic.core.models import Staff, track
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints


class InterviewCode(models.TextChoices):
    F = "F", _("F secure-autonomous")
    DS = "Ds", _("Ds dismissing")
    E = "E", _("E preoccupied")
    U = "U", _("U unresolved")
    CC = "CC", _("CC cannot classify")

    @classmethod
    def organised(cls) -> list["InterviewCode"]:
        """The three that can be secondary to U, and best fit an interview that cannot be classified."""
        return [cls.F, cls.DS, cls.E]

    @classmethod
    def scales(cls) -> list[str]:
        """The columns of the ratings."""
        return ["coherence_of_transcript", "coherence_of_mind", "unresolved_loss", "unresolved_trauma"]


@track()
class InterviewCoding(PracticeModel):
    """One coded interview. A classification is never merged with a questionnaire's quadrant."""

    Code: TypeAlias = InterviewCode

    voided_by_id: UUID | None
    client = TenantForeignKey(Client, follows=True, related_name="interviews")
    episode = TenantForeignKey(Episode, related_name="+")
    interviewed_on = models.DateField()
    coded_on = models.DateField()
    coder = models.CharField(max_length=120)
    certification = models.CharField(max_length=200)
    classification = models.CharField(max_length=2, choices=Code.choices)
    secondary = models.CharField(max_length=2, blank=True, choices=Code.choices)
    # The best-fitting others of an interview that cannot be classified, alone (CC/E/Ds) or beside U (U/CC/E/Ds).
    alternates = ArrayField(
        models.CharField(max_length=2, choices=Code.choices), default=list, blank=True, db_default=[]
    )
    coherence_of_transcript = models.DecimalField(max_digits=2, decimal_places=1, null=True, blank=True)
    coherence_of_mind = models.DecimalField(max_digits=2, decimal_places=1, null=True, blank=True)
    unresolved_loss = models.DecimalField(max_digits=2, decimal_places=1, null=True, blank=True)
    unresolved_trauma = models.DecimalField(max_digits=2, decimal_places=1, null=True, blank=True)
    earned = models.BooleanField(default=False)
    recorded_by = TenantForeignKey(Staff, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = TenantForeignKey(Staff, null=True, blank=True, related_name="+")
    void_reason = EncryptableTextField(max_length=300, blank=True)

    class Meta:
        constraints = [
            *tenant_constraints("client", "episode", "recorded_by", "voided_by"),
            models.CheckConstraint(
                condition=models.Q(
                    classification=InterviewCode.U, secondary__in=[*InterviewCode.organised(), InterviewCode.CC]
                )
                | models.Q(classification__in=[*InterviewCode.organised(), InterviewCode.CC], secondary=""),
                name="assessments_interview_secondary",
            ),
            models.CheckConstraint(
                condition=models.Q(alternates=[])
                | (models.Q(classification=InterviewCode.CC) | models.Q(secondary=InterviewCode.CC))
                & models.Q(alternates__contained_by=InterviewCode.organised(), alternates__len__lte=3),
                name="assessments_interview_alternates",
            ),
            models.CheckConstraint(
                condition=models.Q(earned=False) | models.Q(classification=InterviewCode.F),
                name="assessments_interview_earned",
            ),
            models.CheckConstraint(
                condition=models.Q(coded_on__gte=models.F("interviewed_on")), name="assessments_interview_order"
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(coherence_of_transcript__isnull=True)
                    | models.Q(coherence_of_transcript__gte=1, coherence_of_transcript__lte=9)
                )
                & (
                    models.Q(coherence_of_mind__isnull=True)
                    | models.Q(coherence_of_mind__gte=1, coherence_of_mind__lte=9)
                ),
                name="assessments_interview_coherence",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(unresolved_loss__isnull=True) | models.Q(unresolved_loss__gte=1, unresolved_loss__lte=9)
                )
                & (
                    models.Q(unresolved_trauma__isnull=True)
                    | models.Q(unresolved_trauma__gte=1, unresolved_trauma__lte=9)
                ),
                name="assessments_interview_unresolved",
            ),
            models.CheckConstraint(
                condition=~models.Q(coder="") & ~models.Q(certification=""), name="assessments_interview_coder"
            ),
            models.CheckConstraint(
                condition=models.Q(voided_at__isnull=True, voided_by__isnull=True, void_reason="")
                | (models.Q(voided_at__isnull=False, voided_by__isnull=False) & ~models.Q(void_reason="")),
                name="assessments_interview_voided_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"AAI {self.code}"

    @property
    def warnings(self) -> tuple[Message, ...]:
        """What the scales say against the class."""
        given = {name: getattr(self, name) for name in InterviewCode.scales()}
        scales = {name: None if value is None else float(value) for name, value in given.items()}
        return contradictions(self.classification, scales)

    @property
    def code(self) -> str:
        """The whole code as coders write it: F, U/E, CC/E/Ds, U/CC/E/Ds."""
        return "/".join(code for code in (self.classification, self.secondary, *self.alternates) if code)
