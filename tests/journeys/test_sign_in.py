"""Signing in as people do: by keyboard, with a wrong password, with a code, with a passkey."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Watched, forget_sign_in, sign_in
from tests.stack import PASSWORD, RunningStack
from tests.totp import code_of

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


def test_by_keyboard_alone_and_with_a_wrong_password_first(stack: RunningStack, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{stack.url}/caseload/")
    watched.check()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.get_by_label("Email").focus()
    page.keyboard.type("therapist@demo.example")
    page.keyboard.press("Tab")
    page.keyboard.type("not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("not correct")
    watched.check()
    page.get_by_label("Password", exact=True).focus()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{stack.url}/caseload/")  # where one wanted to go


def confirm(page: Page) -> None:
    """Changing how one signs in asks for the password again."""
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def test_a_second_factor_is_set_up_and_asked_for(stack: RunningStack, watched: Watched) -> None:
    page = watched.page
    sign_in(page, stack.url, "therapist2")
    page.get_by_role("link", name="Security").click()
    watched.check()
    page.goto(f"{stack.url}/account/second-factor/totp/activate/")
    watched.check()
    confirm(page)
    watched.check()
    secret = page.get_by_label("Authenticator secret").input_value()
    page.get_by_label(re.compile("code", re.IGNORECASE)).last.fill(code_of(secret))
    page.get_by_role("button", name="Activate").click()
    expect(page.get_by_role("heading", name=re.compile("Recovery", re.IGNORECASE)).first).to_be_visible()
    watched.check()
    forget_sign_in(page)
    sign_in(page, stack.url, "therapist2")
    expect(page).to_have_url(re.compile("/2fa/|/authenticate/"))
    watched.check()
    page.get_by_label(re.compile("code", re.IGNORECASE)).fill("000000")
    page.locator("form button[type=submit], form button").first.click()
    expect(page.get_by_text("Incorrect code")).to_be_visible()
    time.sleep(31 - time.time() % 30)  # a code works once: wait for the next one
    page.get_by_label(re.compile("code", re.IGNORECASE)).fill(code_of(secret))
    page.locator("form button[type=submit], form button").first.click()
    expect(page).to_have_url(f"{stack.url}/")


def test_a_passkey_is_added_and_signs_in(stack: RunningStack, watched: Watched) -> None:
    page, url = watched.page, stack.url
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in(page, url, "therapist3")
    page.goto(f"{url}/account/second-factor/webauthn/add/")
    confirm(page)
    watched.check()
    page.get_by_label("Name").fill("Desk key")
    passwordless = page.get_by_label(re.compile("passwordless", re.IGNORECASE))
    if passwordless.count():
        passwordless.check()
    page.get_by_role("button", name=re.compile("Add|Create")).click()
    expect(page).not_to_have_url(re.compile("/add/"))
    page.wait_for_load_state()
    forget_sign_in(page)
    page.goto(f"{url}/account/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(f"{url}/")
    assert watched.complaints == []
