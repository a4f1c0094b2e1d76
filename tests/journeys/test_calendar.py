"""The calendar in the browser: booked by two keys, walked by arrows, a series moved, a feed made and revoked."""

import re
from urllib.request import urlopen

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE, Watched, sign_in
from tests.stack import RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


def test_a_session_is_booked_with_two_keys_and_from_the_calendar_without_a_pointer(
    stack: RunningStack, watched: Watched
) -> None:
    page = watched.page
    sign_in(page, stack.url, "therapist")
    page.goto(f"{stack.url}/caseload/")
    page.get_by_role("link", name="Priya Raman").click()
    page.wait_for_url("**/clients/*/")
    page.keyboard.press("b")
    expect(page.get_by_role("button", name="Book")).to_be_focused()
    watched.check()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Booked:")).to_be_visible()

    page.goto(f"{stack.url}/calendar/")
    page.keyboard.press("]")  # next week, where the mornings are free from eight
    page.wait_for_url("**on=*")
    watched.check()
    page.keyboard.press("c")
    cursor = page.get_by_role("link", name=re.compile(r"^Book Mon "))
    expect(cursor).to_be_focused()
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowUp", "ArrowRight"):
        page.keyboard.press(key)
    cursor = page.get_by_role("link", name=re.compile(r"^Book Thu "))
    expect(cursor).to_be_focused()
    at = (cursor.get_attribute("href") or "").partition("at=")[2][:16]
    page.keyboard.press("Enter")
    page.wait_for_url("**/calendar/book/**")
    expect(page.get_by_label("Name")).to_be_focused()
    watched.check()
    page.keyboard.type("amara")
    page.keyboard.press("Enter")
    page.wait_for_url("**search=amara**")
    page.get_by_role("link", name="Amara Okafor").press("Enter")
    page.wait_for_url("**/book/?at=*")
    expect(page.get_by_label("Day")).to_have_value(at[:10])
    expect(page.get_by_label("Start")).to_have_value(at[11:])
    page.get_by_label("Start").fill("18:00")  # the usual hours end before: it is free on any day
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="Booked:")).to_be_visible()


def test_a_series_is_booked_moved_and_cancelled_from_one_on(stack: RunningStack, watched: Watched) -> None:
    page = watched.page
    sign_in(page, stack.url, "therapist")
    page.goto(f"{stack.url}/calendar/free/")
    page.get_by_role("button", name="Search").click()
    watched.check()
    page.goto(f"{stack.url}/caseload/")
    page.get_by_role("link", name="Bela Szabo").click()
    page.wait_for_url("**/clients/*/")
    page.keyboard.press("b")
    page.wait_for_url("**/book/")
    page.get_by_text("Series, joint session, video link").click()
    page.get_by_label("Start").fill("17:00")
    page.get_by_label("Again").select_option("every week")
    page.get_by_label("How many sessions").fill("4")
    watched.check()
    page.get_by_role("button", name="Book", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Booked: 4 sessions")).to_be_visible()
    page.get_by_role("link", name=re.compile(r"\d{4}, 17:00$")).nth(1).click()
    expect(page.get_by_text("series, 4 to come")).to_be_visible()
    page.get_by_label("How many more").fill("2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="2 more sessions, the last on")).to_be_visible()
    expect(page.get_by_text("series, 6 to come")).to_be_visible()
    watched.check()
    move = page.locator("form", has=page.get_by_role("button", name="Move"))
    move.get_by_label("Start").fill("20:00")
    move.get_by_label("Which sessions").select_option("this and the following")
    move.get_by_role("button", name="Move").click()
    expect(page.locator(".errorlist")).to_contain_text("Outside working hours.")
    page.get_by_label("Book anyway").check()
    page.get_by_role("button", name="Move").click()
    expect(page.get_by_role("status").filter(has_text="5 sessions are moved.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text("20:00")
    page.get_by_label("Reason").fill("travels")
    page.get_by_label("Cancelled by").select_option("the therapist")
    cancelling = page.locator("form", has=page.get_by_role("button", name="Cancel the session"))
    cancelling.get_by_label("Which sessions").select_option("this and the following")
    page.get_by_role("button", name="Cancel the session").click()
    expect(page.get_by_role("status").filter(has_text="5 sessions are cancelled.")).to_be_visible()
    expect(page.get_by_text("cancelled by the therapist")).to_be_visible()
    page.get_by_role("button", name="Undo cancellation").click()
    expect(page.get_by_role("status").filter(has_text="booked again")).to_be_visible()
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    page.goto(f"{stack.url}/calendar/")
    watched.check()


def test_hours_leave_and_the_private_feed(stack: RunningStack, watched: Watched) -> None:
    page = watched.page
    sign_in(page, stack.url, "therapist2")
    page.goto(f"{stack.url}/calendar/")
    page.get_by_role("link", name="Hours and leave").click()
    page.get_by_label("Monday").fill("nine to five")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".errorlist")).to_contain_text("Write it like 9:00-12:30, 14:00-18:00")
    watched.check()
    page.get_by_label("Monday").fill("9-12:30, 14:00–18:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Monday")).to_have_value("9:00-12:30, 14:00-18:00")
    page.get_by_role("button", name="Create address").click()
    address = page.get_by_label("Calendar feed address").input_value()
    watched.check()
    with urlopen(address) as answer:
        feed, etag = answer.read().decode(), answer.headers["ETag"]
    assert feed.startswith("BEGIN:VCALENDAR")
    assert "SUMMARY:Appointment" in feed
    assert etag
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_role("status").filter(has_text="no longer works")).to_be_visible()
    assert page.request.get(address).status == 404
