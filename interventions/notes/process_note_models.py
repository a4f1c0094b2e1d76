"""Psychotherapy notes, which their author alone reads."""

from uuid import UUID

from django.db import models
from django.utils import timezone

from clients.models import Client
from clinic.core.models import Staff, track
from clinic.core.revisions import Revised, counted
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints


# Its history says when it was changed, not what stood there: an old key must not open what was replaced.
@track(exclude=["sealed"])
class PrivateNote(Revised, PracticeModel):
    """A therapist's own thoughts about a client, apart from the record; nobody else reads it. ``sealed`` is the text,
    encrypted with a key that is not in the database."""

    author_id: UUID
    author = TenantForeignKey(Staff, related_name="+")
    client = TenantForeignKey(Client, follows=True, related_name="+")
    sealed = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [*tenant_constraints("author", "client")]
        indexes = [models.Index(fields=["practice", "author", "client"], name="interventions_privatenote_of")]
        triggers = [counted("sealed")]  # a new key is not a new text; ``changed_at`` changes only with the text

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"
