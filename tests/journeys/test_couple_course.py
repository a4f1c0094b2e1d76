"""Eight sessions of couple work, one of them with one partner alone, walked in the session workspace by its keys."""

import json
import re
from dataclasses import dataclass
from typing import Literal

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser import DESK, PHONE, Watched, sign_in
from tests.stack import BASE, PASSWORD, RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
NARROW: ViewportSize = {"width": 320, "height": 780}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PICTURES = BASE / "build" / "courses"
# A couple and a therapist of this journey's own; the sessions were a week apart, at an hour when nobody else is there.
PLANT = f"""
import json
from datetime import timedelta
from django.utils import timezone
from clients.actions import add_client, note_violence_screen
from clients.households.actions import begin_household
from clinic.core.access import Role
from clinic.core.models import Practice
from clinic.accounts.staff.actions import add_staff
from interventions import catalogue
from interventions.plans.actions import assign_plan
from interventions.sessions.actions import book_session
from tests.factories import actor, inside
practice = Practice.objects.get(name="Harbour Lane Practice")
staff = add_staff(practice_id=practice.pk, email="couples@demo.example", name="Cato Couples", roles={{Role.THERAPIST}},
                  password="{PASSWORD}", is_demo=True)
start = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(days=57)
with inside(practice, actor(staff)):
    ana, ben = (add_client(by=actor(staff), name=name) for name in ("Ana Course", "Ben Course"))
    for one in (ana, ben):
        note_violence_screen(client=one, by=actor(staff), answer="none")
    household = begin_household(clients=[ana, ben], began_on=(start - timedelta(days=3)).date())
    plan = assign_plan(client=ana, modality=catalogue.modality("eft"), by=actor(staff), household=household,
                       started_on=(start - timedelta(days=1)).date())
    sessions = [
        book_session(client=ana, therapist_id=staff.pk, starts_at=start + timedelta(days=7 * number), despite=True,
                     plan=plan, alone_with=ben if number == 1 else None)
        for number in range(8)
    ]
print(json.dumps({{"plan": str(plan.pk), "sessions": [str(session.pk) for session in sessions]}}))
"""
# What is pressed in each session: a letter leads to a line, a number presses its button.
COURSE: tuple[str, ...] = (
    "a1 b1 m1",
    "a2 m1 m2",
    "a2 b2 m1 m2 m3 m4 m5",
    "a3 b4 m2 m3",
    "a4 b5 d1 d2 d3",
    "b6 d4 d5 d6 d7",
    "a7 d8 m3 m5",
)
COURSE += ("a9 b9 m5",)


@dataclass(frozen=True)
class Work:
    plan: str
    sessions: list[str]


def by_keys(page: Page, pressed: str) -> None:
    """One line after the other: the letter, then the number; the page comes back with what was done in words."""
    for pair in pressed.split():
        letter, number = pair[0], pair[1]
        page.locator("h1").click()
        page.keyboard.press(letter)
        expect(page.locator(f"[data-track={letter}]")).to_be_focused()
        with page.expect_navigation():
            page.keyboard.press(number)
        expect(page.get_by_role("status").filter(has_text=re.compile(f"(step|Move) {number}")).first).to_be_visible()


def event(page: Page, what: str, who: str = "") -> None:
    page.get_by_role("link", name="Record: change event").click()
    page.get_by_label("What happened").select_option(label=what)
    if who:
        page.get_by_label(re.compile("^Who( |$)")).select_option(label=who)
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url("**/note/")


def look(watched: Watched, name: str) -> None:
    """Nothing sticks out at 320, 390 and 1280 px, light and dark; axe and the console are quiet."""
    page = watched.page
    PICTURES.mkdir(parents=True, exist_ok=True)
    for size in (NARROW, PHONE, DESK):
        for scheme in SCHEMES:
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
            page.screenshot(path=PICTURES / f"{name}-{size['width']}-{scheme}.png", full_page=True)
        watched.check()
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")


def test_eight_sessions_by_keys(stack: RunningStack, watched: Watched) -> None:
    work = Work(**json.loads(stack.manage("shell", "--no-imports", "-c", PLANT).strip().splitlines()[-1]))
    page = watched.page
    sign_in(page, stack.url, "couples@demo.example")
    for number, (session, pressed) in enumerate(zip(work.sessions, COURSE, strict=True)):
        page.goto(f"{stack.url}/sessions/{session}/note/")
        if number == 4:
            page.get_by_role("link", name="Record: attachment injury").click()
            page.get_by_label("Short name").fill("the ward")
            page.get_by_label("Who was hurt").select_option(label="Ana Course")
            page.get_by_label("By whom").select_option(label="Ben Course")
            page.get_by_label("What happened, and when").fill("Nobody came that night, in the spring")
            page.get_by_role("button", name="Save", exact=True).click()
            page.wait_for_url("**/note/")
        by_keys(page, pressed)
        if number == 1:
            expect(page.get_by_text("Ana Course", exact=True)).to_have_count(0)  # he came alone
            page.get_by_role("link", name="Record: individual session").click()
            page.get_by_label("Wish to stay and work on it").fill("8")
            page.get_by_label("What they agreed to bring").fill("that he is afraid to fail")
            page.get_by_role("button", name="Save", exact=True).click()
            page.wait_for_url("**/note/")
            expect(page.get_by_text("that he is afraid to fail")).to_be_visible()
            look(watched, "eft-alone")
        if number == 3:
            event(page, "de-escalation")
        if number == 6:
            event(page, "the withdrawer re-engages", "Ben Course")
            event(page, "the pursuer softens", "Ana Course")
            look(watched, "eft-session")
    page.goto(f"{stack.url}/plans/{work.plan}/")
    expect(page.locator(".chart.stairs")).to_be_visible()
    expect(page.get_by_text("Ana Course: step 9 · consolidates since")).to_have_count(1)
    for phase in ("Restructuring the bond", "Consolidation"):
        page.get_by_text("Complete this phase").click()
        page.get_by_label("Evidence that this phase is complete").fill("Told in the session")
        page.get_by_role("button", name="Mark phase complete").click()
        page.get_by_text("Go to another phase").click()
        page.get_by_label("Phase", exact=True).select_option(label=phase)
        page.get_by_role("button", name="Enter the phase").click()
        expect(page.locator("[aria-current=step]")).to_contain_text(phase)
        expect(page.get_by_text("gate overridden")).to_have_count(0)
    look(watched, "eft-plan")
    paper = page.request.get(f"{stack.url}/plans/{work.plan}/plan.pdf").body()
    (PICTURES / "eft-plan.pdf").write_bytes(paper)
    assert b"/Figure" in paper
