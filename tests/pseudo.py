"""A pseudo-locale: every text in brackets, so that what stands outside of them on a page was never translated.

It is made of the texts that code and templates translate, and of what Django and its packages bring, in the language
Volapük, which none of them speaks; compiled as real catalogues are.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

import allauth
import django
import rest_framework
from babel.messages import Catalog, pofile
from django.test import override_settings
from django.utils import translation

from clinic.core.catalogues import compile_catalogues
from clinic.core.management.commands.extract_texts import texts

LANGUAGE = "vo"
OPEN, CLOSE = "⟦", "⟧"
BRACKET = re.compile(f"([{OPEN}{CLOSE}])")
BRACKETS = re.compile(f"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
WORD = re.compile(r"[^\W\d_]{2,}")
# What this project's tests call people and things, addresses, hashes and ids.
TYPED = re.compile(
    r"\b(?:Client|Staff|Practice|Own|Room) \d+|\bT [0-9a-f-]{36}|\b(?:Staff|Client)\b|[\w.+-]+@[\w.-]+"
    r"|\b[0-9a-f]{8,}…?|\b[\d-]+[a-z]\b"
)
# A text that was cut off has no closing bracket: what begins anew ends it.
BLOCKS = set("p div li td th tr section form h1 h2 h3 h4 dd dt label button option summary main nav header".split())
SPOKEN = {"aria-label", "title", "placeholder", "alt", "label", "aria-description", "aria-valuetext"}
QUIET = {"script", "style", "code", "template"}
VOID = {"input", "br", "hr", "img", "meta", "link", "wbr", "source", "col", "area", "base", "embed", "track"}


def in_brackets(text: str) -> str:
    """The text as the pseudo-locale has it; space around it stays, for it belongs to the template."""
    return f"{OPEN}{text}{CLOSE}"


def _of_ours() -> Iterator[tuple[str, ...]]:
    for _file, _line, found in texts():
        yield (found,) if isinstance(found, str) else found


def _of_packages() -> Iterator[tuple[str, ...]]:
    """What Django and packages translate, each with its plural, from their German catalogues."""
    for package in (django, allauth, rest_framework):
        for path in Path(package.__file__ or "").parent.rglob("locale/de/LC_MESSAGES/django.po"):
            with path.open("rb") as file:
                for found in pofile.read_po(file, locale="de"):
                    yield (found.id,) if isinstance(found.id, str) else tuple(found.id)


@contextmanager
def pseudo_locale(folder: Path) -> Iterator[None]:
    """Everything is read in the pseudo-locale, which is made in the folder."""
    catalogue, known = Catalog(locale=LANGUAGE), dict[str, tuple[str, ...]]()
    for forms in [*_of_packages(), *_of_ours()]:
        if forms[0].strip() and len(forms) >= len(known.get(forms[0], ())):
            known[forms[0]] = forms[:2]
    for first, forms in known.items():
        shown = tuple(map(in_brackets, forms))
        catalogue.add(forms if len(forms) > 1 else first, shown if len(forms) > 1 else shown[0])
    path = folder / LANGUAGE / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as target:
        pofile.write_po(target, catalogue)
    assert compile_catalogues(folder) == 1
    before = translation.get_language()
    with override_settings(LOCALE_PATHS=[folder], LANGUAGE_CODE=LANGUAGE):
        translation.activate(LANGUAGE)
        yield
    translation.activate(before or "en-gb")


class _Page(HTMLParser):
    """The texts of a page that stand outside of brackets."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.depth, self.quiet = 0, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self.depth = 0
        self.quiet += tag in QUIET
        given = {name: value or "" for name, value in attrs}
        spoken = [value for name, value in given.items() if name in SPOKEN]
        if given.get("type") in {"submit", "button"} or (tag == "meta" and given.get("name") == "description"):
            spoken.append(given.get("value", given.get("content", "")))
        spoken += [v for name, v in given.items() if name.startswith("data-") and " " in v and not v.startswith("{")]
        self.found += [outside(text) for text in spoken]

    def handle_endtag(self, tag: str) -> None:
        self.quiet -= tag in QUIET
        if tag in BLOCKS:
            self.depth = 0

    def handle_data(self, data: str) -> None:
        if self.quiet:
            return
        outer = []
        for part in BRACKET.split(data):
            if part == OPEN:
                self.depth += 1
            elif part == CLOSE:
                self.depth = max(0, self.depth - 1)
            elif not self.depth:
                outer.append(part)
        self.found.append(" ".join(outer))


def outside(text: str) -> str:
    """What is left of a text without what stands in brackets."""
    while (shorter := BRACKETS.sub(" ", text)) != text:
        text = shorter
    return text


def untranslated(html: str, exempt: Iterable[str] = ()) -> list[str]:
    """The texts with words that stand outside of brackets, without whole words that are exempt (longest first)."""
    page = _Page()
    page.feed(html)
    left = []
    for text in page.found:
        rest = " ".join(text.split())
        for known in exempt if WORD.search(rest) else ():
            if known in rest:
                rest = re.sub(rf"(?<!\w){re.escape(known)}(?!\w)", " ", rest)
        if WORD.search(TYPED.sub(" ", rest)):
            left.append(" ".join(rest.split()))
    return left
