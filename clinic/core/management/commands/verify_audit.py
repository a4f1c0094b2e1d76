"""Proves the access log of every practice."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from clinic.core.access import system
from clinic.core.audit import verify
from clinic.core.heads import Head, compare
from clinic.core.models import Practice
from clinic.core.scope import practice_scope


class Command(BaseCommand):
    help = (
        "Walks each practice's chain of reads and signatures; names the first break. Without --head a chain that"
        " somebody rebuilt as a whole, with the database's password, looks like any other."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head",
            action="append",
            default=[],
            help="a line that was mailed to the admins; proves everything up to it, and may be repeated",
        )

    def handle(self, *args: object, head: list[str], **options: object) -> None:
        heads, broken = [self._parsed(text) for text in head], 0
        practices = list(Practice.objects.order_by("created_at"))
        if unknown := {one.practice_id for one in heads} - {practice.pk for practice in practices}:
            raise CommandError(f"There is no practice {', '.join(map(str, unknown))}.")
        for practice in practices:
            broken += not self._holds(practice, [one for one in heads if one.practice_id == practice.pk])
        if broken:
            raise CommandError(f"{broken} broken chain(s).")

    def _parsed(self, text: str) -> Head:
        try:
            return Head.parse(text)
        except ValueError as error:
            raise CommandError(f"“{text}” is no head: copy the whole line from the mail.") from error

    def _holds(self, practice: Practice, heads: list[Head]) -> bool:
        with practice_scope(practice.pk, system(practice.pk, "verify_audit")):
            count, last, found = verify()
            compared = [compare(head, count) for head in heads] if not found else []
        if found:
            self.stdout.write(f"{practice.name}: BROKEN at {found.sequence}: {found.what}")
            return False
        self.stdout.write(f"{practice.name}: {count} reads hold, last hash {last}")
        for _same, words in compared:
            self.stdout.write(f"{practice.name}: {words}")
        return all(same for same, _words in compared)
