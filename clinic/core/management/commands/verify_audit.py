"""Proves the access log of every practice."""

from django.core.management.base import BaseCommand, CommandError

from clinic.core.access import system
from clinic.core.audit import verify
from clinic.core.models import Practice
from clinic.core.scope import practice_scope


class Command(BaseCommand):
    help = "Walks each practice's chain of reads; names the first break. Keep the printed hashes elsewhere to compare."

    def handle(self, *args: object, **options: object) -> None:
        broken = 0
        for practice in Practice.objects.order_by("created_at"):
            with practice_scope(practice.pk, system(practice.pk, "verify_audit")):
                count, last, found = verify()
            if found:
                broken += 1
                self.stdout.write(f"{practice.name}: BROKEN at {found.sequence}: {found.what}")
            else:
                self.stdout.write(f"{practice.name}: {count} reads hold, last hash {last}")
        if broken:
            raise CommandError(f"{broken} broken chain(s).")
