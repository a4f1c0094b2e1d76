"""What clients were told about their appointments."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clients.models import Client
from clinic.core.models import Staff, track
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints
from interventions.sessions.models import TherapySession


@track()
class SessionNotice(PracticeModel):
    """What one message tells one client about one session: how it was and how it is now.

    The rows of one message share its act and its client: they are what the message in the outbox is about, and who
    gets it. No time in ``was_…``: it was not booked before; none in ``now_…``: it is cancelled.
    """

    session = TenantForeignKey(TherapySession, related_name="notices")
    client = TenantForeignKey(Client, related_name="+")
    act_id = models.UUIDField()  # what was done at once: one message to each client
    made_at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField()  # of the session: a calendar takes the higher one
    restored = models.BooleanField(default=False)
    was_from = models.DateTimeField(null=True, blank=True)
    was_until = models.DateTimeField(null=True, blank=True)
    was_link = models.CharField(max_length=300, blank=True)
    was_therapist = TenantForeignKey(Staff, null=True, blank=True, related_name="+", db_index=False)
    now_from = models.DateTimeField(null=True, blank=True)
    now_until = models.DateTimeField(null=True, blank=True)
    now_link = models.CharField(max_length=300, blank=True)
    now_therapist = TenantForeignKey(Staff, null=True, blank=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            *tenant_constraints("session", "client", "was_therapist", "now_therapist"),
            models.UniqueConstraint(fields=["act_id", "client", "session"], name="interventions_sessionnotice_once"),
            models.CheckConstraint(
                condition=Q(was_from__isnull=False) | Q(now_from__isnull=False),
                name="interventions_sessionnotice_says",
            ),
            models.CheckConstraint(
                condition=(Q(was_from__isnull=True, was_until__isnull=True) | Q(was_until__gt=F("was_from")))
                & (Q(now_from__isnull=True, now_until__isnull=True) | Q(now_until__gt=F("now_from"))),
                name="interventions_sessionnotice_order",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "session", "client"], name="interventions_notice_session"),
        ]

    def __str__(self) -> str:
        return f"{self.was_from or '–'} → {self.now_from or '–'}"
