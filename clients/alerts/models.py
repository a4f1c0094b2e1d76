"""Risk alerts, who was told of them, and the practice's rules for that."""

from datetime import date, timedelta
from typing import Self, TypeAlias
from uuid import UUID

import pgtrigger
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.expressions import Combinable
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.care_team.models import CareRelation
from clients.summaries.keeping import summary_triggers
from clinic.core.fields import EncryptableTextField
from clinic.core.models import Staff, track
from clinic.core.revisions import Revised, counted
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints


@track()
class AlertRules(Revised, PracticeModel):
    """Who is told of a risk alert besides the lead therapist, and when the supervisor is. One row a practice."""

    on_call = TenantForeignKey(Staff, null=True, blank=True, related_name="+", verbose_name=_("on call"))
    escalate_minutes = models.PositiveSmallIntegerField(_("minutes until the supervisor is told"), default=60)
    text_high = models.BooleanField(_("also by text for high risk"), default=False, db_default=False)
    # How long nobody above is told of an alert that somebody has taken. After that it goes on where it stopped.
    taken_minutes = models.PositiveSmallIntegerField(_("minutes for who has taken one"), default=120, db_default=120)

    class Meta:
        constraints = [
            *tenant_constraints("on_call"),
            models.CheckConstraint(
                condition=Q(taken_minutes__gte=15, taken_minutes__lte=1440),
                name="clients_alertrules_taken_minutes",
            ),
            models.UniqueConstraint(fields=["practice"], name="clients_alertrules_one"),
            models.CheckConstraint(
                condition=Q(escalate_minutes__gte=5, escalate_minutes__lte=1440),
                name="clients_alertrules_minutes",
            ),
        ]
        triggers = [counted()]

    def __str__(self) -> str:
        return f"{self.escalate_minutes} min"


class RiskLevel(models.TextChoices):
    LOW = "low", _("low risk")
    MODERATE = "moderate", _("moderate risk")
    HIGH = "high", _("high risk")


class AlertState(models.TextChoices):
    OPEN = "open", _("open")
    TAKEN = "taken", _("taken")
    CLOSED = "closed", _("closed")


class AlertOutcome(models.TextChoices):
    """What came of an alert; the text beside it says what was done."""

    SAFE = "safe", _("spoke with the client: no acute danger")
    PLAN = "plan", _("spoke with the client: safety plan made or gone through")
    PASSED_ON = "passed_on", _("passed on to a crisis service, a hospital or the GP")
    NOT_REACHED = "not_reached", _("client not reached; somebody else sees to it")
    NO_RISK = "no_risk", _("read: no sign of risk")
    OTHER = "other", _("something else")


class AlertQuerySet(models.QuerySet["RiskAlert"]):
    """Risk alerts, by whether they wait."""

    def open(self) -> Self:
        """Those that nobody has closed in writing; somebody may have taken them."""
        return self.filter(closed_at__isnull=True)

    def closed(self) -> Self:
        """Those that were closed in writing."""
        return self.filter(closed_at__isnull=False)

    def in_state(self, state: AlertState) -> Self:
        """Those in one state: the same as :attr:`RiskAlert.state`."""
        if state == AlertState.CLOSED:
            return self.closed()
        return self.open().filter(taken_by__isnull=state == AlertState.OPEN)

    def to_follow_up(self) -> Self:
        """Closed ones that somebody is to come back to on a day, and has not."""
        return self.closed().filter(follow_up_on__isnull=False, followed_up_at__isnull=True)

    def follow_ups_of(self, person: UUID | Combinable | None, day: date | Combinable | None = None) -> Self:
        """Those that a person is to follow up (by this day): who closed them, and the client's lead as well once the
        day has passed, since whoever closed it may be away; the lead alone where that account is closed or no longer
        cares for the client."""
        care = CareRelation.objects.filter(client=OuterRef("client"), staff=OuterRef("closed_by"))
        lead = CareRelation.objects.leading().filter(client=OuterRef("client"), staff=person)
        left = Q(closed_by__is_active=False) | Q(Exists(care), ~Exists(care.current()))
        theirs = Q(~left, closed_by=person) | Q(left, Exists(lead))
        if day is None:
            return self.to_follow_up().filter(theirs)
        overdue = Q(Exists(lead), follow_up_on__lt=day)
        return self.to_follow_up().filter(theirs | overdue, follow_up_on__lte=day)

    def oldest_first(self) -> Self:
        """In the order in which they were raised; at one moment always in the same order."""
        return self.order_by("raised_at", "id")


