"""IFS: the parts of the client's inner system and the ties between them."""

from typing import TypeAlias

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clinic.core.fields import PlainCharField
from clinic.core.models import track
from clinic.core.revisions import counted
from clinic.core.tenancy import TenantForeignKey, tenant_constraints
from interventions.records.models import RecordRow, between, line, number

SIX_FS = [
    ("find", _("find")),
    ("focus", _("focus")),
    ("flesh-out", _("flesh out")),
    ("feel-toward", _("feel toward")),
    ("befriend", _("befriend")),
    ("fears", _("its fears")),
]


class PartKind(models.TextChoices):
    MANAGER = "manager", _("manager")
    FIREFIGHTER = "firefighter", _("firefighter")
    EXILE = "exile", _("exile")


class PartStatus(models.TextChoices):
    NOTICED = "noticed", _("noticed")
    BEFRIENDED = "befriended", _("befriended")
    PERMITTED = "permitted", _("permission given")
    WITNESSED = "witnessed", _("witnessed")
    UNBURDENED = "unburdened", _("unburdened")
    NEW_ROLE = "new-role", _("new role")


@track()
class Part(RecordRow):
    """A part of the client's inner system."""

    Kind: TypeAlias = PartKind
    Status: TypeAlias = PartStatus

    name = PlainCharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    does = line(_("what it does"))
    fears = line(_("what it fears would happen otherwise"))
    memory = line(_("age or first memory"))
    burden = line(_("burden"))
    self_relation = number(_("relation to Self, 0 to 10"), 0, 10, null=True, blank=True)
    status = models.CharField(_("status"), max_length=12, choices=Status.choices, default=Status.NOTICED)
    steps = ArrayField(models.CharField(max_length=12), default=list, blank=True, verbose_name=_("six F’s"))

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by"),
            models.CheckConstraint(condition=Q(kind__in=PartKind.values), name="interventions_part_kind"),
            models.CheckConstraint(
                condition=Q(status__in=PartStatus.values),
                name="interventions_part_status",
            ),
            models.CheckConstraint(condition=between("self_relation", 0, 10), name="interventions_part_self"),
            models.CheckConstraint(condition=~Q(name=""), name="interventions_part_named"),
        ]

    def __str__(self) -> str:
        return self.name


class TieKind(models.TextChoices):
    PROTECTS = "protects", _("protects")
    POLARISED = "polarised", _("is polarised with")


@track()
class PartTie(RecordRow):
    """One part protects another, or two are polarised. A part may protect itself; protection may run in a circle."""

    Kind: TypeAlias = TieKind

    part = TenantForeignKey(Part, related_name="ties", verbose_name=_("part"))
    kind = models.CharField(_("how"), max_length=10, choices=Kind.choices)
    other = TenantForeignKey(Part, related_name="+", verbose_name=_("which other"))

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "part", "other"),
            models.UniqueConstraint(
                fields=["part", "kind", "other"],
                condition=Q(removed_at__isnull=True),
                name="interventions_parttie_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=TieKind.values), name="interventions_parttie_kind"),
        ]

    def __str__(self) -> str:
        return self.kind
