"""The modalities' pictures: stable between runs and while they grow, inside the frame, readable up to sixty parts."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.core.maps import spread, wrap_text
from interventions.modalities.emdr.maps import ledger
from interventions.modalities.ifs.maps import PartsMap, parts_map
from interventions.modalities.schema.maps import mode_map
from interventions.modalities.se.maps import activation

KINDS = ("manager", "exile", "firefighter")


def some_parts(count: int) -> list[tuple[str, str, str, str, int]]:
    """Parts of all kinds in turn."""
    return [(str(n), f"part {n}", KINDS[n % 3], "noticed", n // 3) for n in range(count)]


def a_map(count: int) -> PartsMap:
    return parts_map(some_parts(count), [], title="t", description="d")


@pytest.mark.parametrize("count", [1, 12, 60, 200])
def test_no_part_lies_outside_or_over_another_or_over_self(count: int) -> None:
    made = a_map(count)
    middle = made.size / 2
    for node in made.nodes:
        assert 30 <= node.x <= made.size - 30
        assert 30 <= node.y <= made.size - 30
        assert math.hypot(node.x - middle, node.y - middle) > 28 + 18
    nearest = min((math.hypot(a.x - b.x, a.y - b.y) for a, b in itertools.combinations(made.nodes, 2)), default=999)
    assert nearest >= 38  # two circles of 18, and a gap


def test_the_same_map_is_drawn_the_same() -> None:
    assert a_map(60) == a_map(60)


@given(st.integers(1, 20))
def test_a_new_part_moves_no_other(count: int) -> None:
    """Relative to the middle: the frame may grow, and exiles' rings may push the protectors' out, every seventh."""
    before, after = a_map(count), a_map(count + 1)
    if before.rings == after.rings:
        shift = (after.size - before.size) / 2
        for old, new in zip(before.nodes, after.nodes, strict=False):
            assert (new.x - shift, new.y - shift) == pytest.approx((old.x, old.y), abs=0.2)


def test_a_part_that_protects_itself_and_a_circle_are_drawn() -> None:
    ties = [("0", "protects", "0"), ("0", "protects", "1"), ("1", "protects", "0"), ("0", "polarised", "gone")]
    made = parts_map(some_parts(2), ties, title="t", description="d")
    assert [edge.kind for edge in made.edges] == ["protects"] * 3
    assert len({edge.d for edge in made.edges}) == 3


@given(st.integers(0, 200))
def test_places_are_spread_and_never_the_same(number: int) -> None:
    places = [spread(n) for n in range(number + 1)]
    assert len(set(places)) == len(places)
    assert all(0 < place < 1 for place in places)


@given(st.text(max_size=400))
def test_texts_are_cut_to_their_box(text: str) -> None:
    lines = wrap_text(text, 24, 2)
    assert len(lines) <= 2
    assert all(len(line) <= 24 for line in lines)


@given(st.lists(st.tuples(st.sampled_from(["parent", "child", "coping", "healthy"]), st.integers(0, 10)), max_size=60))
def test_modes_stay_inside(modes: list[tuple[str, int]]) -> None:
    rows = [(f"mode {n}", kind, now, None) for n, (kind, now) in enumerate(modes)]
    made = mode_map(rows, title="t", description="d", names=("a", "b", "c"))
    for shape in made.shapes:
        assert 0 < shape.x < made.width
        assert 0 < shape.y < made.height
    if made.healthy:
        assert made.healthy.size_now <= made.height


def test_a_ledger_marks_the_days_and_leaves_out_what_was_not_said() -> None:
    made = ledger([("1 Jan", 0, 8, 2), ("1 Jan", 4, 5, None), ("8 Jan", 0, None, 6)], title="t", description="d")
    assert (len(made.sud), len(made.voc), len(made.cuts)) == (2, 2, 1)
    assert made.rows[1] == ("1 Jan", "4", "5", "–")


def test_the_window_lies_in_the_middle() -> None:
    made = activation(
        [(0, "S", "still", 2, "under"), (30, "A", "anger", 9, "over")],
        title="t",
        description="d",
        bands=("o", "w", "u"),
    )
    over, window, under = made.bands
    assert over.y < window.y < under.y
    assert made.marks[0].y > made.marks[1].y
