"""Clients and what belongs to them before anything is measured or planned."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any, Self, TypeAlias
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Django finds an app's models here; each lies with its capability.
from clients.alerts.models import AlertAct, AlertQuerySet, AlertRecipient, AlertRules, RiskAlert, RiskLevel
from clients.care_team.cover_models import Cover
from clients.care_team.former_models import CareRules
from clients.care_team.models import CarePart, CareQuerySet, CareRelation
from clients.episodes.models import Episode, EpisodeQuerySet
from clients.escalation import models as _escalation_models  # noqa: F401
from clients.finding.collation import sort_key
from clients.finding.keys import keyed_from, keys_of
from clients.finding.models import KEYED_COLUMNS, key_triggers
from clients.health import models as _health_models  # noqa: F401
from clients.households import models as _household_models  # noqa: F401
from clients.merging.pointer import LONGEST_REASON, merge_constraints, pointer_trigger
from clients.on_call import models as _on_call_models  # noqa: F401
from clients.reach.models import Contact, ContactWay
from clients.safety import models as _safety_models  # noqa: F401
from clients.summaries.keeping import summary_triggers
from clients.summaries.models import ClientSummary, StaleSummary
from clinic.core.fields import EncryptableTextField, PlainCharField
from clinic.core.models import Staff, track, validate_zone
from clinic.core.phones import validate_phone
from clinic.core.practices import current_practice
from clinic.core.revisions import Revised, counted
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints

EARLIEST_BIRTH = date(1900, 1, 1)


def validate_birth_date(value: date) -> None:
    """Refuses dates of birth in the future or before 1900."""
    if not EARLIEST_BIRTH <= value <= timezone.localdate():
        raise ValidationError(_("A date of birth must be between 1900 and today."))


MOST_AT_ONCE = 3000  # rows of a statement: it takes 65,535 parameters


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
    # That this file turned out to be the same person's as another one (clients.merging): a pointer, never a chain.
    merged_into = TenantForeignKey("self", null=True, blank=True, related_name="merged", db_index=False, editable=False)
    merged_at = models.DateTimeField(null=True, blank=True, editable=False)
    merged_by = TenantForeignKey(Staff, null=True, blank=True, related_name="+", db_index=False, editable=False)
    merge_reason = PlainCharField(max_length=LONGEST_REASON, blank=True, db_default="", editable=False)
    has_merged = models.BooleanField(default=False, db_default=False, editable=False)  # others point at this file

    objects = ClientQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_constraints("merged_into", "merged_by"),
            *merge_constraints(),
            models.CheckConstraint(condition=~models.Q(name=""), name="clients_client_named"),
            models.CheckConstraint(
                condition=models.Q(birth_date__isnull=True) | models.Q(birth_date__gte=EARLIEST_BIRTH),
                name="clients_client_birth",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "sort_name", "id"], name="clients_client_list"),
            models.Index(
                fields=["practice", "merged_into"],
                condition=models.Q(merged_into__isnull=False),
                name="clients_client_merged",
            ),
        ]
        triggers = [
            counted("keys", "keyed", "sort_name"),
            *key_triggers(),
            pointer_trigger(),
            *summary_triggers("identity", "name", "sort_name", people="(VALUES ({row}.id))", deleted=False),
            *summary_triggers(  # what was said in a file counts in the one that it is merged into
                "violence",
                "merged_into_id",
                people="(VALUES ({row}.merged_into_id))",
                only="{row}.merged_into_id IS NOT NULL",
                deleted=False,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def file_ids(self) -> tuple[UUID, ...]:
        """The ids of all files of this person, first the one that is kept; a statement where there are several."""
        if self.merged_into_id is None and not self.has_merged:
            return (self.pk,)
        kept = self.merged_into_id or self.pk
        rows = Client.objects.filter(merged_into=kept).order_by("merged_at", "pk")
        return (kept, *rows.values_list("pk", flat=True))

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
        if self.merged_into_id is not None:
            self.keys = []
        elif self.has_merged:  # this file is found by what stands in the others as well
            others = self.merged.all()
            named = ({name: getattr(other, name) for name in KEYED_COLUMNS} for other in others)
            self.keys = sorted({*self.keys, *(key for each in named for key in keys_of(**each))})


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


class ViolenceAnswer(models.TextChoices):
    NONE = "none", _("none, and no fear of the partner")
    PAST = "past", _("in the past, no longer")
    ONGOING = "ongoing", _("ongoing, or fear of the partner")


class ViolenceScreenQuerySet(models.QuerySet["ViolenceScreen"]):
    """Answers about violence, of which a person's newest counts, in whichever of their files it was given."""

    def of_files(self, files: models.QuerySet[Client]) -> Self:
        """What was said last in these files, one answer a person, whichever of the person's files it stands in."""
        kept = Coalesce("client__merged_into_id", "client_id", output_field=models.UUIDField())
        rows = self.filter(client__in=files).annotate(file=kept)
        return rows.order_by("file", "-asked_at", "-id").distinct("file")

    def newest_of(self, kept: Any) -> Self:
        """The newest of a person whose kept file has this id, a column of the query around or of a statement."""
        files = Client.objects.filter(models.Q(pk=kept) | models.Q(merged_into=kept)).order_by()
        return self.filter(client__in=files.values("pk")).order_by("-asked_at", "-id")[:1]


@track()
class ViolenceScreen(PracticeModel):
    """What a client said, asked alone, about violence in the relationship or fear of the partner. The newest counts."""

    Answer: TypeAlias = ViolenceAnswer

    client = TenantForeignKey(Client, follows=True, related_name="violence_screens")
    answer = models.CharField(_("answer"), max_length=8, choices=Answer.choices)
    note = EncryptableTextField(_("note"), max_length=400, blank=True, lines=True)
    asked_by = TenantForeignKey(Staff, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)

    objects = ViolenceScreenQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_constraints("client", "asked_by"),
            models.CheckConstraint(
                condition=models.Q(answer__in=ViolenceAnswer.values), name="clients_violencescreen_answer"
            ),
        ]
        indexes = [models.Index(fields=["practice", "client", "-asked_at"], name="clients_violencescreen_by")]
        triggers = summary_triggers(
            "violence",
            *("client_id", "answer", "asked_at"),
            people="(SELECT f.id FROM clients_client c JOIN clients_client f ON f.id IN (c.id, c.merged_into_id)"
            " WHERE c.id = {row}.client_id)",
        )

    def __str__(self) -> str:
        return self.answer

    @property
    def person(self) -> Client:
        """The file that is kept of who said it."""
        kept: Client | None = self.client.merged_into
        return kept or self.client


__all__ = [
    "EARLIEST_BIRTH",
    "AlertAct",
    "AlertQuerySet",
    "AlertRecipient",
    "AlertRules",
    "CarePart",
    "CareQuerySet",
    "CareRelation",
    "CareRules",
    "Client",
    "ClientSummary",
    "Consent",
    "ConsentKind",
    "Contact",
    "ContactWay",
    "Cover",
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
