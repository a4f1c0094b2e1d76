"""One protocol against lost updates: whoever would overwrite what somebody else has saved since is told, and decides.

A model that people edit derives from :class:`Revised` and lists :func:`counted` in ``Meta.triggers``. The database
raises ``revision`` whenever the content of a row changes, so no way of saving can forget it: neither ``save()`` nor
``update()``, ``bulk_update()`` or SQL. Actions take the revision that their caller has read and hand it to
:func:`check_revision`. What becomes of :class:`EditConflict` is decided in one place for pages (``clinic.core.forms``)
and in one for the API (``clinic.core.rest``).
"""

from collections.abc import Sequence
from typing import Any, TypeVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext as _

R = TypeVar("R", bound="Revised")

# Compares whole rows, so that a column that is added later counts automatically.
_COUNT = """
    {same}IF NEW IS DISTINCT FROM OLD THEN
        NEW.revision = OLD.revision + 1;
    END IF;
    RETURN NEW;
"""


def counted(*without: str) -> pgtrigger.Trigger:
    """The trigger that raises ``revision`` with each change, except of the columns ``without``: nobody edits these."""
    same = "".join(f"OLD.{column} = NEW.{column};\n    " for column in without)
    return pgtrigger.Trigger(
        name="revision", when=pgtrigger.Before, operation=pgtrigger.Update, func=_COUNT.format(same=same)
    )


class Revised(models.Model):
    """Something that several people may edit. ``revision`` is the database's; it begins with 1."""

    revision = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        made = self._state.adding
        if not made and not args and kwargs.get("update_fields") is None:
            kwargs["update_fields"] = self._changeable()
        super().save(*args, **kwargs)
        if not made:
            self.refresh_from_db(fields=["revision"])

    def _changeable(self) -> list[str]:
        """All fields but the practice and whose row it is, which never change. Where an UPDATE names a column of a
        unique key, and a trigger comes before it, PostgreSQL makes new rows that name this one wait, too."""
        fixed, deferred = {"practice", "revision"}, self.get_deferred_fields()
        fields = (one for one in self._meta.concrete_fields if not one.primary_key and not one.one_to_one)
        return [one.name for one in fields if one.name not in fixed and one.attname not in deferred]


class EditConflict(Exception):
    """Somebody has changed it since it was read; ``row`` is as it is now, not yet saved where it is gone."""

    def __init__(self, row: Any) -> None:
        super().__init__(_("This was changed meanwhile. Look at it again, then decide."))
        self.row = row

    @property
    def revision(self) -> int:
        """The one to send when the newer version has been looked at."""
        return revision_of(self.row)


def revision_of(row: Any) -> int:
    """The revision of what is shown; 0 for something that is not kept yet, for example rules that nobody has set."""
    return 0 if row._state.adding else row.revision


def compare_revision(row: Any, expected: int | None) -> None:
    """Raises EditConflict where a row that is locked already has another revision; None expects nothing."""
    if expected is not None and revision_of(row) != expected:
        raise EditConflict(row)


def check_revision(row: R, expected: int | None) -> R:
    """The row as it is now, locked until the transaction's end. Raises EditConflict where it is not ``expected``.

    Rows that name it may be added meanwhile (``no_key``).
    """
    found: R = type(row)._default_manager.select_for_update(no_key=True).get(pk=row.pk)
    compare_revision(found, expected)
    return found


def touch(row: Revised) -> None:
    """Counts a change of what belongs to the row and is kept in rows of its own, for example working hours."""
    type(row)._default_manager.filter(pk=row.pk).update(revision=models.F("revision") + 1)
    row.refresh_from_db(fields=["revision"])


def refresh_revisions(rows: Sequence[R]) -> None:
    """Reads the revisions of rows that were changed together; one statement."""
    if not rows:
        return
    known = dict(type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows]).values_list("pk", "revision"))
    for row in rows:
        row.revision = known[row.pk]
