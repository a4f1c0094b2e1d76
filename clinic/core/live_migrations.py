"""Operations of migrations for tables that have rows and are in use while they run.

Two things make them different here. Whoever waits for a lock makes everybody else wait behind it: so nothing that
reads a whole table may hold one that others need, and ``DATABASE_LOCK_TIMEOUT`` ends a wait. And row-level security is
forced: the owner, who migrates, sees no row outside a practice's scope. An UPDATE then changes 0 rows, and a foreign
key is found valid whatever is in the table, both without an error.

Checks: ``AddConstraintNotValid`` and ``ValidateConstraint`` of ``django.contrib.postgres.operations``, which read the
table itself and see every row. Indexes: ``AddIndexConcurrently`` of the same. ``clinic.core.migration_rules`` says
which operation is to be used for what.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import AddConstraint, RunPython
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState, StateApps

from clinic.core.tenancy import SameTenant


class RowCountError(RuntimeError):
    """A migration did not change the rows that it was to change. Nothing of it is kept."""


class ForEachPractice(RunPython):
    """Changes rows in each practice's scope, and proves that all of them were changed.

    ``left(apps)`` counts the rows that are still to be changed, ``change(apps)`` changes them and returns their number;
    both run within one practice. Raises RowCountError where the numbers differ or some are left.
    """

    def __init__(self, left: Callable[[StateApps], int], change: Callable[[StateApps], int], **options: Any) -> None:
        self.left, self.change = left, change
        super().__init__(self._run, RunPython.noop, **options)

    def deconstruct(self) -> Any:
        return type(self).__qualname__, [self.left, self.change], {}

    def _run(self, apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT id FROM core_practice ORDER BY created_at")
            practices = [row[0] for row in cursor.fetchall()]
            try:
                for practice_id in practices:
                    cursor.execute("SELECT set_config('clinic.practice', %s, true)", [str(practice_id)])
                    self._change_one(apps, practice_id)
            finally:
                if not schema_editor.connection.needs_rollback:
                    cursor.execute("SELECT set_config('clinic.practice', '', true)")

    def _change_one(self, apps: StateApps, practice_id: object) -> None:
        expected = self.left(apps)
        changed = self.change(apps)
        left = self.left(apps)
        if changed != expected or left:
            raise RowCountError(f"practice {practice_id}: {changed} of {expected} rows were changed, {left} are left")


class AddTenantKeyNotValid(AddConstraint):
    """A composite foreign key that new rows must keep at once; the old ones are looked at by :class:`ValidateTenantKey`
    in a later migration."""

    def __init__(self, model_name: str, constraint: SameTenant) -> None:
        if not isinstance(constraint, SameTenant):
            raise TypeError("AddTenantKeyNotValid takes a SameTenant; for a check there is AddConstraintNotValid.")
        super().__init__(model_name, constraint)

    def describe(self) -> str:
        return f"Create not valid tenant key {self.constraint.name} on model {self.model_name}"

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if self.allow_migrate_model(schema_editor.connection.alias, model):
            constraint = next(one for one in model._meta.constraints if one.name == self.constraint.name)
            schema_editor.execute(f"{constraint.statement(model, schema_editor)} NOT VALID", params=None)


class ValidateTenantKey(Operation):
    """Looks at every row of a composite foreign key, of all practices; a row that breaks it ends the migration.

    For this transaction row security is not forced upon the owner. That takes a lock which keeps everybody else out
    of both tables until the rows were read: about a second for a million.
    """

    def __init__(self, model_name: str, name: str) -> None:
        self.model_name, self.name = model_name, name

    def deconstruct(self) -> Any:
        return type(self).__qualname__, [], {"model_name": self.model_name, "name": self.name}

    def describe(self) -> str:
        return f"Validate tenant key {self.name} on model {self.model_name}"

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        constraint = next(one for one in model._meta.constraints if one.name == self.name)
        target = model._meta.get_field(constraint.field).related_model
        quote = schema_editor.quote_name
        with _unforced(schema_editor, {model._meta.db_table, target._meta.db_table}):
            schema_editor.execute(
                f"ALTER TABLE {quote(model._meta.db_table)} VALIDATE CONSTRAINT {quote(self.name)}", params=None
            )

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """What was found valid may stay so."""


@contextmanager
def _unforced(schema_editor: BaseDatabaseSchemaEditor, tables: set[str]) -> Iterator[None]:
    if not schema_editor.atomic_migration:
        raise RuntimeError("Row security is unforced within a transaction only: leave the migration atomic.")
    for word in ("NO FORCE", "FORCE"):
        for table in sorted(tables):
            schema_editor.execute(
                f"ALTER TABLE {schema_editor.quote_name(table)} {word} ROW LEVEL SECURITY", params=None
            )
        if word == "NO FORCE":
            yield
