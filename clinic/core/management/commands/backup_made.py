"""Keeps that a backup was made: the last line of whatever makes it. Its age is on the page of the system's state."""

from django.core.management.base import BaseCommand

from clinic.core.status.checks import BACKUP
from clinic.core.status.pulses import record


class Command(BaseCommand):
    help = "Notes that a backup has just been made; run it after the dump has succeeded."

    def handle(self, *args: object, **options: object) -> None:
        record(BACKUP)
        self.stdout.write("noted")
