"""Text from outside: one normal form, no invisible control characters; everything people write stays."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from clinic.core.text import plain


@pytest.mark.parametrize("value", ["a\x00b", "a\x07", "\x1b[31m", "a\u202eb", "\u202aabc", "a\x7f"])
def test_control_characters_are_named_and_refused(value: str) -> None:
    with pytest.raises(ValidationError, match=r"U\+"):
        plain(value)


@pytest.mark.parametrize("value", ["محمد", "שלום", "👩‍👩‍👧", "a\nb\tc", "Å", "<b>", "'; DROP TABLE"])
def test_what_people_write_stays(value: str) -> None:
    assert plain(value) == value


def test_decomposed_letters_are_put_together_and_spaces_around_go() -> None:
    assert plain("  Zoe\u0308 ") == "Zoë"


@given(st.text(alphabet=st.characters(exclude_categories=["Cc", "Cs"]), max_size=40))
def test_doing_it_twice_is_doing_it_once(value: str) -> None:
    try:
        once = plain(value)
    except ValidationError:
        return
    assert plain(once) == once
