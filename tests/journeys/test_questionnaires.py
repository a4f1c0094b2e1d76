"""A questionnaire's way: given at the desk, answered on a phone, gone on with elsewhere, read at the desk again."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESK, PHONE, Watched, sign_in
from tests.stack import RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
OWN_ID = """
from clinic.core.models import Membership
print(Membership.objects.get(user__email="client@demo.example").person_id)
"""
BAND = re.compile(r"(minimal|mild|moderate|severe)")


def another(watched: Watched, phone: bool = False) -> Watched:
    """A second device, with nothing of the first one's."""
    browser = watched.page.context.browser
    assert browser
    return Watched(browser.new_context(viewport=PHONE if phone else DESK, locale="en-GB"))


def file_of_the_client(stack: RunningStack, desk: Page) -> str:
    sign_in(desk, stack.url, "therapist")
    mine = stack.manage("shell", "--no-imports", "-c", OWN_ID).strip().splitlines()[-1]
    return f"{stack.url}/clients/{mine}/"


def give(desk: Watched, file: str, name: str) -> None:
    desk.page.goto(f"{file}assessments/")
    desk.page.keyboard.press("g")
    expect(desk.page.get_by_role("heading", name="Give a questionnaire")).to_be_visible()
    desk.check()
    desk.page.get_by_label("Questionnaire").select_option(label=name)
    desk.page.get_by_role("button", name="Give", exact=True).click()
    expect(desk.page.get_by_role("status").filter(has_text="can answer it on the portal")).to_be_visible()
    desk.check()


def test_answered_on_a_phone_gone_on_with_elsewhere_and_danger_is_answered(
    stack: RunningStack, watched: Watched
) -> None:
    desk = watched
    file = file_of_the_client(stack, desk.page)
    give(desk, file, "PHQ-9 · Depression over the past two weeks")

    phone = another(watched, phone=True)
    sign_in(phone.page, stack.url, "client")
    phone.page.get_by_role("link", name="Open: PHQ-9").click()
    expect(phone.page.get_by_text("9 questions.")).to_be_visible()
    phone.check()
    phone.page.get_by_role("link", name="Begin").click()
    phone.check()
    for number in range(1, 5):  # one tap an item
        expect(phone.page.get_by_text(f"Question {number} of 9")).to_be_visible()
        phone.page.get_by_role("button", name="several days").click()
    expect(phone.page.get_by_text("Question 5 of 9")).to_be_visible()
    phone.page.get_by_role("link", name="Stop for now").click()

    laptop = another(watched)  # another device, another sign-in
    sign_in(laptop.page, stack.url, "client")
    expect(laptop.page.get_by_text("4 of 9 done")).to_be_visible()
    laptop.page.get_by_role("link", name="Open: PHQ-9").click()
    laptop.page.get_by_role("link", name="Go on with question 5").click()
    for number in range(5, 9):
        expect(laptop.page.get_by_text(f"Question {number} of 9")).to_be_visible()
        laptop.page.keyboard.press("Tab")  # by keyboard alone: from the top of the page to the second answer
        laptop.page.get_by_role("button", name="not at all").focus()
        laptop.page.keyboard.press("Enter")
    expect(laptop.page.get_by_text("Question 9 of 9")).to_be_visible()

    phone.page.get_by_role("link", name="Go on with question").count()  # still on the old page of the phone
    phone.page.goto(laptop.page.url)
    phone.page.get_by_role("button", name="not at all").click()
    expect(phone.page.get_by_text("Every question has an answer.")).to_be_visible()
    laptop.page.get_by_role("button", name="several days").click()  # both devices answer the last one
    expect(laptop.page.get_by_role("alert")).to_contain_text("Question 9 was answered on another device: 0.")
    laptop.check_page_only()
    laptop.page.get_by_role("button", name="several days").click()
    laptop.page.get_by_role("button", name="Send to my therapist").click()
    expect(laptop.page.get_by_role("heading", name="Thank you.")).to_be_visible()
    expect(laptop.page.get_by_text("Samaritans")).to_be_visible()  # item 9 was endorsed
    laptop.check_page_only()
    phone.page.get_by_role("button", name="Send to my therapist").click()  # sent twice
    expect(phone.page.get_by_role("heading", name="Thank you.")).to_be_visible()

    desk.page.goto(f"{stack.url}/")
    entry = desk.page.locator(".needs .is-risk", has_text="PHQ-9 item 9").first
    entry.get_by_role("link", name=re.compile("^Open alert")).click()
    desk.page.get_by_label("Outcome").select_option("plan")
    desk.page.get_by_label("What you did").fill("Called. Safe tonight, safety plan gone through, seen tomorrow.")
    desk.check()
    desk.page.get_by_role("button", name="Close alert").click()
    expect(desk.page.get_by_role("status").filter(has_text="Closed.")).to_be_visible()
    desk.page.goto(f"{file}assessments/")
    expect(desk.page.locator("tr", has_text="PHQ-9").first).to_contain_text(BAND)
    desk.check()


