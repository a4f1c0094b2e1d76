"""Exercises a client was given, what they did and noted, and that somebody has read what made things worse."""

from datetime import date
from typing import Self, TypeAlias

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from clients.models import Client, Episode, EpisodeQuerySet
from clinic.core.fields import EncryptableTextField, MessagesField
from clinic.core.models import Staff, track
from clinic.core.revisions import Revised, counted
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints
from interventions.exercises.definitions import MOST_NUMBER, MOST_TEXT, WORSE
from interventions.plans.models import Plan


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Exercises given, by whether they run."""

    def _in(self, episodes: EpisodeQuerySet) -> Exists:
        """One of these treatments is the one in which the exercise was given: a later one does not take up what an
        earlier one ended."""
        return Exists(episodes.filter(client=OuterRef("client"), opened_on__lte=OuterRef("starts_on")))

    def running(self, on: date | Combinable) -> Self:
        """What the client has on this day: begun, neither stopped nor over, and neither the treatment nor the plan that
        it belongs to is paused or has ended. Everything that shows, counts or reminds of exercises asks here."""
        found = self.filter(starts_on__lte=on, stopped_at__isnull=True)
        found = found.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
        found = found.filter(Q(plan__isnull=True) | Q(plan__state=Plan.State.ACTIVE))
        return found.filter(self._in(Episode.objects.running()))

    def resting(self, on: date) -> Self:
        """What would run if the treatment, or the plan that it belongs to, were not paused."""
        found = self.filter(stopped_at__isnull=True).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=on))
        paused = Q(plan__state=Plan.State.PAUSED) | Q(self._in(Episode.objects.paused()))
        return found.filter(paused, self._in(Episode.objects.open())).exclude(plan__state=Plan.State.ENDED)

    def left_behind(self) -> Self:
        """Nobody stopped it, but its plan or its treatment has ended: it does not come back."""
        return self.filter(stopped_at__isnull=True).filter(
            Q(plan__state=Plan.State.ENDED) | ~Q(self._in(Episode.objects.open()))
        )


@track()
class Assignment(Revised, PracticeModel):
    """An exercise of the library, given to a client for a while. ``cautions``: what in the file spoke against it."""

    client = TenantForeignKey(Client, follows=True, related_name="assignments")
    plan = TenantForeignKey(Plan, null=True, blank=True, related_name="assignments")
    assigned_by = TenantForeignKey(Staff, related_name="+")
    exercise = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    times_per_week = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    note = EncryptableTextField(_("a line for the client"), max_length=300, blank=True, lines=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    cautions = MessagesField(default=list, blank=True)
    caution_reason = EncryptableTextField(max_length=500, blank=True)  # why it was given despite the caution

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_constraints("client", "plan", "assigned_by"),
            models.CheckConstraint(
                condition=Q(cautions=[]) | ~Q(caution_reason=""), name="interventions_assignment_caution"
            ),
            models.UniqueConstraint(
                fields=["client", "exercise"],
                condition=Q(ends_on__isnull=True, stopped_at__isnull=True),
                name="interventions_assignment_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="interventions_assignment_order",
            ),
            models.CheckConstraint(
                condition=Q(times_per_week__gte=1, times_per_week__lte=21), name="interventions_assignment_times"
            ),
        ]
        indexes = [models.Index(fields=["practice", "client"], name="interventions_assignment_by")]
        triggers = [counted()]

    def __str__(self) -> str:
        return self.exercise


class ExerciseLogQuerySet(models.QuerySet["ExerciseLog"]):
    """What clients noted, by whether it waits to be read."""

    def waiting(self) -> Self:
        """Those that made things worse, and nobody of the staff has read it."""
        return self.filter(Exists(Worsening.objects.unread().filter(log=OuterRef("pk"))))


class ExerciseDone(models.TextChoices):
    YES = "yes", _("done")
    PARTLY = "partly", _("partly")
    NO = "no", _("not today")


@track(by_month=True)
class ExerciseLog(PracticeModel):
    """One time a client did an exercise. ``key`` is chosen by the sender: sent twice, it is saved once."""

    Done: TypeAlias = ExerciseDone

    assignment = TenantForeignKey(Assignment, on_delete=models.CASCADE, related_name="logs", db_index=False)
    client = TenantForeignKey(Client, follows=True, related_name="+")
    at = models.DateTimeField()
    done = models.CharField(max_length=8, choices=Done.choices, default=Done.YES)
    before = models.PositiveSmallIntegerField(null=True, blank=True)
    after = models.PositiveSmallIntegerField(null=True, blank=True)
    note = EncryptableTextField(max_length=1000, blank=True, lines=True)
    key = models.UUIDField()

    objects = ExerciseLogQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_constraints("assignment", "client"),
            models.UniqueConstraint(fields=["assignment", "key"], name="interventions_exerciselog_once"),
            models.CheckConstraint(
                condition=(Q(before__isnull=True) | Q(before__lte=10)) & (Q(after__isnull=True) | Q(after__lte=10)),
                name="interventions_exerciselog_range",
            ),
            models.CheckConstraint(condition=Q(done__in=ExerciseDone.values), name="interventions_exerciselog_done"),
        ]
        indexes = [models.Index(fields=["practice", "client", "-at"], name="interventions_log_by_client")]

    def __str__(self) -> str:
        return f"{self.done} {self.at:%Y-%m-%d}"

    @property
    def worsening(self) -> "Worsening | None":
        """That it made things worse; None where it did not."""
        return next(iter(self.worsenings.all()), None)


@track(by_month=True)
class ExerciseFact(PracticeModel):
    """The value of one field of one log: a number, the key of an option, or a text. ``rise``: how far the number is
    above the one that its field is compared with."""

    log = TenantForeignKey(ExerciseLog, on_delete=models.CASCADE, related_name="facts", db_index=False)
    field = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    choice = models.CharField(max_length=40, blank=True)
    text = EncryptableTextField(max_length=MOST_TEXT, blank=True, lines=True)
    rise = models.SmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            *tenant_constraints("log"),
            models.UniqueConstraint(fields=["log", "field"], name="interventions_exercisefact_once"),
            models.CheckConstraint(
                condition=Q(number__isnull=False, choice="", text="")
                | (Q(number__isnull=True, text="") & ~Q(choice=""))
                | (Q(number__isnull=True, choice="") & ~Q(text="")),
                name="interventions_exercisefact_one",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__lte=MOST_NUMBER), name="interventions_exercisefact_range"
            ),
            models.CheckConstraint(
                condition=Q(rise__isnull=True) | Q(number__isnull=False, rise__lte=F("number"), rise__gte=-MOST_NUMBER),
                name="interventions_exercisefact_rise",
            ),
        ]

    def __str__(self) -> str:
        return self.field


class WorseningQuerySet(models.QuerySet["Worsening"]):
    """Exercises that made things worse, by whether somebody of the staff has read it."""

    def unread(self) -> Self:
        """Those that stand on *today*."""
        return self.filter(read_at__isnull=True)


@track()
class Worsening(PracticeModel):
    """That an exercise made things worse: a rating was worse by ``by`` points. ``note``: what ``read_by`` decided."""

    log = TenantForeignKey(ExerciseLog, on_delete=models.CASCADE, related_name="worsenings", db_index=False)
    client = TenantForeignKey(Client, follows=True, related_name="+", db_index=False)
    by = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    read_by = TenantForeignKey(Staff, null=True, blank=True, related_name="+")
    read_at = models.DateTimeField(null=True, blank=True)
    note = EncryptableTextField(_("what you decided"), max_length=500, blank=True, lines=True)

    objects = WorseningQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_constraints("log", "client", "read_by"),
            models.UniqueConstraint(fields=["log"], name="interventions_worsening_once"),
            models.CheckConstraint(condition=Q(by__gte=WORSE, by__lte=MOST_NUMBER), name="interventions_worsening_by"),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True, read_by__isnull=True, note="")
                | Q(read_at__isnull=False, read_by__isnull=False),
                name="interventions_worsening_read",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "client"], name="interventions_worsening_client"),
            models.Index(
                fields=["practice", "-at"], condition=Q(read_at__isnull=True), name="interventions_worsening_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
