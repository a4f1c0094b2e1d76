"""Days as people type them. Pure, but for the names of the months in the language of the reader."""

import re
from datetime import date

from django.utils.dates import MONTHS, MONTHS_3

_NUMBERS = re.compile(r"(\d{1,4})[\s./-]+(\d{1,2})[\s./-]+(\d{1,4})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_NAMED = re.compile(r"(?:(\d{1,2})[.\s]*([^\W\d]{3,})|([^\W\d]{3,})\s+(\d{1,2}),?)[.,\s]+(\d{4})")


def _day(year: int, month: int, day: int) -> set[date]:
    try:
        return {date(year, month, day)}
    except ValueError:
        return set()


def _year(text: str) -> list[int]:
    if len(text) == 4:
        return [int(text)]
    return [1900 + int(text), 2000 + int(text)] if len(text) == 2 else []


def dates_of(text: str) -> set[date]:
    """The days that a text may mean: 12/03/1984 is two. Empty for a text that is no day."""
    text = text.strip()
    if found := _COMPACT.fullmatch(text):
        return _day(*(int(part) for part in found.groups()))
    if found := _NAMED.fullmatch(text):
        day, month = found[1] or found[4], (found[2] or found[3]).casefold()
        names = [*MONTHS.items(), *MONTHS_3.items()]
        known = {number for number, name in names if str(name).casefold() == month}
        return {one for number in known for one in _day(int(found[5]), number, int(day))}
    if not (found := _NUMBERS.fullmatch(text)):
        return set()
    first, second, third = found.groups()
    if len(first) == 4:
        return _day(int(first), int(second), int(third)) if len(third) < 3 else set()
    each = {(int(first), int(second)), (int(second), int(first))}
    return {one for year in _year(third) for day, month in each for one in _day(year, month, day)}
