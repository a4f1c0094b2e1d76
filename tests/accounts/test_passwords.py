"""Choosing a password by a mailed link: who gets one, what it opens, and what it does not."""

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from clinic.accounts import signin
from clinic.accounts.actions import sign_in_link
from clinic.accounts.tasks import mail_link
from clinic.core import outbox
from clinic.core.mail import compose
from clinic.core.models import Message, Practice, Staff
from tests.factories import PASSWORD, a_client, a_practice, a_staff, inside, portal_user
from tests.totp import code_of
from tests.web import pages, text

pytestmark = pytest.mark.django_db
NEW = "slow water over stones"
PATH = "/account/password/reset/"


def choose(staff: Staff, browser: Any = None) -> Any:
    """Chooses a password by a link; the answer to the form."""
    browser = browser or pages()
    form = browser.get(sign_in_link(staff.user).split("8000", 1)[1])["Location"]
    return browser.post(form, {"password1": NEW, "password2": NEW})


def test_who_asks_is_answered_without_looking_for_the_account(monkeypatch: pytest.MonkeyPatch) -> None:
    staff = a_staff(a_practice())
    asked: list[tuple[str, ...]] = []

    def ask(task: str, args: list[str]) -> bool:
        asked.append((task, *args))
        return True

    monkeypatch.setattr(outbox, "ask_worker", ask)
    statements = {}
    for address in (staff.user.email, "nobody@example.org"):
        with CaptureQueriesContext(
            connection,
        ) as found:
            answer = pages().post(PATH, {"email": address.upper()})
        assert answer["Location"] == f"{PATH}done/"
        statements[address] = [re.sub(r"'.*?'", "", one["sql"]) for one in found]
        assert not [one for one in statements[address] if "core_user" in one or "account_emailaddress" in one]
    assert statements[staff.user.email] == statements["nobody@example.org"]
    assert asked == [("accounts.mail_link", staff.user.email), ("accounts.mail_link", "nobody@example.org")]


def test_without_the_broker_the_mail_is_queued_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    staff = a_staff(a_practice())
    monkeypatch.setattr(outbox, "ask_worker", lambda *_, **__: False)
    pages().post(PATH, {"email": staff.user.email})
    with inside(staff.practice):
        assert Message.objects.get().to_address == staff.user.email


def test_the_mail_is_the_practices_and_its_link_the_sites(settings: Settings) -> None:
    settings.SITE_URL = "https://harbour.example"
    practice = a_practice()
    staff = a_staff(practice)
    mail_link(staff.user.email)
    mail_link(staff.user.email)  # pressed twice
    mail_link("nobody@example.org")
    with inside(practice):
        sent = compose(Message.objects.get())
    assert sent.from_email.startswith(practice.sender_name)
    assert practice.sender_name in str(sent.body)
    assert sent.subject == "Choose a new password"
    assert re.findall(r"https?://[^/]+", str(sent.body)) == ["https://harbour.example"]


def test_who_chose_a_password_is_signed_in() -> None:
    staff = a_staff(a_practice())
    client = portal_user(a_client(staff))
    browser = pages()
    assert choose(staff, browser)["Location"] == "/"
    assert "Your password is saved" in text(browser.get("/"))
    mine = pages()
    form = mine.get(sign_in_link(client).split("8000", 1)[1])["Location"]
    assert mine.post(form, {"password1": NEW, "password2": NEW}, follow=True).redirect_chain[-1][0] == "/my/"


def test_never_past_a_second_factor_that_is_set_up_or_required(settings: Settings) -> None:
    practice = a_practice()
    staff, secret = a_staff(practice), generate_totp_secret()
    TOTP.activate(staff.user, secret)
    browser = pages()
    assert choose(staff, browser)["Location"].startswith("/account/second-factor/authenticate/")
    assert SESSION_KEY not in browser.session
    assert browser.get("/")["Location"].startswith("/account/login/")
    assert browser.post("/account/second-factor/authenticate/", {"code": code_of(secret)})["Location"] == "/"
    assert browser.get("/").status_code == 200
    settings.STAFF_MFA_REQUIRED = True
    other = pages()
    choose(a_staff(practice), other)
    assert other.get("/")["Location"] == "/account/second-factor/"


