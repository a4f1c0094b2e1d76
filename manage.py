#!/usr/bin/env python
"""Django's entry point; `manage.py up` starts everything on embedded parts."""

import gc
import os
import sys

# Migrations run under the owner's role, everything else under the running role.
OWNER_COMMANDS = {"migrate", "makemigrations", "sqlmigrate", "showmigrations", "sqlsequencereset", "detach_months"}


def up() -> None:
    """Starts the local stack. It lies outside of Django, and production does not have it."""
    try:
        from clinic.local.command import main as start
    except ImportError as error:
        raise SystemExit(
            "secure-base: `up` needs parts that are not installed here. Use: make run (production: docs/operations.md)"
        ) from error
    start()


def main() -> None:
    if sys.argv[1:2] == ["up"]:
        return up()
    # Reading the models, and rendering them again for each migration, makes millions of objects that stay. To look them
    # through for garbage at Python's own pace takes a sixth of the time of `migrate`.
    gc.set_threshold(50_000, 20, 100)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.config.settings")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("DATABASE_ROLE", "owner")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line

        from clinic.core.datafiles import DataFileError
    except ImportError as error:
        raise SystemExit("secure-base: Django is not installed here. Use: make run") from error
    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, DataFileError) as error:
        raise SystemExit(f"secure-base: {error}") from error


if __name__ == "__main__":
    main()
