"""Collects the texts of the product for translators, without xgettext."""

import io
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.translation.template import templatize

PACKAGES = ("clinic", "clients", "assessments", "interventions")
FUNCTIONS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
}


def texts() -> Iterator[tuple[str, int, str | tuple[str, ...]]]:
    """(file, line, text or its singular and plural) of everything that code and templates translate."""
    from babel.messages.extract import extract  # a tool of translators, not of a running web server

    for path in _files():
        source = path.read_text(encoding="utf-8")
        name = str(path.relative_to(settings.BASE_DIR))
        if path.suffix == ".html":
            # Django makes of it something like Python, whose indentation means nothing.
            source = "\n".join(line.strip() for line in templatize(source, origin=name).splitlines())
        for line, found, _comments, _context in extract("python", io.BytesIO(source.encode()), FUNCTIONS):
            if found:
                yield name, line, found


def _files() -> Iterator[Path]:
    for package in PACKAGES:
        for pattern in ("*.py", "*.html", "*.txt"):
            yield from sorted((settings.BASE_DIR / package).rglob(pattern))


class Command(BaseCommand):
    help = "Writes the texts of code and templates as a template for translators (.pot)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where to write it: locale/django.pot")

    def handle(self, *args: object, file: Path, **options: object) -> None:
        from babel.messages import Catalog, pofile

        catalogue = Catalog(project="Secure Base", charset="utf-8")
        for name, line, found in texts():
            catalogue.add(found, locations=[(name, line)])
        with file.open("wb") as target:
            pofile.write_po(target, catalogue)
        self.stdout.write(f"{len(catalogue)} texts in {options['file']}")
