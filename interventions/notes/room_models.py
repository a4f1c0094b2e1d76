"""What is kept while a session runs, beside its note: numbers on the plan's tracks; and what is the author's alone."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from clinic.core.fields import PlainCharField
from clinic.core.models import Staff, track
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints
from clinic.core.text import validate_plain
from interventions.plans.models import Plan
from interventions.sessions.models import TherapySession


@track()
class SessionRating(PracticeModel):
    """A number that was said or seen in a session, on a track of the plan's modality. Several a session."""

    session = TenantForeignKey(TherapySession, related_name="ratings")
    plan = TenantForeignKey(Plan, related_name="+")
    made_by = TenantForeignKey(Staff, related_name="+")
    track = models.CharField(max_length=40)
    value = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *tenant_constraints("session", "plan", "made_by"),
            models.CheckConstraint(condition=Q(value__lte=100), name="interventions_sessionrating_range"),
        ]
        indexes = [models.Index(fields=["practice", "session", "at"], name="interventions_sessionrating_of")]

    def __str__(self) -> str:
        return f"{self.track} {self.value}"


@track()
class NoteTemplate(PracticeModel):
    """Words that a note begins with, for what a practice writes again and again. ``parts``: part → text."""

    name = PlainCharField(_("name"), max_length=60, validators=[validate_plain])
    form = models.CharField(_("form"), max_length=8)
    parts = models.JSONField(default=dict)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *tenant_constraints(),
            models.UniqueConstraint(
                fields=["practice", "name"],
                condition=Q(retired_at__isnull=True),
                name="interventions_notetemplate_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


# Its history says when it was changed, not what stood there: an old key must not open what was replaced.
@track(exclude=["sealed"])
class PrivateNote(PracticeModel):
    """A therapist's own thoughts about a client, apart from the record; nobody else reads it. ``sealed`` is the text,
    encrypted with a key that is not in the database."""

    author_id: UUID
    author = TenantForeignKey(Staff, related_name="+")
    client = TenantForeignKey(Client, related_name="+")
    sealed = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [*tenant_constraints("author", "client")]
        indexes = [models.Index(fields=["practice", "author", "client"], name="interventions_privatenote_of")]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"
