"""Operations of a migration that are drawn together: what is drawn once is as it would be if drawn anew."""

from typing import Any

from django.db import models
from django.db.migrations import AddConstraint, AddField, AddIndex, RemoveConstraint
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ModelState, ProjectState

from clinic.core.migrating import Together, together

POSITIVE = models.CheckConstraint(condition=models.Q(number__gt=0), name="things_positive")
BY_NUMBER = models.Index(fields=["number"], name="things_by_number")


def drawn() -> ProjectState:
    """A state with one model, drawn."""
    fields: list[tuple[str, models.Field[Any, Any]]] = [
        ("id", models.AutoField(primary_key=True)),
        ("number", models.IntegerField()),
    ]
    state = ProjectState()
    state.add_model(ModelState("things", "Thing", fields))
    assert state.apps.get_model("things", "Thing")
    return state


def forwards(state: ProjectState, *operations: Operation) -> None:
    for operation in together(operations):
        assert isinstance(operation, Together)
        operation.state_forwards("things", state)


def beside_fields(state: ProjectState) -> tuple[list[str], list[str]]:
    """The names of the model's constraints and indexes, as drawn."""
    meta = state.apps.get_model("things", "Thing")._meta
    return [str(one.name) for one in meta.constraints], [one.name for one in meta.indexes]


def test_what_is_beside_fields_leaves_the_drawn_models_and_is_known_to_them() -> None:
    state = drawn()
    before = state.apps
    forwards(state, AddConstraint("thing", POSITIVE), AddIndex("thing", BY_NUMBER))
    assert state.apps is before
    assert beside_fields(state) == (["things_positive"], ["things_by_number"])
    forwards(state, RemoveConstraint("thing", "things_positive"))
    assert state.apps is before
    assert beside_fields(state) == ([], ["things_by_number"])


def test_drawn_anew_they_are_the_same() -> None:
    kept, anew = drawn(), drawn()
    for state in (kept, anew):
        forwards(state, AddConstraint("thing", POSITIVE), AddIndex("thing", BY_NUMBER))
    anew.clear_delayed_apps_cache()
    del anew.apps
    assert beside_fields(kept) == beside_fields(anew)


def test_a_field_draws_them_anew() -> None:
    state = drawn()
    before = state.apps
    forwards(state, AddField("thing", "name", models.TextField(default="")))
    assert state.apps is not before
    assert state.apps.get_model("things", "Thing")._meta.get_field("name")
