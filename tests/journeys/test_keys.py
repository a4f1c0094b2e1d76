"""Somebody works by keyboard: from any page to the search, with a key of their own, and with none."""

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
