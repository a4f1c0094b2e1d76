"""Keys of drafts: of one person on one device, given out again to them alone, gone when they sign out."""

import base64
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from clinic.accounts import actions as accounts
from clinic.accounts import drafts
from clinic.accounts.tasks import housekeeping
from clinic.core.models import DraftKey, Staff, User
from tests.factories import PASSWORD, a_client, a_practice, a_staff, portal_user
from tests.web import pages

pytestmark = pytest.mark.django_db
PATH = "/account/draft-key/"


def a_key(browser: Browser) -> dict[str, Any]:
    had_mark = drafts.DEVICE in browser.cookies
    answer = browser.get(PATH)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    found: dict[str, Any] = answer.json()
    # Only a browser that had no mark is told that what lies in it is unreadable.
    assert found.pop("first") is not had_mark
    return found


def sign_in(browser: Browser, user: User) -> None:
    browser.cookies.pop("sessionid", None)
    answer = browser.post("/account/login/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content


@pytest.fixture
def staff() -> Staff:
    return a_staff(a_practice())


def test_the_key_comes_back_to_the_same_person_on_the_same_device_after_the_session_ended(staff: Staff) -> None:
    browser = pages(staff)
    first = a_key(browser)
    assert len(base64.b64decode(first["key"])) == 32
    assert a_key(browser) == first
    cookie = browser.cookies[drafts.DEVICE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    with time_machine.travel(timezone.now() + timedelta(hours=2)):  # idle, and signed out by that
        assert browser.get(PATH).status_code in {302, 401}
        assert browser.get(PATH).status_code == 401
        sign_in(browser, staff.user)
        assert a_key(browser) == first
    assert a_key(pages(staff)) != first  # another device


def test_another_person_on_the_device_has_another_key_and_takes_none(staff: Staff) -> None:
    browser = pages(staff)
    first, other = a_key(browser), a_staff(staff.practice)
    browser.cookies.pop("sessionid")
    sign_in(browser, other.user)
    theirs = a_key(browser)
    assert theirs["key"] != first["key"]
    browser.post("/account/logout/")  # of theirs alone
    sign_in(browser, staff.user)
    assert a_key(browser) == first


def test_a_deliberate_sign_out_deletes_the_key_and_tells_the_browser(staff: Staff) -> None:
    browser = pages(staff)
    first = a_key(browser)
    answer = browser.post("/account/logout/")
    assert f"drop-{first['owner']}" in answer.cookies
    assert not DraftKey.objects.exists()
    sign_in(browser, staff.user)
    assert a_key(browser)["key"] != first["key"]


def test_who_presses_sign_out_after_the_session_ended_is_taken_at_their_word(staff: Staff) -> None:
    browser = pages(staff)
    browser.get("/")
    first = a_key(browser)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        browser.post("/account/logout/")  # idle by now
        assert not DraftKey.objects.exists()
        sign_in(browser, staff.user)
        second = a_key(browser)
        browser.cookies.pop("sessionid")
        stranger = Browser()
        for owner in (second["owner"], first["owner"], "", "x"):
            stranger.post("/account/logout/", {"_owner": owner})  # not of this device
        assert DraftKey.objects.count() == 1
        browser.post("/account/logout/", {"_owner": second["owner"]})
        assert not DraftKey.objects.exists()


def test_the_end_of_access_and_a_password_set_by_a_link_delete_all_keys(staff: Staff) -> None:
    for _device in range(2):
        a_key(pages(staff))
    a_key(pages(portal_user(a_client(staff))))
    accounts.end_access(staff.user)
    assert DraftKey.objects.count() == 1  # the client's
    a_key(pages(staff))
    link = accounts.sign_in_link(staff.user).split("/", 3)[3]
    browser = Browser()
    page = browser.get(f"/{link}", follow=True)
    browser.post(page.redirect_chain[-1][0], {"password1": "a-new-long-password", "password2": "a-new-long-password"})
    staff.user.refresh_from_db()
    assert staff.user.check_password("a-new-long-password")
    assert DraftKey.objects.count() == 1


def test_a_key_that_nobody_used_for_thirty_days_is_gone(staff: Staff) -> None:
    browser = pages(staff)
    first = a_key(browser)
    with time_machine.travel(timezone.now() + timedelta(days=29)):
        sign_in(browser, staff.user)
        assert a_key(browser) == first  # and lives on
    with time_machine.travel(timezone.now() + timedelta(days=58)):
        housekeeping()
        assert DraftKey.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(days=60)):
        sign_in(browser, staff.user)
        assert a_key(browser) != first
        housekeeping()
        assert DraftKey.objects.count() == 1


def test_a_form_is_called_saved_when_it_was_and_not_before(staff: Staff) -> None:
    browser, draft = pages(staff), "ab" * 32
    assert f"saved-{draft}" not in browser.post("/clients/new/", {"name": "", "_draft": draft}).cookies
    assert f"saved-{draft}" not in Browser().post("/clients/new/", {"name": "Mia", "_draft": draft}).cookies
    assert f"saved-{draft}" in browser.post("/clients/new/", {"name": "Mia", "_draft": draft}).cookies
    for wrong in ("x", "ab" * 31, "../" * 20, "a=b; Path=/" + "a" * 53):
        assert not browser.post("/clients/new/", {"name": "Mia", "_draft": wrong}).cookies.keys() & {f"saved-{wrong}"}


def test_pages_name_the_key_to_people_who_are_signed_in_only(staff: Staff) -> None:
    assert f'data-draft-key="{PATH}"' in pages(staff).get("/").content.decode()
    assert "data-draft-key" not in Browser().get("/account/login/").content.decode()
