"""What a client takes home on paper: sheets made of a few kinds of blocks, headed by practice and client.

Each function makes one block; :func:`sheets_pdf` prints them, in large type where somebody needs it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import get_language

from clinic.core import paper

TEMPLATE = Path(__file__).parent / "sheet.typ"
LARGE = "large"  # the value of ``size`` in addresses

Block = Mapping[str, object]


@dataclass(frozen=True)
class Sheet:
    """One thing to take home; it begins on a page of its own."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Row:
    """An item to answer: its number, its words (none where only the number may be printed), the values to tick, and
    what they mean where that differs from the other items."""

    number: int
    words: str
    choices: Sequence[str]
    legend: str = ""


def heading(words: str) -> Block:
    return {"kind": "heading", "words": words}


def text(words: str) -> Block:
    """A paragraph; line breaks stay."""
    return {"kind": "words", "words": words}


def note(words: str) -> Block:
    """A paragraph in a frame."""
    return {"kind": "note", "words": words}


def steps(rows: Iterable[str]) -> Block:
    """A numbered list."""
    return {"kind": "steps", "rows": list(rows)}


def bullets(rows: Iterable[str]) -> Block:
    return {"kind": "bullets", "rows": list(rows)}


def lines(words: str, count: int) -> Block:
    """Room to write: ``count`` lines under a few words."""
    return {"kind": "lines", "words": words, "count": count}


def table(head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> Block:
    """A table; an empty cell is high enough to write in. ``widths``: how the columns share the width."""
    return {"kind": "table", "head": list(head), "rows": [list(row) for row in rows], "widths": list(widths)}


def answers(rows: Iterable[Row]) -> Block:
    """Items with a box for each answer."""
    return {
        "kind": "answers",
        "rows": [
            {"number": f"{row.number}.", "words": row.words, "choices": list(row.choices), "legend": row.legend}
            for row in rows
        ],
    }


def sheets_pdf(sheets: Sequence[Sheet], *, practice: str, name: str, large: bool = False) -> bytes:
    """The sheets as one PDF, in the language that is active. ``name``: the client's."""
    data = {
        "title": sheets[0].title,
        "practice": practice,
        "name": name,
        "large": large,
        "lang": (get_language() or "en").partition("-")[0],
        "sheets": [{"title": sheet.title, "blocks": list(sheet.blocks)} for sheet in sheets],
    }
    return paper.pdf(TEMPLATE, data, {})
