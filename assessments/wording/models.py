"""What a practice adds to the instruments: the published wording it may use, and instruments of its own."""

from uuid import UUID

from django.db import models
from django.db.models import Value

from clinic.core.definitions import CustomDefinition
from clinic.core.models import Staff, track
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints


@track()
class Wording(PracticeModel):
    """The published wording of one instrument in one language, with whose right it is and who confirmed that."""

    confirmed_by_id: UUID
    instrument = models.CharField(max_length=30)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=10)
    prompts = models.JSONField()  # one an item, in the instrument's order
    anchors = models.JSONField()  # answer as text → word
    item_anchors = models.JSONField(default=dict)  # item as text → the same, where an item has other words
    # What the file has above the questions; without it the project's own texts stand there.
    instruction = models.CharField(max_length=2000, blank=True, db_default="")
    canonical = models.CharField(max_length=300, blank=True, db_default="")  # of a FHIR Questionnaire: its url
    link_ids = models.JSONField(default=list, db_default=Value([], models.JSONField()))  # one an item, of the same
    answer_codes = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))  # item → code → value
    source = models.CharField(max_length=200)  # the file's name and title
    rights = models.CharField(max_length=500)
    confirmed_by = TenantForeignKey(Staff, related_name="+")
    confirmed_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            *tenant_constraints("confirmed_by"),
            models.UniqueConstraint(
                fields=["practice", "instrument", "version", "language"],
                condition=models.Q(retired_at__isnull=True),
                name="assessments_wording_one",
            ),
            models.CheckConstraint(condition=~models.Q(rights=""), name="assessments_wording_rights"),
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.language}"


@track()
class CustomInstrument(CustomDefinition):
    """An instrument that the practice added."""

    key = models.CharField(max_length=30)

    class Meta(CustomDefinition.Meta):
        abstract = False
