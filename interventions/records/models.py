"""What each modality keeps besides its phases: maps, ledgers and logs, one table a kind."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from clinic.core.fields import PlainCharField
from clinic.core.models import Staff, track
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints
from clinic.core.text import validate_plain
from interventions.plans.models import Plan
from interventions.sessions.models import TherapySession


def _line(label: Any, length: int = 200, **options: Any) -> "models.CharField[str, str]":
    """A short text that is put in words by the therapist."""
    return PlainCharField(label, max_length=length, blank=True, lines=True, validators=[validate_plain], **options)


def _number(label: Any, low: int, high: int, **options: Any) -> "models.PositiveSmallIntegerField[Any, Any]":
    return models.PositiveSmallIntegerField(
        label, validators=[MinValueValidator(low), MaxValueValidator(high)], **options
    )


def _between(field: str, low: int, high: int) -> Q:
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": low, f"{field}__lte": high})


class RecordRow(PracticeModel):
    """A row of a plan's record. ``revision`` rises with each change: who saves an older one is told."""

    plan = TenantForeignKey(Plan, related_name="%(class)s_rows")
    revision = models.PositiveIntegerField(default=1)
    made_by = TenantForeignKey(Staff, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


# --- EFT: the cycle map -----------------------------------------------------------------------------------------------


@track()
class CycleSide(RecordRow):
    """One person's side of the negative cycle: what shows, and what is underneath."""

    class Position(models.TextChoices):
        PURSUER = "pursuer", _("pursues")
        WITHDRAWER = "withdrawer", _("withdraws")
        MIXED = "mixed", _("both")

    client = TenantForeignKey(Client, related_name="+", verbose_name=_("whose side"))
    position = models.CharField(_("position"), max_length=10, choices=Position.choices)
    trigger = _line(_("what sets it off"))
    action = _line(_("what they do"))
    story = _line(_("what they tell themselves"))
    secondary = _line(_("emotion shown"))
    primary = _line(_("emotion underneath"))
    fear = _line(_("attachment fear"))
    need = _line(_("attachment need"))

    class Meta:
        constraints = [
            *tenant_constraints("plan", "made_by", "client"),
            models.UniqueConstraint(
                fields=["plan", "client"], condition=Q(removed_at__isnull=True), name="interventions_cycleside_one"
            ),
            models.CheckConstraint(
                condition=Q(position__in=["pursuer", "withdrawer", "mixed"]), name="interventions_cycleside_position"
            ),
        ]

    def __str__(self) -> str:
        return self.position


@track()
class CycleMoment(RecordRow):
    """A turn of the work that is dated to a session: de-escalation, re-engagement, softening."""

    class Kind(models.TextChoices):
        DEESCALATION = "de-escalation", _("de-escalation")
        REENGAGEMENT = "re-engagement", _("the withdrawer re-engages")
        SOFTENING = "softening", _("the pursuer softens")

    kind = models.CharField(_("what happened"), max_length=16, choices=Kind.choices)
    on = models.DateField(_("on"))
    session = TenantForeignKey(TherapySession, null=True, blank=True, related_name="+", verbose_name=_("session"))
    note = _line(_("note"), 400)

    class Meta:
        constraints = [
            *tenant_constraints("plan", "made_by", "session"),
            models.CheckConstraint(
                condition=Q(kind__in=["de-escalation", "re-engagement", "softening"]),
                name="interventions_cyclemoment_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"


# --- IFS: the parts map -----------------------------------------------------------------------------------------------

SIX_FS = [
    ("find", _("find")),
    ("focus", _("focus")),
    ("flesh-out", _("flesh out")),
    ("feel-toward", _("feel toward")),
    ("befriend", _("befriend")),
    ("fears", _("its fears")),
]


@track()
class Part(RecordRow):
    """A part of the client's inner system."""

    class Kind(models.TextChoices):
        MANAGER = "manager", _("manager")
        FIREFIGHTER = "firefighter", _("firefighter")
        EXILE = "exile", _("exile")

    class Status(models.TextChoices):
        NOTICED = "noticed", _("noticed")
        BEFRIENDED = "befriended", _("befriended")
        PERMITTED = "permitted", _("permission given")
        WITNESSED = "witnessed", _("witnessed")
        UNBURDENED = "unburdened", _("unburdened")
        NEW_ROLE = "new-role", _("new role")

    name = PlainCharField(_("name"), max_length=60, validators=[validate_plain])
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    does = _line(_("what it does"))
    fears = _line(_("what it fears would happen otherwise"))
    memory = _line(_("age or first memory"))
    burden = _line(_("burden"))
    self_relation = _number(_("relation to Self, 0 to 10"), 0, 10, null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.NOTICED)
    steps = ArrayField(models.CharField(max_length=12), default=list, blank=True, verbose_name=_("six F’s"))

    class Meta:
        constraints = [
            *tenant_constraints("plan", "made_by"),
            models.CheckConstraint(
                condition=Q(kind__in=["manager", "firefighter", "exile"]), name="interventions_part_kind"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["noticed", "befriended", "permitted", "witnessed", "unburdened", "new-role"]),
                name="interventions_part_status",
            ),
            models.CheckConstraint(condition=_between("self_relation", 0, 10), name="interventions_part_self"),
            models.CheckConstraint(condition=~Q(name=""), name="interventions_part_named"),
        ]

    def __str__(self) -> str:
        return self.name


@track()
class PartTie(RecordRow):
    """One part protects another, or two are polarised. A part may protect itself; protection may run in a circle."""

    class Kind(models.TextChoices):
        PROTECTS = "protects", _("protects")
        POLARISED = "polarised", _("is polarised with")

    part = TenantForeignKey(Part, related_name="ties", verbose_name=_("part"))
    kind = models.CharField(_("how"), max_length=10, choices=Kind.choices)
    other = TenantForeignKey(Part, related_name="+", verbose_name=_("which other"))

    class Meta:
        constraints = [
            *tenant_constraints("plan", "made_by", "part", "other"),
            models.UniqueConstraint(
                fields=["part", "kind", "other"],
                condition=Q(removed_at__isnull=True),
                name="interventions_parttie_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=["protects", "polarised"]), name="interventions_parttie_kind"),
        ]

    def __str__(self) -> str:
        return self.kind


# --- EMDR: the target ledger ------------------------------------------------------------------------------------------


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

    label = PlainCharField(_("short label"), max_length=60, validators=[validate_plain])
    prong = models.CharField(_("prong"), max_length=8, choices=Prong.choices, default=Prong.PAST)
    image = _line(_("image"))
    negative = _line(_("negative cognition"))
    positive = _line(_("positive cognition"))
    emotions = _line(_("emotions"))
    body = _line(_("where in the body"))
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.IDENTIFIED)
    incomplete = models.BooleanField(_("the last session was incomplete"), default=False)
    containment = _line(_("containment"))

    class Meta:
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
                violation_error_message=_("An incomplete session names its containment."),
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


@track()
class TargetMeasure(RecordRow):
    """SUD and VOC of a target, as they were said after a number of sets."""

    target = TenantForeignKey(Target, related_name="measures", verbose_name=_("target"))
    on = models.DateField(_("on"), default=timezone.localdate)
    session = TenantForeignKey(TherapySession, null=True, blank=True, related_name="+", verbose_name=_("session"))
    sets = _number(_("sets so far"), 0, 60, default=0)
    sud = _number(_("SUD, 0 to 10"), 0, 10, null=True, blank=True)
    voc = _number(_("VOC, 1 to 7"), 1, 7, null=True, blank=True)

    class Meta:
        constraints = [
            *tenant_constraints("plan", "made_by", "target", "session"),
            models.CheckConstraint(
                condition=Q(sud__isnull=False) | Q(voc__isnull=False),
                name="interventions_targetmeasure_said",
                violation_error_message=_("Say SUD, VOC or both."),
            ),
            models.CheckConstraint(condition=_between("sud", 0, 10), name="interventions_targetmeasure_sud"),
            models.CheckConstraint(condition=_between("voc", 1, 7), name="interventions_targetmeasure_voc"),
            models.CheckConstraint(condition=Q(sets__lte=60), name="interventions_targetmeasure_sets"),
        ]

    def __str__(self) -> str:
        return f"{self.sud}/{self.voc}"


# --- Schema therapy: the mode map and ratings -------------------------------------------------------------------------


@track()
class Mode(RecordRow):
    """A mode: a state the client is in, with what sets it off and what is needed."""

    class Kind(models.TextChoices):
        CHILD = "child", _("child")
        COPING = "coping", _("coping")
        PARENT = "parent", _("parent voice")
        HEALTHY = "healthy", _("Healthy Adult")

    name = PlainCharField(_("name"), max_length=60, validators=[validate_plain])
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    trigger = _line(_("what sets it off"))
    does = _line(_("what it does"))
    need = _line(_("need behind it"))
    schemas = ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name=_("linked schemas"))

    class Meta:
        constraints = [
            *tenant_constraints("plan", "made_by"),
            models.CheckConstraint(
                condition=Q(kind__in=["child", "coping", "parent", "healthy"]), name="interventions_mode_kind"
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(removed_at__isnull=True, kind="healthy"),
                name="interventions_mode_one_healthy",
                violation_error_message=_("There is one Healthy Adult."),
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
    strength = _number(_("strength, 0 to 10"), 0, 10)

    class Meta:
        constraints = [
            *tenant_constraints("plan", "made_by", "mode"),
            models.UniqueConstraint(
                fields=["mode", "on"],
                condition=Q(removed_at__isnull=True),
                name="interventions_modestrength_once",
                violation_error_message=_("This mode has a strength on that day."),
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
    rating = _number(_("rating, 1 to 6"), 1, 6, null=True, blank=True)
    questionnaire = _line(_("questionnaire"), 80)
    score = models.DecimalField(_("its score"), max_digits=6, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = [
            *tenant_constraints("plan", "made_by"),
            models.CheckConstraint(condition=_between("rating", 1, 6), name="interventions_schemarating_range"),
            models.CheckConstraint(
                condition=Q(rating__isnull=False, questionnaire="", score__isnull=True)
                | (Q(rating__isnull=True, score__isnull=False) & ~Q(questionnaire="")),
                name="interventions_schemarating_kind",
                violation_error_message=_("Either a rating, or a questionnaire's name and score."),
            ),
        ]

    def __str__(self) -> str:
        return self.schema


# --- SE: the SIBAM log ------------------------------------------------------------------------------------------------


@track()
class Sibam(RecordRow):
    """A moment of a session: what was sensed, seen, done, felt or understood, and how activated the body was."""

    class Channel(models.TextChoices):
        SENSATION = "S", _("sensation")
        IMAGE = "I", _("image")
        BEHAVIOUR = "B", _("behaviour")
        AFFECT = "A", _("affect")
        MEANING = "M", _("meaning")

    class State(models.TextChoices):
        HYPO = "hypo", _("under the window")
        WINDOW = "window", _("in the window")
        HYPER = "hyper", _("over the window")

    on = models.DateField(_("on"), default=timezone.localdate)
    session = TenantForeignKey(TherapySession, null=True, blank=True, related_name="+", verbose_name=_("session"))
    minute = _number(_("minute"), 0, 240)
    channel = models.CharField(_("channel"), max_length=1, choices=Channel.choices)
    text = _line(_("in words"))
    activation = _number(_("activation, 0 to 10"), 0, 10)
    state = models.CharField(_("state"), max_length=8, choices=State.choices)

    class Meta:
        constraints = [
            *tenant_constraints("plan", "made_by", "session"),
            models.CheckConstraint(condition=Q(channel__in=list("SIBAM")), name="interventions_sibam_channel"),
            models.CheckConstraint(
                condition=Q(state__in=["hypo", "window", "hyper"]), name="interventions_sibam_state"
            ),
            models.CheckConstraint(condition=Q(activation__lte=10, minute__lte=240), name="interventions_sibam_range"),
        ]

    def __str__(self) -> str:
        return f"{self.minute}′ {self.channel}"


@track()
class BodyResource(RecordRow):
    """Something that settles the body, noted by the client."""

    text = PlainCharField(_("what settles"), max_length=200, lines=True, validators=[validate_plain])
    on = models.DateField(_("noted on"), default=timezone.localdate)

    class Meta:
        constraints = [
            *tenant_constraints("plan", "made_by"),
            models.CheckConstraint(condition=~Q(text=""), name="interventions_bodyresource_text"),
        ]

    def __str__(self) -> str:
        return self.text
