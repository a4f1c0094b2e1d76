"""Every fact is seen wherever it has to be seen, nowhere else, and goes again where it is undone."""

import difflib
from collections.abc import Iterable

import pytest

from tests.consequences import care, records, risk, sessions
from tests.consequences.facts import Cell, Fact
from tests.consequences.surfaces import SURFACES, Surface
from tests.consequences.ways import LOCAL, SAME
from tests.consequences.world import World
from tests.core.test_access import EXPECTED

pytestmark = pytest.mark.xdist_group("consequences")  # one process makes the world and sets the papers
UNCHANGED = Cell()
FACTS = [*risk.FACTS, *sessions.FACTS, *care.FACTS, *records.FACTS]


def readings(world: World, surfaces: Iterable[Surface]) -> dict[str, str]:
    """What each of these surfaces says now; mails: what has come since they were read last."""
    world.fetch_mails()
    return {surface.name: surface.read(world) for surface in surfaces}


def difference(old: str, new: str) -> str:
    """What was taken out and put in, word by word."""
    one, other = old.split(" "), new.split(" ")
    found = []
    for what, a, b, c, d in difflib.SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if what != "equal":
            found.append(f"-[{' '.join(one[a:b])}] +[{' '.join(other[c:d])}]")
    return " ; ".join(found)


def wrong(cell: Cell, old: str, new: str) -> list[str]:
    """What is not as the cell says between the two readings."""
    if cell == UNCHANGED:
        return [] if old == new else [f"changes: {difference(old, new)[:600]}"]
    came, went = cell.shows + cell.keeps, cell.hides + cell.drops
    found = [f"does not show {text!r}" for text in came if text not in new]
    found += [f"showed {text!r} before" for text in came if text in old]
    found += [f"still shows {text!r}" for text in went if text in new]
    found += [f"did not show {text!r} before" for text in went if text not in old]
    return [f"{one}: {difference(old, new)[:600]}" for one in found]


def lasting(cell: Cell, new: str) -> list[str]:
    """What undoing the fact left of it, or took away that was to stay."""
    found = [f"still shows {text!r}" for text in cell.shows if text in new]
    found += [f"{text!r} is gone" for text in cell.keeps if text not in new]
    found += [f"does not show {text!r} again" for text in cell.hides if text not in new]
    return found + [f"shows {text!r} again" for text in cell.drops if text in new]


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact.name)
def test_a_fact_is_seen_where_it_matters_and_nowhere_else(world: World, fact: Fact) -> None:
    before = world.at_first
    if fact.before:
        fact.before(world)
        before = readings(world, SURFACES)
        before |= {surface.name: "" for surface in SURFACES if surface.sent}
    fact.make(world)
    after = readings(world, SURFACES)
    faults = {
        surface.name: found
        for surface in SURFACES
        if (found := wrong(fact.cells.get(surface.name, UNCHANGED), before[surface.name], after[surface.name]))
    }
    assert not faults, "\n" + "\n".join(f"{name} {one}" for name, found in faults.items() for one in found)
    if fact.undo is None:
        assert fact.final
        return
    fact.undo(world)
    named = [surface for surface in SURFACES if surface.name in {*fact.cells, *fact.undone} or surface.sent]
    undone = readings(world, named)
    left = [
        f"{name}: {one}"
        for name, cell in fact.cells.items()
        if not name.endswith("mail")
        for one in lasting(cell, undone[name])
    ]
    left += [f"{name}: {text!r} is not said" for name, text in fact.undone.items() if text not in undone[name]]
    left += [
        f"{surface.name}: mail that nobody expects: {undone[surface.name]}"
        for surface in named
        if surface.sent and undone[surface.name] and surface.name not in fact.undone
    ]
    assert not left, "\n" + "\n".join(left)


ROWS = 22  # rules in the list of consequences


def test_each_rule_has_facts_and_each_cell_a_surface() -> None:
    assert {fact.row for fact in FACTS} == set(range(1, ROWS + 1))
    names = {surface.name for surface in SURFACES}
    assert len(names) == len(SURFACES)
    strays = [f"{fact.name}: {name}" for fact in FACTS for name in {*fact.cells, *fact.undone} - names]
    assert not strays


def test_whatever_can_be_changed_makes_a_fact_or_says_why_nothing_depends_on_it() -> None:
    writing = {route for route, methods in EXPECTED.items() if set(methods) - {"GET"}}
    made = {way for fact in FACTS for way in fact.ways}
    assert {*SAME.values()} <= {fact.name for fact in FACTS}
    named = made | set(SAME) | set(LOCAL)
    assert sorted(writing - named) == []
    assert sorted(named - writing) == []
    assert not set(LOCAL) & (made | set(SAME))