def test_somebody_elses_session_does_not_go_on_in_the_other_ones_name() -> None:
    practice = a_practice()
    browser = pages(a_staff(practice, email="first@example.org"))
    second = a_staff(practice)
    choose(second, browser)
    assert browser.session[SESSION_KEY] == str(second.user_id)


def test_a_link_that_was_used_is_said_to_be_and_a_new_one_offered() -> None:
    staff = a_staff(a_practice())
    link = sign_in_link(staff.user).split("8000", 1)[1]
    choose(staff)
    for path in (link, re.sub(r"key/.*", "key/0-0-0/", link), re.sub(r"-[^-]+-", "-1-", link)):
        page = text(pages().get(path))
        assert "This link no longer works" in page
        assert re.search(rf'<a class="btn primary" href="{PATH}">', page)


def test_the_pages_name_the_practice() -> None:
    practice = a_practice()
    staff = a_staff(practice)
    browser = pages()
    form = browser.get(sign_in_link(staff.user).split("8000", 1)[1])["Location"]
    for page in (browser.get(form), pages().get(PATH), pages().get("/account/login/")):
        assert f'class="house">{practice.sender_name}<' in text(page)
    assert f'value="{staff.user.email}" autocomplete="username"' in text(browser.get(form))
    other = Practice.objects.create(name="Second", sender_name="Second House")
    assert "house" not in text(pages().get(PATH))  # whose, nobody can tell
    assert 'class="house"' in text(browser.get(form))
    assert other.sender_name not in text(browser.get(form))


def test_a_password_that_is_too_easy_is_refused_at_its_field_and_the_link_stays_good() -> None:
    staff = a_staff(a_practice())
    browser = pages()
    form = browser.get(sign_in_link(staff.user).split("8000", 1)[1])["Location"]
    for first, second in (("short", "short"), (NEW, PASSWORD), ("", "")):
        assert 'class="errorlist"' in text(browser.post(form, {"password1": first, "password2": second}))
    assert browser.post(form, {"password1": NEW, "password2": NEW})["Location"] == "/"
    assert signin.membership_of(staff.user)


@pytest.mark.parametrize(
    "word", ["Securebase-2026!", "therapist 2026 admin", "HARBOUR-house1234", "password password", "quiet harbour 1"]
)
def test_a_password_of_names_that_others_would_try_is_refused(word: str) -> None:
    user = a_staff(a_practice(name="Quiet Harbour House")).user
    with pytest.raises(ValidationError, match="easy to guess"):
        validate_password(word, user)


@pytest.mark.parametrize("word", ["correct harbour battery", "4839201746581", "  wide spaces  ", "ünïcödé ☂ 数字 ok"])
def test_any_other_password_is_taken_of_whatever_characters(word: str) -> None:
    validate_password(word, a_staff(a_practice(name="Quiet Harbour House")).user)


def test_a_password_is_kept_as_it_was_typed_to_its_last_character() -> None:
    long = " " + "ünd ☂ " * 20 + "End "  # 125 characters, with spaces at both ends
    staff = a_staff(a_practice())
    browser = pages()
    form = browser.get(sign_in_link(staff.user).split("8000", 1)[1])["Location"]
    assert browser.post(form, {"password1": long, "password2": long})["Location"] == "/"
    for other in (long[:-1], long.strip(), long.lower(), long[:72]):
        assert pages().post("/account/login/", {"login": staff.user.email, "password": other}).status_code == 200
    assert pages().post("/account/login/", {"login": staff.user.email, "password": long})["Location"] == "/"
