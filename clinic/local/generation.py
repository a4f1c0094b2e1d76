"""Whether the data in a folder has the tables that this code's migrations start from.

Until the first release migrations are edited in place and put together, and Django would not notice: it compares their
names only. So a number is kept beside the data, and data of another number is left alone.
"""

from pathlib import Path

from clinic.local.errors import LocalStackError

# Raised whenever a migration that was already in the main branch is edited or put together with others.
SCHEMA_GENERATION = 8

FILE = "schema_generation"


def check_generation(var: Path) -> None:
    """Writes the number into a folder without data; raises LocalStackError for data of another number or of none."""
    path = var / FILE
    if not (var / "postgres" / "PG_VERSION").exists():
        path.write_text(f"{SCHEMA_GENERATION}\n")
        return
    found = path.read_text(errors="replace").strip() if path.exists() else ""
    if found != str(SCHEMA_GENERATION):
        raise LocalStackError(
            f"the data in {var} was made by an earlier state of this project, with other tables, and cannot be used;"
            " move that folder away, or choose another: VAR=elsewhere"
        )
