"""What a practice adds to modalities and exercises, and the pages a client was given to read."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Client
from clinic.core.definitions import CustomDefinition
from clinic.core.fields import EncryptableTextField
from clinic.core.models import Staff, track
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints


@track()
class CustomModality(CustomDefinition):
    """A custom modality, read from a file with the schema of the shipped ones."""

    class Meta(CustomDefinition.Meta):
        abstract = False


@track()
class CustomExercise(CustomDefinition):
    """An exercise that the practice wrote."""

    class Meta(CustomDefinition.Meta):
        abstract = False


@track()
class ReadingAssignment(PracticeModel):
    """A page a client was given to read: opened when they first saw it, read when they said so."""

    client = TenantForeignKey(Client, follows=True, related_name="reading_assignments")
    page = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    given_by = TenantForeignKey(Staff, related_name="+")
    given_at = models.DateTimeField(default=timezone.now)
    note = EncryptableTextField(_("a line for the client"), max_length=300, blank=True, lines=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *tenant_constraints("client", "given_by"),
            models.UniqueConstraint(
                fields=["client", "page"],
                condition=Q(read_at__isnull=True, taken_back_at__isnull=True),
                name="interventions_readingassignment_once",
            ),
            models.CheckConstraint(
                condition=Q(read_at__isnull=True) | Q(opened_at__isnull=False, read_at__gte=F("opened_at")),
                name="interventions_readingassignment_order",
            ),
        ]
        indexes = [models.Index(fields=["practice", "client", "-given_at"], name="interventions_page_given_by")]

    def __str__(self) -> str:
        return self.page
