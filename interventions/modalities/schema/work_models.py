"""Schema therapy: what is done in a session (images, chairs, limited reparenting), and cards that the client keeps."""

from typing import TypeAlias

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.core.fields import EncryptableTextField, PlainCharField
from clinic.core.models import track
from clinic.core.revisions import counted
from clinic.core.tenancy import TenantForeignKey, tenant_constraints
from interventions.modalities.schema.models import Mode
from interventions.records.models import RecordRow, between, line, number
from interventions.sessions.models import TherapySession

LONG = 600


class CoreNeed(models.TextChoices):
    """The five core emotional needs (Young, Klosko & Weishaar 2003), in this project's own words."""

    ATTACHMENT = "attachment", _("safe attachment and acceptance")
    AUTONOMY = "autonomy", _("autonomy, competence, a sense of self")
    EXPRESSION = "expression", _("freedom to say what one needs and feels")
    PLAY = "play", _("spontaneity and play")
    LIMITS = "limits", _("realistic limits and self-control")


class WorkRow(RecordRow):
    """Something that was done in a session."""

    on = models.DateField(_("on"), default=timezone.localdate)
    session = TenantForeignKey(TherapySession, null=True, blank=True, related_name="+", verbose_name=_("session"))

    class Meta:
        abstract = True


class Helper(models.TextChoices):
    THERAPIST = "therapist", _("the therapist")
    HEALTHY_ADULT = "healthy", _("the client as Healthy Adult")
    OTHER = "other", _("another helper")


@track()
class Rescripting(WorkRow):
    """An image from the past that was entered and given another course."""

    Helper: TypeAlias = Helper

    scene = EncryptableTextField(_("scene, and where it was stopped"), max_length=LONG, lines=True)
    mode = TenantForeignKey(Mode, null=True, blank=True, related_name="+", verbose_name=_("child mode reached"))
    need = models.CharField(_("need that was not met"), max_length=10, choices=CoreNeed.choices)
    helper = models.CharField(_("who stepped in"), max_length=10, choices=Helper.choices, blank=True)
    changed = line(_("what happened instead"), LONG)
    takes_along = line(_("what the child takes from it"))
    distress_before = number(_("distress before, 0 to 10"), 0, 10, null=True, blank=True)
    distress_after = number(_("distress after, 0 to 10"), 0, 10, null=True, blank=True)

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "session", "mode"),
            models.CheckConstraint(condition=~Q(scene=""), name="interventions_rescripting_scene"),
            models.CheckConstraint(condition=Q(need__in=CoreNeed.values), name="interventions_rescripting_need"),
            models.CheckConstraint(
                condition=Q(helper="", changed="") | (Q(helper__in=Helper.values) & ~Q(changed="")),
                name="interventions_rescripting_helper",
                violation_error_message=_("Name who stepped in together with what happened instead, or neither."),
            ),
            models.CheckConstraint(
                condition=between("distress_before", 0, 10) & between("distress_after", 0, 10),
                name="interventions_rescripting_distress",
            ),
        ]

    def __str__(self) -> str:
        return self.scene


class ChairForm(models.TextChoices):
    DIALOGUE = "dialogue", _("modes speak with each other")
    CRITIC = "critic", _("answer to a parent voice")
    INTERVIEW = "interview", _("a mode is interviewed")
    EMPTY = "empty", _("somebody in the empty chair")


@track()
class ChairWork(WorkRow):
    """Work with chairs: who sat where, what was said, what moved."""

    Form: TypeAlias = ChairForm

    form = models.CharField(_("how"), max_length=10, choices=Form.choices)
    first = TenantForeignKey(Mode, null=True, blank=True, related_name="+", verbose_name=_("first chair"))
    second = TenantForeignKey(Mode, null=True, blank=True, related_name="+", verbose_name=_("second chair"))
    person = line(_("who is in the empty chair"), 80)
    said = EncryptableTextField(_("what was said"), max_length=LONG, lines=True)
    moved = line(_("what moved"))
    healthy = number(_("how strongly the Healthy Adult spoke, 0 to 10"), 0, 10, null=True, blank=True)

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "session", "first", "second"),
            models.CheckConstraint(condition=Q(form__in=ChairForm.values), name="interventions_chairwork_form"),
            models.CheckConstraint(condition=~Q(said=""), name="interventions_chairwork_said"),
            models.CheckConstraint(
                condition=(Q(form=ChairForm.EMPTY) & ~Q(person="")) | (~Q(form=ChairForm.EMPTY) & Q(person="")),
                name="interventions_chairwork_person",
                violation_error_message=_("Name who is in the empty chair, and only there."),
            ),
            models.CheckConstraint(
                condition=Q(first__isnull=True) | Q(second__isnull=True) | ~Q(first=models.F("second")),
                name="interventions_chairwork_two",
                violation_error_message=_("A mode sits in one chair. Choose another for the second."),
            ),
            models.CheckConstraint(condition=between("healthy", 0, 10), name="interventions_chairwork_healthy"),
        ]

    def __str__(self) -> str:
        return self.said


class ReparentingForm(models.TextChoices):
    CARE = "care", _("warmth and care")
    PROTECTION = "protection", _("protection")
    VALIDATION = "validation", _("guidance and praise")
    CONFRONTATION = "confrontation", _("empathic confrontation")
    LIMIT = "limit", _("a limit that was set")


@track()
class Reparenting(WorkRow):
    """Limited reparenting: what need was met within the frame of the therapy, and how it was taken."""

    Form: TypeAlias = ReparentingForm

    form = models.CharField(_("what was given"), max_length=14, choices=Form.choices)
    need = models.CharField(_("need"), max_length=10, choices=CoreNeed.choices)
    mode = TenantForeignKey(Mode, null=True, blank=True, related_name="+", verbose_name=_("to which mode"))
    given = EncryptableTextField(_("in words"), max_length=LONG, lines=True)
    taken = line(_("how it was taken"))
    frame = line(_("what was agreed about the frame"))

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "session", "mode"),
            models.CheckConstraint(condition=Q(form__in=ReparentingForm.values), name="interventions_reparenting_form"),
            models.CheckConstraint(condition=Q(need__in=CoreNeed.values), name="interventions_reparenting_need"),
            models.CheckConstraint(condition=~Q(given=""), name="interventions_reparenting_given"),
        ]

    def __str__(self) -> str:
        return self.given


CARD_LINES = {
    "feeling": _("right now I feel"),
    "old": _("where that comes from"),
    "healthy": _("what is true as well"),
    "instead": _("so instead I can"),
}


@track()
class FlashCard(RecordRow):
    """A card in the client's own words for a moment when a schema or mode has taken over.

    Feeling, where it comes from, what else is true, what to do instead (Young, Klosko & Weishaar 2003).
    """

    title = PlainCharField(_("title"), max_length=60)
    mode = TenantForeignKey(Mode, null=True, blank=True, related_name="+", verbose_name=_("for which mode"))
    feeling = EncryptableTextField(CARD_LINES["feeling"], max_length=300, lines=True)
    old = line(CARD_LINES["old"], 300)
    healthy = EncryptableTextField(CARD_LINES["healthy"], max_length=300, lines=True)
    instead = line(CARD_LINES["instead"], 300)
    given_on = models.DateField(_("given to the client on"), null=True, blank=True)

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "mode"),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(feeling="") & ~Q(healthy=""), name="interventions_flashcard_said"
            ),
        ]

    def __str__(self) -> str:
        return self.title
