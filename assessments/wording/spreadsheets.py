"""What a spreadsheet program does to a CSV file, and how it is undone. Pure: no Django.

A cell ``=0`` is a formula to a spreadsheet and comes out as 0; 1 becomes 1.0 or 1,0; 1-2 becomes a date. A row is
quoted as a whole, a first line says ``sep=;``, quotes become typographic, empty columns and rows are added.
"""

import csv
import io
import itertools
import re
from collections.abc import Sequence

from assessments.wording.findings import Found
from clinic.core.messages import Message, message

Row = tuple[int, list[str]]  # its number in the file, its cells

SEPARATORS = ";\t,|"
SAYS_SEPARATOR = re.compile(r"\ufeff?\"?sep=(.)\"?", re.IGNORECASE)
_MONTHS = (
    "jan|feb|mar|mär|apr|may|mai|maj|jun|jul|aug|sep|oct|okt|out|nov|dec|dez|dic|déc"
    "|sty|lut|kwi|cze|lip|sie|wrz|paź|lis|gru"
)
DATE = re.compile(
    rf"'?=?\d{{1,4}}[. /-]*(?:{_MONTHS})[a-zé]*\.?[ /-]*\d{{0,4}}|(?:{_MONTHS})[a-zé]*\.?[ /-]*\d{{1,4}}"
    r"|\d{1,4}[./-]\d{1,2}[./-]\d{2,4}",
    re.IGNORECASE,
)
QUOTED = re.compile(r"(^|[;\t,|])[“„]([^“”„\"\n]*[;\t,|][^“”„\"\n]*)[”“](?=[;\t,|]|\r?$)", re.MULTILINE)
MOST_ANSWERS = 11


def rows_of(text: str) -> tuple[list[Row], list[Message]]:
    """The rows that are not empty, as they were before, and what was undone. Raises csv.Error."""
    text, first = re.sub(r"\r\n?", "\n", text), 1
    declared = SAYS_SEPARATOR.fullmatch(text.partition("\n")[0].rstrip(";,\t"))
    if declared:
        text, first = text.partition("\n")[2], 2
    separator = declared[1] if declared else separator_of(text)
    text = QUOTED.sub(r'\1"\2"', text)
    rows = _parsed(text, separator, first)
    if rows and all(len([cell for cell in cells if cell]) == 1 for _number, cells in rows):
        whole = "\n".join(cells[0] for _number, cells in rows)  # each row was quoted as a whole
        inner = _parsed(whole, separator_of(whole), 1)
        if len(inner) == len(rows) and all(len(cells) > 1 for _number, cells in inner):
            rows = [(number, cells) for (number, _old), (_new, cells) in zip(rows, inner, strict=True)]
    rows = [(number, [_number_of(cells[0]), *cells[1:]]) for number, cells in rows]
    return _with_signs(rows)


def separator_of(text: str) -> str:
    """The separator after the first cell in most of the first lines."""
    start = "\n".join(text.split("\n")[:20])
    return max(
        SEPARATORS,
        key=lambda one: len(re.findall(rf"^\s*\"?'?=?[\w.,-]+?\"?{re.escape(one)}", start, re.MULTILINE)),
    )


def _parsed(text: str, separator: str, first: int) -> list[Row]:
    found = enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), first)
    rows = ((number, [cell.strip().strip("\ufeff") for cell in cells]) for number, cells in found)
    return [(number, cells) for number, cells in rows if any(cells)]


def _number_of(cell: str) -> str:
    """An item's number or an answer's value without what a spreadsheet adds: '=0, ="0", 1.0, 1,00, −1."""
    found = re.fullmatch(r"['’‘]?(=?)\"?([-−–]?\d{1,4})(?:[.,]0{1,4})?\"?(\.?)", cell)
    return f"{found[1]}{found[2].replace('−', '-').replace('–', '-')}{found[3]}" if found else cell


def _with_signs(rows: list[Row]) -> tuple[list[Row], list[Message]]:
    """Puts back the ``=`` before the answers where all are gone: they are a second, shorter run of numbers."""
    numbered = [at for at, (_number, cells) in enumerate(rows) if re.fullmatch(r"-?\d{1,4}\.?", cells[0])]
    if any(cells[0].startswith("=") for _number, cells in rows):
        return rows, []
    answers = _answers([int(rows[at][1][0].rstrip(".")) for at in numbered])
    if answers is None:
        return rows, []
    found = [(number, list(cells)) for number, cells in rows]
    taken = [found[numbered[at]] for at in answers]
    for _number, cells in taken:
        cells[0] = f"={cells[0].rstrip('.')}"
    values = tuple(cells[0][1:] for _number, cells in taken)
    return found, [message(Found.ANSWERS_TAKEN, first=taken[0][0], last=taken[-1][0], values=values)]


def _answers(numbers: Sequence[int]) -> range | None:
    """Which of the numbers are answers: those after (or before) the items 1, 2, 3 … that start again."""
    items = next((at for at, number in enumerate(numbers) if number != at + 1), len(numbers))
    for part, left in ((range(items, len(numbers)), items), _before(numbers)):
        values = [numbers[at] for at in part]
        rises = all(a < b for a, b in itertools.pairwise(values)) or all(a > b for a, b in itertools.pairwise(values))
        anew = bool(values) and (min(values) <= 0 or min(values) == 1)
        if 2 <= len(values) <= MOST_ANSWERS and rises and anew and (len(values) < left or 0 in values):
            return part
    return None


def _before(numbers: Sequence[int]) -> tuple[range, int]:
    """The numbers before the last run 1, 2, 3 … that goes to the end, and how long that run is."""
    start = max((at for at, number in enumerate(numbers) if number == 1), default=len(numbers))
    run = list(numbers[start:]) == list(range(1, len(numbers) - start + 1))
    return (range(start), len(numbers) - start) if run else (range(0), 0)
