"""SE: the SIBAM log of a session, and what settles the body."""

from typing import TypeAlias

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clinic.core.fields import EncryptableTextField
from clinic.core.models import track
from clinic.core.revisions import counted
from clinic.core.tenancy import TenantForeignKey, tenant_constraints
from interventions.records.models import RecordRow, line, number
from interventions.sessions.models import TherapySession


class SibamChannel(models.TextChoices):
    SENSATION = "S", _("sensation")
    IMAGE = "I", _("image")
    BEHAVIOUR = "B", _("behaviour")
    AFFECT = "A", _("affect")
    MEANING = "M", _("meaning")


class SibamState(models.TextChoices):
    HYPO = "hypo", _("under the window")
    WINDOW = "window", _("in the window")
    HYPER = "hyper", _("over the window")


@track()
class Sibam(RecordRow):
    """A moment of a session: what was sensed, seen, done, felt or understood, and how activated the body was."""

    Channel: TypeAlias = SibamChannel
    State: TypeAlias = SibamState

    on = models.DateField(_("on"), default=timezone.localdate)
    session = TenantForeignKey(TherapySession, null=True, blank=True, related_name="+", verbose_name=_("session"))
    minute = number(_("minute"), 0, 240)
    channel = models.CharField(_("channel"), max_length=1, choices=Channel.choices)
    text = line(_("in words"))
    activation = number(_("activation, 0 to 10"), 0, 10)
    state = models.CharField(_("state"), max_length=8, choices=State.choices)

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by", "session"),
            models.CheckConstraint(condition=Q(channel__in=SibamChannel.values), name="interventions_sibam_channel"),
            models.CheckConstraint(condition=Q(state__in=SibamState.values), name="interventions_sibam_state"),
            models.CheckConstraint(condition=Q(activation__lte=10, minute__lte=240), name="interventions_sibam_range"),
        ]

    def __str__(self) -> str:
        return f"{self.minute}′ {self.channel}"


@track()
class BodyResource(RecordRow):
    """Something that settles the body, noted by the client."""

    text = EncryptableTextField(_("what settles"), max_length=200, lines=True)
    on = models.DateField(_("noted on"), default=timezone.localdate)

    class Meta:
        triggers = [counted()]
        constraints = [
            *tenant_constraints("plan", "made_by"),
            models.CheckConstraint(condition=~Q(text=""), name="interventions_bodyresource_text"),
        ]

    def __str__(self) -> str:
        return self.text
