"""EFT: the negative cycle, one row for each person, and change events."""

from typing import TypeAlias

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from clinic.core.models import track
from clinic.core.revisions import counted
from clinic.core.tenancy import TenantForeignKey, tenant_constraints
from interventions.records.models import RecordRow, line
from interventions.sessions.models import TherapySession


class CyclePosition(models.TextChoices):
    PURSUER = "pursuer", _("pursues")
    WITHDRAWER = "withdrawer", _("withdraws")
    MIXED = "mixed", _("both")


@track()
class CycleSide(RecordRow):
    """One person's side of the negative cycle: what shows, and what is underneath."""

    Position: TypeAlias = CyclePosition

    client = TenantForeignKey(Client, follows=True, related_name="+", verbose_name=_("whose side"))
    position = models.CharField(_("position"), max_length=10, choices=Position.choices)
    trigger = line(_("what sets it off"))
    action = line(_("what they do"))
    story = line(_("what they tell themselves"))
    secondary = line(_("emotion shown"))
    primary = line(_("emotion underneath"))
    fear = line(_("attachment fear"))
    need = line(_("attachment need"))

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "client"),
            models.UniqueConstraint(
                fields=["plan", "client"], condition=Q(removed_at__isnull=True), name="interventions_cycleside_one"
            ),
            models.CheckConstraint(
                condition=Q(position__in=CyclePosition.values), name="interventions_cycleside_position"
            ),
        ]

    def __str__(self) -> str:
        return str(self.client)


class MomentKind(models.TextChoices):
    """Change events: the first three of couple work (Johnson 2019), the others of individual work (Johnson & Campbell
    2022), in this project's own words."""

    DEESCALATION = "de-escalation", _("de-escalation")
    REENGAGEMENT = "re-engagement", _("the withdrawer re-engages")
    SOFTENING = "softening", _("the pursuer softens")
    STEADIED = "steadied", _("the pattern is seen, strong emotion is steadied")
    SELF_MET = "self-met", _("a vulnerable self is met and accepted")
    NEED_TOLD = "need-told", _("a need is told to an attachment figure, and an answer taken in")


@track()
class CycleMoment(RecordRow):
    """A change event, dated to a session; ``client``: whose it was."""

    Kind: TypeAlias = MomentKind

    kind = models.CharField(_("what happened"), max_length=16, choices=Kind.choices)
    on = models.DateField(_("on"))
    session = TenantForeignKey(TherapySession, null=True, blank=True, related_name="+", verbose_name=_("session"))
    client = TenantForeignKey(
        Client, follows=True, null=True, blank=True, related_name="+", verbose_name=_("who"), db_index=False
    )
    said = line(_("what was risked and said"), 400, db_default="")
    answer = line(_("how it was answered"), 400, db_default="")
    note = line(_("note"), 400)

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "session", "client"),
            models.CheckConstraint(
                condition=Q(kind__in=MomentKind.values),
                name="interventions_cyclemoment_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"
