"""What the table of consequences is made of: a fact, and what a surface says of it.

A surface that a fact does not name has to read the same before and after.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.consequences.world import World


@dataclass(frozen=True)
class Cell:
    """What a surface says after the fact and not before (``shows``, ``keeps``), and the other way round (``hides``,
    ``drops``). ``shows`` and ``hides`` are taken back when the fact is undone, the other two stay: history."""

    shows: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    drops: tuple[str, ...] = ()


Cells = Mapping[str, Cell]


def shows(*texts: str) -> Cell:
    """Comes with the fact and goes with its undoing."""
    return Cell(shows=texts)


def keeps(*texts: str) -> Cell:
    """Comes with the fact and stays: history, or what was sent."""
    return Cell(keeps=texts)


def hides(*texts: str) -> Cell:
    """Goes with the fact and comes back with its undoing."""
    return Cell(hides=texts)


def drops(*texts: str) -> Cell:
    """Goes with the fact for good."""
    return Cell(drops=texts)


def on(cell: Cell, *surfaces: str) -> Cells:
    """The same on each of these."""
    return dict.fromkeys(surfaces, cell)


def together(*rows: Cells) -> Cells:
    """All of these: a surface that several name says all of it."""
    found: dict[str, Cell] = {}
    for row in rows:
        for name, cell in row.items():
            known = found.get(name, Cell())
            found[name] = Cell(
                known.shows + cell.shows,
                known.keeps + cell.keeps,
                known.hides + cell.hides,
                known.drops + cell.drops,
            )
    return found


Act = Callable[[World], Any]


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One fact. ``row``: the number of its rule in docs/consequences.md; ``ways``: the routes by which it is made and
    undone here."""

    name: str
    row: int
    ways: tuple[str, ...]
    make: Act
    cells: Cells
    undo: Act | None = None
    final: str = ""  # why it cannot be undone
    before: Act | None = None  # what has to be there first
    undone: Mapping[str, str] = field(default_factory=dict)  # surface → what undoing it says or sends


# Surfaces that say the same of most facts.
TODAY = ("lea: today", "sam: today", "sue: today")
CASELOADS = ("lea: caseload", "sue: caseload")
LISTS = (*TODAY, *CASELOADS)
TABS = (
    "lea: assessments",
    "lea: measures",
    "lea: sessions",
    "lea: exercises",
    "lea: safety",
    "lea: letters",
    "lea: record",
    "lea: health",
)
OVERVIEWS = ("lea: client", "sam: client")
FILE = (*OVERVIEWS, *TABS)
SESSION_PAGES = ("lea: coming session", "lea: past session", "lea: session workspace", "lea: booking")
JOINT_PAGES = (
    *("lea: joint plan", "lea: joint session", "lea: household"),
    *("lea: side by side, alerts", "lea: partner's booking, alerts"),
)