@track()
class RiskAlert(PracticeModel):
    """Something that somebody has to review now. Open, then taken by somebody, then closed in writing.

    ``taken_by`` has it in hand: since ``taken_at`` where they took it, or it was handed to them and they have not
    confirmed that yet (``taken_at`` None). What happened to it meanwhile is kept as :class:`AlertAct`.
    """

    Level: TypeAlias = RiskLevel
    State: TypeAlias = AlertState
    Outcome: TypeAlias = AlertOutcome

    OLD = timedelta(days=30)  # answers older than this when they are recorded: nobody is mailed, it is read on Today

    taken_by_id: UUID | None
    closed_by_id: UUID | None
    client = TenantForeignKey("clients.Client", follows=True, related_name="alerts")
    source = models.CharField(max_length=80)  # e.g. "PHQ-9 item 9"
    level = models.CharField(max_length=8, choices=Level.choices, default=Level.HIGH)
    answered_on = models.DateField(null=True, blank=True)  # the day of the answers; None where that is not known
    source_id = models.UUIDField()  # the assessment it came from
    # The alert that the client was screened about, where it is the screening that raised this one.
    asked_from = TenantForeignKey(
        "self", null=True, blank=True, editable=False, related_name="raised_by_screening", db_index=False
    )
    reason = models.CharField(max_length=200)
    raised_at = models.DateTimeField(default=timezone.now)
    risen_at = models.DateTimeField(null=True, blank=True, editable=False)  # when a correction last made it more urgent
    told_at = models.DateTimeField(null=True, blank=True)  # the last round of notices; None: old answers, no notices
    step = models.PositiveSmallIntegerField(default=0)  # how many rounds there were after the first
    escalated_at = models.DateTimeField(null=True, blank=True)
    taken_by = TenantForeignKey(Staff, null=True, blank=True, related_name="+", db_index=False)
    taken_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = TenantForeignKey(Staff, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=11, choices=Outcome.choices, blank=True, db_default="")
    closing_note = EncryptableTextField(max_length=2000, blank=True, lines=True)
    follow_up_on = models.DateField(null=True, blank=True)
    followed_up_at = models.DateTimeField(null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_constraints("client", "taken_by", "closed_by", "asked_from"),
            models.CheckConstraint(
                condition=Q(asked_from__isnull=True) | ~Q(asked_from=F("pk")), name="clients_alert_asked_from"
            ),
            models.UniqueConstraint(fields=["source_id", "source"], name="clients_alert_once"),
            models.CheckConstraint(condition=Q(level__in=RiskLevel.values), name="clients_alert_level"),
            models.CheckConstraint(condition=Q(outcome__in=["", *AlertOutcome.values]), name="clients_alert_outcome"),
            models.CheckConstraint(
                condition=Q(taken_at__isnull=True) | Q(taken_by__isnull=False), name="clients_alert_taken"
            ),
            models.CheckConstraint(
                condition=Q(
                    closed_at__isnull=True,
                    closed_by__isnull=True,
                    outcome="",
                    closing_note="",
                    follow_up_on__isnull=True,
                )
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(outcome="") & ~Q(closing_note="")),
                name="clients_alert_closed_in_writing",
            ),
            models.CheckConstraint(
                condition=Q(followed_up_at__isnull=True) | Q(follow_up_on__isnull=False),
                name="clients_alert_followed_up",
            ),
        ]
        indexes = [
            models.Index(
                fields=["practice", "client"],
                condition=Q(closed_at__isnull=True),
                name="clients_alert_open",
            ),
            models.Index(
                fields=["practice", "asked_from"],
                condition=Q(asked_from__isnull=False),
                name="clients_alert_by_asked_from",
            ),
        ]
        triggers = summary_triggers("alerts", "client_id", "closed_at")

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"

    @property
    def state(self) -> AlertState:
        """Open, taken or closed."""
        if self.closed_at is not None:
            return AlertState.CLOSED
        return AlertState.TAKEN if self.taken_by_id else AlertState.OPEN

    @property
    def title(self) -> str:
        """What it is called wherever it is shown, for example "C-SSRS: high risk"."""
        return f"{self.source}: {self.get_level_display()}"

    @property
    def is_old(self) -> bool:
        """Whether the answers were old when they were recorded: it has to be read, but nothing is urgent in it."""
        return self.is_old_of(self.answered_on)

    def is_old_of(self, day: date | None) -> bool:
        """Whether answers of this day were old when it was raised."""
        return day is not None and timezone.localtime(self.raised_at).date() - day > self.OLD


