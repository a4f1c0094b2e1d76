"""From the one-time link to work, as real people come in: invited, on a phone, with a second factor required."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import PHONE, Watched, forget_sign_in
from tests.stack import RunningStack, a_stack, setup_link
from tests.totp import code_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
PASSWORD = "a long enough pass phrase"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def empty_stack() -> Iterator[RunningStack]:
    """An empty system as in production: no demo, staff need a second factor."""
    with a_stack(DEMO="0", STAFF_MFA_REQUIRED="1", OUTBOX_SWEEP="2") as running:
        yield running


@pytest.fixture
def phone(browser: Browser) -> Iterator[object]:
    """Opens phones, each with a profile of its own."""
    contexts = []

    def another() -> Watched:
        contexts.append(browser.new_context(viewport=PHONE, locale="en-GB"))
        return Watched(contexts[-1])

    yield another
    for context in contexts:
        context.close()


def mailed_link(stack: RunningStack, address: str) -> str:
    """The link in the newest mail to this address, once it has arrived."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        for mail in reversed(stack.mails()):
            if address in str(mail["X-Envelope-To"]):
                found = re.search(r"http://localhost:\S+", mail.get_payload(decode=True).decode())  # type: ignore[union-attr]
                assert found
                return found.group()
        time.sleep(0.2)
    raise AssertionError(f"no mail to {address}")


def choose_password(watched: Watched, link: str) -> None:
    page = watched.page
    page.goto(link)
    watched.check()
    page.get_by_label("New Password", exact=True).fill(PASSWORD)
    page.get_by_label("New Password (again)").fill(PASSWORD)
    with page.expect_navigation():  # to where they go on, signed in
        page.get_by_role("button", name="Save and sign in").click()
    watched.check()


def sign_in(page: Page, address: str) -> None:
    page.get_by_label("Email").fill(address)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()


def confirm(page: Page) -> None:
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def activate_app(watched: Watched) -> str:
    """From the page that leads there to the recovery codes; returns the app's secret."""
    page = watched.page
    watched.check()
    page.get_by_role("link", name="Activate app").click()
    confirm(page)
    watched.check()
    secret = page.get_by_label("Authenticator secret").input_value()
    page.get_by_label(re.compile("code", re.IGNORECASE)).last.fill(code_of(secret))
    page.get_by_role("button", name="Activate").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    watched.check()
    return secret


def add_passkey(watched: Watched) -> None:
    page = watched.page
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    page.get_by_role("link", name="Add key").click()
    confirm(page)
    watched.check()
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()


def invite_staff(page: Page, name: str, address: str) -> None:
    page.get_by_role("link", name="Practice", exact=True).click()
    panel = page.locator("section", has=page.get_by_role("heading", name="Add somebody"))
    panel.get_by_label("Name").fill(name)
    panel.get_by_label("E-mail address").fill(address)
    panel.get_by_label("Therapist").check()
    page.get_by_role("button", name="Add and invite").click()
    expect(page.get_by_role("status").filter(has_text=name)).to_be_visible()


