"""Single keys: each person switches them off, or takes others (WCAG 2.2, criterion 2.1.4)."""

import re

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse

from clinic.workspace.shortcuts.keys import KEYS, own_keys_of
from tests.factories import a_practice, a_staff
from tests.web import Api, pages, read, text

pytestmark = pytest.mark.django_db
SHIPPED = {f"key-{number}": key for number, key in enumerate(KEYS)}


def test_every_key_that_a_page_answers_to_is_on_the_list() -> None:
    found = set()
    for part in ("clinic", "clients", "assessments", "interventions"):
        for page in (settings.BASE_DIR / part).rglob("*.html"):
            found |= set(re.findall(r'data-key="([^"{]+)"', page.read_text()))
    assert found <= set(KEYS)
    assert len(found) > 10


def test_keys_are_the_persons_own_and_come_with_every_page() -> None:
    practice = a_practice()
    mine, other = pages(a_staff(practice)), pages(a_staff(practice))
    changed = {**SHIPPED, f"key-{KEYS.index('r')}": "q", "single_keys": "on"}
    assert mine.post(reverse("shortcuts:keys"), changed).status_code == 302
    assert 'data-own-keys="{&quot;r&quot;: &quot;q&quot;}"' in text(mine.get("/"))
    assert "data-own-keys" not in text(other.get("/"))


def test_switched_off_every_page_says_so_and_back_as_shipped() -> None:
    browser = pages(a_staff(a_practice()))
    browser.post(reverse("shortcuts:keys"), {**SHIPPED, f"key-{KEYS.index('r')}": "q"})
    assert "data-keys-off" in text(browser.get("/"))
    browser.post(reverse("shortcuts:keys"), {**SHIPPED, "shipped": "1"})
    page = text(browser.get("/"))
    assert "data-keys-off" not in page
    assert "data-own-keys" not in page


@pytest.mark.parametrize(
    ("given", "at", "says"),
    [
        ({"r": "b"}, {"r", "b"}, "Used twice"),
        ({"r": ""}, {"r"}, "One character"),
        ({"r": " "}, {"r"}, "One character"),
        ({"r": "ab"}, {"r"}, "One character"),
        ({"r": "\x07"}, {"r"}, "One character"),
        ({"r": "5"}, {"r"}, "Digits"),
        ({"Q": "x"}, {"Q"}, "no such key"),
    ],
)
def test_what_is_no_key_is_said_beside_it(given: dict[str, str], at: set[str], says: str) -> None:
    with pytest.raises(ValidationError) as refused:
        own_keys_of(given)
    assert set(refused.value.message_dict) == at
    assert says in str(refused.value)


def test_two_keys_can_change_places() -> None:
    assert own_keys_of({"r": "b", "b": "r"}) == {"r": "b", "b": "r"}


def test_a_refused_page_keeps_what_was_typed_and_saves_nothing() -> None:
    staff = a_staff(a_practice())
    sent = {**SHIPPED, f"key-{KEYS.index('r')}": "b", "single_keys": "on"}
    page = text(pages(staff).post(reverse("shortcuts:keys"), sent))
    assert page.count("Used twice") == 2
    assert 'value="b"' in page
    staff.user.refresh_from_db()
    assert staff.user.own_keys == {}


def test_the_api_gives_and_takes_them() -> None:
    staff = a_staff(a_practice())
    api = Api(staff)
    assert read(api.get("shortcuts/")) == {"single_keys": True, "keys": {key: key for key in KEYS}}
    assert api.post("shortcuts/", {"single_keys": False, "keys": {"/": "s"}}).status_code == 200
    assert read(api.get("shortcuts/"))["keys"]["/"] == "s"
    refused = api.post("shortcuts/", {"single_keys": True, "keys": {"/": "7", "zz": "y"}})
    assert refused.status_code == 400
    assert set(read(refused)["keys"]) == {"/", "zz"}
    assert api.post("shortcuts/", {"single_keys": True, "keys": ["r"]}).status_code == 400
    assert read(api.get("shortcuts/"))["single_keys"] is False
