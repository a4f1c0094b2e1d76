"""Clients and what belongs to them before anything is measured or planned."""

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any, Self, TypeAlias
from uuid import UUID

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.finding.collation import sort_key
from clients.finding.keys import keyed_from, keys_of
from clients.finding.models import KEYED_COLUMNS, key_triggers
from clients.households import models as _household_models  # noqa: F401 -- Django finds an app's models here
from clients.safety import models as _safety_models  # noqa: F401
from clients.summaries.keeping import summary_triggers
from clients.summaries.models import ClientSummary, StaleSummary
from clinic.core.fields import EncryptableTextField, PlainCharField
from clinic.core.models import ACTIVE_STAFF, Staff, track, validate_zone
from clinic.core.practices import current_practice
from clinic.core.revisions import Revised, counted
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints

EARLIEST_BIRTH = date(1900, 1, 1)


def validate_birth_date(value: date) -> None:
    """Refuses dates of birth in the future or before 1900."""
    if not EARLIEST_BIRTH <= value <= timezone.localdate():
        raise ValidationError(_("A date of birth must be between 1900 and today."))


def validate_phone(value: str) -> None:
    """Refuses what can be no telephone number, and one without its country."""
    import phonenumbers  # carries the numbering plans of all countries: only when needed

    if not value.strip().startswith("+"):
        raise ValidationError(_("Enter the number with its country code, for example +44 20 7946 0958."))
    try:
        known = phonenumbers.is_valid_number(phonenumbers.parse(value, None))
    except phonenumbers.NumberParseException:
        known = False
    if not known:
        raise ValidationError(_("Enter a valid phone number, for example +44 20 7946 0958."))


MOST_AT_ONCE = 4000  # rows of a statement: it takes 65,535 parameters


class ClientQuerySet(models.QuerySet["Client"]):
    """Clients; many that are added at once are found like those that are saved one by one."""

    def bulk_create(self, objs: Iterable["Client"], *args: Any, **kwargs: Any) -> list["Client"]:
        rows = list(objs)
        for row in rows:
            row.set_keys()
        if not args:
            kwargs.setdefault("batch_size", MOST_AT_ONCE)
        return super().bulk_create(rows, *args, **kwargs)


