"""What the maps of modalities share: text in lines, and places that are spread. Pure: no Django.

Places depend on a row's own number alone, never on how many others there are: a map that grows does not jump.
"""

import textwrap


def wrap_text(text: str, width: int, lines: int) -> list[str]:
    """The text in at most that many lines of that many characters, the last one cut with an ellipsis."""
    return textwrap.wrap(text, width, max_lines=lines, placeholder=" …", break_long_words=True)


def spread(number: int) -> float:
    """The place of the number-th of any many, between 0 and 1: halves, then quarters, then eighths (van der Corput)."""
    number, place, step = number + 1, 0.0, 0.5
    while number:
        place += step * (number & 1)
        number, step = number >> 1, step / 2
    return place
