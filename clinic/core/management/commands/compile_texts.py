"""Compiles the translations; `manage.py up` does so automatically."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clinic.core.catalogues import compile_catalogues


class Command(BaseCommand):
    help = "Compiles each catalogue below locale/ that is newer than what was made of it. Needs babel."

    def handle(self, *args: object, **options: object) -> None:
        try:
            count = sum(compile_catalogues(Path(folder)) for folder in settings.LOCALE_PATHS)
        except ModuleNotFoundError as error:
            raise CommandError(f"{error.name} is not installed here: it is in requirements-local.txt.") from error
        self.stdout.write(f"Compiled catalogues: {count}")
