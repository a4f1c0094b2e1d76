"""Proves the signed notes and letters of every practice."""

from django.core.management.base import BaseCommand, CommandError

from clinic.core.access import system
from clinic.core.models import Practice
from clinic.core.scope import practice_scope
from clinic.core.signatures import problems
from interventions.letters.verifying import LETTERS
from interventions.models import Letter, Note
from interventions.notes.verifying import verify


class Command(BaseCommand):
    help = (
        "Compares signed notes, addenda, cosignatures and letters with their hashes and the access log; verify_audit"
        " proves the log itself."
    )

    def handle(self, *args: object, **options: object) -> None:
        broken = 0
        for practice in Practice.objects.order_by("created_at"):
            with practice_scope(practice.pk, system(practice.pk, "verify_notes")):
                found = [*verify(), *problems(LETTERS)]
                count = Note.objects.filter(state=Note.State.SIGNED).count()
                letters = Letter.objects.filter(state=Letter.State.SIGNED).count()
            for problem in found:
                self.stdout.write(f"{practice.name}: {problem}")
            broken += len(found)
            if not found:
                self.stdout.write(f"{practice.name}: {count} signed notes hold, and {letters} letters")
        if broken:
            raise CommandError(f"{broken} problem(s).")
