"""The way in, for people: the same answer for known and unknown, idle sessions, second factors, devices."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from tests.factories import PASSWORD, a_client, a_practice, a_staff, portal_user
from tests.web import pages

pytestmark = pytest.mark.django_db


def _without_tokens(answer: Any) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())


def test_a_person_signs_in_and_lands_where_they_belong() -> None:
    staff = a_staff(a_practice())
    answer = pages().post("/account/login/", {"login": staff.user.email.upper(), "password": PASSWORD})
    assert answer["Location"] == "/"
    client = portal_user(a_client(staff))
    answer = pages().post("/account/login/", {"login": client.email, "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == "/my/"


def test_a_wrong_password_and_an_unknown_address_look_the_same() -> None:
    staff = a_staff(a_practice())
    wrong = pages().post("/account/login/", {"login": staff.user.email, "password": "not this one"})
    stranger = "x" * (len(staff.user.email) - 12) + "@example.org"
    unknown = pages().post("/account/login/", {"login": stranger, "password": "not this one"})
    assert wrong.status_code == unknown.status_code == 200
    same = re.sub(r"x+@example\.org", staff.user.email, _without_tokens(unknown))
    assert _without_tokens(wrong) == same


def test_many_wrong_passwords_make_one_wait() -> None:
    staff = a_staff(a_practice())
    for _ in range(6):
        answer = pages().post("/account/login/", {"login": staff.user.email, "password": "not this one"})
    assert "Too many tries" in answer.content.decode()
    assert answer.status_code == 429


def test_nobody_signs_up_on_their_own() -> None:
    answer = pages().post("/account/signup/", {"email": "a@example.org", "password1": PASSWORD, "password2": PASSWORD})
    assert "closed" in answer.content.decode().lower()


def test_a_session_left_alone_is_signed_out() -> None:
    browser = pages(a_staff(a_practice()))
    assert browser.get("/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=29)):
        assert browser.get("/").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=60)):
        assert browser.get("/")["Location"] == "/account/login/?idle=1"
        assert browser.get("/").status_code == 302


def test_a_session_ends_after_twelve_hours_however_busy_it_is() -> None:
    browser, now = pages(a_staff(a_practice())), timezone.now()
    for minutes in range(0, 12 * 60, 20):
        with time_machine.travel(now + timedelta(minutes=minutes)):
            assert browser.get("/").status_code == 200
    with time_machine.travel(now + timedelta(hours=12, minutes=1)):
        assert browser.get("/")["Location"] == "/account/login/?over=1"


def test_where_it_is_required_staff_set_up_a_second_factor_first(settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = True
    practice = a_practice()
    staff = a_staff(practice)
    assert pages(staff).get("/")["Location"] == "/account/second-factor/"
    assert pages(staff).get("/api/v1/me/").status_code in {302, 403}
    client = portal_user(a_client(staff))
    assert pages(client).get("/my/").status_code == 200  # clients may, staff must


def test_own_devices_are_listed() -> None:
    staff = a_staff(a_practice())
    browser = pages()
    browser.post(
        "/account/login/", {"login": staff.user.email, "password": PASSWORD}, headers={"User-Agent": "Firefox 99"}
    )
    browser.get("/")
    page = browser.get("/account/devices/").content.decode()
    assert "Firefox 99" in page


def test_passwords_are_hashed_with_argon2(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[1:]  # without the tests' own quick one
    assert a_staff(a_practice()).user.password.startswith("argon2$argon2id$")


def test_a_form_without_its_token_is_refused_in_words() -> None:
    browser = pages(a_staff(a_practice()), enforce_csrf_checks=True)
    answer = browser.post("/clients/new/", {"name": "A"})
    assert answer.status_code == 403
    assert "form" in answer.content.decode().lower()


def test_an_account_without_a_practice_gets_nowhere() -> None:
    from clinic.core.models import User

    lost = User.objects.create_user("lost@example.org", PASSWORD)
    assert pages(lost).get("/").status_code == 403
    assert pages(lost).get("/api/v1/me/").status_code == 403


@pytest.mark.parametrize("path", ["/", "/my/", "/caseload/?search=a&show=risk"])
def test_a_stranger_is_led_to_sign_in_and_back(path: str) -> None:
    from urllib.parse import quote

    assert pages().get(path)["Location"] == f"/account/login/?next={quote(path, safe='')}"


@pytest.mark.parametrize("path", ["/account/login/", "/", "/caseload/", "/account/second-factor/", "/nothing/"])
def test_every_page_carries_the_headers(path: str) -> None:
    answer = pages(a_staff(a_practice())).get(path)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert all(f"{name} 'none'" in policy for name in ("object-src", "base-uri", "frame-ancestors"))
    assert "unsafe" not in policy
    assert "http:" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert "no-store" in answer["Cache-Control"]


def test_no_page_has_inline_script_or_style() -> None:
    from pathlib import Path

    root = Path(__file__).parent.parent.parent
    for template in [*root.glob("cl*/**/templates/**/*.html"), *root.glob("*/templates/**/*.html")]:
        source = template.read_text()
        assert "<style" not in source, template
        assert ' style="' not in source, template
        assert not re.search(r"\son[a-z]+=", source), template
        assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"))", source), template