def test_from_the_one_time_link_to_an_invited_therapist_and_client_at_work(
    empty_stack: RunningStack, phone: Any
) -> None:
    stack = empty_stack
    link = setup_link("".join(stack.printed))
    assert link.startswith(f"{stack.url}/")

    # The first admin, by the number instead of the name.
    admin: Watched = phone()
    page = admin.page
    page.goto(link.replace("localhost", "127.0.0.1"))
    assert page.url == link
    admin.check()
    for label, text in (
        ("Name of the practice", "Quay Practice"),
        ("Sender of reminders", "Quay"),
        ("Your name", "Ada Brook"),
        ("Your e-mail address", "ada@quay.example"),
        ("A password", PASSWORD),
    ):
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="Open the practice").click()
    expect(page.get_by_text("Set up a second step before you start")).to_be_visible()
    activate_app(admin)
    page.get_by_role("link", name="Continue").click()
    expect(page).to_have_url(f"{stack.url}/")
    admin.check()

    # A therapist with an app, who wanted to go somewhere.
    invite_staff(page, "Tom Reed", "tom@quay.example")
    tom: Watched = phone()
    choose_password(tom, mailed_link(stack, "tom@quay.example"))
    tom.page.goto(f"{stack.url}/caseload/")
    activate_app(tom)
    tom.page.get_by_role("link", name="Continue").click()
    expect(tom.page).to_have_url(f"{stack.url}/caseload/")
    tom.check()

    # Another one with a passkey, who signs in with it.
    invite_staff(page, "Pia Holt", "pia@quay.example")
    pia: Watched = phone()
    choose_password(pia, mailed_link(stack, "pia@quay.example"))
    add_passkey(pia)
    pia.check()
    pia.page.get_by_role("link", name="Continue").click()
    expect(pia.page).to_have_url(f"{stack.url}/")
    forget_sign_in(pia.page)
    pia.page.goto(f"{stack.url}/account/login/")
    pia.page.get_by_role("button", name="Use a passkey").click()
    expect(pia.page).to_have_url(f"{stack.url}/")

    # A client of hers, who sets up an app of his own accord.
    pia.page.goto(f"{stack.url}/clients/new/")
    pia.page.get_by_label("Name", exact=True).fill("Leo Marsh")
    pia.page.get_by_label(re.compile("^E-?mail")).first.fill("leo@quay.example")
    pia.page.locator("main form").get_by_role("button").last.click()
    pia.page.wait_for_url(re.compile("/clients/[0-9a-f-]{36}/"))
    file = re.sub(r"(/clients/[^/]+/).*", r"\1file/", pia.page.url)
    pia.page.goto(file)
    pia.page.get_by_role("button", name=re.compile("portal|invit", re.IGNORECASE)).first.click()
    leo: Watched = phone()
    choose_password(leo, mailed_link(stack, "leo@quay.example"))
    expect(leo.page).to_have_url(f"{stack.url}/my/")
    leo.page.get_by_role("link", name="Security").click()
    activate_app(leo)
    leo.page.get_by_role("link", name="Continue").click()
    expect(leo.page).to_have_url(f"{stack.url}/my/")

    lose_a_phone(stack, admin, tom)

    # The mailbox is the admin's, and shows no link.
    page.goto(f"{stack.url}/mailbox/")
    page.get_by_role("link", name="Your sign-in").first.click()
    expect(page.get_by_text("The sign-in link is not shown here")).to_be_visible()
    assert "reset/key" not in page.content()
    admin.check()
    assert tom.page.goto(f"{stack.url}/mailbox/").status == 403  # type: ignore[union-attr]


def lose_a_phone(stack: RunningStack, admin: Watched, tom: Watched) -> None:
    """Tom's second factor is reset by the admin: he is signed out at once, and sets up another one."""
    tom.page.goto(f"{stack.url}/account/devices/")
    expect(tom.page.get_by_text("this one")).to_be_visible()
    tom.check()
    page = admin.page
    page.get_by_role("link", name="Practice", exact=True).click()
    page.get_by_role("link", name="Tom Reed", exact=True).click()
    admin.check()
    page.get_by_role("button", name="Reset the second factor").click()
    expect(page.get_by_role("status").filter(has_text="Tom Reed")).to_be_visible()
    expect(page.get_by_role("button", name="Reset the second factor")).to_have_count(0)
    admin.check()
    tom.page.reload()
    expect(tom.page).to_have_url(re.compile("/account/login/"))
    sign_in(tom.page, "tom@quay.example")
    tom.page.goto(f"{stack.url}/caseload/")
    expect(tom.page.get_by_text("Set up a second step before you start")).to_be_visible()
    activate_app(tom)
    tom.page.get_by_role("link", name="Continue").click()
    end = time.monotonic() + 30
    while not {"tom@quay.example", "ada@quay.example"} <= told_of_reset(stack):
        assert time.monotonic() < end
        time.sleep(0.2)


def told_of_reset(stack: RunningStack) -> set[str]:
    """The addresses that have had the mail about a reset."""
    return {str(mail["X-Envelope-To"]) for mail in stack.mails() if mail["Subject"] == "A second factor was reset"}


def test_a_forgotten_password_leads_back_to_work_with_an_app(empty_stack: RunningStack, phone: Any) -> None:
    stack = empty_stack
    stack.manage("shell", "--no-imports", "-c", SOMEBODY)
    rose: Watched = phone()
    rose.page.goto(f"{stack.url}/account/login/")
    rose.page.get_by_role("link", name=re.compile("Forgot")).click()
    rose.check()
    rose.page.get_by_label("Email").fill("rose@quay.example")
    rose.page.get_by_role("button", name="Send link").click()
    choose_password(rose, mailed_link(stack, "rose@quay.example"))
    activate_app(rose)
    rose.page.get_by_role("link", name="Continue").click()
    expect(rose.page).to_have_url(f"{stack.url}/")
    rose.check()


SOMEBODY = """
from clinic.accounts.staff.actions import add_staff
from clinic.core.access import Role
from clinic.core.practices import open_practice
practice = open_practice(name="Rose", time_zone="Europe/London", sender_name="Rose")
add_staff(practice_id=practice.pk, email="rose@quay.example", name="Rose", roles={Role.SUPERVISOR}, password="lost it")
"""
