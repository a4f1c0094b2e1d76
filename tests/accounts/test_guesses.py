"""Failed tries are counted by address and network: a stranger locks nobody out, and nobody an office."""

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client as Browser
from django.test import RequestFactory
from pytest_django import Settings
from redis.exceptions import ConnectionError as NoCache

from clinic.accounts import guesses, known, mails
from clinic.core import outbox
from clinic.core.models import Message
from tests.factories import PASSWORD, a_client, a_practice, a_staff, inside, portal_user
from tests.web import Api, pages

pytestmark = pytest.mark.django_db
HERE, ELSEWHERE = "198.51.100.7", "203.0.113.9"
WRONG = "not this one"


@pytest.fixture(autouse=True)
def _behind_a_proxy(settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1


def _try(address: str, password: str = WRONG, source: str = HERE, browser: Browser | None = None) -> Any:
    headers = {"X-Forwarded-For": f"192.0.2.1, {source}"}  # what the sender wrote before it counts for nothing
    sign_in = {"login": address, "password": password}
    return (browser or pages()).post("/account/login/", sign_in, headers=headers)


def _token(address: str, password: str = WRONG, source: str = HERE, **more: str) -> Any:
    body = {"email": address, "password": password, **more}
    return Api().post("auth/token/", body, HTTP_X_FORWARDED_FOR=source)


def test_a_stranger_locks_out_themselves_and_nobody_else() -> None:
    client = portal_user(a_client(a_staff(a_practice())))
    answers = [_try(client.email) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 300
    assert client.email in answers[-1].content.decode()  # nothing typed is lost
    assert _try(client.email, PASSWORD).status_code == 429
    assert _try(client.email, PASSWORD, "198.51.100.200").status_code == 429  # the same network
    assert _try(client.email, PASSWORD, ELSEWHERE)["Location"] == "/"


def test_one_person_does_not_lock_the_office_out() -> None:
    practice = a_practice()
    forgetful, colleague = a_staff(practice), a_staff(practice)
    for _ in range(8):
        _try(forgetful.user.email)
    assert _try(colleague.user.email, PASSWORD)["Location"] == "/"


def test_the_wide_limits_hold_over_networks_and_addresses(settings: Settings) -> None:
    settings.SIGN_IN_TRIES_ACCOUNT, settings.SIGN_IN_TRIES_SOURCE = 4, 3
    staff = a_staff(a_practice())
    answers = [_try(staff.user.email, source=f"203.0.{network}.1") for network in range(5)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [429]
    assert int(answers[-1]["Retry-After"]) > 300
    answers = [_try(f"somebody{number}@example.org") for number in range(4)]
    assert [answer.status_code for answer in answers] == [200] * 3 + [429]


def test_a_known_device_stays_open_and_has_no_endless_guesses(settings: Settings) -> None:
    settings.SIGN_IN_TRIES_ACCOUNT = 4
    staff, browser = a_staff(a_practice()), pages()
    _try(staff.user.email, PASSWORD, browser=browser)
    browser.cookies.pop("sessionid" if "sessionid" in browser.cookies else settings.SESSION_COOKIE_NAME)
    for network in range(6):
        _try(staff.user.email, source=f"203.0.{network}.1")
    assert _try(staff.user.email, PASSWORD, ELSEWHERE).status_code == 429
    answers = [_try(staff.user.email, browser=browser) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    cache.clear()
    for network in range(6):
        _try(staff.user.email, source=f"203.0.{network}.1")
    assert _try(staff.user.email, PASSWORD, browser=browser)["Location"] == "/"


def test_a_cookie_of_ones_own_making_or_of_another_account_makes_nothing_known(settings: Settings) -> None:
    practice, browser = a_practice(), pages()
    staff, other = a_staff(practice), a_staff(practice)
    _try(other.user.email, PASSWORD, ELSEWHERE, browser)
    cookie = browser.cookies[known.KNOWN].value
    assert other.user.email not in cookie
    for forged in (cookie, cookie[:-2] + "xx", "{}", ""):
        cache.clear()
        answers = []
        for number in range(6):
            stranger = pages()
            stranger.cookies[known.KNOWN] = forged
            answers.append(_try(staff.user.email, source=f"203.0.113.{number}", browser=stranger).status_code)
        assert answers == [200] * 5 + [429]


def test_the_answer_is_the_same_for_an_address_that_nobody_has() -> None:
    staff = a_staff(a_practice())
    for ask in (_try, _token):
        known = [ask(staff.user.email) for _ in range(6)][-1]
        unknown = [ask("nobody@example.org", source=ELSEWHERE) for _ in range(6)][-1]
        assert known.status_code == unknown.status_code == 429
        assert int(known["Retry-After"]) - int(unknown["Retry-After"]) in {-1, 0, 1}
        shown = [re.sub(r"value=\"[^\"]*\"|\d+ seconds", "", answer.content.decode()) for answer in (known, unknown)]
        assert shown[0].replace(staff.user.email, "") == shown[1].replace("nobody@example.org", "")


def test_a_right_password_takes_nothing_back_but_itself() -> None:
    staff = a_staff(a_practice())
    for _ in range(4):
        assert _token(staff.user.email).status_code == 401
        assert _token(staff.user.email, PASSWORD).status_code == 200
    assert _token(staff.user.email).status_code == 401
    refused = _token(staff.user.email, PASSWORD)
    assert refused.status_code == 429
    assert 0 < int(refused["Retry-After"]) <= 300


def test_codes_are_counted_apart_from_passwords() -> None:
    staff = a_staff(a_practice())
    TOTP.activate(staff.user, generate_totp_secret())
    browser = pages()
    _try(staff.user.email, PASSWORD, browser=browser)
    headers = {"X-Forwarded-For": HERE}
    page = "/account/second-factor/authenticate/"
    answers = [browser.post(page, {"code": "000000"}, headers=headers) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert int(answers[-1]["Retry-After"]) > 0
    assert _token(staff.user.email, PASSWORD, otp="000000").status_code == 429
    assert _token(staff.user.email, PASSWORD, ELSEWHERE, otp="000000").status_code == 401


def test_mailed_links_are_counted_too_and_a_new_password_opens_the_account_again(settings: Settings) -> None:
    settings.SIGN_IN_TRIES_ACCOUNT = 4
    staff = a_staff(a_practice())
    for address in (staff.user.email, "nobody@example.org"):
        asked = [
            pages().post("/account/password/reset/", {"email": address}, headers={"X-Forwarded-For": HERE})
            for _ in range(5)
        ]
        assert [answer.status_code for answer in asked] == [302] * 4 + [429]
        assert int(asked[-1]["Retry-After"]) > 0
    for network in range(5):
        _try(staff.user.email, source=f"203.0.{network}.1")
    assert _try(staff.user.email, PASSWORD, ELSEWHERE).status_code == 429
    guesses.forgive_on_reset(RequestFactory().get("/"), staff.user)
    assert _try(staff.user.email, PASSWORD, "192.0.2.77")["Location"] == "/"


@pytest.mark.parametrize(
    ("address", "source"),
    [
        ("198.51.100.7", "198.51.100.0/24"),
        ("::ffff:198.51.100.7", "198.51.100.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
    ],
)
def test_a_source_is_the_network_of_one_line(address: str, source: str) -> None:
    request = RequestFactory().get("/", headers={"X-Forwarded-For": address})
    assert guesses.source_of(request) == source


def test_the_owner_is_told_once_a_day_also_without_a_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "ask_worker", lambda *_, **__: False)
    practice = a_practice()
    staff, told = a_staff(practice), []
    for network in range(25):
        _try(staff.user.email, source=f"203.0.{network}.1")
        with inside(practice):
            told.append(Message.objects.filter(kind=Message.Kind.SECURITY).count())
    assert told == [0] * 19 + [1] * 6
    with inside(practice):
        mail = Message.objects.get(kind=Message.Kind.SECURITY)
    assert (mail.to_address, mail.recipient_id, mail.state) == (staff.user.email, staff.user_id, "queued")


def test_the_mail_about_failures_is_written_after_the_answer(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the time of the answer nor an error says whether anybody has the address."""
    written: list[str] = []

    def write(address: str, _queue: object) -> None:
        written.append(address)
        raise DatabaseError("away")

    monkeypatch.setattr(mails, "mail_to", write)
    request, response = RequestFactory().get("/"), HttpResponse()
    request.failed_often = "nobody@example.org"  # type: ignore[attr-defined]
    answer = guesses.GuessMiddleware(lambda _: response)(request)
    assert written == []
    answer.close()
    assert (written, answer.closed) == (["nobody@example.org"], True)
    assert "could not be queued" in caplog.text


def test_failures_for_an_address_that_nobody_has_write_nothing() -> None:
    for network in range(22):
        assert _try("nobody@example.org", source=f"203.0.{network}.1").status_code == 200
    a_practice()
    mails.mail_to("nobody@example.org", mails.tell_of_failures)


def test_without_the_cache_nothing_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> bool:
        raise NoCache("away")

    staff = a_staff(a_practice())
    monkeypatch.setattr(cache, "add", away, raising=False)
    answer = _token(staff.user.email, PASSWORD)
    assert (answer.status_code, answer["Retry-After"]) == (429, "60")


def test_a_password_is_set_by_a_mailed_link_also_without_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> bool:
        raise NoCache("away")

    monkeypatch.setattr(cache, "delete_many", away, raising=False)
    guesses.forgive_on_reset(RequestFactory().get("/"), a_staff(a_practice()).user)


def test_codes_of_a_confirmation_are_counted_too() -> None:
    staff = a_staff(a_practice())
    TOTP.activate(staff.user, generate_totp_secret())
    browser, headers = pages(staff), {"X-Forwarded-For": HERE}
    page = "/account/second-factor/reauthenticate/"
    answers = [browser.post(page, {"code": "000000"}, headers=headers) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
