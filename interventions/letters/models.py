"""Letters about a treatment, what clients have released to whom, and what was handed over.

The database itself refuses to change or delete a signed letter (trigger ``signed_stays``), and to sign one that tells
others more than the client has released (trigger ``as_released``).
"""

from typing import TypeAlias
from uuid import UUID

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from clinic.core.audit_models import logged
from clinic.core.fields import EncryptableTextField
from clinic.core.models import LoggedKind, Staff, track
from clinic.core.revisions import Revised, counted
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints
from interventions.letters.kinds import OUTSIDE, PARTS, LetterKind

# A signed letter to others tells no more than its release, which runs on that day and is to such a recipient. The lock
# makes whoever takes the release back at the same moment wait.
AS_RELEASED = """
    SELECT r.client_id, r.kind, r.covers, r.given_on, r.until, r.withdrawn_at INTO STRICT released
    FROM interventions_release r
    WHERE r.practice_id = NEW.practice_id AND r.id = NEW.release_id FOR SHARE;
    IF released.client_id <> NEW.client_id OR released.kind <> NEW.kind OR released.withdrawn_at IS NOT NULL
        OR NOT NEW.told <@ released.covers OR released.until < (NEW.signed_at AT TIME ZONE 'UTC')::date - 1
    THEN
        RAISE EXCEPTION 'the letter tells more than the client has released'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'interventions_letter_as_released';
    END IF;
    RETURN NEW;
"""


# What was released stays as it was written; it can be taken back, once.
ONLY_TAKEN_BACK = """
    IF OLD.withdrawn_at IS NOT NULL
        OR to_jsonb(NEW) - 'withdrawn_at' IS DISTINCT FROM to_jsonb(OLD) - 'withdrawn_at'
    THEN
        RAISE EXCEPTION 'a release can only be taken back, once' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Releases."""

    def running(self) -> "ReleaseQuerySet":
        """Those that hold today: given, not over, and not taken back."""
        today = timezone.localdate()
        return self.filter(Q(until__isnull=True) | Q(until__gte=today), given_on__lte=today, withdrawn_at__isnull=True)


class ReleaseBasis(models.TextChoices):
    CONSENT = "consent", _("the client has agreed in writing")
    ORDER = "order", _("an order of the court, or another duty by law")


RELEASE_KINDS = [(kind.value, kind.label) for kind in OUTSIDE]


