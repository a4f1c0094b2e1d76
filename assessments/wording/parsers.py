"""Reading a questionnaire from a file: CSV, or a FHIR Questionnaire as JSON. Pure: no Django.

What comes out is the same for both: lines of text with the answers each takes. Nothing is trusted: every refusal says
at which row or item and why.
"""

import csv
import re
import unicodedata
from dataclasses import dataclass, field

from assessments.wording import spreadsheets
from assessments.wording.findings import MOST_PROBLEMS, Found, Place, WordingRefused
from clinic.core.messages import Message, as_data, message
from clinic.core.messages import from_data as message_from
from clinic.core.types import JsonObject

MOST_BYTES = 1024 * 1024
MOST_ITEMS = 200
MOST_TEXT = 1000
MARKUP = re.compile(r"<\s*[a-zA-Z/!]|&(?:[a-zA-Z]{2,8}|#\d{1,6});")


@dataclass(frozen=True)
class Line:
    """One question. ``place`` is how the file names it; ``options`` value → word; ``codes`` its LOINC codes.

    ``unweighed``: answer's code → word, where the file gives the answers no values.
    """

    place: Place
    text: str
    options: dict[int, str] = field(default_factory=dict)
    number: int | None = None
    codes: frozenset[str] = frozenset()
    unweighed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Loaded:
    """What a file says. ``left_out`` names what was not a scored question, ``notes`` what was corrected.

    ``encoding``: how it was read; ``others``: how it might have to be read, where that is not sure.
    """

    title: str
    lines: list[Line]
    left_out: list[Message] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    encoding: str = ""
    others: tuple[str, ...] = ()


def text_problem(text: object, place: Place, *, answer: bool = False) -> Message | None:
    """Why this cannot be shown as text, or None. ``answer``: it is the label of an answer."""
    if not isinstance(text, str) or not text.strip():
        return message(Found.NO_TEXT, place=place, answer=answer)
    if len(text) > MOST_TEXT:
        return message(Found.TOO_LONG, place=place, answer=answer, most=MOST_TEXT)
    if MARKUP.search(text):
        return message(Found.MARKUP, place=place, answer=answer)
    if "\ufffd" in text:
        return message(Found.LOST_LETTERS, place=place, answer=answer)
    if any(unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t" for c in text):
        return message(Found.INVISIBLE, place=place, answer=answer)
    return None


def read_csv(text: str, title: str = "") -> Loaded:
    """Two columns: the item's number and its text; an answer's word has its value after a sign, as in ``=0``.

    A first row without a number is taken as headings. What a spreadsheet does to such a file is undone, and said
    (see ``spreadsheets``). Raises WordingRefused, naming the rows.
    """
    lines: list[Line] = []
    words: dict[int, str] = {}
    problems: list[Message] = []
    try:
        rows, notes = spreadsheets.rows_of(text)
    except csv.Error as error:
        raise WordingRefused([message(Found.NO_CSV, why=str(error))]) from error
    for number, cells in rows:
        name = cells[0]
        place: Place = ("row", number)
        if len(lines) > MOST_ITEMS or len(problems) > MOST_PROBLEMS:
            problems.insert(0, message(Found.TOO_MANY_ITEMS, most=MOST_ITEMS))
            break
        wanted = re.fullmatch(r"(=?)(-?\d{1,4})\.?", name)
        if wanted is None:
            if spreadsheets.DATE.fullmatch(name):
                problems.append(message(Found.A_DATE, place=place, text=name[:40]))
            elif number > rows[0][0] or len(cells) < 2:
                problems.append(message(Found.NO_NUMBER, place=place, text=name[:40]))
            continue
        filled = [cell for cell in cells if cell]
        if len(filled) != 2:
            problems.append(message(Found.TWO_COLUMNS, place=place, count=len(filled)))
            continue
        if problem := text_problem(filled[1], place):
            problems.append(problem)
        elif wanted[1]:
            if int(wanted[2]) in words:
                problems.append(message(Found.ANSWER_TWICE, place=place, answer=int(wanted[2])))
            words[int(wanted[2])] = filled[1]
        else:
            lines.append(Line(place, filled[1], number=int(wanted[2])))
    if not lines and not problems:
        problems.append(message(Found.NO_ITEMS))
    if problems:
        raise WordingRefused(problems)
    return Loaded(title, [Line(line.place, line.text, words, line.number) for line in lines], notes=notes)


def to_data(loaded: Loaded) -> dict[str, object]:
    """As JSON can carry it, from one page to the next."""
    return {
        "title": loaded.title,
        "left_out": [as_data(one) for one in loaded.left_out],
        "notes": [as_data(one) for one in loaded.notes],
        "encoding": loaded.encoding,
        "others": list(loaded.others),
        "lines": [
            [line.place, line.text, list(line.options.items()), line.number, sorted(line.codes), line.unweighed]
            for line in loaded.lines
        ],
    }


def from_data(data: JsonObject) -> Loaded:
    """The other way round."""
    lines = [
        Line(tuple(place), text, {int(value): word for value, word in options}, number, frozenset(codes), unweighed)
        for place, text, options, number, codes, unweighed in data["lines"]
    ]
    left_out, notes = ([message_from(one) for one in data[name]] for name in ("left_out", "notes"))
    return Loaded(data["title"], lines, left_out, notes, data["encoding"], tuple(data["others"]))
