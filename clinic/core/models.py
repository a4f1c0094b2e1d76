"""The tables of the core.

Only what is needed to sign in is outside of tenancy: User, Practice, Membership. Nothing clinical.
"""

import zoneinfo
from collections.abc import Sequence
from typing import Any, ClassVar, TypeAlias
from uuid import UUID

import pghistory
import pgtrigger
from django.conf import global_settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.constraints import BaseConstraint
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken, AuthTokenManager
from uuid_utils.compat import uuid7

from clinic.core.access import Role
from clinic.core.fields import PlainCharField, PlainTextField
from clinic.core.partitions import MonthlyPartitions
from clinic.core.revisions import Revised, counted
from clinic.core.tenancy import PracticeModel, RowLevelSecurity, TenantForeignKey, tenant_constraints


def validate_zone(value: str) -> None:
    """Refuses names that are not in the IANA time zone database."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(value)s” is not a time zone. Example: Europe/Berlin."), params={"value": value})


def validate_language(value: str) -> None:
    """Refuses what is no code of a language that Django knows by name."""
    if value not in dict(global_settings.LANGUAGES):
        raise ValidationError(_("“%(value)s” is not a language. Example: sv."), params={"value": value})


def track(
    *trackers: pghistory.Tracker, by_month: bool = False, triggers: Sequence[pgtrigger.Trigger] = (), **options: object
) -> Any:
    """Change history for a practice table: an event table under the same row-level security, that nobody can alter.

    ``by_month``: it grows with every session, and is kept in a partition for each month (ADR 21). ``triggers``: more of
    the event table's own.
    """
    constraints: list[BaseConstraint] = [RowLevelSecurity(name="%(app_label)s_%(class)s_rls")]
    if by_month:
        constraints.insert(0, MonthlyPartitions("pgh_created_at", name="%(app_label)s_%(class)s_months"))
    meta: dict[str, object] = {"constraints": constraints}
    if triggers:
        meta["triggers"] = list(triggers)
    return pghistory.track(*trackers, meta=meta, **options)


# A trigger's body: the row may name active staff only. Reading the row FOR SHARE waits for whoever closes the account
# at the same moment, and they wait for this row: neither passes the other unseen.
ACTIVE_STAFF = """
    IF TG_OP = 'UPDATE' THEN
        IF NEW.{column} = OLD.{column} THEN
            RETURN NEW;
        END IF;
    END IF;
    PERFORM 1 FROM core_staff WHERE id = NEW.{column} AND is_active FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the account is closed ({constraint})'
            USING ERRCODE = 'check_violation', CONSTRAINT = '{constraint}';
    END IF;
    RETURN NEW;
"""


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """Makes a person who can sign in. The address is kept in lower case."""
        user = self.model(email=email.strip().lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):  # type: ignore[django-manager-missing]  # knox is not typed
    """Somebody who can sign in. What they may do depends on their membership, never on this row."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="core_user_email_lower")]

    def __str__(self) -> str:
        return self.email


class Practice(Revised, models.Model):
    """A tenant: people who keep one set of records."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = PlainCharField(_("name"), max_length=120)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/London", validators=[validate_zone])
    sender_name = PlainCharField(
        _("sender name"), max_length=80, help_text=_("What clients see as the sender of messages: keep it neutral.")
    )
    reply_to = models.EmailField(
        _("reply address"),
        max_length=254,
        blank=True,
        help_text=_(
            "Where clients’ replies go. Choose an address that says nothing about treatment. "
            "Empty: messages say that replies are not read."
        ),
    )
    crisis_contacts = PlainTextField(_("crisis contacts"), blank=True, max_length=2000)
    language = models.CharField(
        _("language of names"),
        max_length=16,
        default="en-gb",
        db_default="en-gb",
        validators=[validate_language],
        help_text=_("Lists of clients are sorted by its rules."),
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        triggers = [counted()]

    def __str__(self) -> str:
        return self.name


class MembershipKind(models.TextChoices):
    STAFF = "staff", _("staff")
    CLIENT = "client", _("client")


class Membership(models.Model):
    """Leads from a user to a practice and to the Staff or Client row there (``person_id``)."""

    outside_tenancy = True  # read before a practice is known

    Kind: TypeAlias = MembershipKind

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="membership")
    practice = models.ForeignKey(Practice, on_delete=models.CASCADE, related_name="memberships")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    person_id = models.UUIDField(unique=True)
    roles = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    name = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=MembershipKind.values), name="core_membership_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.practice_id}"


class TokenManager(AuthTokenManager):  # type: ignore[misc]
    """Finds a token together with its user, their membership and practice: one statement a request."""

    def get_queryset(self) -> models.QuerySet["Token"]:
        found: models.QuerySet[Token] = super().get_queryset().select_related("user__membership__practice")
        return found


class Token(AbstractAuthToken):  # type: ignore[misc]
    """Knox's API token, hashed at rest."""

    objects = TokenManager()


