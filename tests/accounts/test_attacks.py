"""What an attacker tries at the door, each by itself (docs/threat-model.md)."""

import pytest
from pytest_django import Settings

from tests.factories import PASSWORD, a_client, a_practice, a_staff
from tests.web import pages, text

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"


def test_a_session_that_was_planted_before_signing_in_is_nobodys() -> None:
    user = a_staff(a_practice()).user
    victim = pages()
    victim.get(LOGIN)
    victim.session["planted"] = "1"
    planted = victim.session
    planted.save()
    victim.cookies["sessionid"] = planted.session_key or ""
    assert victim.post(LOGIN, {"login": user.email, "password": PASSWORD})["Location"] == "/"
    assert victim.cookies["sessionid"].value != planted.session_key
    attacker = pages()
    attacker.cookies["sessionid"] = planted.session_key or ""
    assert attacker.get("/")["Location"].startswith(LOGIN)


@pytest.mark.parametrize(
    "place", ["https://evil.example.org/", "//evil.example.org", "/\\evil.example.org", "javascript:alert(1)", "data:x"]
)
def test_signing_in_leads_to_no_other_site(place: str) -> None:
    user = a_staff(a_practice()).user
    page = pages().get(LOGIN, {"next": place})
    assert f'href="{place}' not in text(page)
    answer = pages().post(f"{LOGIN}?next={place}", {"login": user.email, "password": PASSWORD, "next": place})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("path", ["/", LOGIN, "/my/", "/api/v1/me/", "/api/schema/", "/account/devices/"])
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "BREW"])
def test_methods_that_nobody_needs_are_refused(path: str, method: str) -> None:
    answer = pages(a_staff(a_practice())).generic(method, path, headers={"X-Secret": "told back"})
    assert answer.status_code == 405
    assert b"told back" not in answer.content


def test_no_other_site_may_read_an_answer() -> None:
    staff = a_staff(a_practice())
    for path in ("/", "/api/v1/me/", "/api/schema/"):
        answer = pages(staff).get(path, headers={"Origin": "https://evil.example.org"})
        assert not [name for name in answer.headers if name.startswith("Access-Control-")]
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_password_is_changed_by_whoever_knows_it_alone() -> None:
    user = a_staff(a_practice()).user
    browser = pages()
    browser.post(LOGIN, {"login": user.email, "password": PASSWORD})
    new = {"password1": "slow water over stones", "password2": "slow water over stones"}
    for old in ("", "not this one"):
        assert browser.post("/account/password/change/", {"oldpassword": old, **new}).status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_text_of_a_client_runs_nowhere() -> None:
    staff = a_staff(a_practice())
    client = a_client(staff, name='<script>alert(1)</script>"><img src=x onerror=alert(1)>')
    for path in ("/caseload/", f"/clients/{client.pk}/"):
        page = text(pages(staff).get(path, follow=True))
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_signing_out_is_at_hand_before_a_second_factor_is_set_up(settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = True
    browser = pages(a_staff(a_practice()))
    page = text(browser.get("/", follow=True))
    assert "Set up a second step before you start" in page
    assert 'href="/account/logout/"' in page
    assert "Back to Today" not in page  # it would lead back here
    settings.STAFF_MFA_REQUIRED = False
    assert "Back to Today" in text(browser.get("/account/second-factor/"))
