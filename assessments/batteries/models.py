"""Batteries: several questionnaires under one name, which a practice gives in one step."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clinic.core.fields import PlainCharField
from clinic.core.models import track
from clinic.core.tenancy import PracticeModel, tenant_constraints

MOST = 12  # questionnaires given in one step


@track()
class Battery(PracticeModel):
    """Keys of instruments, in the order in which they are given and printed. It is a list to choose from: what was
    given from it does not name it."""

    name = PlainCharField(_("name"), max_length=60)
    instruments = ArrayField(models.CharField(max_length=30))

    class Meta:
        constraints = [
            *tenant_constraints(),
            models.CheckConstraint(condition=~Q(name=""), name="assessments_battery_named"),
            models.CheckConstraint(
                condition=Q(instruments__len__gte=1, instruments__len__lte=MOST), name="assessments_battery_size"
            ),
            models.UniqueConstraint(fields=["practice", "name"], name="assessments_battery_once"),
        ]

    def __str__(self) -> str:
        return self.name
