"""Questionnaires given to clients, and the rules by which they are given."""

from datetime import date
from typing import Self, TypeAlias
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from assessments.models.recorded import Assessment
from assessments.wording.models import Wording
from clients.models import Client, Episode
from clients.summaries.keeping import summary_triggers
from clinic.core.models import Staff, track
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints


class ScheduleRhythm(models.TextChoices):
    WEEKS = "weeks", _("every N weeks")
    SESSIONS = "sessions", _("before every Nth session")
    AFTER = "after", _("after every Nth session")
    COURSE = "course", _("at the start, at the end and afterwards")


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    """Rules by which questionnaires are given."""

    def running(self) -> Self:
        """Those that nobody has stopped."""
        return self.filter(stopped_at__isnull=True)


@track()
class Schedule(PracticeModel):
    """When one instrument is given to a client during (and after) an episode."""

    Rhythm: TypeAlias = ScheduleRhythm

    client_id: UUID
    episode_id: UUID
    client = TenantForeignKey(Client, follows=True, related_name="schedules")
    episode = TenantForeignKey(Episode, related_name="schedules")
    instrument = models.CharField(max_length=30)
    target = models.CharField(max_length=20, blank=True)
    rhythm = models.CharField(max_length=8, choices=Rhythm.choices)
    every = models.PositiveSmallIntegerField(null=True, blank=True)
    at_start = models.BooleanField(default=False)
    at_end = models.BooleanField(default=False)
    follow_ups = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)  # months after the end
    days = models.PositiveSmallIntegerField(default=3)  # from given to due
    starts_on = models.DateField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    made_by = TenantForeignKey(Staff, related_name="+")

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_constraints("client", "episode", "made_by"),
            models.UniqueConstraint(
                fields=["episode", "instrument", "target", "rhythm"],
                condition=models.Q(stopped_at__isnull=True),
                name="assessments_schedule_one",
            ),
            models.CheckConstraint(
                condition=models.Q(rhythm=ScheduleRhythm.COURSE, every__isnull=True)
                & (models.Q(at_start=True) | models.Q(at_end=True) | ~models.Q(follow_ups=[]))
                | models.Q(
                    rhythm__in=[ScheduleRhythm.WEEKS, ScheduleRhythm.SESSIONS, ScheduleRhythm.AFTER],
                    every__gte=1,
                    every__lte=52,
                ),
                name="assessments_schedule_rhythm",
            ),
            models.CheckConstraint(condition=models.Q(days__gte=1, days__lte=30), name="assessments_schedule_days"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.rhythm} {self.every or ''}"


class QuestionnaireAssignmentQuerySet(models.QuerySet["QuestionnaireAssignment"]):
    """Questionnaires given, by whether they wait for the client."""

    def open(self) -> Self:
        """Those that were neither submitted nor withdrawn."""
        return self.filter(state=QuestionnaireAssignment.State.OPEN)

    def overdue(self, today: date | Combinable) -> Self:
        """Open ones whose day has passed."""
        return self.open().filter(due_on__lt=today)

    def running(self) -> Self:
        """Open ones of a treatment that is neither paused nor closed, and those asked at the end and afterwards."""
        afterwards = models.Q(occasion="end") | models.Q(occasion__startswith="follow-up:")
        running, over = models.Q(episode__in=Episode.objects.running()), models.Q(episode__in=Episode.objects.closed())
        return self.open().filter(running | over & afterwards)


class QuestionnaireState(models.TextChoices):
    OPEN = "open", _("open")
    SUBMITTED = "submitted", _("sent")
    WITHDRAWN = "withdrawn", _("taken back")


@track()
class QuestionnaireAssignment(PracticeModel):
    """A questionnaire given to a client to answer: open, then submitted (scored) or withdrawn.

    ``occasion`` names the schedule's cause (a date, a session): the same cause gives one questionnaire, however often
    the sweep runs.
    """

    State: TypeAlias = QuestionnaireState

    client_id: UUID
    client = TenantForeignKey(Client, follows=True, related_name="questionnaires")
    episode = TenantForeignKey(Episode, related_name="+")
    instrument = models.CharField(max_length=30)
    version = models.PositiveSmallIntegerField()
    target = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=10, default="en")
    # None: prompts in the project's own words
    wording = TenantForeignKey(Wording, null=True, blank=True, related_name="+")
    due_on = models.DateField()
    given_at = models.DateTimeField(auto_now_add=True)
    given_by = TenantForeignKey(Staff, null=True, blank=True, related_name="+")
    schedule = TenantForeignKey(Schedule, null=True, blank=True, related_name="questionnaires")
    occasion = models.CharField(max_length=60, blank=True)
    responses = models.JSONField(default=dict)  # item as text → value, None for "rather not"
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    state_at = models.DateTimeField(null=True, blank=True)
    assessment = TenantForeignKey(Assessment, null=True, blank=True, related_name="questionnaires")

    objects = QuestionnaireAssignmentQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_constraints("client", "episode", "wording", "given_by", "schedule", "assessment"),
            models.UniqueConstraint(
                fields=["client", "instrument", "target"],
                condition=models.Q(state=QuestionnaireState.OPEN),
                name="assessments_questionnaireassignment_one_open",
            ),
            models.UniqueConstraint(
                fields=["schedule", "occasion"],
                condition=models.Q(schedule__isnull=False),
                name="assessments_questionnaireassignment_occasion",
            ),
            models.CheckConstraint(
                condition=models.Q(state=QuestionnaireState.OPEN, state_at__isnull=True, assessment__isnull=True)
                | models.Q(state=QuestionnaireState.WITHDRAWN, state_at__isnull=False, assessment__isnull=True)
                | models.Q(state=QuestionnaireState.SUBMITTED, state_at__isnull=False, assessment__isnull=False),
                name="assessments_questionnaireassignment_state",
            ),
        ]
        indexes = [
            models.Index(
                fields=["practice", "client", "due_on"],
                condition=models.Q(state=QuestionnaireState.OPEN),
                name="assessments_questionnaire_open",
            )
        ]
        triggers = summary_triggers("questionnaires", "client_id", "state", "due_on")

    def __str__(self) -> str:
        return f"{self.instrument} due {self.due_on}"
