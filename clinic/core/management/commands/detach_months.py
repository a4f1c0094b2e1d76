"""Takes old months of the access log and of the history out of the application's reach, to be kept elsewhere."""

from argparse import ArgumentParser
from datetime import UTC, datetime

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from clinic.core import audit, partitions
from clinic.core.access import system
from clinic.core.models import AccessLog, Practice
from clinic.core.scope import practice_scope


class Command(BaseCommand):
    help = (
        "Detaches the monthly partitions that end before the month given (UTC). They become tables of their own, which"
        " the application cannot read: dump them, then drop them. All or nothing; the owner's role."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("before", help="the first month that stays, as 2024-01")
        parser.add_argument("--table", action="append", help="only this table; may be repeated")

    def handle(self, *args: object, before: str, table: list[str] | None, **options: object) -> None:
        end, tables = self._end(before), self._tables(table)
        with transaction.atomic():
            partitions.add_months()  # rows that found no partition of their month get one first
            if AccessLog._meta.db_table in tables:
                self._start_logs(end)
            names = [self._detach(table, name) for table in tables for name in partitions.months_before(table, end)]
        self.stdout.write("\n".join(names) or f"No month before {end:%Y-%m} is attached.")

    def _end(self, text: str) -> datetime:
        try:
            end = datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC)
        except ValueError as error:
            raise CommandError(f"“{text}” is not a month; write it as 2024-01.") from error
        if end > timezone.now():
            raise CommandError("This month is still being written: name it or an earlier one.")
        return end

    def _tables(self, wanted: list[str] | None) -> list[str]:
        known = sorted(partitions.partitioned())
        if unknown := set(wanted or ()) - set(known):
            raise CommandError(f"{', '.join(sorted(unknown))}: not kept by month. Those are: {', '.join(known)}.")
        return wanted or known

    def _start_logs(self, end: datetime) -> None:
        for practice in Practice.objects.order_by("created_at"):
            with practice_scope(practice.pk, system(practice.pk, "detach_months")):
                try:
                    last = audit.start_at(end)
                except audit.DetachError as error:
                    raise CommandError(f"{practice.name}: {error}. Nothing was detached.") from error
            self.stdout.write(f"{practice.name}: the access log now starts after read {last}")

    def _detach(self, table: str, name: str) -> str:
        partitions.detach(table, name)
        return name
