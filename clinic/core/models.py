"""The tables of the core.

Only what is needed to sign in is outside of tenancy: User, Practice, Membership. Nothing clinical.
"""

import zoneinfo
from datetime import timedelta
from typing import Any, ClassVar, TypeAlias
from uuid import UUID

import pgtrigger
from django.conf import global_settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken, AuthTokenManager
from uuid_utils.compat import uuid7

from clinic.core.access import Role
from clinic.core.audit_models import GENESIS, AccessLog, AuditHead, LoggedKind
from clinic.core.fields import PlainCharField, PlainTextField
from clinic.core.list_models import SavedList
from clinic.core.message_models import Message
from clinic.core.phones import validate_phone
from clinic.core.revisions import Revised, counted
from clinic.core.scopes import Scope
from clinic.core.status.models import Look, Pulse, Trouble
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints
from clinic.core.tracking import track


def validate_zone(value: str) -> None:
    """Refuses names that are not in the IANA time zone database."""
    if value not in zoneinfo.available_timezones():
        raise ValidationError(_("“%(value)s” is not a time zone. Example: Europe/Berlin."), params={"value": value})


def validate_language(value: str) -> None:
    """Refuses what is no code of a language that Django knows by name."""
    if value not in dict(global_settings.LANGUAGES):
        raise ValidationError(_("“%(value)s” is not a language. Example: sv."), params={"value": value})


_ACTIVE_STAFF = """
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


def active_staff_trigger(
    constraint: str, column: str = "staff_id", *, name: str = "active_staff", condition: pgtrigger.Q | None = None
) -> pgtrigger.Trigger:
    """Lets rows name active staff only, in this column.

    Reading the row of staff FOR SHARE waits for whoever closes the account at the same moment, and they wait for this
    row: neither passes the other unseen.
    """
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf(column),
        condition=condition,
        func=_ACTIVE_STAFF.format(column=column, constraint=constraint),
    )


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
    # Single keys on the staff's pages: whether they work, and which are others (``clinic.workspace.shortcuts``).
    single_keys = models.BooleanField(default=True, db_default=True)
    own_keys = models.JSONField(default=dict, db_default={}, blank=True)
    # Raised by what ends sign-ins: what a device holds of before makes it known no more (clinic.accounts.known).
    device_epoch = models.PositiveIntegerField(default=0, db_default=0, editable=False)

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
    own_words_count = models.BooleanField(
        _("count own words like published ones"),
        default=False,
        db_default=False,
        help_text=_(
            "For looking round only: questionnaires that clients answer in this program's own words get bands, "
            "cut-offs and verdicts, which hold for the published wording alone."
        ),
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


LONGEST_TOKEN = timedelta(days=366)  # of a program: a year, and the moment between two clocks


class TokenManager(AuthTokenManager):  # type: ignore[misc]
    """Finds a token together with its user, their membership and practice: one statement a request."""

    def get_queryset(self) -> models.QuerySet["Token"]:
        found: models.QuerySet[Token] = super().get_queryset().select_related("user__membership__practice")
        return found


class Token(AbstractAuthToken):  # type: ignore[misc]
    """Knox's API token, hashed at rest. ``name``: what the program calls itself; ``scope``: empty for a sign-in."""

    name = models.CharField(max_length=80, blank=True, db_default="", default="")
    scope = models.CharField(max_length=8, choices=Scope.choices, blank=True, db_default="", default="")
    last_used_at = models.DateTimeField(default=timezone.now, db_default=Now())

    objects = TokenManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(scope__in=["", *Scope.values]), name="core_token_scope"),
            models.CheckConstraint(
                condition=models.Q(scope="")
                | (
                    ~models.Q(name="") & models.Q(expiry__isnull=False, expiry__lte=models.F("created") + LONGEST_TOKEN)
                ),
                name="core_token_program",
            ),
        ]


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
    phone = models.CharField(
        _("phone for urgent texts"),
        max_length=40,
        blank=True,
        default="",
        db_default="",
        validators=[validate_phone],
        help_text=_("With the country code, for example +44 20 7946 0958."),
    )
    invited_at = models.DateTimeField(null=True, blank=True)  # when the newest sign-in link was made
    factor_reset_at = models.DateTimeField(null=True, blank=True)  # when an admin last took a lost second factor away
    works_until = models.DateField(_("last day of work"), null=True, blank=True)  # where the end is agreed on
    # First steps that they said are not needed, by their keys (``clinic.workspace.first_steps``).
    steps_put_away = ArrayField(models.CharField(max_length=20), default=list, db_default=[], blank=True)

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
        triggers = [counted("invited_at", "factor_reset_at", "steps_put_away")]

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


__all__ = [
    "GENESIS",
    "AccessLog",
    "AccountClosing",
    "AuditHead",
    "DraftKey",
    "LoggedKind",
    "Look",
    "Membership",
    "MembershipKind",
    "Message",
    "Practice",
    "Pulse",
    "Room",
    "SavedList",
    "Staff",
    "Token",
    "Trouble",
    "User",
    "active_staff_trigger",
    "track",
    "validate_language",
    "validate_zone",
]
