"""SE: what is done with activation in a session, step by step, and where a person's window of tolerance lies."""

from typing import TypeAlias

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.core.fields import EncryptableTextField
from clinic.core.models import track
from clinic.core.revisions import counted
from clinic.core.tenancy import TenantForeignKey, tenant_constraints
from interventions.modalities.se.models import BodyResource
from interventions.records.models import RecordRow, between, line, number
from interventions.sessions.models import TherapySession

MOST_SWINGS = 30


class SessionRow(RecordRow):
    """Something of a session."""

    on = models.DateField(_("on"), default=timezone.localdate)
    session = TenantForeignKey(TherapySession, null=True, blank=True, related_name="+", verbose_name=_("session"))

    class Meta:
        abstract = True


@track()
class WindowAnchor(SessionRow):
    """Where this person's window of tolerance lies on the scale of activation, and what shows that it is left."""

    low = number(_("the window begins at, 0 to 10"), 0, 10)
    high = number(_("the window ends at, 0 to 10"), 0, 10)
    above = line(_("signs above it"))
    within = line(_("signs within it"))
    below = line(_("signs below it"))

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "session"),
            models.CheckConstraint(
                condition=Q(low__lt=F("high"), high__lte=10),
                name="interventions_windowanchor_order",
                violation_error_message=_("The window ends above where it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.low}–{self.high}"


@track()
class ResourceTest(SessionRow):
    """A resource that was tried in a session: activation before and after."""

    resource = TenantForeignKey(BodyResource, related_name="+", verbose_name=_("resource"))
    before = number(_("activation before, 0 to 10"), 0, 10)
    after = number(_("activation after, 0 to 10"), 0, 10)
    sign = line(_("what the body showed"))

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "session", "resource"),
            models.CheckConstraint(
                condition=Q(before__lte=10, after__lte=10), name="interventions_resourcetest_activation"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before}→{self.after}"

    @property
    def settled(self) -> bool:
        """Whether the body settled with it."""
        return bool(self.after < self.before)


@track()
class TitrationStep(SessionRow):
    """A small piece of activation that was touched, and how far it settled again."""

    minute = number(_("minute"), 0, 240, null=True, blank=True)
    piece = EncryptableTextField(_("how small a piece was touched"), max_length=200, lines=True)
    peak = number(_("highest activation, 0 to 10"), 0, 10)
    settled_to = number(_("settled to, 0 to 10"), 0, 10, null=True, blank=True)
    stopped = line(_("why it was stopped, where it was"))

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "session"),
            models.CheckConstraint(condition=~Q(piece=""), name="interventions_titrationstep_piece"),
            models.CheckConstraint(
                condition=Q(peak__lte=10) & between("settled_to", 0, 10) & between("minute", 0, 240),
                name="interventions_titrationstep_range",
            ),
            models.CheckConstraint(
                condition=Q(settled_to__isnull=True) | Q(settled_to__lte=F("peak")),
                name="interventions_titrationstep_settled",
                violation_error_message=_("Settled means not higher than the highest activation."),
            ),
        ]

    def __str__(self) -> str:
        return self.piece


@track()
class Pendulation(SessionRow):
    """Attention that swings between an activated place and a settled one."""

    minute = number(_("minute"), 0, 240, null=True, blank=True)
    activated = EncryptableTextField(_("activated place"), max_length=200, lines=True)
    settled = line(_("settled place"))
    resource = TenantForeignKey(BodyResource, null=True, blank=True, related_name="+", verbose_name=_("or a resource"))
    swings = number(_("swings"), 1, MOST_SWINGS)
    before = number(_("activation before, 0 to 10"), 0, 10)
    after = number(_("activation after, 0 to 10"), 0, 10)

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "session", "resource"),
            models.CheckConstraint(condition=~Q(activated=""), name="interventions_pendulation_activated"),
            models.CheckConstraint(
                condition=~Q(settled="") | Q(resource__isnull=False),
                name="interventions_pendulation_pair",
                violation_error_message=_("Name the settled place, or choose a resource: it takes two to swing."),
            ),
            models.CheckConstraint(
                condition=Q(swings__gte=1, swings__lte=MOST_SWINGS, before__lte=10, after__lte=10)
                & between("minute", 0, 240),
                name="interventions_pendulation_range",
            ),
        ]

    def __str__(self) -> str:
        return self.activated


class ResponseKind(models.TextChoices):
    """Defensive responses that can be thwarted (Levine 2010; Payne, Levine & Crane-Godreau 2015)."""

    ORIENT = "orient", _("orienting")
    FIGHT = "fight", _("pushing away, fighting")
    FLIGHT = "flight", _("running, getting away")
    BRACE = "brace", _("bracing, protecting oneself")
    REACH = "reach", _("reaching out for help")
    THAW = "thaw", _("coming out of freezing")


class Discharge(models.TextChoices):
    TREMBLING = "trembling", _("trembling")
    WARMTH = "warmth", _("warmth, sweat")
    BREATH = "breath", _("deeper breath, sigh, yawn")
    TEARS = "tears", _("tears")
    BELLY = "belly", _("sounds of the belly")
    MOVEMENT = "movement", _("small movements by themselves")


class Held(models.TextChoices):
    YES = "yes", _("held")
    PARTLY = "partly", _("partly")
    NO = "no", _("did not hold")


@track()
class CompletedResponse(SessionRow):
    """A defensive response that was thwarted once, and that the body could complete."""

    Kind: TypeAlias = ResponseKind

    kind = models.CharField(_("response"), max_length=8, choices=Kind.choices)
    thwarted = line(_("how it was thwarted then"))
    did = EncryptableTextField(_("what the body did now"), max_length=200, lines=True)
    discharge = ArrayField(
        models.CharField(max_length=10, choices=Discharge.choices),
        default=list,
        blank=True,
        verbose_name=_("discharge"),
    )
    after = number(_("activation afterwards, 0 to 10"), 0, 10, null=True, blank=True)
    held = models.CharField(_("at the next session"), max_length=6, choices=Held.choices, blank=True)

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "session"),
            models.CheckConstraint(condition=~Q(did=""), name="interventions_completedresponse_did"),
            models.CheckConstraint(
                condition=Q(kind__in=ResponseKind.values) & (Q(held="") | Q(held__in=Held.values)),
                name="interventions_completedresponse_kinds",
            ),
            models.CheckConstraint(
                condition=Q(discharge__contained_by=Discharge.values), name="interventions_completedresponse_discharge"
            ),
            models.CheckConstraint(condition=between("after", 0, 10), name="interventions_completedresponse_after"),
        ]

    def __str__(self) -> str:
        return self.did

    @property
    def discharges(self) -> list[str]:
        """The signs of discharge in words."""
        return [str(Discharge(one).label) for one in self.discharge]
