"""Somebody works by keyboard: from any page to the search, with a key of their own, and with none."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import Watched, sign_in
from tests.stack import RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


def test_search_from_anywhere_with_a_key_of_ones_own_and_with_none(stack: RunningStack, watched: Watched) -> None:
    page = watched.page
    sign_in(page, stack.url, "therapist")
    page.goto(f"{stack.url}/calendar/")
    page.keyboard.press("/")
    search = page.get_by_role("searchbox")
    expect(search).to_be_focused()
    page.keyboard.type("a?")  # typed, not obeyed
    expect(search).to_have_value("a?")

    page.goto(f"{stack.url}/calendar/")
    page.keyboard.press("?")
    page.get_by_label("Search for a client").fill("s")
    page.get_by_label("Record an assessment").fill("s")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_text("Used twice")).to_have_count(2)
    watched.check()
    page.get_by_label("Record an assessment").fill("r")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Saved.")).to_be_visible()
    watched.check()

    page.goto(f"{stack.url}/")
    expect(page.get_by_role("link", name="Search").locator("kbd")).to_have_text("s")
    page.keyboard.press("/")
    expect(page).to_have_url(f"{stack.url}/")
    page.keyboard.press("s")
    expect(search).to_be_focused()

    page.goto(f"{stack.url}/keys/")
    page.get_by_label("Use single keys").uncheck()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="off")).to_be_visible()
    page.goto(f"{stack.url}/calendar/")
    expect(page.locator("kbd").first).to_be_hidden()
    page.keyboard.press("s")
    expect(page).to_have_url(f"{stack.url}/calendar/")

    page.goto(f"{stack.url}/keys/")
    page.get_by_role("button", name="All keys as shipped").click()
    expect(page.get_by_label("Use single keys")).to_be_checked()
    expect(page.get_by_label("Search for a client")).to_have_value("/")


def test_letters_typed_before_the_page_has_come_open_the_form_that_was_meant(
    stack: RunningStack, watched: Watched
) -> None:
    page = watched.page
    sign_in(page, stack.url, "therapist")
    page.goto(f"{stack.url}/caseload/")
    page.get_by_role("link", name="Ben Carlisle").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ben Carlisle")
    client = page.url
    for letters, key in (("da", "dass-21"), ("itq", "itq"), ("xda", "dass-21")):
        page.goto(client)
        page.keyboard.press("r")
        if letters.startswith("x"):
            page.keyboard.press("x")
            page.keyboard.press("Backspace")
        page.keyboard.type(letters.removeprefix("x"))
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(f"/record/{key}/$"))
    page.goto(client)
    page.keyboard.press("r")
    page.keyboard.type("zz")
    expect(page.get_by_label("First letters of the instrument")).to_have_value("zz")
    expect(page.locator("#offers")).to_contain_text("No instrument has these letters")
    watched.check()
    page.go_back()
    page.keyboard.press("/")  # the page that one comes back to takes its keys again
    expect(page.get_by_role("searchbox")).to_be_focused()
