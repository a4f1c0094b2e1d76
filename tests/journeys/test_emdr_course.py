"""Eight sessions of EMDR, noted in the session workspace by keys: from an assessment to the re-evaluation."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESK, PHONE, Watched, sign_in
from tests.stack import BASE, RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
PICTURES = BASE / "build" / "courses"
PREPARED = """
from datetime import timedelta
from django.utils import timezone
from clinic.core.models import Membership
from clinic.core.scope import practice_scope
from clinic.core.access import system
from tests.factories import a_client, a_plan, a_row, a_session, actor, past_the_gate
from clinic.core.models import Staff
from interventions.models import TherapySession
one = Membership.objects.get(user__email="therapist@demo.example")
with practice_scope(one.practice_id, system(one.practice_id, "journey")):
    therapist = Staff.objects.select_related("practice").get(pk=one.person_id)
client = a_client(therapist, name="Eight Sessions", email="")
plan = past_the_gate(a_plan(client))
words = dict(image="the top step", negative="I am not safe", positive="It is over", emotions="fear", body="throat")
stairs = a_row(plan, "target", label="the stairs", age=9, theme="safety", **words)
late = a_row(plan, "target", label="being late", prong="present", origin=stairs, **words)
a_row(plan, "target", label="arriving late", prong="future", origin=late)
a_row(plan, "resource", label="the lake", kind="calm-place")
start = timezone.now().replace(hour=5, minute=10, second=0, microsecond=0)
sessions = [a_session(client, start - timedelta(days=7 * week), plan=plan, despite=True) for week in range(8, 0, -1)]
with practice_scope(plan.practice_id, actor(therapist)):
    TherapySession.objects.filter(pk__in=[one.pk for one in sessions]).update(state="attended")
