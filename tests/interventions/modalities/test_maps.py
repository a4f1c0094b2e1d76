"""The modalities' pictures: inside the frame, and nothing cut."""

from hypothesis import given
from hypothesis import strategies as st

from clinic.core.maps import spread, text_width, wrap_text, wrap_whole


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
