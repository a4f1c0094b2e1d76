"""The activation curve: the chosen state decides the band, words stand whole, nothing lies over anything else."""

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from clinic.core.maps import text_width
from interventions.modalities.se.maps import LEFT, Activation, Moment, activation

STATES = {"hypo": "under the window", "window": "in the window", "hyper": "over the window"}
WORDS = st.text("abcdefghij klmMW äß", max_size=200).map(str.strip)
STATE = st.sampled_from(sorted(STATES))
MOMENTS = st.lists(
    st.tuples(st.integers(0, 240), st.sampled_from("SIBAM"), WORDS, st.integers(0, 10), STATE), max_size=40
).map(lambda rows: [(*row, STATES[row[4]]) for row in sorted(rows, key=lambda row: row[0])])
WINDOWS = st.tuples(st.integers(0, 9), st.integers(1, 10)).filter(lambda window: window[0] < window[1])


def drawn(moments: list[Moment], window: tuple[int, int] = (3, 7)) -> Activation:
    return activation(moments, title="t", description="d", bands=("over", "window", "under"), window=window)


@given(MOMENTS, WINDOWS)
def test_a_moment_lies_in_the_band_of_the_state_that_was_chosen(moments: list[Moment], window: tuple[int, int]) -> None:
    made = drawn(moments, window)
    bands = {band.kind: band for band in made.bands}
    for mark, moment in zip(made.marks, moments, strict=True):
        band = bands[moment[4]]
        assert band.y + 9 <= mark.y <= band.y + band.height - 9
    over, middle, under = made.bands
    assert over.y < middle.y < under.y
    assert all(band.height >= 18 for band in made.bands)


@given(MOMENTS, WINDOWS)
def test_in_one_band_more_activation_is_never_drawn_lower(moments: list[Moment], window: tuple[int, int]) -> None:
    made = drawn(moments, window)
    for state in STATES:
        both = zip(made.marks, moments, strict=True)
        own = sorted((moment[3], mark.y) for mark, moment in both if moment[4] == state)
        assert all(low[1] >= high[1] for low, high in pairwise(own) if low[0] < high[0])


@given(MOMENTS)
def test_no_mark_lies_over_another_and_time_runs_from_left_to_right(moments: list[Moment]) -> None:
    made = drawn(moments)
    assert all(b.x - a.x >= 22 for a, b in pairwise(made.marks))
    assert all(LEFT <= mark.x <= made.width - 20 for mark in made.marks)


@given(MOMENTS)
def test_every_word_is_there_and_no_text_lies_over_another_or_outside(moments: list[Moment]) -> None:
    made = drawn(moments)
    said = "".join("".join(f"{m[0]}′{m[1]}{m[3]}{m[2]}".split()) for m in moments)
    assert "".join("".join(line.text.split()) for line in made.legend) == said
    boxes = [(x - text_width(str(n)) / 2, 252.0, x + text_width(str(n)) / 2, 265.0) for n, x in made.minutes]
    boxes += [(line.x, line.y - 10, line.x + text_width(line.text), line.y + 3) for line in made.legend]
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert top >= 244
        assert right <= made.width
        assert bottom <= made.height
    for a, b in combinations(boxes, 2):
        assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]), (a, b)


def test_a_number_outside_the_chosen_states_band_is_marked() -> None:
    made = drawn([(5, "S", "numb", 9, "hypo", "under"), (6, "A", "fear", 9, "hyper", "over")])
    assert [mark.moved for mark in made.marks] == [True, False]
