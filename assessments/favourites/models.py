"""A practice's favourite instruments: those that stand first where one is chosen to be recorded."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from clinic.core.models import track
from clinic.core.revisions import Revised, counted
from clinic.core.tenancy import PracticeModel, tenant_constraints

MOST = 20  # favourites


@track()
class FavouriteInstruments(Revised, PracticeModel):
    """Keys of instruments, in the order in which they are offered. A practice has one row, or none yet."""

    instruments = ArrayField(models.CharField(max_length=30), default=list, blank=True, size=MOST)

    class Meta:
        constraints: ClassVar = [
            *tenant_constraints(),
            models.UniqueConstraint(fields=["practice"], name="assessments_favouriteinstruments_once"),
            models.CheckConstraint(
                condition=Q(instruments__len__lte=MOST), name="assessments_favouriteinstruments_most"
            ),
        ]
        triggers: ClassVar = [counted()]

    def __str__(self) -> str:
        return ", ".join(self.instruments)
