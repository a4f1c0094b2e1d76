"""Checks the migrations for what would block a running installation; needs no database."""

from django.core.management.base import BaseCommand, CommandError

from clinic.core.migration_rules import lint


class Command(BaseCommand):
    help = "Names operations of migrations that block tables in use, or that forced row security would make do nothing."
    requires_system_checks: list[str] = []  # Django's own way to say it

    def handle(self, *args: object, **options: object) -> None:
        if found := lint():
            raise CommandError("\n".join(found))
        self.stdout.write("The migrations may run while the product does.")