@track()
class AlertRecipient(PracticeModel):
    """Somebody who was told of an alert, or has it on Today: whoever may open alerts at all may open this one."""

    alert = TenantForeignKey(RiskAlert, on_delete=models.CASCADE, related_name="recipients", db_index=False)
    staff = TenantForeignKey(Staff, related_name="+")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            *tenant_constraints("alert", "staff"),
            models.UniqueConstraint(fields=["alert", "staff"], name="clients_alertrecipient_once"),
        ]
        indexes = [models.Index(fields=["practice", "staff"], name="clients_alertrecipient_staff")]

    def __str__(self) -> str:
        return f"{self.alert_id} → {self.staff_id}"


class AlertActKind(models.TextChoices):
    """What happened to an alert; beside each, whom ``staff`` names, where it names somebody."""

    LISTED = "listed", _("on Today")  # on whose Today it is, without a notice
    TOLD = "told", _("told")  # who was told first
    ESCALATED = "escalated", _("told as nobody acted")  # who was told
    TAKEN = "taken", _("taken")
    HANDED = "handed", _("handed on")  # who got it
    RELEASED = "released", _("given back")  # who had it: they cannot act, or ``by`` took it over after their time
    CLOSED = "closed", _("closed")  # an earlier closing: the alert was opened again
    RETURNED = "returned", _("had again")  # who had it before a leave that was taken back
    REOPENED = "reopened", _("opened again")
    FOLLOWED_UP = "followed_up", _("followed up")
    CORRECTED = "corrected", _("answers corrected")  # who corrected them: the level did not rise
    RISEN = "risen", _("level raised")  # who corrected the answers: the level rose, or they are not old
    VOIDED = "voided", _("answers voided")  # without a correction


@track()
class AlertAct(PracticeModel):
    """One thing that happened to an alert after it was raised. It stays as it is.

    ``by`` is None where the system did it. ``text``: the reason, or what was written. ``level``: what corrected answers
    say; empty: no risk.
    """

    Kind: TypeAlias = AlertActKind

    alert = TenantForeignKey(RiskAlert, on_delete=models.CASCADE, related_name="acts", db_index=False)
    kind = models.CharField(max_length=11, choices=Kind.choices)
    at = models.DateTimeField(default=timezone.now)
    by = TenantForeignKey(Staff, null=True, blank=True, related_name="+", db_index=False)
    staff = TenantForeignKey(Staff, null=True, blank=True, related_name="+", db_index=False)
    outcome = models.CharField(max_length=11, choices=AlertOutcome.choices, blank=True)
    level = models.CharField(max_length=8, choices=RiskLevel.choices, blank=True, db_default="")
    text = EncryptableTextField(max_length=2000, blank=True, lines=True)

    class Meta:
        constraints = [
            *tenant_constraints("alert", "by", "staff"),
            models.CheckConstraint(condition=Q(kind__in=AlertActKind.values), name="clients_alertact_kind"),
            models.CheckConstraint(
                condition=Q(outcome__in=["", *AlertOutcome.values]), name="clients_alertact_outcome"
            ),
            models.CheckConstraint(condition=Q(level__in=["", *RiskLevel.values]), name="clients_alertact_level"),
        ]
        indexes = [models.Index(fields=["practice", "alert", "at"], name="clients_alertact_alert")]
        triggers = [pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
