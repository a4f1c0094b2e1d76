"""IFS: the parts of the client's inner system, the ties between them, and the work with one target part at a time."""

from typing import TypeAlias

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.core.fields import PlainCharField
from clinic.core.models import track
from clinic.core.revisions import counted
from clinic.core.tenancy import TenantForeignKey, tenant_constraints
from interventions.records.models import RecordRow, between, line, number
from interventions.sessions.models import TherapySession

SIX_FS = [
    ("find", _("find")),
    ("focus", _("focus")),
    ("flesh-out", _("flesh out")),
    ("feel-toward", _("feel toward")),
    ("befriend", _("befriend")),
    ("fears", _("its fears")),
]


class PartKind(models.TextChoices):
    MANAGER = "manager", _("manager")
    FIREFIGHTER = "firefighter", _("firefighter")
    EXILE = "exile", _("exile")


class PartStatus(models.TextChoices):
    NOTICED = "noticed", _("noticed")
    BEFRIENDED = "befriended", _("befriended")
    PERMITTED = "permitted", _("permission given")
    WITNESSED = "witnessed", _("witnessed")
    UNBURDENED = "unburdened", _("unburdened")
    NEW_ROLE = "new-role", _("new role")


# What a person says of a part; the others follow from permissions and healing steps (``progress.py``).
STATED = (PartStatus.NOTICED, PartStatus.BEFRIENDED, PartStatus.NEW_ROLE)


@track()
class Part(RecordRow):
    """A part of the client's inner system."""

    Kind: TypeAlias = PartKind
    Status: TypeAlias = PartStatus

    name = PlainCharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    self_like = models.BooleanField(_("Self-like: it stands in for Self"), default=False, db_default=False)
    does = line(_("what it does"))
    fears = line(_("what it fears would happen otherwise"))
    memory = line(_("age or first memory"))
    burden = line(_("burden"))
    self_relation = number(_("relation to Self, 0 to 10"), 0, 10, null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.NOTICED)
    steps = ArrayField(models.CharField(max_length=12), default=list, blank=True, verbose_name=_("six F’s"))

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by"),
            models.CheckConstraint(condition=Q(kind__in=PartKind.values), name="interventions_part_kind"),
            models.CheckConstraint(
                condition=Q(status__in=PartStatus.values),
                name="interventions_part_status",
            ),
            models.CheckConstraint(condition=between("self_relation", 0, 10), name="interventions_part_self"),
            models.CheckConstraint(condition=~Q(name=""), name="interventions_part_named"),
            models.CheckConstraint(
                condition=Q(self_like=False) | Q(kind=PartKind.MANAGER),
                name="interventions_part_self_like",
                violation_error_message=_("Only a manager can be a Self-like part."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TieKind(models.TextChoices):
    PROTECTS = "protects", _("protects")
    POLARISED = "polarised", _("is polarised with")


@track()
class PartTie(RecordRow):
    """One part protects another, or two are polarised. A part may protect itself; protection may run in a circle."""

    Kind: TypeAlias = TieKind

    part = TenantForeignKey(Part, related_name="ties", verbose_name=_("part"))
    kind = models.CharField(_("how"), max_length=10, choices=Kind.choices)
    other = TenantForeignKey(Part, related_name="+", verbose_name=_("which other"))

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "part", "other"),
            models.UniqueConstraint(
                fields=["part", "kind", "other"],
                condition=Q(removed_at__isnull=True),
                name="interventions_parttie_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=TieKind.values), name="interventions_parttie_kind"),
        ]

    def __str__(self) -> str:
        return self.kind


class DayRange(Func):
    """From the first day up to the last, which no longer belongs to it; without a last day it is open."""

    function = "DATERANGE"
    output_field = DateRangeField()


@track()
class TargetPart(RecordRow):
    """The part that the work is about, from a day on. One at a time; the earlier ones are the history."""

    part = TenantForeignKey(Part, related_name="+", verbose_name=_("target part"))
    on = models.DateField(_("chosen on"), default=timezone.localdate)
    session = TenantForeignKey(TherapySession, null=True, blank=True, related_name="+", verbose_name=_("session"))
    until = models.DateField(_("until"), null=True, blank=True)
    reason = line(_("why this one, or why no longer"))

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "part", "session"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("on")),
                name="interventions_targetpart_order",
                violation_error_message=_("The last day cannot be before the first."),
            ),
            ExclusionConstraint(
                name="interventions_targetpart_one",
                expressions=[
                    ("practice", RangeOperators.EQUAL),
                    ("plan", RangeOperators.EQUAL),
                    (DayRange(F("on"), F("until"), Value("[)")), RangeOperators.OVERLAPS),
                ],
                condition=Q(removed_at__isnull=True),
                violation_error_message=_("Another part is the target on some of these days. Change those days first."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.on)


class Answer(models.TextChoices):
    GIVEN = "given", _("given")
    WITHHELD = "withheld", _("withheld")
    WITHDRAWN = "withdrawn", _("withdrawn")


@track()
class Permission(RecordRow):
    """What a protector answered when it was asked to let a part be approached. The newest answer counts."""

    Answer: TypeAlias = Answer

    protector = TenantForeignKey(Part, related_name="+", verbose_name=_("protector"))
    target = TenantForeignKey(Part, related_name="+", verbose_name=_("which part it protects"))
    answer = models.CharField(_("permission"), max_length=10, choices=Answer.choices)
    on = models.DateField(_("on"), default=timezone.localdate)
    session = TenantForeignKey(TherapySession, null=True, blank=True, related_name="+", verbose_name=_("session"))
    concern = line(_("its concern, or what it asks for"))

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "protector", "target", "session"),
            models.CheckConstraint(condition=Q(answer__in=Answer.values), name="interventions_permission_answer"),
        ]

    def __str__(self) -> str:
        return self.answer


