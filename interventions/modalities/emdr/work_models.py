"""EMDR: how a target was worked on in a session and how that was closed, what got stuck, and the client's resources."""

from typing import TypeAlias

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.core.fields import PlainCharField
from clinic.core.models import track
from clinic.core.revisions import counted
from clinic.core.tenancy import TenantForeignKey, tenant_constraints
from interventions.modalities.emdr.models import MOST_SETS, Target
from interventions.records.models import RecordRow, between, line, number
from interventions.sessions.models import TherapySession


class DatedRow(RecordRow):
    """Something of a day, and of a session where it names one."""

    on = models.DateField(_("on"), default=timezone.localdate)
    session = TenantForeignKey(TherapySession, null=True, blank=True, related_name="+", verbose_name=_("session"))

    class Meta:
        abstract = True


class ResourceKind(models.TextChoices):
    CALM_PLACE = "calm-place", _("calm or safe place")
    CONTAINER = "container", _("container")
    STOP_SIGNAL = "stop-signal", _("stop signal")
    FIGURE = "figure", _("nurturing, protective or wise figure")
    DEVELOPED = "rdi", _("quality developed and installed (RDI)")
    OTHER = "other", _("another resource")


@track()
class InnerResource(RecordRow):
    """Something that steadies the client: prepared in phase 2, and used to close a session."""

    Kind: TypeAlias = ResourceKind

    label = PlainCharField(_("short name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=ResourceKind.choices)
    picture = line(_("image, with what is seen, heard and felt"))
    body = line(_("where in the body it is good"))
    cue = line(_("cue word"), 40)

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by"),
            models.CheckConstraint(condition=~Q(label=""), name="interventions_innerresource_labelled"),
            models.CheckConstraint(condition=Q(kind__in=ResourceKind.values), name="interventions_innerresource_kind"),
        ]

    def __str__(self) -> str:
        return self.label


class ResourceOutcome(models.TextChoices):
    HOLDS = "holds", _("it holds")
    WEAK = "weak", _("not strong enough yet")
    TURNED = "turned", _("it turned into something bad")


@track()
class InnerResourceTest(DatedRow):
    """A resource that was tried in a session; the newest outcome counts."""

    Outcome: TypeAlias = ResourceOutcome

    resource = TenantForeignKey(InnerResource, related_name="tests", verbose_name=_("resource"))
    sets = number(_("short, slow sets"), 0, 12, default=0)
    before = number(_("disturbance before, 0 to 10"), 0, 10, null=True, blank=True)
    after = number(_("disturbance after, 0 to 10"), 0, 10, null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=ResourceOutcome.choices)
    note = line(_("what was seen"))

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "session", "resource"),
            models.CheckConstraint(
                condition=Q(outcome__in=ResourceOutcome.values), name="interventions_innerresourcetest_outcome"
            ),
            models.CheckConstraint(
                condition=between("before", 0, 10) & between("after", 0, 10) & Q(sets__lte=12),
                name="interventions_innerresourcetest_range",
            ),
        ]

    def __str__(self) -> str:
        return str(self.on)


class Stimulation(models.TextChoices):
    """Kinds of bilateral stimulation."""

    EYES = "eyes", _("eye movements")
    TACTILE = "tactile", _("tactile")
    TONES = "tones", _("tones")
    TAPPING = "tapping", _("own tapping (butterfly hug)")


class BodyScan(models.TextChoices):
    CLEAR = "clear", _("clear")
    LEFT = "left", _("something is left")


class Closure(models.TextChoices):
    COMPLETE = "complete", _("complete")
    INCOMPLETE = "incomplete", _("incomplete, contained")


