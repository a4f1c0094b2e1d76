"""Whether `manage.py migrate` would find anything to do, told without starting Django, which takes seconds.

After each migration a mark beside the data says which migrations there were and which are applied. A difference in the
files, in the packages that bring some, or in the database lets Django look for itself.
"""

import hashlib
from pathlib import Path

import psycopg
from psycopg import errors

MARK = "migrated"
APPLIED = "SELECT coalesce(string_agg(app || '.' || name, ' ' ORDER BY app, name), '') FROM django_migrations"


def _to_apply(base: Path) -> str:
    """The names of the project's migrations, and the locked packages, for some have migrations of their own."""
    own = {path.name: path for path in base.iterdir() if (path / "__init__.py").exists() and path.name != "tests"}
    files = sorted(str(path.relative_to(base)) for name in own for path in own[name].rglob("migrations/*.py"))
    return "\n".join([*files, (base / "requirements-local.txt").read_text()])


def _applied(connection: psycopg.Connection[tuple[object, ...]]) -> str:
    try:
        row = connection.execute(APPLIED).fetchone()
    except errors.UndefinedTable:
        return ""
    return str(row[0]) if row else ""


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