class HealingStep(models.TextChoices):
    """Steps of healing (Schwartz & Sweezy 2020), in this project's own words."""

    WITNESS = "witness", _("its story is witnessed")
    DO_OVER = "do-over", _("it gets in its past what was missing")
    RETRIEVE = "retrieve", _("it is brought out of the past")
    RELEASE = "release", _("its burden is released")
    INVITE = "invite", _("qualities are invited in")
    PROTECTORS = "protectors", _("its protectors have seen it")
    FOLLOW_UP = "follow-up", _("looked at again: it holds")


class ReleasedTo(models.TextChoices):
    LIGHT = "light", _("light")
    EARTH = "earth", _("earth")
    AIR = "air", _("air")
    WATER = "water", _("water")
    FIRE = "fire", _("fire")
    OTHER = "other", _("something else")


_RELEASES, _INVITES = Q(steps__contains=[HealingStep.RELEASE]), Q(steps__contains=[HealingStep.INVITE])


@track()
class Healing(RecordRow):
    """Steps of healing that were taken with a part in a session, up to the unburdening and what follows it."""

    Step: TypeAlias = HealingStep

    part = TenantForeignKey(Part, related_name="+", verbose_name=_("part"))
    on = models.DateField(_("on"), default=timezone.localdate)
    session = TenantForeignKey(TherapySession, null=True, blank=True, related_name="+", verbose_name=_("session"))
    steps = ArrayField(models.CharField(max_length=12), verbose_name=_("steps taken"))
    burden = line(_("burden that was released"))
    legacy = models.BooleanField(_("legacy burden: taken over from family or culture"), default=False)
    from_whom = line(_("from whom it was taken over"))
    released_to = models.CharField(_("released to"), max_length=8, choices=ReleasedTo.choices, blank=True)
    qualities = line(_("qualities that were invited"))
    despite = line(_("reason for going on without a protector's permission"))

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "part", "session"),
            models.CheckConstraint(
                condition=Q(steps__contained_by=HealingStep.values, steps__len__gte=1),
                name="interventions_healing_steps",
                violation_error_message=_("Choose the steps that were taken."),
            ),
            models.CheckConstraint(
                condition=_RELEASES & ~Q(burden="") | ~_RELEASES & Q(burden="", legacy=False, released_to=""),
                name="interventions_healing_burden",
                violation_error_message=_("A released burden is named, and only a released one is described."),
            ),
            models.CheckConstraint(
                condition=Q(from_whom="") | Q(legacy=True),
                name="interventions_healing_legacy",
                violation_error_message=_("Only a legacy burden was taken over from somebody."),
            ),
            models.CheckConstraint(
                condition=Q(released_to="") | Q(released_to__in=ReleasedTo.values),
                name="interventions_healing_released_to",
            ),
            models.CheckConstraint(
                condition=_INVITES & ~Q(qualities="") | ~_INVITES & Q(qualities=""),
                name="interventions_healing_qualities",
                violation_error_message=_("Name the qualities where they were invited, and only there."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.on)

    @property
    def steps_taken(self) -> list[str]:
        """The steps in the order of the work, in words."""
        return [str(label) for value, label in HealingStep.choices if value in self.steps]
