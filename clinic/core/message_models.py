"""The outbox: messages that wait, were sent, or failed."""

from typing import TypeAlias

import pghistory
import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.core.tenancy import PracticeModel, tenant_constraints
from clinic.core.tracking import track


class MessageState(models.TextChoices):
    QUEUED = "queued", _("queued")
    SENDING = "sending", _("sending")
    SENT = "sent", _("sent")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class MessageKind(models.TextChoices):
    """What a message is; beside each, what ``about_id`` and ``recipient_id`` name."""

    REMINDER = "reminder", _("appointment reminder")  # session, client
    APPOINTMENT = "appointment", _("appointment booked or changed")  # act (``SessionNotice.act_id``), client
    QUESTIONS = "questions", _("reminder of a questionnaire")  # questionnaire assignment, client
    EXERCISE = "exercise", _("reminder to practise")  # client, client
    ALERT = "alert", _("notice to staff")  # risk alert, staff
    STAFF = "staff", _("what waits for staff")  # staff or cover, staff
    UNDELIVERED = "undelivered", _("notice that a message did not arrive")  # client, staff
    INVITATION = "invitation", _("invitation to sign in")  # user, user
    ADDRESS = "address", _("address for signing in changed")  # user, user
    SECURITY = "security", _("change in somebody's signing in")  # user, user
    HEAD = "head", _("state of the access log")  # practice, staff
    TEST = "test", _("trial")  # staff, staff


class MessageChannel(models.TextChoices):
    EMAIL = "email", _("e-mail")
    TEXT = "text", _("text message")


# A message's history is kept this long at least, whatever the setting says: the database refuses to delete it earlier.
MESSAGE_HISTORY_DAYS = 30


@track(
    pghistory.InsertEvent(),
    # That a worker has claimed it is not worth a history entry: the row counts the attempts.
    pghistory.UpdateEvent(
        condition=pgtrigger.Condition(
            f"NEW.state <> '{MessageState.SENDING}' AND (OLD.state, OLD.channel, OLD.to_address, OLD.due_at)"
            " IS DISTINCT FROM (NEW.state, NEW.channel, NEW.to_address, NEW.due_at)"
        )
    ),
    # Neither what was written, which may be personal, nor what only a running worker needs. That old rows are deleted
    # is the retention, and no event.
    exclude=["subject", "body", "from_name", "lease_until", "lease_token"],
    append_only=False,
    triggers=[
        pgtrigger.Protect(name="unchanged", operation=pgtrigger.Update),
        pgtrigger.Protect(
            name="kept",
            operation=pgtrigger.Delete,
            condition=pgtrigger.Condition(f"OLD.pgh_created_at > now() - interval '{MESSAGE_HISTORY_DAYS} days'"),
        ),
    ],
)
class Message(PracticeModel):
    """One outgoing message: written in the transaction that causes it, sent by ``clinic.core.outbox``.

    Kind, what it is about, who gets it and the occasion make the key: the same cause is queued once. ``occasion`` and
    ``occasion_at`` tell apart the messages about the same thing to the same person (the reminder a day before the
    session at ten, the second step of an alert); they are compared, never taken apart.
    """

    State: TypeAlias = MessageState
    Kind: TypeAlias = MessageKind
    Channel: TypeAlias = MessageChannel

    # Sent by agreement, and ended by one click.
    TO_CLIENTS = (Kind.REMINDER, Kind.APPOINTMENT, Kind.QUESTIONS, Kind.EXERCISE)
    ON_PORTAL = (Kind.QUESTIONS, Kind.EXERCISE)  # about what waits there: they end with the treatment and the portal
    OPEN = (State.QUEUED, State.SENDING)

    kind = models.CharField(max_length=12, choices=Kind.choices)
    about_id = models.UUIDField()
    recipient_id = models.UUIDField()
    occasion = models.CharField(max_length=40, blank=True)
    occasion_at = models.DateTimeField(null=True, blank=True)
    channel = models.CharField(max_length=5, choices=Channel.choices, default=Channel.EMAIL)
    to_address = models.CharField(max_length=254)
    from_name = models.CharField(max_length=80)
    subject = models.CharField(max_length=160)
    body = models.TextField(max_length=4000)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    state_at = models.DateTimeField(auto_now_add=True)
    state_reason = models.CharField(max_length=300, blank=True)
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [
            *tenant_constraints(),
            models.UniqueConstraint(
                fields=["practice", "kind", "about_id", "recipient_id", "occasion", "occasion_at"],
                name="core_message_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=models.Q(state__in=MessageState.values), name="core_message_state"),
            models.CheckConstraint(condition=models.Q(kind__in=MessageKind.values), name="core_message_kind"),
            # A reminder always says of which start it is: a session that was moved needs another one.
            models.CheckConstraint(
                condition=~models.Q(kind=MessageKind.REMINDER) | models.Q(occasion_at__isnull=False),
                name="core_message_start",
            ),
            models.CheckConstraint(
                condition=models.Q(channel=MessageChannel.EMAIL, to_address__contains="@")
                | models.Q(channel=MessageChannel.TEXT, to_address__regex=r"^\+[1-9][0-9]{6,14}$"),
                name="core_message_address",
            ),
            models.CheckConstraint(
                condition=models.Q(lease_until__isnull=False, lease_token__isnull=False, state=MessageState.SENDING)
                | (
                    ~models.Q(state=MessageState.SENDING) & models.Q(lease_until__isnull=True, lease_token__isnull=True)
                ),
                name="core_message_lease",
            ),
        ]
        indexes = [
            models.Index(
                fields=["practice", "due_at"],
                name="core_message_open",
                condition=models.Q(state__in=[MessageState.QUEUED, MessageState.SENDING]),
            ),
            models.Index(fields=["practice", "recipient_id", "-state_at"], name="core_message_recipient"),
            models.Index(
                fields=["practice", "state_at"],
                name="core_message_ended",
                condition=~models.Q(state__in=[MessageState.QUEUED, MessageState.SENDING]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
