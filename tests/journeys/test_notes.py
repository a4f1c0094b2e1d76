"""A note in the browser: saved as it is written, two tabs, signed, added to, cosigned."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser import PHONE, Watched, open_emdr_workspace, sign_in
from tests.stack import RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]

COLLEAGUE = """
from clients.models import CareRelation, Client, Staff
from clinic.core.models import Practice
from tests.factories import inside
practice = Practice.objects.get(name="Harbour Lane Practice")
with inside(practice):
    CareRelation.objects.create(
        practice=practice, client=Client.objects.get(name="Amara Okafor"), since="2026-01-01",
        staff=Staff.objects.get(name="Noa Feldman"), part="second",
    )
"""


def open_session_workspace(page: Page, url: str) -> None:
    """Opens the workspace of the newest session of which there is no note yet, in the form SOAP: it would open on the
    one of the plan's modality."""
    page.goto(f"{url}/caseload/")
    page.get_by_role("link", name="Amara Okafor").click()
    page.get_by_label("Parts of the file").get_by_role("link", name="Sessions").click()
    page.get_by_role("link", name=re.compile("^Write a note")).first.click()
    page.wait_for_url("**/note/")
    page.get_by_label("Form of the note").get_by_role("link", name="SOAP").click()
    page.wait_for_url("**form=soap")  # with its script and its key, so that the page can be cut off from the server
    page.wait_for_load_state("networkidle")


def until(page: Page, script: str) -> None:
    """Waits until the script is true on the page; asked from outside, since the page's policy allows no eval."""
    for _ in range(100):
        if page.evaluate(script):
            return
        page.wait_for_timeout(100)
    raise AssertionError(script)


def test_a_note_is_saved_as_it_is_written_and_two_tabs_never_overwrite_each_other(
    stack: RunningStack, watched: Watched
) -> None:
    page = watched.page
    sign_in(page, stack.url, "therapist")
    open_session_workspace(page, stack.url)
    watched.check()
    page.get_by_label("Subjective").fill("Slept for six hours.")
    expect(page.get_by_role("status")).to_have_text(re.compile(r"^Saved \d\d:\d\d:\d\d$"), timeout=10_000)
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.get_by_label("Subjective")).to_have_value("Slept for six hours.")
    other.wait_for_load_state("networkidle")  # it has looked for a draft, before the first tab leaves one
    page.get_by_label("Plan").fill("The lighthouse again.")
    expect(page.locator("[name=revision]")).to_have_value("2", timeout=10_000)
    other.locator("textarea[name=assessment]").fill("Steadier.")
    expect(other.get_by_role("status").filter(has_text="Another tab or device has saved")).to_be_visible(timeout=10_000)
    other.get_by_role("button", name="Save", exact=True).click()
    expect(other.get_by_role("alert")).to_contain_text("The lighthouse again.")  # the other text
    expect(other.locator("textarea[name=assessment]")).to_have_value("Steadier.")  # one's own
    other.wait_for_load_state("networkidle")  # the draft in the browser has been looked at
    expect(other.locator("[name=revision]")).to_have_value("2")  # and does not bring back the one that was passed
    other.get_by_label("Plan").fill("The lighthouse again.")
    save, sign = (other.get_by_role("button", name=name, exact=True) for name in ("Save", "Save and sign"))
    other.get_by_label("Plan").press("Tab")  # past Save, by keyboard alone
    expect(save).to_be_focused()
    save.press("Tab")
    expect(sign).to_be_focused()
    sign.press("Enter")
    expect(other.get_by_role("status").filter(has_text="Signed.")).to_be_visible()
    expect(other.get_by_text("Steadier.")).to_be_visible()
    page.reload()  # the first tab is led to the signed note
    expect(page.get_by_role("heading", name="Assessment")).to_be_visible()
    page.get_by_label("Addendum").fill("Six and a half, to be exact.")
    page.get_by_role("button", name="Save addendum").click()
    expect(page.get_by_text("Six and a half")).to_be_visible()
    watched.check()
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    page.reload()  # no colour is on its way to another one
    watched.check()
    signed = page.url
    browser = page.context.browser
    assert browser
    above = Watched(browser.new_context())
    sign_in(above.page, stack.url, "supervisor")
    above.page.goto(signed)
    above.check()
    above.page.get_by_role("button", name="Cosign").click()
    expect(above.page.get_by_role("status").filter(has_text="Cosigned.")).to_be_visible()
    above.check()


