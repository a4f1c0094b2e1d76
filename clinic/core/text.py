"""Text from outside: how it is cleaned, when it is refused, when it is empty. Forms, serializers, actions ask here."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST_REASON = 400  # characters of a reason that is kept with a change

# Line and page breaks that slides, word processors and other systems leave behind.
BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# What word processors mean by these controls, and what Windows-1252 means by the ones that were decoded as Latin-1.
PASTED = {0x1E: "\u2011", 0x1F: None, 0xFEFF: None} | {
    code: bytes([code]).decode("cp1252")
    for code in range(0x80, 0xA0)
    if code not in {0x81, 0x85, 0x8D, 0x8F, 0x90, 0x9D}  # not assigned there; 0x85 is a line break
}
# Controls and halves of characters cannot be shown, nor can the code points that are not characters. Overrides of the
# direction can make a name read as another; isolates and marks stay, right-to-left names need them.
REFUSED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane + low) for plane in range(0x10000, 0x110000, 0x10000) for low in (0xFFFE, 0xFFFF))
    + "]"
)
# Letters and symbols by their category that are still invisible: Hangul fillers, the empty Braille pattern, the
# placeholder of an object, an empty note head.
BLANK = set("\u115f\u1160\u3164\uffa0\u2800\ufffc\U0001d159")
# Not assigned yet, and set apart by Unicode for characters that show nothing (Default_Ignorable_Code_Point).
SET_APART = re.compile("[\u2065\ufff0-\ufff8\U000e0000-\U000e0fff]")
WITHOUT_WIDTH = re.compile("[\u00ad\u180e\u200b\u2060]")


def plain(value: str, *, lines: bool = True) -> str:
    """Text in one normal form (NFC), without spaces around it; empty when it shows nothing.

    Breaks of all kinds become line breaks, or spaces where ``lines`` is false; there, characters without width go
    too, so that two names that look alike are alike. Raises ValidationError for what cannot be shown, saying where.
    """
    text = unicodedata.normalize("NFC", BREAKS.sub("\n", value).translate(PASTED))
    if not lines:
        text = unicodedata.normalize("NFC", WITHOUT_WIDTH.sub("", re.sub(r" *[\n\t][ \n\t]*", " ", text)))
    text = text.strip()
    if found := REFUSED.search(text):
        raise ValidationError(_refusal(text, found.start()))
    return text if any(map(_shows, text)) else ""


def _refusal(text: str, at: int) -> str:
    names = ", ".join(sorted({f"U+{ord(c):04X}" for c in REFUSED.findall(text)}))
    before = REFUSED.sub("", text[max(0, at - 20) : at]).strip()
    if before:
        message = _("Please remove the invisible control characters (%(names)s), the first after “%(before)s”.")
        return message % {"names": names, "before": before}
    return _("Please remove the invisible control characters (%(names)s).") % {"names": names}


def shown_length(text: str) -> int:
    """How many characters can be seen: letters, digits, signs and symbols; no spaces, marks or invisible ones."""
    return sum(map(_shows, text))


def _shows(character: str) -> bool:
    category = unicodedata.category(character)
    if category == "Cn":  # an emoji newer than this Python shows
        return not SET_APART.match(character)
    return category[0] not in "ZM" and category not in {"Cc", "Cf", "Cs"} and character not in BLANK


def clean_text(
    text: str,
    field: str,
    most: int = 1000,
    *,
    least: int = 3,
    lines: bool = True,
    message: str | list[str] | None = None,
) -> str:
    """Text in one normal form, of which ``least`` characters can be seen, ``most`` in all; what every action asks.

    ``least`` 0: it may be empty. ``message``: the error in place of the two limits. Raises ValidationError by field.
    """
    try:
        found = plain(text, lines=lines)
    except ValidationError as error:
        raise ValidationError({field: error.messages}) from error
    if shown_length(found) < least or len(found) > most:
        raise ValidationError({field: message or _limits(least, most)})
    return found


@contextmanager
def collect_errors(errors: dict[str, object]) -> Iterator[None]:
    """Keeps what a check inside says of its field, so that the errors of several fields are told at once."""
    try:
        yield
    except ValidationError as error:
        errors.update(error.message_dict)


def _limits(least: int, most: int) -> str:
    limits = {"least": least, "most": f"{most:,}"}
    return _("From %(least)s to %(most)s characters.") % limits if least else _("At most %(most)s characters.") % limits
