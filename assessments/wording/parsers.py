"""Reading a questionnaire from a file: CSV, or a FHIR Questionnaire as JSON. Pure: no Django.

What comes out is the same for both: lines of text with the answers each takes. Nothing is trusted: every refusal says
at which row or item and why.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from assessments.wording import spreadsheets

MOST_BYTES = 1024 * 1024
MOST_ITEMS = 200
MOST_TEXT = 1000
MOST_PROBLEMS = 20
MARKUP = re.compile(r"<\s*[a-zA-Z/!]|&(?:[a-zA-Z]{2,8}|#\d{1,6});")


class WordingRefused(ValueError):
    """A file that cannot be used; ``problems`` says at which rows or items, and why."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = list(problems)[:MOST_PROBLEMS]
        super().__init__(" ".join(self.problems))


@dataclass(frozen=True)
class Line:
    """One question. ``place`` is how the file names it; ``options`` value → word; ``codes`` its LOINC codes.

    ``unweighed``: answer's code → word, where the file gives the answers no values.
    """

    place: str
    text: str
    options: dict[int, str] = field(default_factory=dict)
    number: int | None = None
    codes: frozenset[str] = frozenset()
    unweighed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Loaded:
    """What a file says. ``left_out`` names what was no scored question, ``notes`` what was mended.

    ``encoding``: how it was read; ``others``: how it might have to be read, where that is not sure.
    """

    title: str
    lines: list[Line]
    left_out: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    encoding: str = ""
    others: tuple[str, ...] = ()


def text_problem(text: object, place: str) -> str | None:
    """Why this is no text to show, or None."""
    if not isinstance(text, str) or not text.strip():
        return f"{place}: has no text."
    if len(text) > MOST_TEXT:
        return f"{place}: is longer than {MOST_TEXT:,} characters."
    if MARKUP.search(text):
        return f"{place}: contains HTML; plain text is needed."
    if "\ufffd" in text:
        return f"{place}: has lost letters (“\ufffd”). Save the file again from its source, as UTF-8."
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in text):
        return f"{place}: contains invisible control characters."
    return None


def read_csv(text: str, title: str = "") -> Loaded:
    """Two columns: the item's number and its text; an answer's word has its value after a sign, as in ``=0``.

    A first row without a number is taken as headings. What a spreadsheet does to such a file is taken back, and said
    (see ``spreadsheets``). Raises WordingRefused, naming the rows.
    """
    lines: list[Line] = []
    words: dict[int, str] = {}
    problems: list[str] = []
    try:
        rows, notes = spreadsheets.rows_of(text)
    except csv.Error as error:
        raise WordingRefused([f"The file is no CSV that can be read: {error}."]) from error
    for number, cells in rows:
        place, name = f"Row {number}", cells[0]
        if len(lines) > MOST_ITEMS or len(problems) > MOST_PROBLEMS:
            problems.insert(0, f"The file has more than {MOST_ITEMS} items.")
            break
        wanted = re.fullmatch(r"(=?)(-?\d{1,4})\.?", name)
        if wanted is None:
            if spreadsheets.DATE.fullmatch(name):
                problems.append(f"{place}: begins with the date “{name[:40]}”. {spreadsheets.DATED}")
            elif number > rows[0][0] or len(cells) < 2:
                problems.append(f"{place}: begins with “{name[:40]}”, not with an item's number or =value.")
            continue
        filled = [cell for cell in cells if cell]
        if len(filled) != 2:
            problems.append(f"{place}: needs two columns, has {len(filled)}. Put a text with the separator in quotes.")
            continue
        if problem := text_problem(filled[1], place):
            problems.append(problem)
        elif wanted[1]:
            if int(wanted[2]) in words:
                problems.append(f"{place}: the answer {wanted[2]} has a word already.")
            words[int(wanted[2])] = filled[1]
        else:
            lines.append(Line(place, filled[1], number=int(wanted[2])))
    if not lines and not problems:
        problems.append("The file has no items. It needs two columns: number and text.")
    if problems:
        raise WordingRefused(problems)
    return Loaded(title, [Line(line.place, line.text, words, line.number) for line in lines], notes=notes)


def to_data(loaded: Loaded) -> dict[str, Any]:
    """As JSON can carry it, from one page to the next."""
    return {
        "title": loaded.title,
        "left_out": loaded.left_out,
        "notes": loaded.notes,
        "encoding": loaded.encoding,
        "others": list(loaded.others),
        "lines": [
            [line.place, line.text, list(line.options.items()), line.number, sorted(line.codes), line.unweighed]
            for line in loaded.lines
        ],
    }


def from_data(data: dict[str, Any]) -> Loaded:
    """The other way round."""
    lines = [
        Line(place, text, {int(value): word for value, word in options}, number, frozenset(codes), unweighed)
        for place, text, options, number, codes, unweighed in data["lines"]
    ]
    return Loaded(data["title"], lines, data["left_out"], data["notes"], data["encoding"], tuple(data["others"]))
