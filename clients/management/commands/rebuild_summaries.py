"""Recomputes the summaries of clients, or reports where they differ from the clients' rows."""

from argparse import ArgumentParser
from contextlib import AbstractContextManager

from django.core.management.base import BaseCommand, CommandError

from clients.summaries.actions import batches, find_differences, rebuild_summaries
from clinic.core.access import system
from clinic.core.models import Practice
from clinic.core.scope import Scope, practice_scope


class Command(BaseCommand):
    help = "Works out the row that lists of clients are read from, practice by practice; --check only compares."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="Change nothing; exit with 1 where something differs.")

    def handle(self, *args: object, check: bool, **options: object) -> None:
        different = 0
        for practice in Practice.objects.order_by("created_at", "pk"):
            different += self.compare(practice) if check else self.rebuild(practice)
        if different:
            raise CommandError(f"{different} differences. Run rebuild_summaries without --check to put them right.")
        if check:
            self.stdout.write("Every summary is what its client's rows come to.")

    def compare(self, practice: Practice) -> int:
        """Writes down where the practice's summaries are wrong, and returns in how many places."""
        with self.inside(practice):
            found = list(find_differences())
        for one in found:
            words = f"client {one.client_id}, {one.column}: kept {one.kept}, expected {one.expected}"
            self.stdout.write(f"{practice.name}: {words}")
        return len(found)

    def rebuild(self, practice: Practice) -> int:
        """Works out the practice's summaries, a transaction for each batch; nothing differs then."""
        with self.inside(practice):
            each = batches()
        for people in each:
            with self.inside(practice):
                rebuild_summaries(people)
        self.stdout.write(f"{practice.name}: {sum(map(len, each))} summaries worked out.")
        return 0

    def inside(self, practice: Practice) -> AbstractContextManager[Scope]:
        return practice_scope(practice.pk, system(practice.pk, "rebuild_summaries"))
