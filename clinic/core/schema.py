"""Whether code and tables belong together, told by the names of the project's own migrations.

Reading the names takes milliseconds; Django's own answer imports every migration. This module needs no Django: the
local stack asks before Django starts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

APPLIED = "SELECT app, name FROM django_migrations"


def migration_files(base: Path) -> list[Path]:
    """The files of the project's own migrations, sorted; ``base`` is the folder that holds its packages."""
    own = [folder for folder in base.iterdir() if (folder / "__init__.py").exists() and folder.name != "tests"]
    return sorted(path for folder in own for path in folder.rglob("migrations/[0-9]*.py"))


@dataclass(frozen=True)
class Schema:
    """How the tables differ from what the code expects: names such as ``core.0002_language``, sorted."""

    pending: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def refusal(self) -> str:
        """Why this code must not run on these tables, in one line; empty when it may."""
        if not self.unknown:
            return ""
        return (
            f"the database was migrated by a newer version of this project ({self.unknown[-1]} is not known here);"
            " run that version, or restore a backup of before the update"
        )


def compare(files: Iterable[Path], applied: Iterable[tuple[str, str]]) -> Schema:
    """Compares files of migrations with applied ones (app, name). Migrations of libraries are left out."""
    known = {(path.parent.parent.name, path.stem) for path in files}
    apps = {app for app, _ in known}
    done = {(app, name) for app, name in applied if app in apps}
    return Schema(
        pending=tuple(sorted(".".join(pair) for pair in known - done)),
        unknown=tuple(sorted(".".join(pair) for pair in done - known)),
    )
