"""Migrations that do not take a minute: operations of one kind change Django's picture of the models together.

Django renders all related models again after each operation, and here everything is related to everything: of the forty
seconds that a new installation once took, this was thirty-eight. What the database is told is the same, in the same
order.
"""

from collections.abc import Sequence
from itertools import groupby

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    CreateModel,
    RemoveConstraint,
    RemoveIndex,
    RenameField,
)
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState, StateApps
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from clinic.core.hardening import STATEMENTS

# Operations of one kind in a row neither undo nor read one another.
KINDS: tuple[tuple[type[Operation], ...], ...] = (
    (CreateModel,),
    (AddField,),
    (AlterField,),
    (AddConstraint, AddIndex, AddTrigger),
    (RemoveTrigger, RemoveConstraint, RemoveIndex),
    (RenameField,),
)
EVERY_KIND = tuple(kind for kinds in KINDS for kind in kinds)
# These leave every field and relation as it was: the models that are drawn need not be drawn again.
BESIDE_FIELDS = (AddConstraint, AddIndex, AddTrigger, RemoveTrigger, RemoveConstraint, RemoveIndex)
LISTED = ("constraints", "indexes", "triggers")  # what a model's options list of them


class Together(Operation):
    """Several operations that are drawn once."""

    reduces_to_sql = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    @property
    def reversible(self) -> bool:  # type: ignore[override]
        return all(operation.reversible for operation in self.operations)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        drawn = state.__dict__.pop("apps", None)  # rebuilt on the next access
        for operation in self.operations:
            operation.state_forwards(app_label, state)
        if drawn is not None and all(isinstance(operation, BESIDE_FIELDS) for operation in self.operations):
            self._keep_drawn(app_label, state, drawn)

    def _keep_drawn(self, app_label: str, state: ProjectState, drawn: StateApps) -> None:
        """The models as they were drawn before, with what is beside their fields as it is now."""
        for name in {operation.model_name_lower for operation in self.operations}:  # type: ignore[attr-defined]
            options, meta = state.models[app_label, name].options, drawn.get_model(app_label, name)._meta
            for listed in LISTED:
                if listed in options:
                    setattr(meta, listed, list(options[listed]))
        state.__dict__["apps"] = drawn

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)
        self._harden(schema_editor)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)
        self._harden(schema_editor)

    def _harden(self, schema_editor: BaseDatabaseSchemaEditor) -> None:
        """A trigger that was made again is open until then, or may no longer write what it has to."""
        if any(isinstance(operation, AddTrigger | RemoveTrigger) for operation in self.operations):
            for statement in STATEMENTS:
                schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)


def together(operations: Sequence[Operation]) -> list[Operation]:
    """The operations of a migration, those of one kind that follow one another put together."""

    def kind(operation: Operation) -> int:
        return next((number for number, kinds in enumerate(KINDS) if isinstance(operation, kinds)), -1)

    found: list[Operation] = []
    for number, group in groupby(operations, kind):
        same = list(group)
        found += [Together(same)] if number >= 0 else same
    return found
