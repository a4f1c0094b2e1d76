"""A form on its way: a login that has ended, an old token, the slash that is missing, the same form twice."""

import json
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from clients.models import Client
from clinic.core.access import Role
from clinic.core.models import Staff
from tests.factories import a_client, a_practice, a_session, a_staff, inside, portal_user
from tests.web import Api, pages

pytestmark = pytest.mark.django_db
ONCE = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def staff() -> Staff:
    return a_staff(a_practice())


def clients_of(staff: Staff) -> set[str]:
    with inside(staff.practice):
        return set(Client.objects.values_list("name", flat=True))


# --- the slash --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_an_unsafe_request_without_the_slash_keeps_its_method(staff: Staff, method: str) -> None:
    for path in ("/api/v1/clients", "/clients/new", "/api/v1/clients?a=b%20c", "/practice"):
        answer = pages(staff).generic(method, path)
        wanted = path.replace("?", "/?") if "?" in path else f"{path}/"
        assert (answer.status_code, answer["Location"]) == (308, wanted)


def test_a_program_that_follows_308_creates_what_it_sent(staff: Staff) -> None:
    api = Api(staff)
    answer = api.browser.post(
        "/api/v1/clients",
        json.dumps({"name": "Mia Park"}),
        content_type="application/json",
        headers=api.headers,
        follow=True,
    )
    assert answer.status_code == 201
    assert clients_of(staff) == {"Mia Park"}
    refused = Browser().post("/api/v1/clients", "{}", content_type="application/json", follow=True)
    assert refused.status_code == 401


def test_a_page_that_is_asked_for_leads_on_with_301_and_what_is_nowhere_is_404(staff: Staff) -> None:
    for method in ("get", "head"):
        answer = getattr(pages(staff), method)("/caseload?show=risk")
        assert (answer.status_code, answer["Location"]) == (301, "/caseload/?show=risk")
    for method in ("get", "head", "post", "put", "delete"):
        for path in ("/nowhere", "/api/v1/nowhere", "/nowhere/", "/clients/new/x"):
            assert getattr(pages(staff), method)(path).status_code == 404
    assert Browser().get("/healthz/live").status_code == 200


def test_a_missing_slash_never_leads_to_another_site() -> None:
    for path in ("//evil.example.org", "//evil.example.org/practice", "/\\evil.example.org/practice"):
        for method in ("get", "post"):
            answer = getattr(Browser(), method)(path)
            assert not answer.get("Location", "").startswith(("//", "/\\"))


# --- the login has ended ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["idle", "gone"])
def test_what_was_sent_after_the_login_ended_is_shown_and_can_be_sent_again(staff: Staff, how: str) -> None:
    browser = pages(staff)
    browser.get("/")
    if how == "gone":
        browser.cookies.clear()
    typed = {
        "name": "Mia <b>Park</b>",
        "pronouns": "she",
        "password": "secret-thing",
        "note": "line one\nline two",
        "_draft": "d" * 64,
    }
    with time_machine.travel(timezone.now() + timedelta(minutes=60 if how == "idle" else 0)):
        answer = browser.post("/clients/new/", typed, headers={"Referer": "http://testserver/clients/new/?a=b"})
    page = answer.content.decode()
    assert answer.status_code == 401
    assert "Nothing was saved" in page
    assert "Mia &lt;b&gt;Park&lt;/b&gt;" in page
    assert "line one\nline two" in page
    assert "secret-thing" not in page
    assert "(_draft)" not in page, "a field of ours is nothing that was typed"
    assert f"next={quote('/clients/new/?a=b', safe='')}" in page
    assert 'action="/clients/new/"' in page
    assert clients_of(staff) == set()


def test_a_strange_referer_leads_to_the_first_page() -> None:
    for referer in ("https://evil.example.org/x", "//evil.example.org", "javascript:alert(1)", ""):
        page = Browser().post("/clients/new/", {"name": "a"}, headers={"Referer": referer}).content.decode()
        assert "next=%2F&quot;" in page or 'next=%2F"' in page
        assert "evil" not in page


def test_a_script_is_told_401_and_htmx_is_led_to_sign_in(staff: Staff) -> None:
    client = a_client(staff)
    session = a_session(client, timezone.now() - timedelta(hours=2))
    path = f"/sessions/{session.pk}/note/"
    for headers in ({"Accept": "application/json"}, {"HX-Request": "true", "HX-Current-URL": "http://testserver/x/"}):
        answer = Browser().post(path, {"form": "soap"}, headers=headers)
        assert answer.status_code == 401
        assert "signed out" in answer.json()["detail"]
    assert "next=%2Fx%2F" in answer["HX-Redirect"]
    browser = pages(staff)
    browser.get("/")
    with time_machine.travel(timezone.now() + timedelta(minutes=60)):
        assert browser.post(path, {"form": "soap"}, headers={"Accept": "application/json"}).status_code == 401


