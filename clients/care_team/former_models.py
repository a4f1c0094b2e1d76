"""How long somebody may still read the record of a client for whom they no longer care."""

from typing import ClassVar

from django.db import models
from django.db.models import IntegerField, Q
from django.utils.translation import gettext_lazy as _

from clinic.core.models import track
from clinic.core.revisions import Revised, counted
from clinic.core.tenancy import PracticeModel, tenant_constraints

MOST_DAYS = 90


class DaysSince(models.Func):
    """Days from the second date to the first, as a number."""

    template, arg_joiner = "(%(expressions)s)", " - "
    output_field = IntegerField()


class DaysAfter(models.Func):
    """The date so many days after another."""

    template, arg_joiner = "(%(expressions)s)", " + "
    output_field = models.DateField()


@track()
class CareRules(Revised, PracticeModel):
    """What the practice has agreed on about care teams. One row a practice.

    ``former_days``: so long after their care ended, somebody may read the record, and do nothing else; 0: not at all.
    """

    former_days = models.PositiveSmallIntegerField(_("Days in which former therapists may still read"), default=0)

    class Meta:
        constraints: ClassVar = [
            *tenant_constraints(),
            models.UniqueConstraint(fields=["practice"], name="clients_carerules_one"),
            models.CheckConstraint(condition=Q(former_days__lte=MOST_DAYS), name="clients_carerules_days"),
        ]
        triggers: ClassVar = [counted()]

    def __str__(self) -> str:
        return f"{self.former_days} d"
