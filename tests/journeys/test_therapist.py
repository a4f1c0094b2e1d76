"""A therapist's main job, from signing in to the reminder in the client's mailbox."""

import re
import time
from datetime import datetime, timedelta
from email.message import Message
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE, Watched, sign_in
from tests.stack import RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
LONDON = ZoneInfo("Europe/London")


def test_sign_in_record_by_keys_plan_book_and_the_reminder_arrives(stack: RunningStack, watched: Watched) -> None:
    page = watched.page
    sign_in(page, stack.url, "therapist")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"{datetime.now(LONDON):%A}")
    watched.check()

    page.keyboard.press("r")  # record: with whom?
    expect(page.get_by_role("heading", level=1)).to_have_text("Record: with whom?")
    page.get_by_role("searchbox").fill("emre")
    expect(page.locator("tbody tr")).to_have_count(1)
    watched.check()
    page.get_by_role("link", name="Emre Aydin").click()
    page.get_by_role("link", name="ECR-R", exact=True).click()
    watched.check()

    expect(page.locator("[data-item] input").first).to_be_focused()
    begun = time.monotonic()
    page.keyboard.type("4" * 18 + "5" * 18)  # 36 items, one key each
    assert time.monotonic() - begun < 60
    expect(page.locator("[data-count]")).to_have_text("36")
    page.keyboard.press("Enter")  # the focus is on the button
    expect(page.get_by_role("heading", level=1)).to_contain_text("ECR-R")
    expect(page.get_by_role("img", name="Attachment plane, ECR-R")).to_be_visible()
    expect(page.get_by_role("region", name="Scores")).to_contain_text("Attachment anxiety")
    watched.check()

    page.keyboard.press("p")
    expect(page.get_by_role("heading", level=1)).to_have_text("Assign a plan")
    watched.check()
    page.get_by_label("Somatic Experiencing").check()
    page.get_by_label("Formulation").fill("Freezes when the door closes.")
    page.get_by_role("button", name="Begin the plan").click()
    expect(page.get_by_role("status").filter(has_text="The SE plan has begun")).to_be_visible()
    expect(page.get_by_text("Freezes when the door closes.")).to_be_visible()
    watched.check()

    page.keyboard.press("b")
    times = (datetime.now(LONDON) + timedelta(hours=hours) for hours in range(22, 3, -1))
    start = next(at for at in times if at.hour in {5, 6, 7, 21, 22, 23})  # when nobody else has a session
    page.get_by_label("Day").fill(f"{start:%Y-%m-%d}")
    page.get_by_label("Start").fill(f"{start:%H}:{start.minute // 5 * 5:02}")
    page.get_by_label("Tell the client").uncheck()  # who is told needs no reminder so soon after
    watched.check()
    page.get_by_role("button", name="Book").click()
    page.get_by_label("Book anyway").check()  # it is outside of the working hours
    page.get_by_role("button", name="Book").click()
    expect(page.get_by_role("status").filter(has_text="Booked:")).to_be_visible()
    watched.check()

    end, at = time.monotonic() + 40, f"{start:%H}:{start.minute // 5 * 5:02}"  # other sessions may be due as well
    while time.monotonic() < end and not _reminders(stack, "emre.aydin@demo.example", at):
        time.sleep(0.5)
    time.sleep(5)  # two more sweeps: it must not come again
    assert len(_reminders(stack, "emre.aydin@demo.example", at)) == 1
    page.goto(f"{stack.url}/mailbox/")
    expect(page.get_by_role("link", name=re.compile("Your appointment")).first).to_be_visible()
    watched.check()


def _reminders(stack: RunningStack, address: str, at: str) -> list[Message]:
    """Mails to the address that speak of an appointment at this time of day."""
    return [mail for mail in stack.mails() if mail["X-Envelope-To"] == address and at in str(mail["Subject"])]


def test_an_endorsed_risk_item_is_on_today_until_it_is_closed(stack: RunningStack, watched: Watched) -> None:
    page = watched.page
    sign_in(page, stack.url, "therapist")
    page.goto(f"{stack.url}/caseload/?to=record&search=noor")
    page.get_by_role("link", name="Noor Al-Amin").click()
    page.get_by_role("link", name="CORE-10").click()
    expect(page.locator("[data-item] input").first).to_be_focused()  # the page is ready for keys
    page.keyboard.type("1111111111")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("CORE-10 item 6")
    watched.check()
    page.get_by_role("link", name="Write what you did").click()
    watched.check()
    page.get_by_role("button", name="Take alert").click()
    expect(page.get_by_role("status")).to_contain_text("You have it now.")
    watched.check()
    page.get_by_label("Outcome").select_option("safe")
    page.get_by_role("button", name="Close alert").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("CORE-10 item 6")  # nothing was said yet
    page.get_by_label("What you did").fill("Called at once; safe tonight, crisis line given.")
    page.get_by_role("button", name="Close alert").click()
    expect(page.get_by_role("status")).to_contain_text("Closed.")
    expect(page.locator(".needs .is-risk", has_text="Noor")).to_have_count(0)


