"""Whether `manage.py migrate` would find anything to do, told without starting Django, which takes seconds.

After each migration a mark beside the data says which migrations there were and which are applied. A difference in the
files, in the packages that bring some, or in the database lets Django look for itself.
"""

import hashlib
from pathlib import Path

import psycopg
from psycopg import errors

from clinic.core.schema import APPLIED, compare, migration_files
from clinic.local.errors import LocalStackError

MARK = "migrated"


def _to_apply(base: Path) -> str:
    """The names of the project's migrations, and the locked packages, for some have migrations of their own."""
    files = [str(path.relative_to(base)) for path in migration_files(base)]
    return "\n".join([*files, (base / "requirements-local.txt").read_text()])


def _applied(connection: psycopg.Connection[tuple[object, ...]]) -> list[tuple[str, str]]:
    """App and name of what is applied, sorted."""
    try:
        return sorted((str(app), str(name)) for app, name in connection.execute(APPLIED))
    except errors.UndefinedTable:
        return []


def refuse_newer(base: Path, connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Raises LocalStackError where a newer version has changed the tables."""
    if refusal := compare(migration_files(base), _applied(connection)).refusal:
        raise LocalStackError(refusal)


def state(base: Path, connection: psycopg.Connection[tuple[object, ...]]) -> str:
    """What the mark says when nothing is left to apply."""
    return hashlib.sha256(f"{_to_apply(base)}\n{_applied(connection)}".encode()).hexdigest()


def is_marked(var: Path, state: str) -> bool:
    """Whether the last migration on this data ended in this state."""
    path = var / MARK
    return path.exists() and path.read_text(errors="replace").strip() == state


def mark(var: Path, state: str) -> None:
    """Keeps the state after a migration that went through."""
    (var / MARK).write_text(f"{state}\n")
