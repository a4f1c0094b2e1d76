"""What a migration may do to a table that has rows and is in use: read from its operations, without a database.

An initial migration, and tables that the same migration creates, are free. Whatever else would block everybody, or do
nothing because of forced row-level security, is named, with what to use instead. Where it is right anyway (a
table that nobody uses yet), the migration says so: ``allowed = {"AddIndex clients_x": "the table came last week"}``.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import connection, migrations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import CheckConstraint

from clinic.core.live_migrations import AddTenantKeyNotValid, ValidateTenantKey
from clinic.core.migrating import EVERY_KIND
from clinic.core.tenancy import SameTenant

OURS = ("core", "clients", "assessments", "interventions")


def problems(migration: migrations.Migration, state: ProjectState | None = None) -> Iterator[tuple[str, str]]:
    """(operation in short, what to do instead) for each that is not allowed.

    ``state``: the models before it, to compare a changed column with; without it such a change is always named.
    """
    allowed = getattr(migration, "allowed", {})
    for short, instead in _found(migration, state):
        if not allowed.get(short):
            yield short, instead


SLOW = 3  # operations that Django may draw one by one


def _found(migration: migrations.Migration, state: ProjectState | None) -> Iterator[tuple[str, str]]:
    if sum(isinstance(one, EVERY_KIND) for one in migration.operations) > SLOW:
        yield "operations", "operations = together([...]): Django draws all models again after each that stands alone"
    if migration.initial:
        return
    operations = list(_flat(migration.operations))
    new = {one.name_lower for one in operations if isinstance(one, migrations.CreateModel)}
    for operation in operations:
        if getattr(operation, "model_name", "").lower() not in new and (
            instead := _instead(operation, migration.app_label, state)
        ):
            yield _short(operation), instead
    if _adds_unvalidated(operations) and any(isinstance(one, VALIDATIONS) for one in operations):
        yield "validation", "validate in a migration of its own: together they hold one lock"


def _flat(operations: Iterable[Operation]) -> Iterator[Operation]:
    """The operations that act on the database, also those that others hold."""
    for one in operations:
        held = getattr(one, "database_operations", getattr(one, "operations", None))
        yield from [one] if held is None else _flat(held)


VALIDATIONS = (ValidateConstraint, ValidateTenantKey)


def _adds_unvalidated(operations: list[Operation]) -> bool:
    return any(isinstance(one, AddConstraintNotValid | AddTenantKeyNotValid) for one in operations)


def _short(operation: Operation) -> str:
    constraint, index = getattr(operation, "constraint", None), getattr(operation, "index", None)
    name = getattr(constraint or index, "name", "") or ".".join(
        str(part) for part in (getattr(operation, "model_name", ""), getattr(operation, "name", "")) if part
    )
    return f"{type(operation).__name__} {name}".strip()


def _instead(operation: Operation, app_label: str, state: ProjectState | None) -> str:
    for kind, rule in RULES.items():
        if type(operation) is kind:
            return rule(operation, app_label, state)
    return ""


def _add_constraint(operation: Any, app_label: str, state: ProjectState | None) -> str:
    if isinstance(operation.constraint, CheckConstraint):
        return "AddConstraintNotValid, and ValidateConstraint in a later migration"
    if isinstance(operation.constraint, SameTenant):
        return "AddTenantKeyNotValid, and ValidateTenantKey in a later migration"
    return "it reads the whole table under a lock: say in `allowed` why it may"


def _add_field(operation: Any, app_label: str, state: ProjectState | None) -> str:
    field = operation.field
    if not field.null and not field.has_db_default() and not field.many_to_many:
        return "null=True or db_default: the version that still runs does not know the column"
    if field.unique or (field.db_index and not field.primary_key):
        return "db_index=False, and AddIndexConcurrently in a later migration"
    return ""


def _alter_field(operation: Any, app_label: str, state: ProjectState | None) -> str:
    if state is None:
        return "say in `allowed` what it changes in the database"
    before = state.models[app_label, operation.model_name_lower].fields[operation.name]
    if before.null and not operation.field.null:
        return "first a check that it is not null (AddConstraintNotValid, ValidateConstraint), then this, allowed"
    if (_is_indexed(operation.field) and not _is_indexed(before)) or (operation.field.unique and not before.unique):
        return "it makes an index under a lock: AddIndexConcurrently, and unique by a constraint that says why it may"
    old, new = _type(before), _type(operation.field)
    if old == new or (old.startswith("varchar") and (new == "text" or _length(old) <= _length(new))):
        return ""
    return f"{old} to {new} rewrites the table: use a new column, filled by ForEachPractice"


def _is_indexed(field: Any) -> bool:
    return bool(field.unique or field.db_index)


def _type(field: Any) -> str:
    if field.is_relation:
        return "relation"
    return str(field.db_type(connection))


def _length(kind: str) -> int:
    digits = "".join(letter for letter in kind if letter.isdigit())
    return int(digits) if digits and kind.startswith("varchar") else -1


def _always(text: str) -> Callable[[Any, str, Any], str]:
    return lambda operation, app_label, state: text


_REMOVED = "the version that still runs reads it: first a release without it in the code, then one without it here"

RULES: dict[type[Operation], Callable[[Any, str, Any], str]] = {
    migrations.AddIndex: _always("AddIndexConcurrently, in a migration of its own with atomic = False"),
    migrations.AddConstraint: _add_constraint,
    migrations.AddField: _add_field,
    migrations.AlterField: _alter_field,
    migrations.RemoveField: _always(_REMOVED),
    migrations.DeleteModel: _always(_REMOVED),
    migrations.RenameField: _always(_REMOVED),
    migrations.RenameModel: _always(_REMOVED),
    migrations.AlterModelTable: _always(_REMOVED),
    migrations.RunPython: _always("ForEachPractice: forced row security hides the rows from a plain one"),
    migrations.RunSQL: _always("ForEachPractice for rows; for anything else say in `allowed` what it locks"),
}


def lint() -> list[str]:
    """Every problem in the project's migrations, as one line each."""
    loader = MigrationLoader(None)
    found = []
    for (label, name), migration in sorted(loader.disk_migrations.items()):
        if label in OURS and not migration.initial:
            state = loader.project_state((label, name), at_end=False)
            found += [f"{label}.{name}: {short}: {instead}" for short, instead in problems(migration, state)]
    return found
