"""States of a session, and who cancelled it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SessionState(models.TextChoices):
    BOOKED = "booked", _("booked")
    ARRIVED = "arrived", _("arrived")
    ATTENDED = "attended", _("attended")
    MISSED = "missed", _("did not attend")
    CANCELLED = "cancelled", _("cancelled")


class SessionCancelled(models.TextChoices):
    CLIENT = "client", _("by the client, in time")
    LATE = "late", _("by the client, late")
    THERAPIST = "therapist", _("by the therapist")