@track()
class Release(PracticeModel):
    """That somebody outside may be told of a treatment: who, and which parts. ``covers``: keys of the parts."""

    Basis: TypeAlias = ReleaseBasis

    client_id: UUID
    client = TenantForeignKey(Client, follows=True, related_name="releases")
    kind = models.CharField(_("to"), max_length=8, choices=RELEASE_KINDS)
    recipient = EncryptableTextField(_("name of the recipient"), max_length=200)
    reference = EncryptableTextField(_("their reference"), max_length=80, blank=True)
    covers = ArrayField(models.CharField(max_length=12), verbose_name=_("what it covers"))
    basis = models.CharField(_("on what ground"), max_length=8, choices=Basis.choices, default=Basis.CONSENT)
    given_on = models.DateField(_("given on"), default=timezone.localdate)
    until = models.DateField(_("until"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    made_by = TenantForeignKey(Staff, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_constraints("client", "made_by"),
            models.CheckConstraint(condition=Q(kind__in=OUTSIDE), name="interventions_release_kind"),
            models.CheckConstraint(condition=Q(basis__in=ReleaseBasis.values), name="interventions_release_basis"),
            models.CheckConstraint(
                condition=Q(covers__contained_by=list(PARTS), covers__len__gt=0), name="interventions_release_covers"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("given_on")), name="interventions_release_days"
            ),
        ]
        triggers = [  # letters print what it says
            pgtrigger.Trigger(name="stays", when=pgtrigger.Before, operation=pgtrigger.Update, func=ONLY_TAKEN_BACK),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.recipient

    @property
    def is_running(self) -> bool:
        """Whether it holds today."""
        today = timezone.localdate()
        return self.withdrawn_at is None and self.given_on <= today and (self.until is None or self.until >= today)


class LetterState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SIGNED = "signed", _("signed")


@track(pghistory.UpdateEvent(condition=pgtrigger.Q(new__state=LetterState.SIGNED)), pghistory.DeleteEvent())
class Letter(Revised, PracticeModel):
    """A letter about a client's treatment, or a summary of it. ``parts``: part → text, of those that it has; ``told``:
    their keys. ``version`` counts the letters that each took the place of the one before (``replaces``)."""

    Kind: TypeAlias = LetterKind
    State: TypeAlias = LetterState

    author_id: UUID
    client_id: UUID
    release_id: UUID | None
    replaces_id: UUID | None
    client = TenantForeignKey(Client, follows=True, related_name="letters")
    author = TenantForeignKey(Staff, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    release = TenantForeignKey(Release, null=True, blank=True, related_name="letters", verbose_name=_("release"))
    replaces = TenantForeignKey("self", null=True, blank=True, related_name="replaced_by", db_index=False)
    version = models.PositiveSmallIntegerField(default=1)
    practice_name = models.CharField(max_length=120)
    recipient = EncryptableTextField(_("recipient"), max_length=200)
    address = EncryptableTextField(_("address"), max_length=400, blank=True, lines=True)
    salutation = EncryptableTextField(_("salutation"), max_length=120, blank=True)
    parts = models.JSONField(default=dict)
    told = ArrayField(models.CharField(max_length=12), default=list)
    signature = EncryptableTextField(_("below your name"), max_length=200, blank=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.DRAFT)
    started_at = models.DateTimeField(default=timezone.now)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_name = models.CharField(max_length=120, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)  # SHA-256, see interventions.letters.sealing

    class Meta:
        constraints = [
            *tenant_constraints("client", "author", "release", "replaces"),
            models.UniqueConstraint(fields=["replaces"], name="interventions_letter_one_next"),
            models.CheckConstraint(condition=Q(kind__in=LetterKind.values), name="interventions_letter_kind"),
            models.CheckConstraint(
                condition=Q(version__gte=1, told__contained_by=list(PARTS)), name="interventions_letter_told"
            ),
            models.CheckConstraint(
                condition=Q(state=LetterState.DRAFT, signed_at__isnull=True, signed_name="", content_hash="")
                | (
                    Q(state=LetterState.SIGNED, signed_at__isnull=False, told__len__gt=0)
                    & ~Q(signed_name="")
                    & Q(content_hash__regex="^[0-9a-f]{64}$")
                ),
                name="interventions_letter_signed",
            ),
            models.CheckConstraint(
                condition=Q(state=LetterState.DRAFT) | ~Q(kind__in=OUTSIDE) | Q(release__isnull=False),
                name="interventions_letter_released",
            ),
        ]
        triggers = [
            counted(),
            pgtrigger.Protect(
                name="signed_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__state=LetterState.SIGNED),
            ),
            pgtrigger.Trigger(
                name="as_released",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__state=LetterState.SIGNED) & pgtrigger.Q(new__release_id__isnull=False),
                declare=[("released", "record")],
                func=AS_RELEASED,
            ),
            logged(LoggedKind.LETTER_SIGNED, pgtrigger.Q(new__state=LetterState.SIGNED)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def is_outside(self) -> bool:
        """Whether somebody else than the client is told."""
        return self.kind in OUTSIDE

    @property
    def kind_label(self) -> str:
        """Its kind, as a heading."""
        label = str(LetterKind(self.kind).label)
        return label[:1].upper() + label[1:]


class DeliveryWay(models.TextChoices):
    HAND = "hand", _("handed over")
    POST = "post", _("by post")
    MAIL = "mail", _("by encrypted e-mail")
    FILED = "filed", _("filed with the court")
    OTHER = "other", _("in another way")


@track()
class LetterDelivery(PracticeModel):
    """That a signed letter was given to its recipient: when, how, by whom. It stays as it is."""

    Way: TypeAlias = DeliveryWay

    letter = TenantForeignKey(Letter, related_name="deliveries")
    by = TenantForeignKey(Staff, related_name="+")
    way = models.CharField(_("how"), max_length=5, choices=Way.choices)
    on = models.DateField(_("day"), default=timezone.localdate)
    note = EncryptableTextField(_("note"), max_length=200, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            *tenant_constraints("letter", "by"),
            models.CheckConstraint(condition=Q(way__in=DeliveryWay.values), name="interventions_letterdelivery_way"),
        ]
        triggers = [pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.way
