"""A refusal of the database becomes the one error that is meant by the constraint's name, and no other."""

import ast

import pytest
from django.db import IntegrityError, connection

from clinic.core.constraints import constraint_errors, constraint_of
from clinic.core.models import Room
from tests import servers
from tests.core.test_structure import PACKAGES
from tests.factories import a_practice, inside

pytestmark = pytest.mark.django_db


class RoomTakenError(Exception):
    pass


def save_in_order(rooms: list[Room]) -> None:
    for room in rooms:
        room.save()


def _trees() -> dict[str, ast.Module]:
    files = [file for package in PACKAGES for file in (servers.BASE / package).rglob("*.py")]
    return {
        str(file.relative_to(servers.BASE)): ast.parse(file.read_text())
        for file in files
        if "migrations" not in file.parts
    }


def _mapped() -> dict[str, str]:
    """Constraint name → file of each mapping that is written out."""
    found: dict[str, str] = {}
    for file, tree in _trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "constraint_errors":
                keys = node.args[0].keys if isinstance(node.args[0], ast.Dict) else []
                found |= {
                    key.value: file for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)
                }
    return found


def _in_database(name: str) -> bool:
    """Whether it is a constraint, a unique index, or the name by which a trigger refuses."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = %(name)s)"
            " OR EXISTS (SELECT 1 FROM pg_index WHERE indisunique AND indexrelid::regclass::text = %(name)s)"
            " OR EXISTS (SELECT 1 FROM pg_proc WHERE strpos(prosrc, 'CONSTRAINT = ''' || %(name)s || '''') > 0)",
            {"name": name},
        )
        row = cursor.fetchone()
    return bool(row and row[0])


def test_every_name_in_a_mapping_exists_in_the_database() -> None:
    mapped = _mapped()
    assert len(mapped) > 12
    assert {name: file for name, file in mapped.items() if not _in_database(name)} == {}
    assert not _in_database("core_room_nam")


def test_no_other_module_catches_what_the_database_refuses() -> None:
    catching = {
        file
        for file, tree in _trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and node.type is not None and "IntegrityError" in ast.unparse(node.type)
    }
    assert catching == {"clinic/core/constraints.py"}


def test_a_known_constraint_raises_its_error_and_keeps_nothing_of_what_was_done_inside() -> None:
    practice = a_practice()
    with inside(practice):
        Room.objects.create(practice=practice, name="Blue")
        rooms = [Room(practice=practice, name=name) for name in ("Green", "blue")]
        with pytest.raises(RoomTakenError), constraint_errors({"core_room_name": RoomTakenError()}):
            save_in_order(rooms)
        assert [room.name for room in Room.objects.all()] == ["Blue"]  # the scope goes on, in one transaction


def test_another_constraint_passes_through_even_where_the_text_names_the_known_one() -> None:
    practice = a_practice()
    with inside(practice):
        room = Room.objects.create(practice=practice, name="core_room_name")
        with pytest.raises(IntegrityError) as caught, constraint_errors({"core_room_name": RoomTakenError()}):
            Room.objects.create(pk=room.pk, practice=practice, name="core_room_name 2")
        assert constraint_of(caught.value) == "core_room_pkey"
        with pytest.raises(IntegrityError), constraint_errors({"core_room_name": RoomTakenError()}):
            Room.objects.filter(pk=room.pk).update(name=None)
        assert Room.objects.get().name == "core_room_name"


def test_an_error_that_names_no_constraint_passes_through() -> None:
    assert constraint_of(IntegrityError("core_room_name")) == ""
    with pytest.raises(IntegrityError, match="core_room_name"), constraint_errors({"core_room_name": RoomTakenError()}):
        raise IntegrityError("core_room_name")
