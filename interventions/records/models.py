"""What the rows of every modality's record have in common. The tables are in the modalities' packages."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from clinic.core.fields import EncryptableTextField
from clinic.core.models import Staff
from clinic.core.revisions import Revised
from clinic.core.tenancy import PracticeModel, TenantForeignKey
from interventions.plans.models import Plan


def line(label: Any, length: int = 200, **options: Any) -> "models.CharField[str, str]":
    """A short text that is put in words by the therapist."""
    return EncryptableTextField(label, max_length=length, blank=True, lines=True, **options)


def number(label: Any, low: int, high: int, **options: Any) -> "models.PositiveSmallIntegerField[Any, Any]":
    """A whole number from ``low`` to ``high``."""
    return models.PositiveSmallIntegerField(
        label, validators=[MinValueValidator(low), MaxValueValidator(high)], **options
    )


def between(field: str, low: int, high: int) -> Q:
    """The condition that the field is empty or from ``low`` to ``high``."""
    return Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": low, f"{field}__lte": high})


class RecordRow(Revised, PracticeModel):
    """A row of a plan's record."""

    plan = TenantForeignKey(Plan, related_name="%(class)s_rows")
    made_by = TenantForeignKey(Staff, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