def test_an_idle_login_is_401_over_the_api_and_leads_back_on_pages(staff: Staff) -> None:
    browser = pages(staff)
    browser.get("/")
    with time_machine.travel(timezone.now() + timedelta(minutes=60)):
        assert browser.get("/api/v1/clients/").status_code == 401
    browser = pages(staff)
    browser.get("/")
    with time_machine.travel(timezone.now() + timedelta(minutes=60)):
        assert browser.get("/caseload/")["Location"] == "/account/login/?idle=1&next=%2Fcaseload%2F"


def test_a_client_of_the_portal_sees_the_same(staff: Staff) -> None:
    browser = pages(portal_user(a_client(staff)))
    browser.get("/my/")
    with time_machine.travel(timezone.now() + timedelta(minutes=60)):
        answer = browser.post("/my/settings/", {"quiet_from": "21:00"})
    assert answer.status_code == 401
    assert "You are signed out" in answer.content.decode()


# --- an old token -----------------------------------------------------------------------------------------------------


def test_a_form_from_before_signing_in_again_can_be_sent_again(staff: Staff) -> None:
    browser = pages(staff, enforce_csrf_checks=True)
    own = {"Origin": "http://testserver"}
    refused = browser.post("/clients/new/", {"name": "Mia Park", "csrfmiddlewaretoken": "x" * 32}, headers=own)
    page = refused.content.decode()
    assert refused.status_code == 403
    assert f"signed in as {staff.name}" in page
    assert 'value="Mia Park"' in page
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert browser.post("/clients/new/", {"name": "Mia Park", "csrfmiddlewaretoken": token}).status_code == 302
    assert clients_of(staff) == {"Mia Park"}


def test_a_form_of_another_site_is_never_offered_again(staff: Staff) -> None:
    browser = pages(staff, enforce_csrf_checks=True)
    for origin in ("https://evil.example.org", "null", ""):
        answer = browser.post("/clients/new/", {"name": "Planted"}, headers={"Origin": origin} if origin else {})
        assert answer.status_code == 403
        assert "Planted" not in answer.content.decode()
        assert "csrfmiddlewaretoken" not in answer.content.decode()
    answer = browser.post("/clients/new/", {"name": "a"}, headers={"Accept": "application/json"})
    assert answer.json()["detail"].startswith("CSRF")


# --- twice ------------------------------------------------------------------------------------------------------------


def test_the_same_form_sent_again_after_it_came_through_is_done_once(staff: Staff) -> None:
    browser, form = pages(staff), {"name": "Mia Park", "confirm_duplicate": "on", "_once": ONCE}
    first = browser.post("/clients/new/", form)
    again = browser.post("/clients/new/", form)
    assert (first.status_code, again["Location"]) == (302, first["Location"])
    with inside(staff.practice):
        assert Client.objects.count() == 1
    browser.post("/clients/new/", form | {"name": "Another Park"})  # changed, it is another one
    browser.post("/clients/new/", form | {"_once": ONCE[::-1]})  # of another page as well
    browser.post(
        "/clients/new/", {"name": "Mia Park", "confirm_duplicate": "on"}
    )  # without a script nothing is held back
    browser.post("/clients/new/", {"name": "Mia Park", "confirm_duplicate": "on", "_once": "x"})
    with inside(staff.practice):
        assert Client.objects.count() == 5


def test_a_form_that_was_refused_is_looked_at_again(staff: Staff) -> None:
    browser, form = pages(staff), {"name": "", "_once": ONCE}
    for _time in range(2):
        assert browser.post("/clients/new/", form).status_code == 200
    other = a_staff(staff.practice)
    sent = {"name": "Mia Park", "_once": ONCE}
    browser.post("/clients/new/", sent)
    pages(other).post("/clients/new/", sent)  # another person's is another one
    with inside(staff.practice):
        assert Client.objects.count() == 2


# --- too large --------------------------------------------------------------------------------------------------------


def test_a_file_over_the_limit_is_answered_with_a_page_for_people(staff: Staff) -> None:
    admin = a_staff(staff.practice, Role.ADMIN)
    answer = pages(admin).post("/practice/wordings/", {"file": "a" * (3 * 2**20)})
    assert answer.status_code == 413
    assert "up to 2 MB" in answer.content.decode()
    assert "Content-Security-Policy" in answer
