"""How a client wants to be reached."""

from datetime import time
from typing import TypeAlias

from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.core.models import track
from clinic.core.revisions import Revised, counted
from clinic.core.tenancy import PracticeModel, tenant_constraints


class ContactWay(models.TextChoices):
    EMAIL = "email", _("e-mail")
    TEXT = "text", _("text message")
    OFF = "off", _("nothing")


@track()
class Contact(Revised, PracticeModel):
    """How a client wants to be reached about what. One row a client; without one the usual holds."""

    Way: TypeAlias = ContactWay

    client = models.OneToOneField("clients.Client", models.PROTECT, related_name="contact", db_constraint=False)
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
