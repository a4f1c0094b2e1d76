"""The practice's templates of notes."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clinic.core.fields import PlainCharField
from clinic.core.models import track
from clinic.core.tenancy import PracticeModel, tenant_constraints


@track()
class NoteTemplate(PracticeModel):
    """Text that a note begins with, for what a practice often writes. ``parts``: part → text."""

    name = PlainCharField(_("name"), max_length=60)
    form = models.CharField(_("form"), max_length=40)
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
