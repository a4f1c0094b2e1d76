"""EFT: where each person stands, the moves of a session, injuries and their repair, and what is told alone."""

from typing import TypeAlias

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from clinic.core.fields import EncryptableTextField, PlainCharField
from clinic.core.models import track
from clinic.core.revisions import counted
from clinic.core.tenancy import TenantForeignKey, tenant_constraints
from interventions.modalities.eft import steps
from interventions.records.models import RecordRow, between, line, number
from interventions.sessions.models import TherapySession


class OfSession(RecordRow):
    """Something of a day, and of a session where it happened in one."""

    on = models.DateField(_("on"), default=timezone.localdate)
    session = TenantForeignKey(TherapySession, null=True, blank=True, related_name="+", verbose_name=_("session"))

    class Meta:
        abstract = True


@track()
class StepReached(OfSession):
    """The step at which a person stands from a day on; the newest row counts, and a person may go back."""

    client = TenantForeignKey(Client, follows=True, related_name="+", verbose_name=_("who"))
    step = number(_("step"), 1, 9)
    note = line(_("how it showed"), 300)

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "session", "client"),
            models.CheckConstraint(condition=between("step", 1, 9), name="interventions_stepreached_step"),
            models.UniqueConstraint(
                fields=["plan", "client", "session"],
                condition=Q(removed_at__isnull=True, session__isnull=False),
                name="interventions_stepreached_once",
                violation_error_message=_(
                    "A step is recorded for this person in this session already. Change that one."
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.step)

    @property
    def words(self) -> str:
        """The step in the words of couple work."""
        return str(steps.COUPLE_STEPS[self.step])

    @property
    def words_for_one(self) -> str:
        """The step in the words of individual work."""
        return str(steps.INDIVIDUAL_STEPS[self.step])


@track()
class TangoMove(OfSession):
    """One of the five moves, made in a session; made again it is another row. ``client``: with whom alone."""

    client = TenantForeignKey(
        Client, follows=True, null=True, blank=True, related_name="+", verbose_name=_("with whom")
    )
    move = number(_("move"), 1, 5)
    figure = line(_("who was met in the encounter"), 80)
    note = line(_("note"), 300)

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "session", "client"),
            models.CheckConstraint(condition=between("move", 1, 5), name="interventions_tangomove_move"),
        ]

    def __str__(self) -> str:
        return str(self.move)

    @property
    def words(self) -> str:
        """The move in words."""
        return str(steps.MOVES[self.move])


@track()
class AttachmentInjury(OfSession):
    """A moment of need in which one was left alone or betrayed by the other; the bond is still measured by it."""

    label = PlainCharField(_("short name"), max_length=60)
    injured = TenantForeignKey(Client, follows=True, related_name="+", verbose_name=_("who was hurt"))
    other = TenantForeignKey(Client, follows=True, related_name="+", verbose_name=_("by whom"))
    event = EncryptableTextField(_("what happened, and when"), max_length=400, lines=True)
    meaning = line(_("what it came to mean"), 300)

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "session", "injured", "other"),
            models.CheckConstraint(condition=~Q(label="") & ~Q(event=""), name="interventions_attachmentinjury_said"),
            models.CheckConstraint(
                condition=~Q(injured=F("other")),
                name="interventions_attachmentinjury_two",
                violation_error_message=_("Who was hurt and by whom are two people."),
            ),
        ]

    def __str__(self) -> str:
        return self.label


@track()
class InjuryStep(OfSession):
    """A step by which an injury is repaired."""

    injury = TenantForeignKey(AttachmentInjury, related_name="+", verbose_name=_("injury"))
    step = number(_("step"), 1, 8)
    note = line(_("note"), 300)

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "session", "injury"),
            models.CheckConstraint(condition=between("step", 1, 8), name="interventions_injurystep_step"),
            models.UniqueConstraint(
                fields=["injury", "step", "session"],
                condition=Q(removed_at__isnull=True, session__isnull=False),
                name="interventions_injurystep_once",
                violation_error_message=_("This step is recorded for this session already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.step)

    @property
    def words(self) -> str:
        """The step in words."""
        return str(steps.REPAIR[self.step])


class SomebodyElse(models.TextChoices):
    NOT_ASKED = "not-asked", _("not asked yet")
    NOBODY = "nobody", _("nobody else")
    ENDED = "ended", _("somebody, and it has ended")
    ONGOING = "ongoing", _("somebody, and it goes on")


@track()
class AloneInCouple(OfSession):
    """What one partner told alone within couple work. It is that person's own: the other's readers never see it."""

    SomebodyElse: TypeAlias = SomebodyElse

    client = TenantForeignKey(Client, follows=True, related_name="+", verbose_name=_("who"))
    history = line(_("whom they could turn to as they grew up, and what that taught them"), 600)
    view = line(_("how they see the relationship, and their own part"), 600)
    commitment = number(_("wish to stay and work on it, 0 to 10"), 0, 10, null=True, blank=True)
    elsewhere = models.CharField(
        _("somebody else"), max_length=10, choices=SomebodyElse.choices, default=SomebodyElse.NOT_ASKED
    )
    bring = line(_("what they agreed to bring to the joint session"), 400)

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "session", "client"),
            models.CheckConstraint(condition=between("commitment", 0, 10), name="interventions_aloneincouple_wish"),
            models.CheckConstraint(
                condition=Q(elsewhere__in=SomebodyElse.values), name="interventions_aloneincouple_elsewhere"
            ),
        ]

    def __str__(self) -> str:
        return str(self.on)