@track()
class Processing(DatedRow):
    """How a target was worked on in one session: sets, stimulation, body scan, and how the session was closed."""

    Stimulation: TypeAlias = Stimulation
    BodyScan: TypeAlias = BodyScan
    Closure: TypeAlias = Closure

    target = TenantForeignKey(Target, related_name="processing", verbose_name=_("target"), db_index=False)
    sets = number(_("sets in this session"), 0, MOST_SETS, default=0)
    stimulation = models.CharField(_("bilateral stimulation"), max_length=8, choices=Stimulation.choices, blank=True)
    scan = models.CharField(_("body scan"), max_length=8, choices=BodyScan.choices, blank=True)
    remains = line(_("what is left in the body"))
    closure = models.CharField(_("closure"), max_length=12, choices=Closure.choices, blank=True)
    containment = line(_("contained by"))
    resource = TenantForeignKey(
        InnerResource, null=True, blank=True, related_name="+", verbose_name=_("resource that was used")
    )

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "session", "target", "resource"),
            models.UniqueConstraint(
                fields=["target", "session"],
                condition=Q(removed_at__isnull=True, session__isnull=False),
                name="interventions_processing_session",
                violation_error_message=_("This target has a row for that session already. Change that one."),
            ),
            models.UniqueConstraint(
                fields=["target", "on"],
                condition=Q(removed_at__isnull=True, session__isnull=True),
                name="interventions_processing_day",
                violation_error_message=_("This target has a row for that day already. Change that one."),
            ),
            models.CheckConstraint(condition=Q(sets__lte=MOST_SETS), name="interventions_processing_sets"),
            models.CheckConstraint(
                condition=Q(stimulation="") | Q(stimulation__in=Stimulation.values),
                name="interventions_processing_stimulation",
            ),
            models.CheckConstraint(
                condition=(Q(scan="") | Q(scan__in=BodyScan.values))
                & (Q(scan=BodyScan.LEFT) & ~Q(remains="") | ~Q(scan=BodyScan.LEFT) & Q(remains="")),
                name="interventions_processing_scan",
                violation_error_message=_("Say what is left in the body where something is, and only there."),
            ),
            models.CheckConstraint(
                condition=(Q(closure="") | Q(closure__in=Closure.values))
                & (~Q(closure=Closure.INCOMPLETE) | ~Q(containment="") | Q(resource__isnull=False)),
                name="interventions_processing_contained",
                violation_error_message=_("Say by what the incomplete session was contained, or choose the resource."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.on)

    @property
    def contained_by(self) -> str:
        """What an incomplete session was contained by, in words; empty where it was not incomplete."""
        if self.closure != Closure.INCOMPLETE:
            return ""
        return ", ".join(text for text in (self.resource.label if self.resource else "", self.containment) if text)


class BlockKind(models.TextChoices):
    """Why processing got stuck, in this project's own words (Shapiro 2018)."""

    LOOPING = "looping", _("goes round in circles")
    FLOODED = "flooded", _("too much at once")
    NUMB = "numb", _("numb or far away")
    BELIEF = "belief", _("a belief stands in the way")
    FEEDER = "feeder", _("an earlier memory feeds it")
    OTHER = "other", _("something else")


class Intervention(models.TextChoices):
    """What was done about it: a change of the sets, or an interweave by its theme (Shapiro 2018)."""

    MECHANICS = "mechanics", _("other direction, length or kind of sets")
    ASPECT = "aspect", _("another aspect: image, sound, body, movement")
    RESPONSIBILITY = "responsibility", _("interweave: whose responsibility it was")
    SAFETY = "safety", _("interweave: that it is over, and safe now")
    CHOICE = "choice", _("interweave: what can be chosen today")
    INFORMATION = "information", _("interweave: knowledge that was missing")
    ADULT = "adult", _("interweave: the adult for the child")
    RESOURCE = "resource", _("a resource was brought in")
    PAUSED = "paused", _("sets stopped, steadied")


class Moved(models.TextChoices):
    YES = "yes", _("moved on")
    PARTLY = "partly", _("moved a little")
    NO = "no", _("still stuck")


@track()
class Block(DatedRow):
    """A place where processing got stuck, and the interweave or the change that was tried."""

    Kind: TypeAlias = BlockKind
    Intervention: TypeAlias = Intervention
    Moved: TypeAlias = Moved

    target = TenantForeignKey(Target, related_name="blocks", verbose_name=_("target"))
    kind = models.CharField(_("what got stuck"), max_length=12, choices=BlockKind.choices)
    words = line(_("in words"))
    feeder = TenantForeignKey(Target, null=True, blank=True, related_name="+", verbose_name=_("memory that feeds it"))
    intervention = models.CharField(_("what was done"), max_length=16, choices=Intervention.choices)
    said = line(_("how it was put"))
    moved = models.CharField(_("after it"), max_length=8, choices=Moved.choices)

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "session", "target", "feeder"),
            models.CheckConstraint(
                condition=Q(kind__in=BlockKind.values)
                & Q(intervention__in=Intervention.values)
                & Q(moved__in=Moved.values),
                name="interventions_block_choices",
            ),
            models.CheckConstraint(
                condition=Q(feeder__isnull=True) | Q(kind=BlockKind.FEEDER),
                name="interventions_block_feeder",
                violation_error_message=_("Name a memory only where one feeds the target."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())
