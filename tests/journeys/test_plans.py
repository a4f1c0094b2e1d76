"""Plans at the desk: an override that reaches the supervisor, a goal that is rated, what the client sees of it."""

import pytest
from playwright.sync_api import expect

from tests.browser import Watched, sign_in
from tests.stack import RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
PLANS = """
from clinic.core.models import Practice, Staff
from interventions.models import Goal, Plan
from tests.factories import inside
with inside(Practice.objects.get(name="Harbour Lane Practice")):  # the demo's own plans are the oldest ones
    found = {goal.plan.modality: goal.plan_id for goal in Goal.objects.select_related("plan").order_by("-pk")}
print(" ".join(f"{key}={value}" for key, value in found.items()))
"""


@pytest.fixture(scope="module")
def plans(stack: RunningStack) -> dict[str, str]:
    printed = stack.manage("shell", "--no-imports", "-c", PLANS).strip().splitlines()[-1]
    return dict(pair.split("=") for pair in printed.split())


def test_a_shut_gate_says_what_is_missing_and_an_override_reaches_the_supervisor(
    stack: RunningStack, watched: Watched, plans: dict[str, str]
) -> None:
    page = watched.page
    sign_in(page, stack.url, "therapist")
    page.goto(f"{stack.url}/plans/{plans['ifs']}/")
    now = page.locator("[aria-current=step] b").inner_text()
    page.get_by_text("Go to another phase").click()
    page.get_by_label("Phase", exact=True).select_option(label="Integrate")
    page.get_by_role("button", name="Enter the phase").click()
    if "Integrate" not in now:
        expect(page.get_by_text("This phase is locked.")).to_be_visible()
        watched.check()
        page.get_by_label("Phase", exact=True).select_option(label="Integrate")
        reason = page.get_by_label("Reason for override").first  # a change of modality asks for one as well
        reason.fill("Moved here from another practice in the middle of the work")
        page.get_by_role("button", name="Enter the phase").click()
        expect(page.get_by_text("Moved here from another practice")).to_be_visible()
        watched.check()
        browser = page.context.browser
        assert browser
        desk = Watched(browser.new_context())
        sign_in(desk.page, stack.url, "supervisor")
        desk.page.goto(f"{stack.url}/plans/{plans['ifs']}/")
        desk.page.get_by_role("button", name="I have looked at it").click()
        expect(desk.page.get_by_text("seen by")).to_be_visible()
        desk.check()


def test_a_goal_is_rated_and_the_exercises_tab_explains_itself(
    stack: RunningStack, watched: Watched, plans: dict[str, str]
) -> None:
    page = watched.page
    sign_in(page, stack.url, "therapist")
    page.goto(f"{stack.url}/plans/{plans['emdr']}/")
    page.get_by_role("navigation", name="Parts of the plan").get_by_role("link", name="Goals").click()
    page.get_by_role("button", name="Rate 2", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Rated")).to_be_visible()
    expect(page.get_by_text("T 70")).to_be_visible()
    page.get_by_text("A goal that a measure tracks").click()
    page.get_by_label("In the client's own words").first.fill("Nights without waking")
    page.get_by_label("Scale").select_option(label="PHQ-9, Total")
    page.get_by_label("Target", exact=True).fill("99")
    page.get_by_role("button", name="Set the goal").first.click()
    expect(page.get_by_text("From 0 to 27.")).to_be_visible()
    watched.check()
    page.locator(".head a[href^='/clients/']").click()
    page.get_by_role("link", name="Exercises").click()
    expect(page.get_by_text("goes with EMDR").first).to_be_visible()
    watched.check()
