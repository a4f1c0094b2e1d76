"""Judges scores again after an instrument's figures have changed."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from assessments import catalogue
from assessments.catalogue import Instrument
from assessments.recomputing import NotAllJudged, Recomputed, ValuesDiffer, earlier_criteria, recompute_client
from clinic.core.access import system
from clinic.core.models import Practice
from clinic.core.scope import practice_scope


class Command(BaseCommand):
    help = (
        "Judges again every score that was judged by an earlier version of its instrument's figures. The change history"
        " says so, with both versions; signed notes stay as they are. Safe to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--instrument", metavar="KEY", help="only this one, by its key: core-10")
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and keep nothing of it")

    def handle(self, *args: object, instrument: str | None, dry_run: bool, **options: object) -> None:
        known, key = catalogue.catalogue(), instrument
        if key and key not in known:
            raise CommandError(f"There is no instrument {key}. There are: {', '.join(known)}.")
        total, self.failed = Recomputed(), 0
        for practice in Practice.objects.order_by("created_at"):
            for one in [known[key]] if key else known.values():
                total += self._recompute(practice, one, dry_run=dry_run)
        ending = "would be judged again; nothing was changed" if dry_run else "were judged again"
        self.stdout.write(f"{total.judged} scores {ending}, {total.differing} with another result")
        if self.failed:
            raise CommandError(f"Nothing was changed of {self.failed} clients' scores, named above.")

    def _recompute(self, practice: Practice, instrument: Instrument, *, dry_run: bool) -> Recomputed:
        """Each client in a transaction of their own: nobody at work waits long, an interrupted run continues, and one
        whose scores cannot be judged stops no other."""
        actor, total = system(practice.pk, "recompute_change"), Recomputed()
        with practice_scope(practice.pk, actor):
            earlier = earlier_criteria(instrument)
        for criterion, clients in earlier.items():
            versions, found = f"{instrument.key} criterion {criterion} → {instrument.criterion}", Recomputed()
            for client_id in clients:
                try:
                    with practice_scope(practice.pk, actor, reason=f"recompute_change: {versions}"):
                        found += recompute_client(instrument, client_id)
                        transaction.set_rollback(dry_run)
                except (ValuesDiffer, NotAllJudged) as error:
                    self.failed += 1
                    self.stderr.write(f"{practice.name}: {error}. Nothing of this client was changed.")
            self.stdout.write(
                f"{practice.name}: {versions}: {found.judged} scores, {found.differing} with another result"
            )
            total += found
        return total
