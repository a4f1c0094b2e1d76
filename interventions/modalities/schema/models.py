"""Schema therapy: modes with their strength, and ratings of schemas."""

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


class ModeKind(models.TextChoices):
    CHILD = "child", _("child")
    COPING = "coping", _("coping")
    PARENT = "parent", _("parent voice")
    HEALTHY = "healthy", _("Healthy Adult")


@track()
class Mode(RecordRow):
    """A mode: a state the client is in, with what sets it off and what is needed."""

    Kind: TypeAlias = ModeKind

    name = PlainCharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    trigger = line(_("what sets it off"))
    does = line(_("what it does"))
    need = line(_("need behind it"))
    schemas = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name=_("linked schemas"))

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by"),
            models.CheckConstraint(condition=Q(kind__in=ModeKind.values), name="interventions_mode_kind"),
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
    """How strong a mode was on a day."""

    mode = TenantForeignKey(Mode, related_name="strengths", verbose_name=_("mode"))
    on = models.DateField(_("on"), default=timezone.localdate)
    strength = number(_("strength, 0 to 10"), 0, 10)

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "mode"),
            models.UniqueConstraint(
                fields=["mode", "on"],
                condition=Q(removed_at__isnull=True),
                name="interventions_modestrength_once",
                violation_error_message=_("This mode already has a strength on that day."),
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
