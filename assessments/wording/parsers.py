"""Reading a questionnaire from a file: CSV, or a FHIR Questionnaire as JSON. Pure: no Django.

What comes out is the same for both: lines of text with the answers each takes. Nothing is trusted: every refusal says
at which row or item and why.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assessments.wording import spreadsheets
from assessments.wording.findings import MOST_PROBLEMS, Found, Place, WordingRefused
from clinic.core.messages import Message, as_data, message
from clinic.core.messages import from_data as message_from
from clinic.core.types import JsonObject

MOST_BYTES = 1024 * 1024
MOST_ITEMS = 200
MOST_TEXT = 1000
MOST_INSTRUCTION = 2000
INSTRUCTION = "instruction"  # the heading of a column, or the first cell of a row, in a CSV
MARKUP = re.compile(r"<\s*[a-zA-Z/!]|&(?:[a-zA-Z]{2,8}|#\d{1,6});")


@dataclass(frozen=True)
class Line:
    """One question. ``place`` is how the file names it; ``options`` value → word; ``codes`` its LOINC codes.

    ``unweighed``: answer's code → word, where the file gives the answers no values. ``answer_codes``: an answer's code
    → its value; ``link_id``: what a FHIR file calls the question, whole.
    """

    place: Place
    text: str
    options: dict[int, str] = field(default_factory=dict)
    number: int | None = None
    codes: frozenset[str] = frozenset()
    unweighed: dict[str, str] = field(default_factory=dict)
    answer_codes: dict[str, int] = field(default_factory=dict)
    link_id: str = ""


@dataclass(frozen=True)
class Loaded:
    """What a file says. ``left_out`` names what was not a scored question, ``notes`` what was corrected.

    ``encoding``: how it was read; ``others``: how it might have to be read, where that is not sure. ``instruction``:
    what stands above the questions; ``canonical``: the address of a FHIR Questionnaire.
    """

    title: str
    lines: list[Line]
    left_out: list[Message] = field(default_factory=list)
    notes: list[Message] = field(default_factory=list)
    encoding: str = ""
    others: tuple[str, ...] = ()
    instruction: str = ""
    canonical: str = ""


def join_instructions(texts: Iterable[str]) -> str:
    """The different texts above the questions as paragraphs, as long as they fit."""
    found = ""
    for text in dict.fromkeys(" ".join(one.split()) for one in texts):
        joined = f"{found}\n{text}" if found else text
        found = joined if len(joined) <= MOST_INSTRUCTION else found
    return found


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

    A first row without a number is taken as headings. A third column with the heading "instruction", or a row whose
    first cell says so, has what stands above the questions. What a spreadsheet does to such a file is undone, and said
    (see ``spreadsheets``). Raises WordingRefused, naming the rows.
    """
    lines: list[Line] = []
    words: dict[int, str] = {}
    problems: list[Message] = []
    instructions: list[str] = []
    try:
        rows, notes = spreadsheets.rows_of(text)
    except csv.Error as error:
        raise WordingRefused([message(Found.NO_CSV, why=str(error))]) from error
    column = _instruction_column(rows)
    for number, every in rows:
        cells, above = _apart(every, column if number > rows[0][0] else None)
        name = cells[0]
        place: Place = ("row", number)
        for text in above:
            if problem := text_problem(text, place):
                problems.append(problem)
            instructions.append(text)
        if not name and above:
            continue
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
    found = [Line(line.place, line.text, words, line.number) for line in lines]
    return Loaded(title, found, notes=notes, instruction=join_instructions(instructions))


def _instruction_column(rows: Sequence[spreadsheets.Row]) -> int | None:
    """Which column the headings call so; the first two are the number and the text."""
    headings = [cell.casefold() for cell in rows[0][1]] if rows else []
    at = headings.index(INSTRUCTION) if INSTRUCTION in headings else 0
    return at if at > 1 else None


def _apart(cells: Sequence[str], column: int | None) -> tuple[list[str], list[str]]:
    """The cells without what stands above the questions, and that."""
    if cells[0].casefold().rstrip(":") == INSTRUCTION:
        return [""], [cell for cell in cells[1:] if cell]
    if column is None or column >= len(cells):
        return list(cells), []
    return [cell for at, cell in enumerate(cells) if at != column], [cells[column]] if cells[column] else []


def to_data(loaded: Loaded) -> dict[str, object]:
    """As JSON can carry it, from one page to the next."""
    return {
        "title": loaded.title,
        "left_out": [as_data(one) for one in loaded.left_out],
        "notes": [as_data(one) for one in loaded.notes],
        "encoding": loaded.encoding,
        "others": list(loaded.others),
        "instruction": loaded.instruction,
        "canonical": loaded.canonical,
        "lines": [
            [
                line.place,
                line.text,
                list(line.options.items()),
                line.number,
                sorted(line.codes),
                line.unweighed,
                line.answer_codes,
                line.link_id,
            ]
            for line in loaded.lines
        ],
    }


def from_data(data: JsonObject) -> Loaded:
    """The other way round."""
    lines = [
        Line(tuple(place), text, {int(value): word for value, word in options}, number, frozenset(codes), *rest)
        for place, text, options, number, codes, *rest in data["lines"]
    ]
    left_out, notes = ([message_from(one) for one in data[name]] for name in ("left_out", "notes"))
    above = (data["instruction"], data["canonical"])
    return Loaded(data["title"], lines, left_out, notes, data["encoding"], tuple(data["others"]), *above)