print(plan.pk, *[one.pk for one in sessions])
"""

# For each session: its target, the keys in order (s: to SUD, v: to VOC, e: to sets), and how it is closed.
COURSE: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("the stairs", "s8 v2", {}),
    ("the stairs", "s8 e+++ s6 e+++ s5", {"Closure": "incomplete, contained", "Resource that was used": "the lake"}),
    ("the stairs", "s4 e++++ s3 e++ s1", {"Closure": "incomplete, contained", "Contained by": "the box with the lid"}),
    ("the stairs", "s1 e+++ s0 v5 v7", {"Body scan": "clear", "Closure": "complete"}),
    ("the stairs", "s0 v7", {}),
    ("being late", "s6 v2 e+++ s3 e++ s2", {"Closure": "incomplete, contained", "Contained by": "light on the water"}),
    ("being late", "s2 e+++ s0 v6 v7", {"Body scan": "clear", "Closure": "complete"}),
    ("being late", "s0 v7", {}),
)
LETTERS = {"s": "SUD", "v": "VOC", "e": "sets"}


def type_keys(page: Page, keys: str) -> None:
    """Each word leads to a line by its letter and notes what follows, one key each."""
    for word in keys.split():
        line = page.get_by_role("group", name=LETTERS[word[0]], exact=True)
        for key in word[1:]:
            before = line.locator(".ratings").inner_text()
            page.locator("body").press(word[0])
            expect(line).to_be_focused()
            page.keyboard.press(key)
            if before:
                expect(line.locator(".ratings")).not_to_have_text(before)
            else:
                expect(line.locator(".ratings")).not_to_be_empty()
            expect(line).to_be_focused()
            page.keyboard.press("Escape")
            page.evaluate("document.activeElement.blur()")


def press_and_keep_what_is_typed(page: Page) -> None:
    """Buttons pressed by Tab and Enter keep the focus, nothing typed elsewhere is lost, and what was noted is said."""
    said, sheet = page.locator("[data-spoken]"), page.locator("#sheet")
    note, contained = page.get_by_label("What came up in the sets"), sheet.get_by_label("Contained by")
    note.fill("typed, and not saved yet")
    contained.fill("the oak box")
    line = page.get_by_role("group", name="SUD", exact=True)
    pressed = {"tactile": "the stairs: tactile.", "SUD 8": "SUD: 8", "Take back the last: SUD": "SUD: –"}
    for name, words in pressed.items():
        button = page.get_by_role("button", name=name, exact=True).first
        button.focus()
        page.keyboard.press("Enter")
        expect(said).to_contain_text(words)
        expect(line if name.startswith("Take") else button).to_be_focused()
    expect(page.get_by_role("button", name="tactile", exact=True).first).to_have_attribute("aria-pressed", "true")
    expect(note).to_have_value("typed, and not saved yet")
    expect(contained).to_have_value("the oak box")
    sheet.get_by_label("Target", exact=True).select_option(label="the stairs")
    sheet.get_by_role("button", name="Save closure").focus()
    page.keyboard.press("Enter")
    expect(said).to_contain_text("the stairs: ")
    expect(sheet.get_by_role("button", name="Save closure")).to_be_focused()
    contained.fill("")
    note.fill("")
    page.evaluate("document.activeElement.blur()")


def close(page: Page, target: str, how: dict[str, str]) -> None:
    sheet = page.locator("#sheet")
    sheet.get_by_label("Target", exact=True).select_option(label=target)
    for label, value in how.items():
        if label == "Closure":
            sheet.get_by_role("radio", name=value.capitalize(), exact=True).check()
        elif label in {"Body scan", "Resource that was used"}:
            sheet.get_by_label(label).select_option(label=value)
        else:
            sheet.get_by_label(label).fill(value)
    sheet.get_by_role("button", name="Save closure").click()
    expect(sheet.get_by_role("status")).to_contain_text(f"{target}: ")


def look(watched: Watched, what: str, name: str) -> None:
    """Light and dark, on a desk and on a phone; nothing sticks out, axe finds nothing."""
    page = watched.page
    PICTURES.mkdir(parents=True, exist_ok=True)
    for size, scheme in ((DESK, "light"), (PHONE, "dark"), (PHONE, "light"), (DESK, "dark")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.locator(what).first.screenshot(path=PICTURES / f"{name}-{size['width']}-{scheme}.png")
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        if (size is DESK) == (scheme == "light"):
            watched.check()
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")


def test_eight_sessions_are_noted_by_keys_and_stand_in_ledger_note_and_paper(
    stack: RunningStack, watched: Watched
) -> None:
    page = watched.page
    plan, *sessions = stack.manage("shell", "--no-imports", "-c", PREPARED).strip().splitlines()[-1].split()
    sign_in(page, stack.url, "therapist")
    for number, (session, (target, keys, how)) in enumerate(zip(sessions, COURSE, strict=True)):
        page.goto(f"{stack.url}/sessions/{session}/note/")
        with page.expect_response("**/track/"):
            page.locator("select[name=target]").select_option(label=target)
        if number == 1:
            press_and_keep_what_is_typed(page)
        type_keys(page, keys)
        if number == 1:
            expect(page.get_by_text("VOC comes with installation, at SUD 0.")).to_be_visible()
        if how:
            close(page, target, how)
        if number == 2:
            look(watched, "main", "emdr-session")
    page.goto(f"{stack.url}/plans/{plan}/")
    for target in ("the stairs", "being late"):
        heading = page.get_by_role("heading", name=f"{target}, ")
        panel = page.locator("section.panel", has=heading).first
        expect(panel.locator(".stages .done")).to_have_count(5)
        expect(panel).to_contain_text("VOC 2 → 7")
    expect(page.get_by_text("At the next session, take up again")).to_have_count(0)
    look(watched, ".pictures", "emdr-ledger")
    page.get_by_role("navigation", name="Parts of the plan").get_by_role("link", name="Record").click()
    page.get_by_role("link", name="Change the stairs").click()
    page.get_by_label("Status").select_option(label="complete")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("navigation", name="Parts of the plan").get_by_role("link", name="Course").click()
    expect(page.get_by_role("heading", name="the stairs, past, complete")).to_be_visible()
    page.goto(f"{stack.url}/sessions/{sessions[1]}/note/")
    expect(page.get_by_text("incomplete, contained by: the lake").first).to_be_visible()
    page.get_by_label("What came up in the sets").fill("The step is further away.")
    page.get_by_role("button", name="Save and sign").click()
    expect(page.get_by_text("8 · 6 · 5")).to_be_visible()  # the signed note shows the numbers of its session
    expect(page.get_by_text("6 sets").first).to_be_visible()
    paper: Any = page.request.get(f"{stack.url}/plans/{plan}/plan.pdf").body()
    assert paper.startswith(b"%PDF-")
    (PICTURES / "emdr-plan.pdf").write_bytes(paper)
    assert paper.count(b"/Alt") == 2  # the future template has not been measured
