"""What the maps of modalities share: text in lines, and places that are spread. Pure: no Django.

Places depend on a row's own number alone, never on how many others there are: a map that grows does not jump.
"""

import textwrap
import unicodedata

NARROW, WIDE = frozenset("iIjlftr.,:;'|!()[]-/ "), frozenset("mMwW@%—…")


def wrap_text(text: str, width: int, lines: int) -> list[str]:
    """The text in at most that many lines of that many characters, the last one cut with an ellipsis."""
    return textwrap.wrap(text, width, max_lines=lines, placeholder=" …", break_long_words=True)


def text_width(text: str) -> float:
    """How wide a text of 12 px is at most, in px: by the widest of the usual fonts, letter by letter."""
    return sum(map(_letter_width, text))


def _letter_width(letter: str) -> float:
    if unicodedata.combining(letter) or unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0.0
    if unicodedata.east_asian_width(letter) in {"W", "F"} or ord(letter) > 0xFFFF:
        return 16.0
    if letter in NARROW:
        return 5.0
    return 12.5 if letter in WIDE else 9.6 if letter.isupper() or ord(letter) > 0x24F else 8.0


def wrap_whole(text: str, width: float) -> list[str]:
    """The whole text in lines of at most ``width`` px, nothing cut; a word that is longer goes on in the next line."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined) <= width:
            lines[-1] = joined
            continue
        lines.append("")
        for letter in word:
            if lines[-1] and text_width(lines[-1] + letter) > width:
                lines.append("")
            lines[-1] += letter
    return lines


def spread(number: int) -> float:
    """The place of the number-th of any many, between 0 and 1: halves, then quarters, then eighths (van der Corput)."""
    number, place, step = number + 1, 0.0, 0.5
    while number:
        place += step * (number & 1)
        number, step = number >> 1, step / 2
    return place