@track(exclude=["keys", "keyed"])
class Client(Revised, PracticeModel):
    """A person in care. A couple is two clients in a household; their joint plans and sessions name the household."""

    name = PlainCharField(_("name"), max_length=120)
    sort_name = models.CharField(max_length=160, editable=False)
    pronouns = PlainCharField(_("pronouns"), max_length=40, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True, validators=[validate_birth_date])
    email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    phone = models.CharField(
        _("phone"),
        max_length=40,
        blank=True,
        validators=[validate_phone],
        help_text=_("With the country code, for example +44 20 7946 0958."),
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        blank=True,
        validators=[validate_zone],
        help_text=_("Only if it differs from the practice's."),
    )
    reference = PlainCharField(
        _("reference number"),
        max_length=40,
        blank=True,
        default="",
        db_default="",
        help_text=_("Your own number for the file, if you use one."),
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # What the client is found by (clients.finding): kept as rows by a trigger, and the mark of what it was made from.
    keys = ArrayField(models.CharField(max_length=260), default=list, db_default=[], editable=False)
    keyed = models.CharField(max_length=32, db_default="", editable=False)

    objects = ClientQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_constraints(),
            models.CheckConstraint(condition=~models.Q(name=""), name="clients_client_named"),
            models.CheckConstraint(
                condition=models.Q(birth_date__isnull=True) | models.Q(birth_date__gte=EARLIEST_BIRTH),
                name="clients_client_birth",
            ),
        ]
        indexes = [models.Index(fields=["practice", "sort_name", "id"], name="clients_client_list")]
        triggers = [
            counted("keys", "keyed", "sort_name"),
            *key_triggers(),
            *summary_triggers("identity", "name", "sort_name", people="(VALUES ({row}.id))", deleted=False),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_keys()
        if (names := kwargs.get("update_fields")) is not None and {"name", *KEYED_COLUMNS} & set(names):
            kwargs["update_fields"] = [*names, *self.MADE]
        super().save(*args, **kwargs)

    MADE = ("sort_name", "keys", "keyed")  # from the other fields, by set_keys

    def set_keys(self) -> None:
        """Makes what the client is sorted and found by anew. All ways of saving come here."""
        self.sort_name = sort_key(self.name, current_practice().language)
        details = {name: getattr(self, name) for name in KEYED_COLUMNS}
        if isinstance(details["birth_date"], str):  # not validated: the database takes ISO texts too
            details["birth_date"] = date.fromisoformat(details["birth_date"])
        self.keys, self.keyed = keys_of(**details), keyed_from(**details)


class EpisodeQuerySet(models.QuerySet["Episode"]):
    """Treatments, by whether they are running."""

    def open(self) -> Self:
        """Those that are not closed; they may be paused."""
        return self.filter(closed_on__isnull=True)

    def running(self) -> Self:
        """Those that are neither closed nor paused."""
        return self.open().filter(paused_on__isnull=True)

    def paused(self) -> Self:
        """Those that rest: neither closed nor running."""
        return self.open().filter(paused_on__isnull=False)

    def closed(self) -> Self:
        """Those that have ended."""
        return self.filter(closed_on__isnull=False)


@track()
class Episode(PracticeModel):
    """One stretch of treatment. Its first measures are the baselines of all later ones."""

    client = TenantForeignKey(Client, related_name="episodes")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    closing_reason = models.CharField(max_length=200, blank=True)
    paused_on = models.DateField(null=True, blank=True)  # nothing is given or reminded while it lasts

    objects = EpisodeQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_constraints("client"),
            models.CheckConstraint(
                condition=models.Q(paused_on__isnull=True) | models.Q(closed_on__isnull=True),
                name="clients_episode_paused_open",
            ),
            models.UniqueConstraint(
                fields=["client"], condition=models.Q(closed_on__isnull=True), name="clients_episode_one_open"
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=models.F("opened_on")),
                name="clients_episode_order",
            ),
        ]
        triggers = summary_triggers("treatment", "client_id", "closed_on", "paused_on")

    def __str__(self) -> str:
        return f"{self.opened_on} – {self.closed_on or '…'}"


class CarePart(models.TextChoices):
    LEAD = "lead", _("lead therapist")
    SECOND = "second", _("second therapist")


class CareQuerySet(models.QuerySet["CareRelation"]):
    """Care relations, by whether they last."""

    def current(self) -> Self:
        """Those of who cares now."""
        return self.filter(until__isnull=True)

    def leading(self) -> Self:
        """Those of who leads now: one a client at most. Their account may be closed."""
        return self.current().filter(part=CareRelation.Part.LEAD)


