"""Loads the published wording of an instrument from a file."""

from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.catalogue import Instrument
from assessments.wording.actions import load_wording
from assessments.wording.encodings import AUTOMATIC, ENCODINGS, samples
from assessments.wording.files import read_file
from assessments.wording.findings import WordingRefused
from assessments.wording.fitting import fit, matching
from assessments.wording.parsers import Loaded
from assessments.wording.queries import instruments
from assessments.wording.texts import encoding_name
from clinic.accounts.signin import actor_of
from clinic.core.access import May, require
from clinic.core.models import Membership
from clinic.core.scope import practice_scope


class Command(BaseCommand):
    help = (
        "Checks a CSV or a FHIR Questionnaire (R4 or R5, JSON) item by item against an instrument's key and keeps it as"
        " the practice's published wording. With --check nothing is kept."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="e-mail address of the admin who confirms the right to use it")
        parser.add_argument("--rights", default="", help="by what right the practice uses this wording")
        parser.add_argument(
            "--instrument", default="", help="its key, for example phq-9; found automatically if it is clear"
        )
        parser.add_argument("--language", default="en")
        parser.add_argument(
            "--encoding",
            default=AUTOMATIC,
            choices=[AUTOMATIC, *ENCODINGS],
            metavar="NAME",
            help=f"how the file was saved, where that cannot be seen: {', '.join(ENCODINGS)}",
        )
        parser.add_argument("--check", action="store_true", help="only say whether it fits")

    def handle(self, *args: object, **options: Any) -> None:
        membership = Membership.objects.filter(
            user__email__iexact=options["by"], kind=Membership.Kind.STAFF, user__is_active=True
        ).first()
        if membership is None:
            raise CommandError(f"No member of staff signs in as {options['by']}.")
        try:
            content = options["file"].read_bytes()
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        actor = actor_of(membership)
        with practice_scope(membership.practice_id, actor):
            try:
                require(actor, May.MANAGE_PRACTICE)
                loaded = self._read(content, options["file"].name, options["encoding"])
                instrument = self._instrument(loaded, options["instrument"])
                for number, (theirs, ours) in enumerate(
                    zip(fit(instrument, loaded).prompts, instrument.prompts["en"], strict=True), 1
                ):
                    self.stdout.write(f"{number:>3}  {theirs}\n     ({ours})")
                for note in fit(instrument, loaded).notes:
                    self.stdout.write(f"Note: {note}")
                if options["check"]:
                    self.stdout.write(f"Fits {instrument.short}. Nothing was kept.")
                    return
                load_wording(
                    instrument=instrument,
                    loaded=loaded,
                    rights=options["rights"],
                    by=actor,
                    language=options["language"],
                    source=options["file"].name,
                )
            except PermissionDenied as error:
                raise CommandError("Only an admin of the practice may load wording.") from error
            except WordingRefused as error:
                raise CommandError("Not loaded:\n" + "\n".join(error.problems)) from error
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"Loaded the wording of {instrument.short}, {options['language']}.")

    def _read(self, content: bytes, name: str, encoding: str) -> Loaded:
        loaded = read_file(content, name, encoding)
        if loaded.others:
            read = "\n".join(f"  --encoding {one:<10} {words}" for one, words in samples(content)[:6])
            raise CommandError(f"It is not certain how the file was saved. Choose by the letters:\n{read}")
        self.stdout.write(f"Read as {encoding_name(loaded.encoding)}.")
        for note in loaded.notes:
            self.stdout.write(f"Note: {note}")
        return loaded

    def _instrument(self, loaded: Loaded, key: str) -> Instrument:
        known = instruments()
        if key:
            if key not in known:
                raise CommandError(f"No instrument “{key}”. Known: {', '.join(known)}.")
            return known[key]
        found = matching(loaded, known)
        if len(found) != 1:
            names = ", ".join(instrument.key for instrument in found) or "none"
            raise CommandError(f"Say which instrument with --instrument. The file fits: {names}.")
        return found[0]
