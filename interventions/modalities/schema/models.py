"""Schema therapy: modes with their strength, and ratings of schemas; what is done in sessions is in ``work_models``."""

from typing import TypeAlias

from django.contrib.postgres.fields import ArrayField
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


class ModeKind(models.TextChoices):
    CHILD = "child", _("child")
    COPING = "coping", _("coping")
    PARENT = "parent", _("parent voice")
    HEALTHY = "healthy", _("Healthy Adult")


ORDER = (ModeKind.CHILD, ModeKind.PARENT, ModeKind.COPING, ModeKind.HEALTHY)  # of the groups, wherever modes are listed


class CopingStyle(models.TextChoices):
    """How a coping mode meets a schema (Young, Klosko & Weishaar 2003)."""

    SURRENDER = "surrender", _("surrender")
    AVOIDANCE = "avoidance", _("avoidance")
    OVERCOMPENSATION = "overcompensation", _("overcompensation")


@track()
class Mode(RecordRow):
    """A mode: a state the client is in, with what sets it off and what is needed."""

    Kind: TypeAlias = ModeKind

    name = PlainCharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    style = models.CharField(_("coping style"), max_length=16, choices=CopingStyle.choices, blank=True, db_default="")
    trigger = line(_("what sets it off"))
    does = line(_("what it does"))
    need = line(_("need behind it"))
    schemas = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name=_("linked schemas"))

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by"),
            models.CheckConstraint(condition=Q(kind__in=ModeKind.values), name="interventions_mode_kind"),
            models.CheckConstraint(
                condition=Q(style="") | Q(kind=ModeKind.COPING, style__in=CopingStyle.values),
                name="interventions_mode_style",
                violation_error_message=_("Only a coping mode has a coping style."),
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(removed_at__isnull=True, kind=ModeKind.HEALTHY),
                name="interventions_mode_one_healthy",
                violation_error_message=_("There is already a Healthy Adult."),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="interventions_mode_named"),
        ]

    def __str__(self) -> str:
        return self.name


@track()
class ModeStrength(RecordRow):
    """How strong a mode was in a session, or on a day."""

    mode = TenantForeignKey(Mode, related_name="strengths", verbose_name=_("mode"))
    on = models.DateField(_("on"), default=timezone.localdate)
    session = TenantForeignKey(
        TherapySession, null=True, blank=True, db_index=False, related_name="+", verbose_name=_("session")
    )
    strength = number(_("strength, 0 to 10"), 0, 10)

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "mode", "session"),
            models.UniqueConstraint(
                fields=["mode", "on"],
                condition=Q(removed_at__isnull=True, session__isnull=True),
                name="interventions_modestrength_day",
                violation_error_message=_("This mode already has a strength on that day."),
            ),
            models.UniqueConstraint(
                fields=["mode", "session"],
                condition=Q(removed_at__isnull=True, session__isnull=False),
                name="interventions_modestrength_session",
                violation_error_message=_("This mode already has a strength in that session."),
            ),
            models.CheckConstraint(condition=Q(strength__lte=10), name="interventions_modestrength_range"),
        ]

    def __str__(self) -> str:
        return str(self.strength)


@track()
class SchemaRating(RecordRow):
    """The clinician's rating of a schema, or the score of a licensed questionnaire with its name."""

    schema = models.CharField(_("schema"), max_length=60)
    on = models.DateField(_("on"), default=timezone.localdate)
    rating = number(_("rating, 1 to 6"), 1, 6, null=True, blank=True)
    questionnaire = line(_("questionnaire"), 80)
    score = models.DecimalField(_("its score"), max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by"),
            models.CheckConstraint(condition=between("rating", 1, 6), name="interventions_schemarating_range"),
            models.CheckConstraint(
                condition=Q(rating__isnull=False, questionnaire="", score__isnull=True)
                | (Q(rating__isnull=True, score__isnull=False) & ~Q(questionnaire="")),
                name="interventions_schemarating_kind",
                violation_error_message=_("Either a rating, or a questionnaire's name and score."),
            ),
        ]

    def __str__(self) -> str:
        return self.schema