class DraftKey(models.Model):
    """Encrypts what one person types on one device and has not saved; see ``clinic.accounts.drafts``."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    device = models.CharField(max_length=64)  # SHA-256 of the device's cookie
    key = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "device"], name="core_draftkey_one")]
        indexes = [models.Index(fields=["used_at"], name="core_draftkey_used")]

    def __str__(self) -> str:
        return str(self.pk)


@track()
class Staff(Revised, PracticeModel):
    """Somebody who works in the practice."""

    user_id: UUID
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="+")
    name = PlainCharField(_("name"), max_length=120)
    roles = ArrayField(models.CharField(max_length=12, choices=Role.staff_choices()), default=list)
    supervisor = TenantForeignKey("self", null=True, blank=True, related_name="supervisees")
    is_active = models.BooleanField(default=True)
    invited_at = models.DateTimeField(null=True, blank=True)  # when the newest sign-in link was made

    class Meta:
        constraints = [
            *tenant_constraints("supervisor"),
            models.CheckConstraint(
                condition=models.Q(roles__contained_by=[role.value for role in Role.of_staff()]),
                name="core_staff_roles",
            ),
            models.CheckConstraint(
                condition=~models.Q(supervisor=models.F("id")), name="core_staff_not_own_supervisor"
            ),
        ]
        triggers = [counted("invited_at")]

    @property
    def has_started(self) -> bool:
        """Whether they have chosen a password since the account was made or opened again."""
        return self.user.has_usable_password()

    @property
    def role_labels(self) -> list[str]:
        """What the person is here, in words."""
        return [str(Role(role).label) for role in self.roles]

    def __str__(self) -> str:
        return self.name


@track()
class AccountClosing(PracticeModel):
    """An account that was closed: by whom and why, how much was handed over, and what was knowingly left.

    ``handed``: kind → number; ``left``: kind → [{id, text}].
    """

    staff = TenantForeignKey(Staff, related_name="closings")
    closed_by = TenantForeignKey(Staff, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(auto_now_add=True)
    reason = models.CharField(max_length=400)
    handed = models.JSONField(default=dict)
    left = models.JSONField(default=dict)

    class Meta:
        constraints = [*tenant_constraints("staff", "closed_by")]

    def __str__(self) -> str:
        return f"{self.closed_at:%Y-%m-%d}"


@track()
class Room(PracticeModel):
    """A place for sessions."""

    name = PlainCharField(_("name"), max_length=60)

    class Meta:
        constraints = [*tenant_constraints(), models.UniqueConstraint("practice", Lower("name"), name="core_room_name")]

    def __str__(self) -> str:
        return self.name


GENESIS = "0" * 64  # in place of the hash before the first row of an access log


class AuditHead(PracticeModel):
    """How long the practice's access log is and its last hash; also the lock that orders its writers.

    ``detached_``: the same of the last row that was detached with its month; what is left follows it.
    """

    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)
    detached_sequence = models.BigIntegerField(default=0)
    detached_hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        constraints = [*tenant_constraints(), models.UniqueConstraint(fields=["practice"], name="core_audithead_one")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.hash[:8]}"


class AccessLog(PracticeModel):
    """One opening of a client's record. Number, time and hashes are the database's, see the trigger."""

    sequence = models.BigIntegerField(default=0, editable=False)
    at = models.DateTimeField(db_default=Now(), editable=False)  # the database's clock: it also chooses the partition
    user_id = models.UUIDField(null=True)
    actor = models.CharField(max_length=160)
    client_id = models.UUIDField()
    what = models.CharField(max_length=80)
    request_id = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, editable=False)
    hash = models.CharField(max_length=64, editable=False)

    class Meta:
        constraints = [
            MonthlyPartitions("at", name="core_accesslog_months"),
            *tenant_constraints(),
            # Each partition's own. Over all of them a number comes once because the trigger counts under a lock.
            models.UniqueConstraint(fields=["practice", "sequence", "at"], name="core_accesslog_sequence"),
        ]
        indexes = [models.Index(fields=["practice", "client_id", "-sequence"], name="core_accesslog_client")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="chain",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("head", "core_audithead%ROWTYPE")],
                func="""
                    INSERT INTO core_audithead AS h
                        (id, practice_id, sequence, hash, detached_sequence, detached_hash)
                    VALUES (NEW.id, NEW.practice_id, 0, repeat('0', 64), 0, repeat('0', 64))
                    ON CONFLICT (practice_id) DO UPDATE SET sequence = h.sequence RETURNING * INTO head;
                    NEW.sequence = head.sequence + 1;
                    NEW.previous = head.hash;
                    -- The month's partition was chosen by the time given, just before: a row cannot change it any more.
                    IF date_trunc('month', clock_timestamp(), 'UTC') = date_trunc('month', NEW.at, 'UTC') THEN
                        NEW.at = clock_timestamp();
                    ELSIF NEW.at NOT BETWEEN clock_timestamp() - interval '10 minutes' AND clock_timestamp() THEN
                        RAISE EXCEPTION 'an opening is logged when it happens (core_accesslog_now)'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'core_accesslog_now';
                    END IF;
                    NEW.hash = encode(sha256(convert_to(jsonb_build_array(
                        NEW.sequence, NEW.practice_id::text,
                        to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
                        NEW.user_id::text, NEW.actor, NEW.client_id::text, NEW.what, NEW.request_id, NEW.previous
                    )::text, 'UTF8')), 'hex');
                    UPDATE core_audithead SET sequence = NEW.sequence, hash = NEW.hash WHERE id = head.id;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.what}"


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
    STAFF = "staff", _("what waits for staff")  # staff, staff
    UNDELIVERED = "undelivered", _("notice that a message did not arrive")  # client, staff
    INVITATION = "invitation", _("invitation to sign in")  # user, user
    ADDRESS = "address", _("address for signing in changed")  # user, user
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
