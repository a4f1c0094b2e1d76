"""Makes what clients are sorted and found by anew: after folding or the collation library has changed."""

from django.core.management.base import BaseCommand

from clients.finding.actions import rebuild_keys
from clinic.core.models import Practice


class Command(BaseCommand):
    help = "Makes search keys and sort keys of all clients anew, practice by practice. It may run while people work."

    def handle(self, *args: object, **options: object) -> None:
        for practice in Practice.objects.order_by("created_at", "pk"):
            changed = rebuild_keys(practice.pk)
            self.stdout.write(f"{practice.name}: {changed} clients had other keys.")
