"""Text from outside: one normal form, cleaned where it was pasted; refused where it cannot be shown."""

from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from rest_framework import serializers

from clients.models import Client
from clinic.core.access import Role
from clinic.core.api import PlainField
from clinic.core.fields import PlainText
from clinic.core.models import Practice, Staff
from clinic.core.text import clean_text, collect_errors, plain, shown_length
from tests.factories import a_practice, a_staff, inside
from tests.web import Api, pages

# Zero width, Hangul fillers, marks alone, empty Braille, no-break and ideographic spaces, direction marks, variation
# selectors, tags, a byte order mark, a soft hyphen, a grapheme joiner, an object's placeholder.
NOTHING = [
    "\u200b",
    "\u3164",
    "\u0301",
    "\uffa0",
    "\u115f\u1160",
    "\u2800\u2800",
    "\u00a0",
    "\u3000",
    "\u200e\u200f",
    "\u2066\u2069",
    "\ufe0f",
    "\U000e0041",
    "\ufeff",
    "\u00ad",
    "\u034f",
    "\u0301\u0308",
    "\u061c",
    "\ufffc",
    "\u200d\u200c",
    "\U000e0100",
    " \u200b \u0301 ",
    "\u2065",
    "\u180e",
    "\t\n",
    "\u20dd",
]
BREAKS = ["\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\r", "\r\n", "\n"]


@pytest.mark.parametrize(
    "value", ["a\x00b", "a\x07", "\x1b[31m", "a\u202eb", "\u202aabc", "a\x7f", "a\ud800b", "\ufffe", "\U0001ffff"]
)
def test_what_cannot_be_shown_is_named_and_refused(value: str) -> None:
    with pytest.raises(ValidationError, match=r"U\+"):
        plain(value)


def test_the_refusal_says_after_which_words() -> None:
    with pytest.raises(ValidationError, match=r"U\+0007.* after “He slept badly”"):
        plain("He slept badly \x07 and")


@pytest.mark.parametrize("value", ["محمد", "שלום", "👩‍👩‍👧", "a\nb\tc", "Å", "<b>", "'; DROP TABLE", "🫩", "क्षि", "-"])
def test_what_people_write_stays(value: str) -> None:
    assert plain(value) == value


def test_decomposed_letters_are_put_together_and_spaces_around_go() -> None:
    assert plain("  Zoe\u0308 ") == "Zoë"


@pytest.mark.parametrize("found", BREAKS)
def test_breaks_from_slides_and_documents_are_line_breaks_and_spaces_in_one_line(found: str) -> None:
    assert plain(f"one{found}two") == "one\ntwo"
    assert plain(f"one{found}two", lines=False) == "one two"


def test_quotes_that_were_decoded_wrongly_and_hyphens_of_word_processors_come_right() -> None:
    assert plain("It\x92s \x93so\x94 \ufeffco\x1fop") == "It’s “so” coop"
    assert plain("well\x1eknown") == "well\u2011known"
    assert plain("An\u200bna\u00ad", lines=False) == "Anna"


@pytest.mark.parametrize("value", NOTHING)
def test_a_text_that_shows_nothing_is_empty(value: str) -> None:
    assert plain(value) == ""
    assert shown_length(value) == 0
    with pytest.raises(ValidationError) as refused:
        clean_text(f"ab{value}", "name", 100)
    assert refused.value.message_dict == {"name": ["From 3 to 100 characters."]}


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40), st.booleans())
def test_doing_it_twice_is_doing_it_once(value: str, lines: bool) -> None:
    try:
        once = plain(value, lines=lines)
    except ValidationError:
        return
    assert plain(once, lines=lines) == once
    assert lines or "\n" not in once


class OneLine(forms.Form):
    name = PlainText(max_length=20, min_length=2)
    about = PlainText(required=False, max_length=5, widget=forms.Textarea)


