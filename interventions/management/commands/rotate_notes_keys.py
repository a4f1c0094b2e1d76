"""Seals all psychotherapy notes again with the first key of NOTES_KEYS."""

from django.core.management.base import BaseCommand, CommandError

from clinic.core.access import system
from clinic.core.models import Practice
from clinic.core.scope import practice_scope
from interventions.notes.private import is_set_up, rotate


class Command(BaseCommand):
    help = "Put a new key in front of NOTES_KEYS, run this, then take the old one out. Safe to repeat."

    def handle(self, *args: object, **options: object) -> None:
        if not is_set_up():
            raise CommandError("NOTES_KEYS is empty: there is no key to seal with.")
        total, unopened = 0, 0
        for practice in Practice.objects.order_by("created_at"):
            with practice_scope(practice.pk, system(practice.pk, "rotate_notes_keys")):
                done, closed = rotate()
            total, unopened = total + done, unopened + closed
        self.stdout.write(f"{total} notes are sealed with the first key")
        if unopened:
            raise CommandError(f"{unopened} note(s) open with no key that is set: keep the old keys.")
