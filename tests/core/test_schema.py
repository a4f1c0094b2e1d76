"""Code on tables of another version: what waits, and what is refused."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from clinic.core import checks
from clinic.core.health import read_schema
from clinic.core.schema import compare, migration_files
from tests import servers

FILES = [Path("clinic/core/migrations/0001_initial.py"), Path("clients/migrations/0001_initial.py")]


def test_files_without_a_row_wait_and_rows_without_a_file_are_unknown() -> None:
    found = compare(FILES, [("core", "0001_initial"), ("core", "0002_later"), ("knox", "0009_extra")])
    assert found.pending == ("clients.0001_initial",)
    assert found.unknown == ("core.0002_later",)  # a library's own are none of ours
    assert "core.0002_later is not known here" in found.refusal
    assert compare(FILES, [("core", "0001_initial"), ("clients", "0001_initial")]).refusal == ""


def test_the_projects_own_files_are_found() -> None:
    found = {(path.parent.parent.name, path.stem) for path in migration_files(servers.BASE)}
    assert {("core", "0001_initial"), ("clients", "0001_initial"), ("interventions", "0001_initial")} <= found
    assert not any(name == "__init__" for _, name in found)


@pytest.mark.django_db
def test_older_code_refuses_to_serve_newer_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_schema().pending == read_schema().unknown == ()
    files = migration_files(servers.BASE)
    monkeypatch.setattr("clinic.core.health.migration_files", lambda _base: files[:-1])
    with pytest.raises(ImproperlyConfigured, match="migrated by a newer version of this project"):
        checks.refuse_to_start()
