"""Accounts from the mailed link to their end: proof of the address, second factors, and what ends with access."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings
from rest_framework.exceptions import AuthenticationFailed

from clients.actions import give_consent, invite_to_portal, withdraw_consent
from clients.models import Consent
from clinic.accounts import actions as accounts
from clinic.accounts.actions import AddressTaken, change_address, close_account, end_access, reopen_account
from clinic.accounts.mails import invite
from clinic.accounts.signin import new_token
from clinic.accounts.staff.actions import restore_admin, set_staff_active
from clinic.accounts.tasks import mail_link
from clinic.core.access import Role
from clinic.core.mail import compose
from clinic.core.models import Membership, Message, Staff, Token, User
from interventions.models import Feed
from interventions.sessions.calendar_settings import open_feed
from tests.factories import PASSWORD, a_client, a_practice, a_staff, actor, inside, portal_user
from tests.totp import code_of
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db
NEW = "quiet river under pines"


def an_invited(*roles: Role) -> Staff:
    """Somebody who was invited and has not opened the link."""
    staff = a_staff(a_practice(), *roles, password=None)
    with inside(staff.practice):
        invite(user=staff.user, practice=staff.practice)
    return staff


def mailed_link(user: User) -> str:
    """The path in the newest invitation."""
    practice = Membership.objects.select_related("practice").get(user=user).practice
    with inside(practice):
        row = Message.objects.filter(kind="invitation", to_address=user.email).latest("due_at", "id")
        body = compose(row).body
    found = re.search(r"http://[^/]+(/\S+)", str(body))
    assert found
    return found.group(1)


def follow(link: str, password: str = NEW) -> Browser:
    """Opens a mailed link and chooses a password, as a stranger; the browser afterwards."""
    browser = pages()
    opened = browser.get(link)
    assert opened.status_code == 302, "the link has ended"
    answer = browser.post(opened["Location"], {"password1": password, "password2": password}, follow=True)
    assert "Your password is saved" in answer.content.decode()
    return browser


def sign_in(browser: Browser, email: str, password: str = NEW) -> Any:
    return browser.post("/account/login/", {"login": email, "password": password})


def enrol(browser: Browser, password: str = NEW) -> Any:
    """Sets up an authenticator app, confirming with the password; the answer to its code."""
    first = browser.get("/account/second-factor/totp/activate/")
    assert first["Location"].startswith("/account/reauthenticate/"), first["Location"]
    form = browser.post(first["Location"], {"password": password}, follow=True)
    assert form.redirect_chain == [("/account/second-factor/totp/activate/", 302)]
    found = re.search(r'id="authenticator_secret"[^>]*>(\w+)<', form.content.decode())
    assert found
    assert re.search(rf'href="otpauth://totp/[^"]*secret={found.group(1)}', form.content.decode())
    return browser.post("/account/second-factor/totp/activate/", {"code": code_of(found.group(1))})


@pytest.mark.parametrize("role", [Role.THERAPIST, Role.SUPERVISOR, Role.ADMIN])
def test_who_was_invited_sets_up_a_second_factor_and_goes_on(role: Role, settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = True
    staff = an_invited(role)
    browser = follow(mailed_link(staff.user))
    assert sign_in(browser, staff.user.email)["Location"] == "/"
    wanted = "/library/?show=all"
    led = browser.get(wanted, follow=True)
    assert led.redirect_chain == [("/account/second-factor/", 302)]
    assert "Set up a second step before you start" in led.content.decode()
    answer = enrol(browser)
    assert answer["Location"] == "/account/second-factor/recovery-codes/"
    codes = browser.get(answer["Location"]).content.decode()
    assert len(re.findall(r"\b[0-9a-f]{10}\b|\b\d{8}\b", codes)) >= 8
    assert "/account/continue/" in codes
    assert browser.get("/account/continue/")["Location"] == wanted
    assert browser.get("/").status_code == 200
    assert browser.get("/account/continue/")["Location"] == "/"  # kept for one time


def test_an_invited_client_may_set_up_a_second_factor() -> None:
    client = a_client(a_staff(a_practice()))
    with inside(client.practice):
        user = invite_to_portal(client=client)
    browser = follow(mailed_link(user))
    assert sign_in(browser, user.email)["Location"] == "/"
    assert browser.get("/my/").status_code == 200
    assert enrol(browser).status_code == 302
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_a_forgotten_password_leads_to_a_second_factor_too(settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = True
    staff = a_staff(a_practice())
    mail_link(staff.user.email)
    browser = follow(mailed_link(staff.user))
    assert enrol(browser).status_code == 302
    assert browser.get("/").status_code == 200


def test_that_somebody_asks_for_my_password_does_not_lock_me_out(settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = True
    staff = a_staff(a_practice())
    mail_link(staff.user.email)  # asked for by a stranger
    browser = pages()
    sign_in(browser, staff.user.email, PASSWORD)
    assert enrol(browser, PASSWORD).status_code == 302


def test_opening_the_link_proves_the_address_and_nothing_before_does() -> None:
    staff = an_invited()
    assert not EmailAddress.objects.filter(user=staff.user).exists()
    pages().get(mailed_link(staff.user))
    proved = EmailAddress.objects.get(user=staff.user)
    assert (proved.email, proved.verified, proved.primary) == (staff.user.email, True, True)
    assert pages().get(mailed_link(staff.user)).status_code == 302  # opened is not used


def test_a_session_without_a_second_factor_gets_an_answer_in_json_from_the_api(settings: Settings) -> None:
    settings.STAFF_MFA_REQUIRED = True
    answer = pages(a_staff(a_practice())).get("/api/v1/me/")
    assert (answer.status_code, read(answer)["detail"][:22]) == (403, "Set up a second factor")


def with_everything(staff: Staff) -> tuple[Browser, Api, str]:
    """A browser and a program that are signed in, and the address of a calendar feed."""
    browser = pages()
    sign_in(browser, staff.user.email, PASSWORD)
    with inside(staff.practice):
        secret = open_feed(therapist=staff)
    api = Api(staff)
    works(browser, api, secret)
    return browser, api, secret


def answers(browser: Browser, api: Api, secret: str) -> list[int]:
    """What each of the three is answered."""
    return [one.status_code for one in (browser.get("/"), api.get("me/"), pages().get(f"/feeds/{secret}.ics"))]


def works(browser: Browser, api: Api, secret: str) -> None:
    assert answers(browser, api, secret) == [200, 200, 200]


def ended(browser: Browser, api: Api, secret: str) -> bool:
    return answers(browser, api, secret) == [302, 401, 404]


def close(staff: Staff, admin: Staff) -> None:
    with inside(staff.practice):
        set_staff_active(staff=staff, active=False, by=actor(admin))


def another_address(staff: Staff, admin: Staff) -> None:
    with inside(staff.practice):
        change_address(user=staff.user, email="Other@Example.org ")


@pytest.mark.parametrize("act", [close, another_address])
def test_sessions_tokens_and_feed_end(
    act: Callable[[Staff, Staff], None], django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    admin = a_staff(a_practice(), Role.ADMIN)
    staff = a_staff(admin.practice)
    colleague = with_everything(a_staff(admin.practice))
    entrances = with_everything(staff)
    by_hand = pages(staff)  # a session that no sign-in page made
    assert by_hand.get("/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        act(staff, admin)
    assert ended(*entrances)
    assert by_hand.get("/").status_code == 302
    works(*colleague)
    assert not Feed.objects.filter(therapist_id=staff.pk).exists()
    assert not Token.objects.filter(user=staff.user).exists()


def test_an_account_opened_again_starts_from_a_new_link(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    admin = a_staff(a_practice(), Role.ADMIN)
    staff = a_staff(admin.practice)
    with inside(staff.practice):
        invite(user=staff.user, practice=staff.practice)
    old = mailed_link(staff.user)
    entrances = with_everything(staff)
    enrol(entrances[0], PASSWORD)
    with django_capture_on_commit_callbacks(execute=True), inside(staff.practice):
        set_staff_active(staff=staff, active=False, by=actor(admin))
        set_staff_active(staff=staff, active=True, by=actor(admin))
    assert ended(*entrances)
    assert "no longer works" in pages().get(old).content.decode()
    assert sign_in(pages(), staff.user.email, PASSWORD).status_code == 200  # refused
    browser = follow(mailed_link(staff.user))
    assert sign_in(browser, staff.user.email)["Location"] == "/"  # nobody asks for the code of the old phone


def test_a_new_address_signs_in_after_its_own_link_only() -> None:
    staff = an_invited()
    old, before = mailed_link(staff.user), staff.user.email
    follow(old)
    with inside(staff.practice):
        assert change_address(user=staff.user, email="New@Example.org")
        invite(user=staff.user, practice=staff.practice)
    assert not EmailAddress.objects.filter(user=staff.user).exists()
    for email in (before, "new@example.org"):
        assert sign_in(pages(), email).status_code == 200
    follow(mailed_link(staff.user), PASSWORD)
    assert sign_in(pages(), "new@example.org", PASSWORD)["Location"] == "/"
    assert sign_in(pages(), before, PASSWORD).status_code == 200
    assert list(EmailAddress.objects.filter(user=staff.user).values_list("email", "verified")) == [
        ("new@example.org", True)
    ]


def test_an_address_of_somebody_else_is_refused_and_nothing_ends() -> None:
    practice = a_practice()
    staff, other = a_staff(practice), a_staff(practice)
    entrances = with_everything(staff)
    with inside(practice), pytest.raises(AddressTaken):
        change_address(user=staff.user, email=other.user.email.upper())
    with inside(practice):
        assert not change_address(user=staff.user, email=staff.user.email.upper())
    works(*entrances)


def test_a_link_that_waits_to_be_sent_is_withdrawn_with_the_address() -> None:
    staff = an_invited()
    with inside(staff.practice):
        change_address(user=staff.user, email="new@example.org")
        invite(user=staff.user, practice=staff.practice)
        invite(user=staff.user, practice=staff.practice)  # pressed twice
        states = list(Message.objects.order_by("id").values_list("to_address", "state"))
    assert states == [(states[0][0], "cancelled"), ("new@example.org", "queued")]


def test_a_closed_account_is_not_opened_by_a_link() -> None:
    staff = an_invited()
    link = mailed_link(staff.user)
    with inside(staff.practice):
        close_account(staff.user)
    assert "no longer works" in pages().get(link).content.decode()
    assert not EmailAddress.objects.filter(user=staff.user).exists()


def test_without_consent_a_client_is_out_and_comes_back_by_a_new_link() -> None:
    client = a_client(a_staff(a_practice()))
    user = portal_user(client)
    browser, api = pages(), Api(user)
    sign_in(browser, user.email, PASSWORD)
    with inside(client.practice):
        withdraw_consent(client=client, kind=Consent.Kind.PORTAL)
    assert (browser.get("/my/").status_code, api.get("me/").status_code) == (302, 401)
    with inside(client.practice):
        invite_to_portal(client=client)
    user.refresh_from_db()  # the account goes with the address on file
    assert (browser.get("/my/").status_code, api.get("me/").status_code) == (302, 401)
    assert sign_in(pages(), user.email, PASSWORD).status_code == 200
    browser = follow(mailed_link(user))
    assert sign_in(browser, user.email)["Location"] == "/"


def test_a_changed_password_ends_programs_and_other_browsers() -> None:
    staff = a_staff(a_practice())
    here, there, api = pages(), pages(), Api(staff)
    for browser in (here, there):
        sign_in(browser, staff.user.email, PASSWORD)
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert here.post("/account/password/change/", form).status_code == 302
    assert api.get("me/").status_code == 401
    assert there.get("/").status_code == 302
    assert here.get("/").status_code == 200
    assert "You are signed in nowhere else" in here.get("/account/devices/").content.decode()


def test_a_password_chosen_by_a_mailed_link_ends_programs_and_browsers() -> None:
    staff = a_staff(a_practice())
    browser, api = pages(), Api(staff)
    sign_in(browser, staff.user.email, PASSWORD)
    follow(accounts.sign_in_link(staff.user).removeprefix("http://localhost:8000"))
    assert (api.get("me/").status_code, browser.get("/").status_code) == (401, 302)


def test_ending_access_leaves_the_account_open(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    staff = a_staff(a_practice())
    entrances = with_everything(staff)
    with django_capture_on_commit_callbacks(execute=True):
        end_access(staff.user)
    assert ended(*entrances)
    assert sign_in(pages(), staff.user.email, PASSWORD)["Location"] == "/"
    with inside(staff.practice):
        assert not reopen_account(staff.user)  # it is open: nothing starts over
    assert sign_in(pages(), staff.user.email, PASSWORD)["Location"] == "/"


def test_who_stands_at_the_code_and_is_started_over_signs_in_on_the_same_device() -> None:
    """The half-done sign-in led from page to page for ever: "too many redirects"."""
    staff = a_staff(a_practice(), Role.ADMIN)
    first = pages()
    sign_in(first, staff.user.email, PASSWORD)
    enrol(first, PASSWORD)
    browser = pages()
    asked = browser.post("/account/login/", {"login": staff.user.email, "password": PASSWORD}, follow=True)
    text = asked.content.decode()
    assert "recovery codes" in text
    assert "passkey" not in text, "there is none"
    with inside(staff.practice):
        link = restore_admin(staff=staff, by=actor(staff))
    opened = browser.get(link.removeprefix("http://localhost:8000"), follow=True)
    chosen = browser.post(opened.redirect_chain[-1][0], {"password1": NEW, "password2": NEW}, follow=True)
    assert [path for path, _status in chosen.redirect_chain] == ["/"]
    assert sign_in(pages(), staff.user.email)["Location"] == "/"


def test_a_forgotten_password_of_a_closed_account_sends_nothing() -> None:
    staff = a_staff(a_practice())
    with inside(staff.practice):
        close_account(staff.user)
    for email in (staff.user.email, "nobody@example.org"):
        mail_link(email)
    with inside(staff.practice):
        assert not Message.objects.exists()


def test_no_token_is_made_for_an_account_that_changes_at_that_moment() -> None:
    staff = a_staff(a_practice())
    signed_in = User.objects.get(pk=staff.user_id)  # address and password were right a moment ago
    with inside(staff.practice):
        change_address(user=staff.user, email="new@example.org")
    with pytest.raises(AuthenticationFailed):
        new_token(signed_in)
    assert not Token.objects.exists()


def test_giving_consent_alone_reopens_nothing_and_says_what_does() -> None:
    client = a_client(a_staff(a_practice()))
    user = portal_user(client)
    with inside(client.practice):
        withdraw_consent(client=client, kind=Consent.Kind.PORTAL)
        with pytest.raises(ValidationError, match="Send the link again"):
            give_consent(client=client, kind=Consent.Kind.PORTAL)
        assert not client.consents.filter(kind=Consent.Kind.PORTAL, withdrawn_at=None).exists()
    assert sign_in(pages(), user.email, PASSWORD)["Location"] == "/account/inactive/"
