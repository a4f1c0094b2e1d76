"""Which characters a document can draw, and what stands in their place where no font of the machine has them.

The image brings fonts for all scripts, a bare machine has those of its system. What neither can draw is written in
Latin letters beside a box, so that a name stays a name on paper. Asked is typst itself, by its check of archival PDFs.
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Literal, cast

BOX = "\u25a1"  # in a font that comes with typst
FEW = 4  # so many of one script that are not there: it is missing as a whole
STANDARD: Literal["a-2b"] = "a-2b"  # refuses to leave out a glyph
UNDRAWN = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
PROBE = b'#json("data.json")'
# Marks go with their letter; spaces, controls and what only joins others draw nothing.
WITHOUT_GLYPH = {"Mn", "Mc", "Me", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs"}

_known: dict[str, bool] = {}


@cache
def fonts() -> Any:
    """The fonts of the system, and those that come with typst."""
    import typst  # a large library, which only a process that makes a document needs

    return typst.Fonts(include_system_fonts=True)


def undrawn(error: Exception) -> str:
    """The characters that a refusal of typst names; empty for another error."""
    found = UNDRAWN.search(str(error))
    return found[1] if found else ""


def _refused(characters: str) -> str:
    """One of these that no font has; empty where all are drawn."""
    import typst

    files = {"main.typ": PROBE, "data.json": json.dumps(" ".join(characters)).encode()}
    try:
        typst.compile(cast("Any", files), font_paths=fonts(), pdf_standards=[STANDARD])
    except typst.TypstError as error:
        return undrawn(error)
    return ""


def _asked(character: str) -> bool:
    """Whether it has a glyph of its own: not an ASCII one, which is always there, nor a mark or an invisible one."""
    return ord(character) > 0x7E and unicodedata.category(character) not in WITHOUT_GLYPH


def _script(character: str) -> str:
    return unicodedata.name(character, "?").partition(" ")[0]


def _learn(characters: set[str]) -> None:
    """Finds out which of these can be drawn; a few small compilations for each script that is missing."""
    if not (remaining := {one for one in characters if one not in _known}):
        return
    if not _refused("".join(sorted(remaining))):
        _known.update(dict.fromkeys(remaining, True))
        return
    scripts: dict[str, set[str]] = {}
    for one in remaining:
        scripts.setdefault(_script(one), set()).add(one)
    for found in scripts.values():
        _learn_script(found)


def _learn_script(characters: set[str]) -> None:
    left = set(characters)
    for _try in range(FEW):
        named = set(_refused("".join(sorted(left)))) & left if left else set()
        if not named:
            _known.update(dict.fromkeys(left, True))
            return
        _known.update(dict.fromkeys(named, False))
        left -= named
    _known.update(dict.fromkeys(left, False))


@cache
def _to_latin() -> Callable[[str], str]:
    import icu

    return cast("Callable[[str], str]", icu.Transliterator.createInstance("Any-Latin; Latin-ASCII").transliterate)


def in_latin(text: str) -> str:
    """Text in Latin letters, by the rules of ICU; what has no letters by its Unicode name, for example an emoji."""
    written = _to_latin()(text).title()
    words = [
        one if one.isascii() else f" {unicodedata.name(one, f'U+{ord(one):04X}').lower()} "
        for one in written
        if one.isascii() or unicodedata.category(one)[0] not in "MC" or not unicodedata.name(one, "")
    ]
    return " ".join("".join(words).split())


def legible(texts: Iterable[str]) -> Callable[[str], str]:
    """A function that replaces what of these texts cannot be drawn: a box, and beside it the same in Latin letters."""
    _learn({one for text in texts for one in text if _asked(one)})

    def replace(text: str) -> str:
        missing = {one for one in text if _asked(one) and not _known.get(one, True)}
        if not missing:
            return text
        run = re.compile(
            f"[{re.escape(''.join(sorted(missing)))}][{re.escape(''.join(sorted(missing)))}\u200d\ufe0e\ufe0f]*"
        )
        return run.sub(lambda found: f"{BOX}\u00a0{in_latin(found[0])}", text)

    return replace


def note_undrawn(characters: str) -> bool:
    """Remembers what typst refused to draw in a document; False where that was known, so that trying again is vain."""
    new = [one for one in characters if _known.get(one, True)]
    _known.update(dict.fromkeys(new, False))
    return bool(new)