def test_every_page_of_a_file_is_clean_on_a_phone_and_in_the_dark(stack: RunningStack, watched: Watched) -> None:
    page = watched.page
    sign_in(page, stack.url, "therapist")
    page.emulate_media(color_scheme="dark")
    page.set_viewport_size(PHONE)
    page.goto(f"{stack.url}/caseload/")
    watched.check()
    page.get_by_role("link", name="Amara Okafor").click()
    for tab in ("Overview", "Assessments", "Sessions", "Exercises", "Record"):
        page.get_by_label("Parts of the file").get_by_role("link", name=tab).click()
        expect(page.get_by_label("Parts of the file").get_by_role("link", name=tab)).to_have_attribute(
            "aria-current", "page"
        )
        watched.check()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), tab
    for key in "repb":
        page.locator(f"a[data-key={key}]:visible").click()
        watched.check()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), key
        page.go_back()


def test_a_score_is_explained_and_answers_are_corrected(stack: RunningStack, watched: Watched) -> None:
    page = watched.page
    sign_in(page, stack.url, "therapist")
    page.goto(f"{stack.url}/caseload/?search=samir&to=record")
    page.get_by_role("link", name="Samir Qureshi").click()
    page.get_by_role("link", name="PCL-5").click()
    expect(page.locator("[data-item] input").first).to_be_focused()
    watched.check()
    page.keyboard.type("3" * 20)
    page.keyboard.press("Enter")
    expect(page.get_by_text("DSM-5 pattern")).to_be_visible()
    watched.check()
    page.get_by_role("link", name="Explain: Total").click()
    expect(page.get_by_text("60 = 60")).to_be_visible()
    watched.check()
    page.get_by_role("link", name="Back to the result").click()
    page.get_by_role("link", name="Correct the answers").click()
    page.get_by_label("Why it is corrected").fill("Item 20 misread")
    page.locator("#item-20").get_by_text("0", exact=True).click()
    watched.check()
    page.get_by_role("button", name="Save and score").click()
    expect(page.get_by_role("status").filter(has_text="The earlier answers stay")).to_be_visible()
    expect(page.locator(".verdict").first).to_have_text("57")
    page.get_by_text("Void this assessment").click()
    page.get_by_label("Why").fill("Only a rehearsal")
    page.get_by_role("button", name="Void").click()
    expect(page.get_by_text("It no longer counts")).to_be_visible()
    watched.check()


def test_the_caseload_is_walked_by_keyboard(stack: RunningStack, watched: Watched) -> None:
    page = watched.page
    sign_in(page, stack.url, "therapist")
    page.goto(f"{stack.url}/caseload/")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    first = page.locator("[data-row]").first
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_label("Parts of the file")).to_be_visible()
    page.goto(f"{stack.url}/caseload/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_a_supervisor_sees_the_supervisees_clients_and_cannot_record(stack: RunningStack, watched: Watched) -> None:
    page = watched.page
    sign_in(page, stack.url, "supervisor")
    watched.check()
    page.goto(f"{stack.url}/caseload/?search=amara")
    page.get_by_role("link", name="Amara Okafor").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Amara Okafor")
    expect(page.get_by_role("link", name=re.compile("^Record r"))).to_have_count(0)
    watched.check()


def test_a_course_that_is_wider_than_a_phone_opens_at_its_newest_end(stack: RunningStack, watched: Watched) -> None:
    page = watched.page
    page.set_viewport_size({"width": 320, "height": 640})
    sign_in(page, stack.url, "therapist")
    page.goto(f"{stack.url}/caseload/?search=Amara")
    page.get_by_role("link", name="Amara Okafor").first.click()
    box = page.locator(".chart.course > .scroll").first
    expect(box).to_be_visible()
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    beyond = box.evaluate(
        "box => box.querySelector('svg').getBoundingClientRect().right - box.getBoundingClientRect().right"
    )
    assert abs(beyond) < 2
    watched.check()
