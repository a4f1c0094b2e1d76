"""Assessments and their scores."""

from functools import cache
from typing import Self, TypeAlias
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from assessments import catalogue
from assessments.change import WORSENING, Verdict, is_judged
from assessments.scoring import Style, once_asked
from assessments.texts import VERDICT_CHOICES, judged_text
from assessments.tracked.models import TrackedChoice, chosen_for
from clients.models import Client, Episode
from clients.summaries.keeping import summary_triggers
from clinic.core.fields import EncryptableTextField, MessagesField
from clinic.core.messages import Message, joined
from clinic.core.models import Staff, track
from clinic.core.revisions import Revised, counted
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints

MOST_SOURCE = 200  # characters that say where values come from


@track(by_month=True)
class Assessment(Revised, PracticeModel):
    """One answered instrument. It keeps the version it was answered in.

    Its answers never change: a correction voids it and is a row of its own. What makes another revision is that, and
    what came of unanswered risk items.
    """

    class Source(models.TextChoices):
        PAPER = "paper", _("typed from paper")
        PORTAL = "portal", _("answered by the client")
        API = "api", _("sent by a program")

    revision = models.PositiveIntegerField(default=1, db_default=1)
    client = TenantForeignKey(Client, follows=True, related_name="assessments", db_index=False)
    episode = TenantForeignKey(Episode, related_name="assessments")
    instrument = models.CharField(max_length=30)
    version = models.PositiveSmallIntegerField()
    target = models.CharField(max_length=20, blank=True)
    responses = models.JSONField()  # item number as text → value; not answered items are absent
    totals = models.JSONField(null=True, blank=True)  # scale → value where the answers are not known; else None
    totals_from = EncryptableTextField(max_length=MOST_SOURCE, blank=True, db_default="")  # where these come from
    completed_on = models.DateField()
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = TenantForeignKey(Staff, null=True, related_name="+")
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.PAPER)
    published_wording = models.BooleanField(default=False)  # norms count only for the published wording
    # The client answered this program's own words, so that published figures judge nothing of it.
    own_words = models.BooleanField(default=False, db_default=False)
    style = models.CharField(max_length=12, blank=True, choices=[(s.value, s.value) for s in Style])
    style_near = models.CharField(max_length=60, blank=True)  # as Placement.near_text has it
    forced_choice = models.CharField(max_length=20, blank=True)
    key = models.UUIDField(null=True, blank=True)  # the sender's own key: sent twice, it is saved once
    corrects = TenantForeignKey("self", null=True, blank=True, related_name="+")
    voided_at = models.DateTimeField(null=True, blank=True)
    voided_by = TenantForeignKey(Staff, null=True, blank=True, related_name="+")
    void_reason = EncryptableTextField(max_length=300, blank=True)
    # Risk items that were asked, or had to be, and have no answer: open until somebody records the outcome of asking.
    unanswered_risk_items = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    incomplete_reason = EncryptableTextField(max_length=300, blank=True)
    risk_noted_at = models.DateTimeField(null=True, blank=True)
    risk_noted_by = TenantForeignKey(Staff, null=True, blank=True, related_name="+")
    risk_note = EncryptableTextField(max_length=2000, blank=True, lines=True)

    class Meta:
        constraints = [
            *tenant_constraints("client", "episode", "recorded_by", "corrects", "voided_by", "risk_noted_by"),
            models.UniqueConstraint(fields=["client", "key"], name="assessments_assessment_key"),
            models.CheckConstraint(
                condition=models.Q(voided_at__isnull=True, voided_by__isnull=True, void_reason="")
                | (models.Q(voided_at__isnull=False, voided_by__isnull=False) & ~models.Q(void_reason="")),
                name="assessments_assessment_voided_with_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(risk_noted_at__isnull=True, risk_noted_by__isnull=True, risk_note="")
                | (
                    models.Q(risk_noted_at__isnull=False, risk_noted_by__isnull=False)
                    & ~models.Q(risk_note="")
                    & ~models.Q(unanswered_risk_items=[])
                ),
                name="assessments_assessment_risk_noted_in_writing",
            ),
            models.CheckConstraint(
                condition=models.Q(totals__isnull=True, totals_from="")
                | (models.Q(totals__isnull=False, responses={}) & ~models.Q(totals_from="")),
                name="assessments_assessment_totals_from",
            ),
            models.CheckConstraint(
                condition=models.Q(style__in=["", *[s.value for s in Style]]), name="assessments_assessment_style"
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "client", "-completed_on", "-id"], name="assessments_by_client"),
            models.Index(
                fields=["practice", "client"],
                condition=models.Q(risk_noted_at__isnull=True, voided_at__isnull=True)
                & ~models.Q(unanswered_risk_items=[]),
                name="assessments_risk_unanswered",
            ),
        ]
        triggers = [counted()]

    def __str__(self) -> str:
        return f"{self.instrument} {self.completed_on}"

    @property
    def risk_is_open(self) -> bool:
        """Whether a risk item has no answer and nobody has recorded the outcome of asking."""
        return bool(self.unanswered_risk_items) and self.risk_noted_at is None and self.voided_at is None