def test_a_minute_without_connection_or_session_loses_nothing_on_the_page(
    stack: RunningStack, watched: Watched
) -> None:
    stack.manage("shell", "--no-imports", "-c", COLLEAGUE)
    page = watched.page
    sign_in(page, stack.url, "therapist")
    open_session_workspace(page, stack.url)
    page.context.set_offline(True)
    page.get_by_label("Subjective").fill("Written in the lift.")
    expect(page.get_by_role("status").filter(has_text="Not saved: no connection")).to_be_visible(timeout=10_000)
    page.context.set_offline(False)
    expect(page.get_by_role("status")).to_have_text(re.compile("^Saved"), timeout=10_000)
    page.reload()
    expect(page.get_by_label("Subjective")).to_have_value("Written in the lift.")
    page.context.clear_cookies()  # as when the session has run out
    page.get_by_label("Plan").fill("Written after the session ran out.")
    expect(page.get_by_role("status").filter(has_text="you are signed out")).to_be_visible(timeout=10_000)
    colleague = page.context.new_page()
    sign_in(colleague, stack.url, "therapist2")  # who may write of this session as well
    with page.expect_response(lambda answer: answer.request.method == "GET"):
        pass  # the page has looked who it is now
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        pass  # and has tried again
    colleague.goto(page.url)
    expect(colleague.get_by_label("Plan")).to_have_value("")
    page.context.clear_cookies()
    sign_in(page.context.new_page(), stack.url, "therapist")
    expect(page.get_by_role("status")).to_have_text(re.compile("^Saved"), timeout=10_000)
    page.reload()
    expect(page.get_by_label("Plan")).to_have_value("Written after the session ran out.")


def test_what_was_written_without_connection_survives_a_closed_page_and_not_a_sign_out(
    stack: RunningStack, watched: Watched
) -> None:
    page = watched.page
    sign_in(page, stack.url, "therapist")
    open_session_workspace(page, stack.url)
    workspace = page.url
    page.context.set_offline(True)
    page.get_by_label("Subjective").fill("Written in the tunnel.")
    until(page, "Object.keys(localStorage).some((name) => name.startsWith('draft:'))")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "tunnel" not in kept
    page.close(run_before_unload=False)
    again = page.context.new_page()
    again.context.set_offline(False)
    again.goto(workspace)
    expect(again.get_by_label("Subjective")).to_have_value("Written in the tunnel.")
    expect(again.get_by_role("status")).to_have_text(re.compile("^Saved"), timeout=10_000)
    until(again, "Object.keys(localStorage).length === 0")
    again.context.set_offline(True)
    again.get_by_label("Plan").fill("Gone with the login.")
    until(again, "Object.keys(localStorage).length === 1")
    watched.page.context.clear_cookies()  # first: a page that is being left is online again, and would still save
    again.close(run_before_unload=False)
    watched.page.context.set_offline(False)
    sign_in(watched.page.context.new_page(), stack.url, "therapist")
    later = watched.page.context.new_page()
    later.goto(workspace)
    expect(later.get_by_label("Subjective")).to_have_value("Written in the tunnel.")
    expect(later.get_by_label("Plan")).to_have_value("")
    until(later, "Object.keys(localStorage).length === 0")  # of a device that is gone: nobody could read it


def test_an_emdr_session_is_noted_by_keys(stack: RunningStack, watched: Watched) -> None:
    page = watched.page
    sign_in(page, stack.url, "therapist")
    open_emdr_workspace(page, stack.url)
    watched.check()
    note = page.get_by_label("Target and stance at the start")
    note.fill("Starts with the stairs.")
    note.evaluate("element => element.blur()")
    line = page.get_by_role("group", name="SUD")
    before = line.locator(".ratings").inner_text()
    page.keyboard.press("s")
    expect(line).to_be_focused()
    for key, message in (("8", "8"), ("6", "8 · 6"), ("x", "8 · 6 · 10"), ("3", "8 · 6 · 10 · 3")):
        page.keyboard.press(key)
        expect(line.locator(".ratings")).to_have_text(f"{before} · {message}" if before else message)
        expect(line).to_be_focused()
    line.get_by_role("button", name=re.compile("Take back")).click()
    expect(line.locator(".ratings")).to_have_text(re.compile("8 · 6 · 10$"))
    page.keyboard.press("Escape")
    expect(page.get_by_role("status").first).to_have_text(re.compile("^Saved"), timeout=10_000)
    expect(note).to_have_value("Starts with the stairs.")
    watched.check()
