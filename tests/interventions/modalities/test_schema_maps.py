"""The mode map and the modes' course: every name whole, nothing over anything else, all inside the frame."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from clinic.core.maps import text_width
from interventions.modalities.schema.maps import (
    CELL,
    LEFT,
    LINE,
    NAME_WIDTH,
    PER_ROW,
    ModeMap,
    ModeRow,
    mode_grid,
    mode_map,
)

Box = tuple[float, float, float, float]  # left, top, right, bottom
KINDS = ("parent", "child", "coping", "healthy")
NAMES = st.text("abcdefghijkl MNOPW-äß", min_size=1, max_size=60).map(str.strip).filter(bool)
STRENGTH = st.none() | st.integers(0, 10)
MODES = st.lists(st.tuples(NAMES, st.sampled_from(KINDS), STRENGTH, STRENGTH), max_size=40)


def one_healthy(modes: list[ModeRow]) -> list[ModeRow]:
    """As the table has it: at most one Healthy Adult."""
    healthy = [mode for mode in modes if mode[1] == "healthy"][:1]
    return [mode for mode in modes if mode[1] != "healthy"] + healthy


def a_map(modes: list[ModeRow]) -> ModeMap:
    return mode_map(modes, title="t", description="d", names=("parents", "children", "wall"))


def middle(x: float, y: float, text: str) -> Box:
    """The box of a text that is centred on its place."""
    half = text_width(text) / 2
    return (x - half, y - 10, x + half, y + 3)


def overlaps(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def boxes_of(made: ModeMap) -> list[tuple[int, Box]]:
    """(number of the mode, box) of each shape and each line of text; the lanes' names count as modes of their own."""
    found: list[tuple[int, Box]] = []
    for number, shape in enumerate(made.shapes):
        if shape.kind == "coping":
            found.append((number, (shape.x - made.half, shape.y - 56, shape.x + made.half, shape.y)))
        else:
            found.append((number, (shape.x - 32, shape.y - 32, shape.x + 32, shape.y + 32)))
        found += [(number, middle(line.x, line.y, line.text)) for line in shape.lines]
    if made.healthy:
        bar = (made.healthy.x, made.healthy.y - made.full, made.healthy.x + made.side, made.healthy.y)
        found += [(-1, bar), *((-1, middle(line.x, line.y, line.text)) for line in made.healthy.lines)]
    found += [(-2 - n, (4, y - 10, 4 + text_width(name), y + 3)) for n, (name, y) in enumerate(made.lanes)]
    return found


@given(MODES)
def test_no_name_is_cut_and_nothing_lies_over_anything_else_or_outside(modes: list[ModeRow]) -> None:
    made = a_map(one_healthy(modes))
    for shape in [*made.shapes, *([made.healthy] if made.healthy else [])]:
        assert "".join(line.text for line in shape.lines).replace(" ", "") == "".join(shape.name.split())
    boxes = boxes_of(made)
    for _number, (left, top, right, bottom) in boxes:
        assert left >= 0
        assert top >= 0
        assert right <= made.width
        assert bottom <= made.height
    for (one, a), (other, b) in combinations(boxes, 2):
        assert one == other or not overlaps(a, b), (one, a, other, b)


@given(MODES)
def test_a_shape_keeps_the_measure_of_its_strength(modes: list[ModeRow]) -> None:
    made = a_map(one_healthy(modes))
    for shape in made.shapes:
        largest = 56 if shape.kind == "coping" else 32
        assert shape.size_now == round((shape.now or 0) * largest / 10, 1)
    if made.healthy:
        assert made.healthy.size_now <= made.full
        assert made.healthy.size_first <= made.full


@given(MODES)
def test_a_new_mode_moves_no_other_of_its_row_sideways(modes: list[ModeRow]) -> None:
    made = a_map(one_healthy(modes))
    for kind in KINDS[:3]:
        places = [shape.x for shape in made.shapes if shape.kind == kind]
        assert places == [LEFT + CELL * (number % PER_ROW + 0.5) for number in range(len(places))]


GROUPS = st.lists(st.tuples(NAMES, st.lists(STRENGTH, min_size=20, max_size=20)), max_size=30)


@given(GROUPS, st.integers(1, 20))
def test_the_course_shows_every_number_of_the_newest_sessions_in_its_own_place(
    modes: list[tuple[str, list[int | None]]], days: int
) -> None:
    rows = [(name, values[:days]) for name, values in modes]
    halves = len(rows) // 2
    groups = [("Child", "child", rows[:halves]), ("Coping", "coping", rows[halves:])]
    made = mode_grid(groups, [f"{n} Nov" for n in range(days)], title="t", description="d")
    shown = min(days, 12)
    assert made.columns == [f"{n} Nov" for n in range(days)][-shown:]
    assert " ".join(day.text for day in made.days) == " ".join(made.columns)
    for row, (name, values) in zip(made.rows, rows, strict=True):
        assert [cell.value for cell in row.cells] == [value for value in values[-12:] if value is not None]
        assert "".join(line.text for line in row.lines).replace(" ", "") == "".join(name.split())
        assert all(line.x + text_width(line.text) <= NAME_WIDTH for line in row.lines)
    boxes: list[Box] = []
    for row in made.rows:
        boxes += [(cell.x, cell.y, cell.x + made.cell[0], cell.y + made.cell[1]) for cell in row.cells]
        last, first = row.lines[-1], row.lines[0]
        boxes.append((0, first.y - 10, NAME_WIDTH - 8, last.y + 3))
    boxes += [(4, y - 10, NAME_WIDTH - 8, y + 3) for _heading, y in made.headings]
    boxes += [middle(day.x, day.y, day.text) for day in made.days]
    for a, b in combinations(boxes, 2):
        assert not overlaps(a, b), (a, b)
    assert all(box[2] <= made.width and box[3] <= made.height for box in boxes)
    assert LINE > 13
