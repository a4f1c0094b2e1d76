"""What is logged of signing in: each try and each change, by ids and marks, with nobody's address."""

import logging
from collections.abc import Callable

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks

from clinic.accounts.known import mark_of
from tests.accounts.test_accounts import NEW, enrol
from tests.accounts.test_factors import CODE, with_factors
from tests.factories import PASSWORD, a_practice, a_staff
from tests.totp import code_of
from tests.web import pages

pytestmark = pytest.mark.django_db
Lines = Callable[[], list[str]]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Lines:
    """What was logged of signing in since the last question."""
    caplog.set_level(logging.INFO, "clinic.security")

    def found() -> list[str]:
        texts = [one.getMessage() for one in caplog.records if one.name == "clinic.security"]
        caplog.clear()
        return texts

    return found


def test_tries_that_fail_and_one_that_goes_through(lines: Lines) -> None:
    user = a_staff(a_practice()).user
    secret, _codes = with_factors(user)
    browser = pages()
    browser.post("/account/login/", {"login": user.email, "password": "not this one"})
    browser.post("/account/login/", {"login": user.email.upper(), "password": PASSWORD})
    browser.post(CODE, {"code": "000000"})
    browser.post(CODE, {"code": code_of(secret)})
    mark, who = mark_of(user.email), f"account {user.pk}"
    assert lines() == [
        f"password refused for the address {mark} from 127.0.0.0/24",
        f"{who}: totp refused from 127.0.0.0/24",
        f"{who} signed in by password+mfa from 127.0.0.0/24",
    ]
    browser.post("/account/logout/")
    assert lines() == [f"{who} signed out"]


def test_too_many_tries_and_an_address_that_nobody_has(lines: Lines) -> None:
    for _ in range(6):
        pages().post("/account/login/", {"login": "nobody@example.org", "password": "not this one"})
    found = lines()
    assert len(found) == 6
    assert (
        found[-1]
        == f"password, too many tries, refused for the address {mark_of('nobody@example.org')} from 127.0.0.0/24"
    )
    assert "nobody" not in "".join(found)


def test_programs_and_changed_credentials(
    lines: Lines, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    user = a_staff(a_practice()).user
    who = f"account {user.pk}"
    body = {"email": user.email, "password": PASSWORD}
    assert pages().post("/api/v1/auth/token/", body, content_type="application/json").status_code == 200
    assert lines() == [f"{who}: token made, scope of a sign-in"]
    browser = pages()
    browser.post("/account/login/", {"login": user.email, "password": PASSWORD})
    with django_capture_on_commit_callbacks(execute=True):
        assert enrol(browser, PASSWORD).status_code == 302
    assert f"{who}: second factor added" in lines()
    change = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert browser.post("/account/password/change/", change).status_code == 302
    assert f"{who}: password changed" in lines()