@track()
class CareRelation(PracticeModel):
    """Who cares for a client, since when; the lead therapist is responsible and is told of alerts.

    ``reason`` and ``end_reason`` say why somebody came and went; a row that has ended stays.
    """

    Part: TypeAlias = CarePart

    client = TenantForeignKey(Client, related_name="care")
    staff = TenantForeignKey(Staff, related_name="+")
    part = models.CharField(max_length=8, choices=Part.choices, default=Part.LEAD)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    reason = PlainCharField(max_length=400, blank=True)
    added_by = TenantForeignKey(Staff, null=True, blank=True, related_name="+")
    end_reason = PlainCharField(max_length=400, blank=True)
    ended_by = TenantForeignKey(Staff, null=True, blank=True, related_name="+")

    objects = CareQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_constraints("client", "staff", "added_by", "ended_by"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="clients_care_order",
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=False) | models.Q(end_reason="", ended_by__isnull=True),
                name="clients_care_ended",
            ),
            models.UniqueConstraint(
                fields=["client", "staff"], condition=models.Q(until__isnull=True), name="clients_care_once"
            ),
            models.UniqueConstraint(
                fields=["client"],
                condition=models.Q(until__isnull=True, part=CarePart.LEAD),
                name="clients_care_one_lead",
            ),
            models.CheckConstraint(condition=models.Q(part__in=CarePart.values), name="clients_care_part"),
        ]
        indexes = [
            models.Index(
                fields=["practice", "staff", "client"],
                condition=models.Q(until__isnull=True),
                name="clients_care_staff",
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="active_staff",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("staff_id"),
                condition=pgtrigger.Q(new__until__isnull=True),
                func=ACTIVE_STAFF.format(column="staff_id", constraint="clients_care_active"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} → {self.client_id}"


class ConsentKind(models.TextChoices):
    EMAIL = "email", _("e-mail")
    TEXT = "text", _("text message")
    PORTAL = "portal", _("portal")
    TOUCH = "touch", _("touch in body-oriented work")


@track()
class Consent(PracticeModel):
    """A client's agreement to a way of being contacted, or to touch, in the version of the text they were shown."""

    Kind: TypeAlias = ConsentKind

    CHANNELS = (Kind.EMAIL, Kind.TEXT, Kind.PORTAL)  # ways of being contacted

    client = TenantForeignKey(Client, related_name="consents")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    version = models.PositiveSmallIntegerField(default=1)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *tenant_constraints("client"),
            models.UniqueConstraint(
                fields=["client", "kind"], condition=models.Q(withdrawn_at__isnull=True), name="clients_consent_once"
            ),
            models.CheckConstraint(condition=models.Q(kind__in=ConsentKind.values), name="clients_consent_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} v{self.version}"


class ContactWay(models.TextChoices):
    EMAIL = "email", _("e-mail")
    TEXT = "text", _("text message")
    OFF = "off", _("nothing")


@track()
class Contact(Revised, PracticeModel):
    """How a client wants to be reached about what. One row a client; without one the usual holds."""

    Way: TypeAlias = ContactWay

    client = models.OneToOneField(Client, models.PROTECT, related_name="contact", db_constraint=False)
    sessions = models.CharField(_("appointments"), max_length=5, choices=Way.choices, default=Way.EMAIL)
    questions = models.CharField(_("questionnaires"), max_length=5, choices=Way.choices, default=Way.EMAIL)
    exercises = models.CharField(_("exercises"), max_length=5, choices=Way.choices, default=Way.OFF)
    exercise_at = models.TimeField(_("remind of exercises at"), default=time(18))
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=8, blank=True)
    email_closed_at = models.DateTimeField(null=True, blank=True)
    text_closed_at = models.DateTimeField(null=True, blank=True)
    closed_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            *tenant_constraints("client"),
            models.CheckConstraint(
                condition=models.Q(sessions__in=ContactWay.values, questions__in=ContactWay.values)
                & models.Q(exercises__in=ContactWay.values),
                name="clients_contact_ways",
            ),
            models.CheckConstraint(
                condition=models.Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | (
                    models.Q(quiet_from__isnull=False, quiet_until__isnull=False)
                    & ~models.Q(quiet_from=models.F("quiet_until"))
                ),
                name="clients_contact_quiet",
            ),
        ]
        triggers = [counted("email_closed_at", "text_closed_at", "closed_reason")]

    def __str__(self) -> str:
        return f"{self.sessions}, {self.questions}, {self.exercises}"


class ViolenceAnswer(models.TextChoices):
    NONE = "none", _("none, and no fear of the partner")
    PAST = "past", _("in the past, no longer")
    ONGOING = "ongoing", _("ongoing, or fear of the partner")


@track()
class ViolenceScreen(PracticeModel):
    """What a client said, asked alone, about violence in the relationship or fear of the partner. The newest counts."""

    Answer: TypeAlias = ViolenceAnswer

    client = TenantForeignKey(Client, related_name="violence_screens")
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices)
    note = EncryptableTextField(_("note"), max_length=400, blank=True, lines=True)
    asked_by = TenantForeignKey(Staff, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            *tenant_constraints("client", "asked_by"),
            models.CheckConstraint(
                condition=models.Q(answer__in=ViolenceAnswer.values), name="clients_violencescreen_answer"
            ),
        ]
        indexes = [models.Index(fields=["practice", "client", "-asked_at"], name="clients_violencescreen_by")]
        triggers = summary_triggers("violence", "client_id", "answer", "asked_at")

    def __str__(self) -> str:
        return self.answer