# Of several tracked measures that say the same, the one that is shown first where there is place for one.
FIRST_INSTRUMENT = "core-10"
SERIES = ("instrument", "target", "subscale")  # what makes scores of one client comparable


@cache
def unjudged() -> frozenset[str]:
    """Shipped instruments without a published criterion of change, for example screenings."""
    return frozenset(key for key, one in catalogue.catalogue().items() if not is_judged(one))


class ScoreQuerySet(models.QuerySet["Score"]):
    """Scores, as a course over time."""

    def tracked(self, client: Client | Combinable) -> Self:
        """The newest score of each series that is followed of a client in the treatment that is open, the most urgent
        first; of instruments with a criterion of change."""
        newest = self.in_open_treatment(client).exclude(instrument__in=unjudged()).values("pk")
        return self.filter(pk__in=newest).by_urgency()

    def in_open_treatment(self, client: Client | Combinable) -> Self:
        """The same in no order, and with instruments by which no change can be judged; they have no verdict."""
        return self.filter(client=client, episode__closed_on__isnull=True).followed().newest()

    def followed(self) -> Self:
        """Those of instruments that somebody has chosen for the client, or else for the practice, or else of all."""
        own = Func(F("instrument"), template="ARRAY[%(expressions)s]", output_field=TrackedChoice.instruments.field)
        rows = self.alias(chosen=chosen_for("client", "practice"))
        return rows.filter(models.Q(chosen__isnull=True) | models.Q(chosen__contains=own))

    def newest(self) -> Self:
        """The last score of each series that has a value."""
        return self.filter(value__isnull=False).order_by(*SERIES, "-completed_on", "-assessment").distinct(*SERIES)

    def by_urgency(self) -> Self:
        """The reliably worse first, then CORE-10, then the newest."""
        worse = models.Case(models.When(verdict__in=WORSENING, then=0), default=1)
        first = models.Case(models.When(instrument=FIRST_INSTRUMENT, then=0), default=1)
        return self.order_by(worse, first, "-completed_on", *SERIES)

    def in_series(self, instrument: str | Combinable, target: str | Combinable, subscale: str | Combinable) -> Self:
        """Those of one series, the newest first; without those that have no value."""
        found = self.filter(instrument=instrument, target=target, subscale=subscale, value__isnull=False)
        return found.order_by("-completed_on", "-assessment")


