"""EMDR: the target ledger, memories with SUD and VOC by set and session (Shapiro 2018)."""

from typing import TypeAlias

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.core.fields import PlainCharField
from clinic.core.models import track
from clinic.core.revisions import counted
from clinic.core.tenancy import TenantForeignKey, tenant_constraints
from interventions.records.models import RecordRow, between, line, number
from interventions.sessions.models import TherapySession

MOST_SETS = 60  # of one session


class Prong(models.TextChoices):
    PAST = "past", _("past")
    PRESENT = "present", _("present")
    FUTURE = "future", _("future")


class TargetStatus(models.TextChoices):
    IDENTIFIED = "identified", _("identified")
    ASSESSED = "assessed", _("assessed")
    PROCESSING = "processing", _("in processing")
    COMPLETE = "complete", _("complete")


# What a person says of a target; the others follow from what is recorded of it (``progress.py``).
STATED = (TargetStatus.IDENTIFIED, TargetStatus.COMPLETE)


class Theme(models.TextChoices):
    """What a negative cognition is about. The four groups of Shapiro's list of cognitions, as the worksheet "EMDR
    Cognitions" (Psychology Tools, after Shapiro 2001) names them; not yet against the book itself."""

    DEFECTIVENESS = "defectiveness", _("self-defectiveness")
    RESPONSIBILITY = "responsibility", _("responsibility")
    SAFETY = "safety", _("safety or vulnerability")
    CONTROL = "control", _("control or choice")


@track()
class Target(RecordRow):
    """A memory, trigger or future scene to be processed."""

    Prong: TypeAlias = Prong
    Status: TypeAlias = TargetStatus

    label = PlainCharField(_("short label"), max_length=60)
    prong = models.CharField(_("prong"), max_length=8, choices=Prong.choices, default=Prong.PAST)
    origin = TenantForeignKey(
        "self", null=True, blank=True, related_name="+", verbose_name=_("arises from"), db_index=False
    )
    age = number(_("age at the time"), 0, 120, null=True, blank=True)
    image = line(_("image"))
    negative = line(_("negative cognition"))
    positive = line(_("positive cognition"))
    theme = models.CharField(_("theme"), max_length=16, choices=Theme.choices, blank=True, default="", db_default="")
    emotions = line(_("emotions"))
    body = line(_("where in the body"))
    status = models.CharField(_("status"), max_length=12, choices=TargetStatus.choices, default=TargetStatus.IDENTIFIED)
    reason = line(_("reason why it is right although something is missing"), 400, default="", db_default="")
    completed_on = models.DateField(_("complete since"), null=True, blank=True, editable=False)

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "origin"),
            models.CheckConstraint(condition=Q(prong__in=Prong.values), name="interventions_target_prong"),
            models.CheckConstraint(condition=Q(status__in=TargetStatus.values), name="interventions_target_status"),
            models.CheckConstraint(condition=~Q(label=""), name="interventions_target_labelled"),
            models.CheckConstraint(
                condition=Q(theme="") | Q(theme__in=Theme.values), name="interventions_target_theme"
            ),
            models.CheckConstraint(condition=between("age", 0, 120), name="interventions_target_age"),
            models.CheckConstraint(
                condition=Q(origin__isnull=True) | ~Q(origin=F("id")),
                name="interventions_target_origin",
                violation_error_message=_("A target does not arise from itself."),
            ),
            models.CheckConstraint(
                condition=Q(completed_on__isnull=True)
                | (Q(status=TargetStatus.COMPLETE) & (~Q(reason="") | ~(Q(negative="") | Q(positive="")))),
                name="interventions_target_completed",
                violation_error_message=_("A complete target has both cognitions, or the reason why not."),
            ),
        ]

    def __str__(self) -> str:
        return self.label


class MeasurePhase(models.TextChoices):
    """When in the work with a target SUD or VOC was asked."""

    ASSESSMENT = "assessment", _("assessment")
    SET = "set", _("desensitisation")
    INSTALLATION = "installation", _("installation")
    REEVALUATION = "reevaluation", _("re-evaluation")


BEFORE_SETS = (MeasurePhase.ASSESSMENT, MeasurePhase.REEVALUATION)


@track()
class TargetMeasure(RecordRow):
    """SUD and VOC of a target, as they were said after a number of sets."""

    Phase: TypeAlias = MeasurePhase

    target = TenantForeignKey(Target, related_name="measures", verbose_name=_("target"))
    on = models.DateField(_("on"), default=timezone.localdate)
    session = TenantForeignKey(TherapySession, null=True, blank=True, related_name="+", verbose_name=_("session"))
    phase = models.CharField(
        _("asked in"), max_length=12, choices=MeasurePhase.choices, blank=True, default="", db_default=""
    )
    sets = number(_("sets so far"), 0, MOST_SETS, default=0)
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
            models.CheckConstraint(condition=Q(sets__lte=MOST_SETS), name="interventions_targetmeasure_sets"),
            models.CheckConstraint(
                condition=Q(phase="")
                | Q(phase__in=BEFORE_SETS, sets=0)
                | Q(phase=MeasurePhase.SET, sets__gte=1, voc__isnull=True)
                | Q(phase=MeasurePhase.INSTALLATION, sets__gte=1, voc__isnull=False),
                name="interventions_targetmeasure_phase",
                violation_error_message=_(
                    "Assessment and re-evaluation are before the first set of a session. VOC is asked there and in "
                    "installation, not during desensitisation."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sud}/{self.voc}"