@track()
class AlertRules(Revised, PracticeModel):
    """Who is told of a risk alert besides the lead therapist, and when the supervisor is. One row a practice."""

    on_call = TenantForeignKey(Staff, null=True, blank=True, related_name="+", verbose_name=_("on call"))
    escalate_minutes = models.PositiveSmallIntegerField(_("minutes until the supervisor is told"), default=60)

    class Meta:
        constraints = [
            *tenant_constraints("on_call"),
            models.UniqueConstraint(fields=["practice"], name="clients_alertrules_one"),
            models.CheckConstraint(
                condition=models.Q(escalate_minutes__gte=5, escalate_minutes__lte=1440),
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


class AlertQuerySet(models.QuerySet["RiskAlert"]):
    """Risk alerts, by whether they wait."""

    def open(self) -> Self:
        """Those that nobody has acknowledged in writing."""
        return self.filter(acknowledged_at__isnull=True)

    def oldest_first(self) -> Self:
        """In the order in which they were raised; at one moment always in the same order."""
        return self.order_by("raised_at", "id")


@track()
class RiskAlert(PracticeModel):
    """Something that somebody has to review now. It stays until acknowledged in writing."""

    Level: TypeAlias = RiskLevel

    OLD = timedelta(days=30)  # answers older than this when they are recorded: nobody is mailed, it is read on Today

    acknowledged_by_id: UUID | None
    client = TenantForeignKey(Client, related_name="alerts")
    source = models.CharField(max_length=80)  # e.g. "PHQ-9 item 9"
    level = models.CharField(max_length=8, choices=Level.choices, default=Level.HIGH)
    answered_on = models.DateField(null=True, blank=True)  # the day of the answers; None where that is not known
    source_id = models.UUIDField()  # the assessment it came from
    reason = models.CharField(max_length=200)
    raised_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True)  # the last round of notices; None: old answers, no notices
    step = models.PositiveSmallIntegerField(default=0)  # how many rounds there were after the first
    escalated_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = TenantForeignKey(Staff, null=True, blank=True, related_name="+")
    acknowledgement = EncryptableTextField(max_length=2000, blank=True, lines=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_constraints("client", "acknowledged_by"),
            models.UniqueConstraint(fields=["source_id", "source"], name="clients_alert_once"),
            models.CheckConstraint(condition=models.Q(level__in=RiskLevel.values), name="clients_alert_level"),
            models.CheckConstraint(
                condition=models.Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True, acknowledgement="")
                | (
                    models.Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False)
                    & ~models.Q(acknowledgement="")
                ),
                name="clients_alert_acknowledged_in_writing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["practice", "client"],
                condition=models.Q(acknowledged_at__isnull=True),
                name="clients_alert_open",
            )
        ]
        triggers = summary_triggers("alerts", "client_id", "acknowledged_at")

    def __str__(self) -> str:
        return f"{self.source}: {self.reason}"

    @property
    def title(self) -> str:
        """What it is called wherever it is shown, for example "C-SSRS: high risk"."""
        return f"{self.source}: {self.get_level_display()}"

    @property
    def is_old(self) -> bool:
        """Whether the answers were old when they were recorded: it has to be read, but nothing is urgent in it."""
        return self.answered_on is not None and timezone.localtime(self.raised_at).date() - self.answered_on > self.OLD


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


__all__ = [
    "EARLIEST_BIRTH",
    "AlertQuerySet",
    "AlertRecipient",
    "AlertRules",
    "CarePart",
    "CareQuerySet",
    "CareRelation",
    "Client",
    "ClientSummary",
    "Consent",
    "ConsentKind",
    "Contact",
    "ContactWay",
    "Episode",
    "EpisodeQuerySet",
    "RiskAlert",
    "RiskLevel",
    "StaleSummary",
    "ViolenceAnswer",
    "ViolenceScreen",
    "validate_birth_date",
    "validate_phone",
]
