"""The parts map: no part or name over another, no tie through a part or a name, whatever is on it."""

import itertools
import os
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from clinic.core.maps import text_width
from interventions.modalities.ifs.grid import CELL, RADIUS
from interventions.modalities.ifs.maps import Node, PartOnMap, PartsMap, Ties, parts_map
from interventions.modalities.ifs.qualities import qualities

# More, and others, by `make prove`.
MAPS, SEED = 10_000 if os.environ.get("PROVE") else 200, int(os.environ.get("SEED", "7"))
KINDS = ("manager", "firefighter", "exile")
WORDS = (
    "the",
    "one",
    "who",
    "Perfektionistin",
    "grandmother’s",
    "voice",
    "W",
    "焦慮的小孩",
    "Donaudampfschifffahrt",
    "i",
)
Box = tuple[float, float, float, float]  # left, top, right, bottom
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def a_part(number: int, kind: str, among: int, name: str = "", stage: str = "noticed") -> PartOnMap:
    return PartOnMap(str(number), name or f"part {number}", kind, stage, among)


def some_parts(count: int) -> list[PartOnMap]:
    """Parts of all kinds in turn."""
    return [a_part(n, KINDS[n % 3], n // 3) for n in range(count)]


def draw(parts: list[PartOnMap], ties: list[tuple[str, str, str]], target: str = "") -> PartsMap:
    return parts_map(parts, Ties(ties), title="t", description="d", target=target)


def random_map(chance: random.Random) -> PartsMap:
    """Up to sixty parts of unequal kinds, some taken out again, with long names; ties of every sort."""
    weights = [chance.random() + 0.05 for _kind in KINDS]
    counted = dict.fromkeys(KINDS, 0)
    parts = []
    for number in range(chance.randint(1, 60)):
        kind = chance.choices(KINDS, weights)[0]
        if chance.random() < 0.9:
            name = " ".join(chance.choices(WORDS, k=chance.randint(1, 9)))[: chance.randint(1, 60)]
            parts.append(a_part(number, kind, counted[kind], name.strip() or "x"))
        counted[kind] += 1
    keys = [part.key for part in parts] or ["none"]
    ties = [
        (chance.choice(keys), chance.choice(("protects", "polarised")), chance.choice(keys))
        for _ in range(chance.randint(0, 90))
    ]
    return draw(parts, list(dict.fromkeys(ties)), chance.choice(keys))


def circle(node: Node) -> Box:
    return node.x - RADIUS, node.y - RADIUS, node.x + RADIUS, node.y + RADIUS


def texts(node: Node) -> list[Box]:
    found = []
    for line in node.lines:
        half = text_width(line.text) / 2
        assert 2 * half <= CELL + 16  # a single letter is at most so much wider than the rest of a line
        found.append((node.x - half, line.y - 10, node.x + half, line.y + 3))
    return found


def apart(one: Box, other: Box) -> bool:
    return one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def union(boxes: list[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def within(one: Box, other: Box) -> bool:
    return other[0] <= one[0] and other[1] <= one[1] and one[2] <= other[2] and one[3] <= other[3]


Segment = tuple[tuple[float, float], ...]  # two points of a straight piece, or the four of a curve


def segments(d: str) -> Iterator[Segment]:
    """The pieces of a way of M, H and C."""
    at = (0.0, 0.0)
    for command, given in re.findall(r"([MHC])([^MHC]*)", d):
        numbers = [float(one) for one in NUMBER.findall(given)]
        if command == "M":
            at = (numbers[0], numbers[1])
        elif command == "H":
            yield at, (numbers[0], at[1])
            at = (numbers[0], at[1])
        else:
            points = list(zip(numbers[::2], numbers[1::2], strict=True))
            yield at, *points
            at = points[-1]


def around(piece: Segment) -> Box:
    """What a piece cannot leave: a curve stays within its four points."""
    across, down = [x for x, _y in piece], [y for _x, y in piece]
    return min(across), min(down) - 0.01, max(across), max(down) + 0.01


def touches(piece: Segment, box: Box) -> bool:
    """Whether a piece enters the box; a straight one is its own frame, a curve is followed where its frame does."""
    if apart(around(piece), box):
        return False
    if len(piece) == 2:
        return True
    (x, y), (x1, y1), (x2, y2), (x3, y3) = piece
    for step in range(201):
        t = step / 200
        u = 1 - t
        px = u**3 * x + 3 * u * u * t * x1 + 3 * u * t * t * x2 + t**3 * x3
        py = u**3 * y + 3 * u * u * t * y1 + 3 * u * t * t * y2 + t**3 * y3
        if box[0] < px < box[2] and box[1] < py < box[3]:
            return True
    return False


def faults(made: PartsMap) -> list[str]:
    """What lies over something else, or outside of the frame."""
    self_x, self_y = made.self_at
    fixed = {"Self": [(self_x - 24, self_y - 24, self_x + 24, self_y + 24)]}
    fixed |= {kind: [(x - 40, 8, x + 40, 24)] for kind, x in made.headings}
    shapes = fixed | {node.key: [circle(node), *texts(node)] for node in made.nodes}
    found = []
    whole = {name: union(boxes) for name, boxes in shapes.items()}
    for one, other in itertools.combinations(shapes, 2):
        if not apart(whole[one], whole[other]):
            found += [f"{one} over {other}" for a in shapes[one] for b in shapes[other] if not apart(a, b)]
    frame = (0.0, 0.0, made.width, made.height)
    found += [f"{name} outside" for name, box in whole.items() if not within(box, frame)]
    for number, edge in enumerate(made.edges):
        for piece in segments(edge.d):
            if not within(around(piece), frame):
                found.append(f"line {number} outside")
            near = [name for name, box in whole.items() if not apart(around(piece), box)]
            found += [f"line {number} through {name}" for name in near for box in shapes[name] if touches(piece, box)]
    return found


@pytest.mark.timeout(0)
def test_random_maps_have_nothing_over_anything_else() -> None:
    chance = random.Random(SEED)
    for number in range(MAPS):
        assert faults(random_map(chance)) == [], f"map {number} of seed {SEED}"


@pytest.mark.parametrize("count", [0, 1, 2, 12, 60, 200])
def test_maps_of_any_size(count: int) -> None:
    parts = some_parts(count)
    ties = [(one.key, "protects", other.key) for one, other in itertools.pairwise(parts)]
    assert faults(draw(parts, ties)) == []


def test_a_tie_through_a_part_would_be_found() -> None:
    made = draw(some_parts(6), [("0", "protects", "1")])
    one, other = made.nodes[0], made.nodes[3]
    way = f"M{one.x} {one.y - 40}C{one.x} {one.y} {other.x} {other.y} 9 9"
    across = replace(made, edges=[replace(made.edges[0], d=way)])
    assert any("through" in fault for fault in faults(across))


def test_the_same_map_is_drawn_the_same() -> None:
    assert draw(some_parts(60), []) == draw(some_parts(60), [])


@pytest.mark.parametrize("count", range(1, 31))
def test_a_new_part_moves_no_other(count: int) -> None:
    """Within its kind: a new column, after every tenth, shifts the other kinds by its width."""
    before, after = draw(some_parts(count), []), draw(some_parts(count + 1), [])
    pairs = list(zip(before.nodes, after.nodes, strict=False))
    shifts = {(old.kind, new.x - old.x) for old, new in pairs}
    assert len(shifts) == len({node.kind for node in before.nodes})
    assert [new.y for _old, new in pairs] == [old.y for old, _new in pairs]


def test_names_are_never_cut() -> None:
    name = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenamt x"
    [node] = draw([a_part(0, "exile", 0, name)], []).nodes
    assert "".join(line.text for line in node.lines).replace(" ", "") == name.replace(" ", "")
    assert len(node.lines) > 3


def test_a_part_that_protects_itself_and_a_circle_are_drawn_and_only_protection_has_a_head() -> None:
    ties = [("0", "protects", "0"), ("0", "protects", "1"), ("1", "protects", "0"), ("0", "polarised", "1")]
    made = draw(some_parts(2), [*ties, ("0", "polarised", "gone")])
    assert [bool(edge.head) for edge in made.edges] == [True, True, True, False]
    assert len({edge.d for edge in made.edges}) == 4


def test_the_target_and_what_its_protectors_answered_are_marked() -> None:
    ties = [("0", "protects", "2"), ("1", "protects", "2"), ("0", "protects", "1"), ("0", "polarised", "2")]
    answers = {"0": ("given", "permission given"), "1": ("withheld", "permission withheld")}
    words = {"protects": "protects", "polarised": "is polarised with"}
    made = parts_map(some_parts(3), Ties(ties, words, answers), title="t", description="d", target="2")
    assert [node.is_target for node in made.nodes] == [False, False, True]
    assert [edge.answer for edge in made.edges] == ["given", "withheld", "", ""]
    assert made.edges[0].text == "part 0 protects part 2: permission given"


def test_the_courses_of_self_stay_in_their_cells_and_leave_out_what_was_not_given() -> None:
    chance = random.Random(SEED)
    start = date(2026, 3, 2)
    days = [start + timedelta(days=7 * week) for week in range(30)]
    given = [(f"quality {n}", [(day, chance.randint(0, 10)) for day in days[n:]]) for n in range(9)]
    names = {day: day.isoformat() for day in days}
    made = qualities([*given, ("never", [])], title="t", description="d", name_day=names)
    assert len(made.cells) == 9
    for one, other in itertools.combinations(made.cells, 2):
        assert apart((one.x, one.y - 12, one.right, one.floor), (other.x, other.y - 12, other.right, other.floor))
    for cell in made.cells:
        assert all(cell.x <= dot.x <= cell.right and cell.top <= dot.y <= cell.floor for dot in cell.dots)
    assert made.days == ("2026-03-02", days[-1].isoformat())
    assert made.cells[0].shown == f"{given[0][1][0][1]} → {given[0][1][-1][1]}"
    single = qualities([("calm", [(start, 4)])], title="t", description="d", name_day=names)
    assert (single.cells[0].shown, single.days) == ("4", ("2026-03-02", ""))