def test_a_form_cleans_before_it_counts() -> None:
    form = OneLine({"name": "Mia\x0bPark", "about": "\r\na\r\nb\r\nc"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"name": "Mia Park", "about": "a\nb\nc"}
    assert "required" in str(OneLine({"name": "\u200b"}).errors["name"])
    assert "at least 2" in str(OneLine({"name": "a\u0301"}).errors["name"])


class Body(serializers.Serializer[object]):
    name = PlainField(max_length=20, min_length=2, lines=False)
    steps = serializers.ListField(child=PlainField(), required=False)


def test_a_serializer_cleans_the_same_way_and_says_at_which_place() -> None:
    good = Body(data={"name": "Mia\u2028Park", "steps": ["a\x0bb"]})
    assert good.is_valid(), good.errors
    assert good.validated_data == {"name": "Mia Park", "steps": ["a\nb"]}
    bad = Body(data={"name": "\u3164", "steps": ["a", "b\x00"]})
    assert not bad.is_valid()
    assert "blank" in str(bad.errors["name"])
    assert list(bad.errors["steps"]) == [1]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["\u200b", "\u3164", "\u0301", "\u2800", "\U000e0041\u2066"])
def test_a_name_that_shows_nothing_is_refused_at_its_field_on_every_page_and_call(name: str) -> None:
    practice = a_practice()
    admin = a_staff(practice, Role.ADMIN, Role.THERAPIST)
    desk = pages(admin)
    new = desk.post("/clients/new/", {"name": name, "therapist": str(admin.pk)})
    assert new.status_code == 200
    assert "required" in str(new.context["form"].errors["name"])
    answer = Api(admin).post("clients/", {"name": name})
    assert (answer.status_code, list(answer.json())) == (400, ["name"])
    room = desk.post("/practice/rooms/", {"room": name})
    assert "required" in str(room.context["room_form"].errors["room"])
    staff = desk.post("/practice/staff/", {"name": name, "email": "new@example.org", "roles": ["therapist"]})
    assert "required" in str(staff.context["staff_form"].errors["name"])
    details = desk.post("/practice/details/", {"name": "Fine", "sender_name": name, "time_zone": "UTC"})
    assert "required" in str(details.context["details_form"].errors["sender_name"])
    with inside(practice):
        with pytest.raises(ValidationError) as caught:
            Practice(name="Fine", sender_name=name, time_zone="UTC").full_clean()
        assert list(caught.value.message_dict) == ["sender_name"]
        with pytest.raises(ValidationError):
            Staff(practice=practice, user=admin.user, name=name, roles=["admin"]).full_clean()


@pytest.mark.django_db
def test_a_pasted_line_break_in_a_name_becomes_a_space() -> None:
    staff = a_staff(a_practice())
    answer = Api(staff).post("clients/", {"name": "Ana\x0bMaria \u2028 Cruz"})
    assert answer.status_code == 201, answer.json()
    assert answer.json()["name"] == "Ana Maria Cruz"
    pages(staff).post("/clients/new/", {"name": "Zoe\u0308\x0bPark"})
    with inside(staff.practice):
        assert Client.objects.filter(name="Zoë Park").exists()


@pytest.mark.django_db
def test_half_a_character_in_json_is_refused_wherever_it_stands() -> None:
    staff = a_staff(a_practice())
    for body in (r'{"name": "a\ud800"}', r'{"\udfff": 1}', r'{"name": "x", "consents": ["\ud83d"]}', r'"\ud800"'):
        assert Api(staff).post("clients/", body).status_code == 400
    assert Api(staff).post("clients/", r'{"name": "\ud83d\ude00 Mia"}').status_code == 201


def test_a_check_of_text_says_its_limits_at_its_field() -> None:
    errors: dict[str, Any] = {}
    for name, text, options in (
        ("short", "ab", {}),
        ("long", "a" * 1001, {}),
        ("optional", "a" * 301, {"most": 300, "least": 0}),
        ("asked", "\u200b", {"message": ["One.", "Two."]}),
        ("hidden", "Anna\x00", {"least": 0}),
    ):
        with collect_errors(errors):
            clean_text(text, name, **options)
    assert list(errors) == ["short", "long", "optional", "asked", "hidden"]
    assert errors["short"] == errors["long"] == ["From 3 to 1,000 characters."]
    assert errors["optional"] == ["At most 300 characters."]
    assert errors["asked"] == ["One.", "Two."]
    assert "invisible control characters" in errors["hidden"][0]


def test_text_that_may_be_empty_is_cleaned_all_the_same() -> None:
    assert clean_text(" \u200b\u3164 ", "note", least=0) == ""
    assert clean_text(" a\r\nb ", "note", least=0) == "a\nb"
    assert clean_text(" a\r\nb ", "note", least=0, lines=False) == "a b"
