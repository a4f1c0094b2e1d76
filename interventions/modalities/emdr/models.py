"""EMDR: the target ledger, memories with SUD and VOC by set and session."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.core.fields import PlainCharField
from clinic.core.models import track
from clinic.core.revisions import counted
from clinic.core.tenancy import TenantForeignKey, tenant_constraints
from interventions.records.models import RecordRow, between, line, number
from interventions.sessions.models import TherapySession


@track()
class Target(RecordRow):
    """A memory, trigger or future scene to be processed."""

    class Prong(models.TextChoices):
        PAST = "past", _("past")
        PRESENT = "present", _("present")
        FUTURE = "future", _("future")

    class Status(models.TextChoices):
        IDENTIFIED = "identified", _("identified")
        ASSESSED = "assessed", _("assessed")
        PROCESSING = "processing", _("in processing")
        COMPLETE = "complete", _("complete")

    label = PlainCharField(_("short label"), max_length=60)
    prong = models.CharField(_("prong"), max_length=8, choices=Prong.choices, default=Prong.PAST)
    image = line(_("image"))
    negative = line(_("negative cognition"))
    positive = line(_("positive cognition"))
    emotions = line(_("emotions"))
    body = line(_("where in the body"))
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.IDENTIFIED)
    incomplete = models.BooleanField(_("the last session was incomplete"), default=False)
    containment = line(_("containment"))

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by"),
            models.CheckConstraint(
                condition=Q(prong__in=["past", "present", "future"]), name="interventions_target_prong"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["identified", "assessed", "processing", "complete"]),
                name="interventions_target_status",
            ),
            models.CheckConstraint(
                condition=Q(incomplete=False) | ~Q(containment=""),
                name="interventions_target_contained",
                violation_error_message=_("Name the containment of an incomplete session."),
            ),
            models.CheckConstraint(
                condition=~Q(status="complete", incomplete=True),
                name="interventions_target_complete",
                violation_error_message=_("A complete target has no incomplete session."),
            ),
            models.CheckConstraint(condition=~Q(label=""), name="interventions_target_labelled"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def open_containment(self) -> str:
        """What contains a session that was left incomplete; empty where none was."""
        return self.containment if self.incomplete else ""


@track()
class TargetMeasure(RecordRow):
    """SUD and VOC of a target, as they were said after a number of sets."""

    target = TenantForeignKey(Target, related_name="measures", verbose_name=_("target"))
    on = models.DateField(_("on"), default=timezone.localdate)
    session = TenantForeignKey(TherapySession, null=True, blank=True, related_name="+", verbose_name=_("session"))
    sets = number(_("sets so far"), 0, 60, default=0)
    sud = number(_("SUD, 0 to 10"), 0, 10, null=True, blank=True)
    voc = number(_("VOC, 1 to 7"), 1, 7, null=True, blank=True)

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "target", "session"),
            models.CheckConstraint(
                condition=Q(sud__isnull=False) | Q(voc__isnull=False),
                name="interventions_targetmeasure_said",
                violation_error_message=_("Say SUD, VOC or both."),
            ),
            models.CheckConstraint(condition=between("sud", 0, 10), name="interventions_targetmeasure_sud"),
            models.CheckConstraint(condition=between("voc", 1, 7), name="interventions_targetmeasure_voc"),
            models.CheckConstraint(condition=Q(sets__lte=60), name="interventions_targetmeasure_sets"),
        ]

    def __str__(self) -> str:
        return f"{self.sud}/{self.voc}"
