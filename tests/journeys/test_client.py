"""A client's day on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE, Watched, sign_in
from tests.stack import RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


def test_sign_in_exercise_step_by_step_and_log(stack: RunningStack, watched: Watched) -> None:
    page = watched.page
    page.set_viewport_size(PHONE)
    sign_in(page, stack.url, "client")
    expect(page).to_have_url(f"{stack.url}/my/")
    watched.check()
    title = page.locator(".card", has=page.get_by_role("link", name="Begin")).locator("h2").first.inner_text()
    page.get_by_role("link", name=f"Begin: {title}").click()
    expect(page.get_by_text(re.compile(r"Part 1 of \d"))).to_be_visible()
    expect(page.locator("[data-step]:visible")).to_have_count(1)
    watched.check()
    page.get_by_text("7", exact=True).first.click()
    page.get_by_role("button", name="Begin").click()
    while page.get_by_role("button", name="Next").count():
        watched.check()
        page.get_by_role("button", name="Next").click()
    page.locator("[data-step]:visible").get_by_text("3", exact=True).click()
    page.get_by_label("A line for yourself").fill("Softer than I thought.")
    watched.check()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("status").filter(has_text="Saved. Your therapist can see it.")).to_be_visible()
    expect(page.get_by_text("Done or put off today")).to_be_visible()
    page.get_by_role("link", name="Help now").click()
    expect(page.locator(".step")).to_contain_text("Samaritans")  # the crisis contacts; the plan names them too
    watched.check()

    therapist = Watched(page.context.browser.new_context())  # type: ignore[union-attr]
    sign_in(therapist.page, stack.url, "therapist")
    therapist.page.goto(f"{stack.url}/clients/")
    mine = stack.manage("shell", "--no-imports", "-c", OWN_ID).strip().splitlines()[-1]
    therapist.page.goto(f"{stack.url}/clients/{mine}/exercises/")
    expect(therapist.page.get_by_text("“Softer than I thought.”")).to_be_visible()
    expect(therapist.page.get_by_text("7 → 3").first).to_be_visible()


OWN_ID = """
from clinic.core.models import Membership
print(Membership.objects.get(user__email="client@demo.example").person_id)
"""


def test_the_steps_all_stand_there_without_scripts(stack: RunningStack, watched: Watched) -> None:
    browser = watched.page.context.browser
    assert browser
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    sign_in(page, stack.url, "client")
    page.locator("a[href*='/exercises/']").first.click()
    assert page.locator("[data-step]").count() >= 3
    expect(page.locator("[data-step]").last).to_be_visible()
    expect(page.get_by_role("button", name="Done")).to_be_visible()
    context.close()


def test_a_client_who_types_the_desks_address_is_kept_out(stack: RunningStack, watched: Watched) -> None:
    page = watched.page
    sign_in(page, stack.url, "client")
    for path in ("/caseload/", "/reports/", "/practice/", "/clients/"):
        answer = page.goto(stack.url + path)
        assert answer is not None
        assert answer.status == 403
