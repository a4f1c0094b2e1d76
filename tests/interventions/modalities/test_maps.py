"""The modalities' pictures: inside the frame, and nothing cut."""

from hypothesis import given
from hypothesis import strategies as st

from clinic.core.maps import spread, text_width, wrap_text, wrap_whole
from interventions.modalities.emdr.maps import ledger


@given(st.integers(0, 200))
def test_places_are_spread_and_never_the_same(number: int) -> None:
    places = [spread(n) for n in range(number + 1)]
    assert len(set(places)) == len(places)
    assert all(0 < place < 1 for place in places)


@given(st.text(max_size=400), st.integers(20, 300))
def test_whole_texts_are_wrapped_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrap_whole(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line) <= width or len(line) == 1 for line in lines)


@given(st.text(max_size=400))
def test_texts_are_cut_to_their_box(text: str) -> None:
    lines = wrap_text(text, 24, 2)
    assert len(lines) <= 2
    assert all(len(line) <= 24 for line in lines)


def test_a_ledger_marks_the_days_and_leaves_out_what_was_not_said() -> None:
    made = ledger([("1 Jan", 0, 8, 2), ("1 Jan", 4, 5, None), ("8 Jan", 0, None, 6)], title="t", description="d")
    assert (len(made.sud), len(made.voc), len(made.cuts)) == (2, 2, 1)
    assert made.rows[1] == ("1 Jan", "4", "5", "–")
