"""An admin's desk: everything about the practice, nothing about what is said or answered."""

import re
from collections import Counter

import pytest
from playwright.sync_api import Page, expect

from assessments import catalogue
from tests.browser import Watched, forget_sign_in, sign_in
from tests.stack import RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
FILE = re.compile(r"\.\w+(\?.*)?$")  # is downloaded, not shown
SECRET = "Freezes at the sound of keys"  # in a plan's formulation
PLANT = f"""
from clinic.core.models import Practice
from interventions.models import Plan, ExerciseLog
from tests.factories import inside
with inside(Practice.objects.get(name="Harbour Lane Practice")):
    Plan.objects.update(formulation="{SECRET}")
    ExerciseLog.objects.update(note="{SECRET}")
"""


def links(page: Page, base: str) -> set[str]:
    """Where the page leads within the stack."""
    found = page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href.split('#')[0])")
    return {link for link in found if link.startswith(base) and "/account/" not in link and "/static/" not in link}


def test_no_page_an_admin_can_reach_shows_text_or_answers(stack: RunningStack, watched: Watched) -> None:
    stack.manage("shell", "--no-imports", "-c", PLANT)
    page = watched.page
    sign_in(page, stack.url, "admin")
    watched.check()
    prompts = {prompt for i in catalogue.catalogue().values() for prompt in i.prompts.get("en", ())}
    seen: set[str] = set()
    todo = [f"{stack.url}/", f"{stack.url}/reports/", f"{stack.url}/practice/", f"{stack.url}/clients/"]
    kinds: Counter[str] = Counter()
    while todo:
        link = todo.pop(0)
        kind = re.sub(r"[0-9a-f-]{36}|\?.*", "…", link)  # a calendar has a next week for ever
        if link in seen or kinds[kind] >= 4 or "/mailbox/" in kind:
            continue
        seen.add(link)
        kinds[kind] += 1
        answer = page.request.get(link) if FILE.search(link) else page.goto(link)
        assert answer is not None
        assert answer.status == 200, link
        text = answer.text()
        assert SECRET not in text, link
        assert not [prompt for prompt in prompts if len(prompt) > 20 and prompt in text], link
        if "text/html" in answer.headers["content-type"]:
            todo += sorted(links(page, stack.url) - seen)
    assert len(seen) > 12
    assert watched.complaints == []


def test_the_description_of_the_api_is_shown_without_anything_from_outside(
    stack: RunningStack, watched: Watched
) -> None:
    page = watched.page
    page.goto(f"{stack.url}/api/docs/")
    # The page reads the whole description before it shows anything: on a slow machine that takes a while. It draws
    # what is in view only, so that another group is there when its own address is opened.
    expect(page.get_by_text("/api/v1/alerts/").first).to_be_visible(timeout=30_000)
    page.goto(f"{stack.url}/api/docs/#/caseload")
    page.reload()
    expect(page.get_by_text("/api/v1/caseload/").first).to_be_visible(timeout=30_000)
    assert watched.complaints == []


def test_the_report_is_shown_as_chart_table_and_csv(stack: RunningStack, watched: Watched) -> None:
    page = watched.page
    sign_in(page, stack.url, "admin")
    page.get_by_role("link", name="Reports").click()
    expect(page.get_by_role("region", name="Outcomes").locator("tbody tr")).to_have_count(6)
    watched.check()
    page.get_by_label("By").select_option("therapist")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("region", name="Attendance").locator("tbody tr")).to_have_count(3)
    watched.check()
    with page.expect_download() as download:
        page.get_by_role("link", name="Outcomes, CSV").click()
    lines = download.value.path().read_text("utf-8-sig").splitlines()
    assert lines[0] == "therapist,clients,recovered,improved,unchanged,worse,unmeasured"
    assert len(lines) == 4


def test_an_admin_adds_a_colleague_who_gets_a_link_and_signs_in(stack: RunningStack, watched: Watched) -> None:
    page = watched.page
    sign_in(page, stack.url, "admin")
    page.get_by_role("link", name="Practice", exact=True).click()
    watched.check()
    staff = page.locator("section", has=page.get_by_role("heading", name="Add somebody"))
    staff.get_by_label("Name").fill("Nova Reyes")
    staff.get_by_label("E-mail address").fill("nova@demo.example")
    staff.get_by_label("Therapist").check()
    page.get_by_role("button", name="Add and invite").click()
    expect(page.get_by_role("status").filter(has_text="Nova Reyes gets a mail")).to_be_visible()
    page.goto(f"{stack.url}/mailbox/")
    expect(page.get_by_role("link", name="Your sign-in")).to_be_visible(timeout=20000)
    page.get_by_role("link", name="Your sign-in").click()
    watched.check()
    link = re.search(r"http://\S+", page.locator("pre").inner_text())
    assert link
    forget_sign_in(page)
    page.goto(link.group())
    watched.check()
    page.get_by_label("New Password", exact=True).fill("a long enough pass phrase")
    page.get_by_label("New Password (again)").fill("a long enough pass phrase")
    page.get_by_role("button", name="Save and sign in").click()
    expect(page.get_by_text("No session today")).to_be_visible()
    watched.check()
