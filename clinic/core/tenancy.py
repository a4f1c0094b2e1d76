"""Practice isolation in the database: row-level security and composite foreign keys.

A model of a practice derives from :class:`PracticeModel` and lists :func:`tenant_constraints` in ``Meta.constraints``.
Its migrations then carry

* row-level security, enabled and forced, with one policy: rows of the practice that the transaction is in;
* ``UNIQUE (practice_id, id)``, the target that composite foreign keys need;
* for every foreign key to another practice table, ``FOREIGN KEY (practice_id, x_id) REFERENCES … (practice_id, id)``,
  so that no row can point into another practice.

``clinic.core.checks`` stops the process when a model with ``practice`` lacks any of these.
"""

from collections.abc import Callable
from typing import Any, TypeAlias
from uuid import UUID

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models.constraints import BaseConstraint
from django.db.models.fields.related_lookups import RelatedExact
from django.db.models.sql.compiler import SQLCompiler
from uuid_utils.compat import uuid7

POLICY = "practice_id = nullif(current_setting('clinic.practice', true), '')::uuid"

Quote: TypeAlias = Callable[[str], str]  # a name as the database takes it


class SqlConstraint(BaseConstraint):
    """A constraint that is plain SQL, made by a migration and never checked in Python."""

    def __init__(self, *, name: str) -> None:
        super().__init__(name=name)

    def _make(self, model: type[models.Model], quote: Quote) -> str:
        raise NotImplementedError  # pragma: no cover

    def _drop(self, model: type[models.Model], quote: Quote) -> str:
        raise NotImplementedError  # pragma: no cover

    def create_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        assert model is not None
        assert schema_editor is not None
        return self._make(model, schema_editor.quote_name)

    def remove_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        assert model is not None
        assert schema_editor is not None
        return self._drop(model, schema_editor.quote_name)

    def constraint_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """CREATE TABLE cannot contain it: run it at the end of the migration."""
        assert schema_editor is not None
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def validate(self, *args: object, **kwargs: object) -> None:
        """The database decides; Python has no earlier check."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__


class RowLevelSecurity(SqlConstraint):
    """Row-level security for one table, and the unique pair that composite foreign keys point at."""

    def _make(self, model: type[models.Model], quote: Quote) -> str:
        table = quote(model._meta.db_table)
        return (
            f"{self._unique_pair(model, quote)}"
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
            f"CREATE POLICY practice ON {table} USING ({POLICY}) WITH CHECK ({POLICY})"
        )

    def _unique_pair(self, model: type[models.Model], quote: Any) -> str:
        if isinstance(model._meta.pk, models.CompositePrimaryKey):  # it contains the practice; nothing points at it
            return ""
        table = quote(model._meta.db_table)
        return f"ALTER TABLE {table} ADD CONSTRAINT {quote(self.name)} UNIQUE ({self._pair(model, quote)});"

    @staticmethod
    def _pair(model: type[models.Model], quote: Quote) -> str:
        # A unique key of a partitioned table has to contain what it is partitioned by.
        by = [constraint.at for constraint in model._meta.constraints if hasattr(constraint, "at")]
        return ", ".join(quote(column) for column in ["practice_id", model._meta.pk.column, *by])

    def _drop(self, model: type[models.Model], quote: Quote) -> str:
        table = quote(model._meta.db_table)
        return (
            f"DROP POLICY practice ON {table};"
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;"
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;"
            f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {quote(self.name)}"
        )


class SameTenant(SqlConstraint):
    """A composite foreign key: the row that ``field`` names belongs to the same practice."""

    def __init__(self, field: str, *, name: str) -> None:
        super().__init__(name=name)
        self.field = field

    def create_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        """At the end of the migration, when the unique pair that it points at is there, in whatever order they come."""
        assert schema_editor is not None
        schema_editor.deferred_sql.append(self.statement(model, schema_editor))

    def constraint_sql(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor | None) -> Any:
        self.create_sql(model, schema_editor)

    def statement(self, model: type[models.Model] | None, schema_editor: BaseDatabaseSchemaEditor) -> str:
        """The statement that adds it."""
        assert model is not None
        return self._make(model, schema_editor.quote_name)

    def _make(self, model: type[models.Model], quote: Any) -> str:
        relation = model._meta.get_field(self.field)
        target = relation.related_model
        assert isinstance(target, type)
        assert issubclass(target, models.Model)
        return (
            f"ALTER TABLE {quote(model._meta.db_table)} ADD CONSTRAINT {quote(self.name)} "
            f"FOREIGN KEY (practice_id, {quote(relation.column)}) "  # type: ignore[union-attr]
            f"REFERENCES {quote(target._meta.db_table)} (practice_id, {quote(target._meta.pk.column)}) "
            "DEFERRABLE INITIALLY IMMEDIATE"
        )

    def _drop(self, model: type[models.Model], quote: Quote) -> str:
        return f"ALTER TABLE {quote(model._meta.db_table)} DROP CONSTRAINT {quote(self.name)}"

    def deconstruct(self) -> Any:
        path, _, kwargs = super().deconstruct()
        return path, (self.field,), kwargs


def tenant_constraints(*fields: str) -> list[BaseConstraint]:
    """The constraints every practice table needs; ``fields`` are its foreign keys to other practice tables."""
    return [
        RowLevelSecurity(name="%(app_label)s_%(class)s_rls"),
        *(SameTenant(field, name=f"%(app_label)s_%(class)s_{field}_tenant") for field in fields),
    ]


class PracticeModel(models.Model):
    """A row that belongs to one practice. Keys are UUIDv7: they sort by time and say nothing about numbers."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    # The unique pair (practice, id) of RowLevelSecurity is its index.
    practice = models.ForeignKey("core.Practice", on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class TenantForeignKey(models.ForeignKey[Any, Any]):
    """A foreign key to another table of the same practice; the database's side of it is :class:`SameTenant`."""

    follows = False

    def __init__(
        self,
        to: type[models.Model] | str,
        on_delete: Callable[..., None] = models.PROTECT,
        *,
        follows: bool = False,
        **kwargs: Any,
    ) -> None:
        """``follows``: rows of a merged file are found as those of the file that it was merged into, see
        :class:`OfFile`. The database knows nothing of it, and no migration does."""
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)
        self.follows = follows


@TenantForeignKey.register_lookup
class OfFile(RelatedExact):
    """``client=some_client``: where the key follows, also the rows of files that are the same person's.

    A model that can be merged says which these are (``file_ids``); where it is one alone, the statement is the same as
    ever. A key without its row, an :class:`OuterRef` or a column names that one file.
    """

    file_ids: tuple[UUID, ...] = ()

    def get_prep_lookup(self) -> Any:
        follows = getattr(self.lhs.output_field, "follows", False)  # asked from the other side, it is no key
        if follows and isinstance(self.rhs, models.Model):
            ids: tuple[UUID, ...] = self.rhs.file_ids  # type: ignore[attr-defined]
            self.file_ids = ids if len(ids) > 1 else ()
        return super().get_prep_lookup()

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        if not self.file_ids:
            return super().as_sql(compiler, connection)
        key, given = compiler.compile(self.lhs)
        return f"{key} = ANY (%s::uuid[])", [*given, list(self.file_ids)]