@track(by_month=True)
class Score(PracticeModel):
    """One subscale of an assessment, with its change since the episode's baseline and since the one before."""

    assessment = TenantForeignKey(Assessment, on_delete=models.CASCADE, related_name="scores", db_index=False)
    client = TenantForeignKey(Client, follows=True, related_name="+")
    episode = TenantForeignKey(Episode, related_name="+")
    instrument = models.CharField(max_length=30)
    target = models.CharField(max_length=20, blank=True)
    subscale = models.CharField(max_length=30)
    completed_on = models.DateField()
    value = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    exact = models.FloatField(null=True)  # the value before rounding, from which differences are taken
    own_words = models.BooleanField(default=False, db_default=False)  # as the assessment's
    band = models.CharField(max_length=40, blank=True)
    sem = models.DecimalField(max_digits=7, decimal_places=3, null=True)
    answered = models.PositiveSmallIntegerField()
    of = models.PositiveSmallIntegerField()
    notes = MessagesField(default=list, blank=True)  # what is missing, and what that does to the score
    is_baseline = models.BooleanField(default=False)
    change = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    verdict = models.CharField(max_length=24, blank=True, choices=VERDICT_CHOICES)
    change_last = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    verdict_last = models.CharField(max_length=24, blank=True, choices=VERDICT_CHOICES)
    criterion = models.PositiveSmallIntegerField()  # the version of the instrument's figures it was judged by

    objects = ScoreQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_constraints("assessment", "client", "episode"),
            models.UniqueConstraint(fields=["assessment", "subscale"], name="assessments_score_once"),
            models.CheckConstraint(
                condition=models.Q(verdict__in=["", *[v.value for v in Verdict]])
                & models.Q(verdict_last__in=["", *[v.value for v in Verdict]]),
                name="assessments_score_verdict",
            ),
        ]
        indexes = [
            models.Index(
                fields=["practice", "client", "instrument", "subscale", "-completed_on", "-assessment"],
                include=["value", "verdict"],
                name="assessments_score_series",
            ),
        ]
        triggers = summary_triggers(
            "measure",
            *("client_id", "episode_id", "instrument", "target", "subscale", "completed_on", "value", "verdict"),
        )

    def __str__(self) -> str:
        return f"{self.subscale} {self.value}"

    @property
    def remarks(self) -> tuple[Message, ...]:
        """The notes as they hold now: none says "ask" once somebody has recorded the outcome of asking."""
        return once_asked(self.notes) if self.assessment.risk_noted_at else tuple(self.notes)

    @property
    def note(self) -> str:
        """The remarks in words."""
        return joined(self.remarks, "; ")

    @property
    def verdict_words(self) -> str:
        """The verdict since the baseline in words, with its confidence where that is not 95 %."""
        return self._judged(self.verdict)

    @property
    def verdict_last_words(self) -> str:
        """The same since the last one."""
        return self._judged(self.verdict_last)

    def _judged(self, verdict: str) -> str:
        shipped = catalogue.catalogue().get(self.instrument)
        return judged_text(shipped.subscales.get(self.subscale) if shipped else None, verdict)


class RuptureSign(models.TextChoices):
    LAST = "last", _("down since the last time")
    BEST = "best", _("down from the client's own best")
    LOW = "low", _("low")


@track()
class Rupture(PracticeModel):
    """A fall of the alliance, or a low one: a possible rupture, open until the repair is written down."""

    Sign: TypeAlias = RuptureSign

    repaired_by_id: UUID | None
    assessment = TenantForeignKey(Assessment, on_delete=models.CASCADE, related_name="ruptures", db_index=False)
    client = TenantForeignKey(Client, follows=True, related_name="ruptures")
    sign = models.CharField(max_length=4, choices=Sign.choices, default=Sign.LAST, db_default=RuptureSign.LAST)
    fell_by = models.DecimalField(max_digits=6, decimal_places=2)  # since the last one, or from the best; 0: a low one
    repair = EncryptableTextField(max_length=2000, blank=True, lines=True)
    repaired_at = models.DateTimeField(null=True, blank=True)
    repaired_by = TenantForeignKey(Staff, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            *tenant_constraints("assessment", "client", "repaired_by"),
            models.UniqueConstraint(fields=["assessment"], name="assessments_rupture_once"),
            models.CheckConstraint(
                condition=models.Q(sign__in=RuptureSign.values), name="assessments_rupture_sign_known"
            ),
            models.CheckConstraint(
                condition=models.Q(repaired_at__isnull=True, repaired_by__isnull=True, repair="")
                | (models.Q(repaired_at__isnull=False, repaired_by__isnull=False) & ~models.Q(repair="")),
                name="assessments_rupture_repaired_in_writing",
            ),
        ]
        triggers = summary_triggers("ruptures", "client_id", "repaired_at")

    def __str__(self) -> str:
        return f"−{self.fell_by}"
