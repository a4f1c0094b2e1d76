"""What a practice adds to the shipped catalogues: the same definition as a data file has, version by version."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import BaseModel

from clinic.core.access import Actor
from clinic.core.models import Staff
from clinic.core.practices import lock_practice
from clinic.core.revisions import compare_revision
from clinic.core.scope import current_scope
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints
from clinic.core.together import fetch_together

CUSTOM = "custom-"  # begins the key of everything that a practice adds


class CustomDefinition(PracticeModel):
    """One version of something custom of the practice. It is kept for ever: what was made with it refers to it."""

    added_by_id: UUID
    key = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    definition = models.JSONField()
    added_by = TenantForeignKey(Staff, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            *tenant_constraints("added_by"),
            models.UniqueConstraint(fields=["practice", "key", "version"], name="%(app_label)s_%(class)s_once"),
            models.CheckConstraint(condition=models.Q(key__startswith=CUSTOM), name="%(app_label)s_%(class)s_key"),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def revision(self) -> int:
        """What is kept version by version has the number of its version as its revision."""
        return self.version


def custom_key(short: str, most: int = 30) -> str:
    """The key of something called so: ``custom-`` and letters a to z, numbers and dashes. Raises ValidationError."""
    letters = unicodedata.normalize("NFKD", short).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[: most - len(CUSTOM)].strip("-")
    if not slug:
        raise ValidationError({"short": _("Use at least one letter from a to z or number from 0 to 9.")})
    return CUSTOM + slug


Added = tuple[str, int, dict[str, Any], datetime | None]  # key, version, definition, since when it is out of use
Custom = TypeVar("Custom", bound=CustomDefinition)
Schema = TypeVar("Schema", bound=BaseModel)


class CustomDefinitions(Generic[Schema]):
    """All that the practice in scope has added of one kind, in every version; each definition is checked when it is
    first asked for."""

    def __init__(self, rows: Iterable[Added], schema: type[Schema]) -> None:
        rows = list(rows)
        self._raw = {(key, version): definition for key, version, definition, _retired in rows}
        self._in_use = {key: version for key, version, _definition, retired in rows if retired is None}
        self._newest = {key: version for key, version, _definition, _retired in rows}  # versions rise: the last stays
        self._schema = schema
        self._checked: dict[tuple[str, int], Schema] = {}

    def get(self, key: str, version: int | None = None) -> Schema | None:
        """The definition in that version, or in its newest, in use or not."""
        pair = (key, version or self._newest.get(key, 0))
        if pair not in self._checked and pair in self._raw:
            self._checked[pair] = self._schema.model_validate(self._raw[pair])
        return self._checked.get(pair)

    def version_in_use(self, key: str) -> int | None:
        """The version that can be chosen now."""
        return self._in_use.get(key)

    def in_use(self) -> dict[str, Schema]:
        """Key → definition, of all that can be chosen now."""
        return {key: found for key, version in self._in_use.items() if (found := self.get(key, version))}


def custom_definitions(model: type[CustomDefinition], schema: type[Schema]) -> CustomDefinitions[Schema]:
    """What the practice has added of this kind; one statement a scope, however many are asked for of all kinds."""
    scope = current_scope()
    if model not in scope.added:
        kinds = [kind for kind in CustomDefinition.__subclasses__() if kind not in scope.added]
        rows = {kind: _in_order(kind) for kind in kinds}  # type: ignore[type-abstract]  # each of them is a table
        fetch_together(*rows.values())
        scope.added |= rows
    if model not in scope.definitions:
        scope.definitions[model] = CustomDefinitions(scope.added[model], schema)
    found: CustomDefinitions[Schema] = scope.definitions[model]
    return found


def _in_order(model: type[CustomDefinition]) -> models.QuerySet[Any, Added]:
    rows = model._default_manager.order_by("key", "version")
    return rows.values_list("key", "version", "definition", "retired_at")


def _forget(model: type[CustomDefinition]) -> None:
    """What was read of this kind in this scope is read again when it is asked for."""
    scope = current_scope()
    scope.added.pop(model, None)
    scope.definitions.pop(model, None)


@transaction.atomic
def add_version(
    model: type[Custom],
    *,
    key: str,
    by: Actor,
    define: Callable[[int], dict[str, object]],
    revision: int | None = None,
) -> Custom:
    """A new version of ``key``, which replaces the one in use; ``define``: number of the version → its definition.

    ``revision``: the version that was shown. Raises EditConflict where there is a newer one.
    """
    lock_practice(by.practice_id)
    rows = model._default_manager.filter(key=key)
    earlier = rows.order_by("-version").first()
    if earlier:
        compare_revision(earlier, revision)
        if earlier.retired_at is None and define(earlier.version) == earlier.definition:
            return earlier  # the same again
    version = earlier.version + 1 if earlier else 1
    definition = define(version)
    rows.filter(retired_at__isnull=True).update(retired_at=timezone.now())
    _forget(model)
    return model._default_manager.create(
        practice_id=by.practice_id, key=key, version=version, definition=definition, added_by_id=by.as_staff()
    )


@transaction.atomic
def retire(row: CustomDefinition) -> None:
    """Takes it out of use; what was made with it stays. Twice changes nothing."""
    rows = type(row)._default_manager.filter(pk=row.pk, retired_at__isnull=True)
    rows.update(retired_at=timezone.now())
    _forget(type(row))
