"""What the practice wants to remind of."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clinic.core.models import track
from clinic.core.revisions import Revised, counted
from clinic.core.tenancy import PracticeModel, tenant_constraints


def usual_offsets() -> list[int]:
    """A day before."""
    return [24]


@track()
class ReminderRules(Revised, PracticeModel):
    """When clients are reminded of sessions, and staff of what waits. One row a practice."""

    offsets = ArrayField(models.PositiveSmallIntegerField(), default=usual_offsets, blank=True)  # hours before
    changes = models.BooleanField(_("Tell clients when an appointment is booked, moved or cancelled"), default=True)
    questionnaires = models.BooleanField(_("Write to clients when a questionnaire is waiting"), default=True)
    exercises = models.BooleanField(_("Remind clients of exercises if they want that"), default=True)
    staff_digest = models.BooleanField(_("Tell staff in the morning what is waiting"), default=True)
    no_contact_days = models.PositiveSmallIntegerField(_("List clients without contact after days"), default=21)

    class Meta:
        constraints = [
            *tenant_constraints(),
            models.UniqueConstraint(fields=["practice"], name="interventions_reminderrules_one"),
            models.CheckConstraint(
                condition=Q(offsets__len__lte=4, no_contact_days__gte=1, no_contact_days__lte=365),
                name="interventions_reminderrules_range",
            ),
        ]
        triggers = [counted()]

    def __str__(self) -> str:
        return ", ".join(f"{hours} h" for hours in self.offsets)