def test_all_on_one_page_is_kept_at_once(stack: RunningStack, watched: Watched) -> None:
    page = watched.page
    sign_in(page, stack.url, "client")
    page.get_by_role("link", name="Open: GAD-7").click()
    page.get_by_role("link", name="All on one page").click()
    watched.check()
    with page.expect_response(re.compile(r"/questions/.*/3/")) as kept:
        page.locator("#question-3").get_by_label("nearly every day").check()
    assert kept.value.status == 200
    second = another(watched, phone=True)
    sign_in(second.page, stack.url, "client")
    expect(second.page.get_by_text("1 of 7 done")).to_be_visible()
    second.page.goto(page.url.replace("all/", "3/"))
    expect(second.page.get_by_role("button", name="nearly every day")).to_have_attribute("aria-pressed", "true")
    second.page.get_by_role("button", name="not at all").click()
    expect(second.page.get_by_text("Question 4 of 7")).to_be_visible()
    page.locator("#question-3").get_by_label("several days").check()  # the first page has not seen that
    expect(page.locator("#question-3 [data-message]")).to_contain_text("answered on another device: 0")


def test_the_published_wording_is_loaded_checked_and_shown(
    stack: RunningStack, watched: Watched, tmp_path: Path
) -> None:
    file = tmp_path / "who5.csv"
    rows = [f"{n};Statement number {n} about feeling well" for n in range(1, 6)]
    words = [f"={value};about {value} of five" for value in range(6)]
    file.write_bytes("\n".join(rows + words).encode("cp1252"))
    page = watched.page
    sign_in(page, stack.url, "admin")
    page.get_by_role("link", name="Practice").click()
    page.get_by_role("link", name="Wording of the instruments").click()
    watched.check()
    bad = tmp_path / "bad.csv"
    bad.write_text("1;One\n2;<b>Two</b>\n")
    page.get_by_label("CSV, or FHIR").set_input_files(bad)
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_text("Row 2: contains HTML; plain text is needed.")).to_be_visible()
    watched.check()
    page.get_by_label("CSV, or FHIR").set_input_files(file)
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("cell", name="Statement number 3 about feeling well")).to_be_visible()
    watched.check()
    page.get_by_label("The practice's right to use it").first.fill("Free for use, says its publisher")
    page.get_by_role("button", name="Keep this wording").click()
    expect(page.get_by_role("status").filter(has_text="WHO-5 is shown in its published wording")).to_be_visible()
    watched.check()

    desk = another(watched)
    give(desk, file_of_the_client(stack, desk.page), "WHO-5 · Well-being over the past two weeks")
    client = another(watched, phone=True)
    sign_in(client.page, stack.url, "client")
    client.page.get_by_role("link", name="Open: WHO-5").click()
    client.page.get_by_role("link", name="Begin").click()
    expect(client.page.get_by_role("heading", name="Statement number 1 about feeling well")).to_be_visible()
    expect(client.page.get_by_role("button", name="about 4 of five")).to_be_visible()
    expect(client.page.get_by_text("own words")).to_have_count(0)
    client.check()


def test_report_interview_and_pause_at_the_desk(stack: RunningStack, watched: Watched) -> None:
    page = watched.page
    file = file_of_the_client(stack, page)
    page.goto(f"{file}assessments/")
    page.get_by_role("link", name="Report over a period").click()
    watched.check()
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").click()
    assert Path(download.value.path()).read_bytes().startswith(b"%PDF-")
    page.goto(f"{file}interview/")
    watched.check()
    page.get_by_label("Interviewed on").fill("2026-02-02")
    page.get_by_label("Coded on").fill("2026-03-02")
    page.get_by_label("Coder").fill("Ines Calder")
    page.get_by_label("Certification").fill("Reliable, 2019")
    page.get_by_label("Classification").select_option("U")
    page.get_by_role("button", name="Save coding").click()
    expect(page.get_by_text("U needs its secondary code: F, Ds, E, CC.")).to_be_visible()
    page.get_by_label("Best-fitting secondary").select_option("Ds")
    page.get_by_role("button", name="Save coding").click()
    expect(page.get_by_text("U/Ds")).to_be_visible()
    watched.check()
    page.goto(f"{file}file/")
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_text("paused since")).to_be_visible()
    watched.check()
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_text("paused since")).to_have_count(0)
    page.goto(f"{file}close/")
    watched.check()
