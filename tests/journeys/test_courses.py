"""Each modality's whole course at the desk: assigned, recorded, each gate shut and opened, printed, ended."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from interventions import catalogue
from tests.browser import DESK, PHONE, Watched, sign_in
from tests.stack import BASE, RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
PICTURES = BASE / "build" / "courses"
Row = tuple[str, Mapping[str, str]]  # the panel's heading, and what is typed in
CHOSEN = "chosen"  # of a box that is ticked


@dataclass
class Course:
    """What a therapist does in each phase. ``opens``: at the gate before a phase, what it says and how it is opened."""

    rows: Mapping[str, Sequence[Row]]
    opens: Mapping[str, tuple[str, Sequence[Row]]] = field(default_factory=dict)
    partner: bool = False


COURSES = {
    "eft": Course(
        {
            "eft-deescalation": [
                ("Side of the cycle", {"Position": "pursues", "What they do": "asks", "Attachment need": "an answer"}),
                ("Step reached", {"Who": "Course eft", "Step": "1 · alliance and assessment"}),
                ("Step reached", {"Who": "Course eft", "Step": "4 · sees the cycle as the problem"}),
            ],
            "eft-restructuring": [
                (
                    "Attachment injury",
                    {
                        "Short name": "the ward",
                        "Who was hurt": "Course eft",
                        "By whom": "Partner of eft",
                        "What happened, and when": "Nobody came that night",
                    },
                ),
                ("Repair step", {"Step": "5 · the other takes responsibility and regrets"}),
                ("Repair step", {"Step": "6 · asks for the comfort that was missing"}),
                ("Repair step", {"Step": "7 · the other gives it"}),
                ("Repair step", {"Step": "8 · a new story of it, and of the bond"}),
                ("Change event", {"What happened": "the withdrawer re-engages", "Who": "Partner of eft"}),
            ],
        },
        {
            "eft-restructuring": (
                "No de-escalation is recorded as a change event.",
                [("Change event", {"What happened": "de-escalation", "Note": "named the loop at home"})],
            ),
            "eft-consolidation": (
                "Not recorded as a change event yet: the pursuer softens.",
                [("Change event", {"What happened": "the pursuer softens", "Who": "Course eft"})],
            ),
        },
        partner=True,
    ),
    "efit": Course(
        {
            "efit-stabilisation": [
                (
                    "Pattern",
                    {"Way under threat": "shuts down", "What they do": "jokes", "Attachment need": "to be met"},
                ),
                ("Step reached", {"Step": "2 · the pattern is named"}),
            ],
            "efit-restructuring": [
                (
                    "Tango move",
                    {"Move": "3 · shape an encounter", "Who was met in the encounter": "the mother, imagined"},
                ),
                ("Change event", {"What happened": "a vulnerable self is met and accepted"}),
            ],
        },
        {
            "efit-restructuring": (
                "No steadier footing is recorded as a change event.",
                [("Change event", {"What happened": "the pattern is seen, strong emotion is steadied"})],
            ),
            "efit-consolidation": (
                "Not recorded as a change event yet: a need is told to an attachment figure",
                [("Change event", {"What happened": "a need is told to an attachment figure, and an answer taken in"})],
            ),
        },
    ),
    "ifs": Course(
        {
            "meet": [
                ("Part", {"Name": "planner", "Kind": "manager", "Status": "befriended"}),
                ("Part", {"Name": "young one", "Kind": "exile"}),
                ("Tie between parts", {"Part": "planner", "How": "protects", "Which other": "young one"}),
                ("Target part", {"Target part": "young one"}),
            ],
            "witness": [("Healing step", {"Part": "young one", "Its story is witnessed": CHOSEN})],
            "unburden": [
                (
                    "Healing step",
                    {
                        "Part": "young one",
                        "Its burden is released": CHOSEN,
                        "Burden that was released": "being too much",
                    },
                ),
                ("Change planner", {"Status": "new role"}),
            ],
        },
        {
            "witness": (
                "To approach “young one”, these protectors have not given permission: planner.",
                [
                    (
                        "Permission",
                        {"Protector": "planner", "Which part it protects": "young one", "Permission": "given"},
                    )
                ],
            )
        },
    ),
    "emdr": Course(
        {
            "1-history": [("Target", {"Short label": "the stairs", "Image": "the top step"})],
            "2-preparation": [
                ("Resource", {"Short name": "the lake", "Kind": "calm or safe place"}),
                ("Test of a resource", {"Resource": "the lake", "Outcome": "it holds"}),
            ],
            "3-targets": [
                ("SUD and VOC", {"SUD": "8", "VOC": "2"}),
                (
                    "Change the stairs",
                    {
                        "Negative cognition": "I am not safe",
                        "Positive cognition": "It is over",
                        "Theme": "safety or vulnerability",
                    },
                ),
                ("Target", {"Short label": "being late", "Prong": "present", "Arises from": "the stairs"}),
                ("SUD and VOC", {"Target": "the stairs", "Sets so far": "12", "SUD": "3"}),
                ("SUD and VOC", {"Target": "the stairs", "Sets so far": "24", "SUD": "0"}),
                ("SUD and VOC", {"Target": "the stairs", "Sets so far": "30", "VOC": "7"}),
                (
                    "Work with a target",
                    {
                        "Target": "the stairs",
                        "Sets in this session": "30",
                        "Bilateral stimulation": "eye movements",
                        "Body scan": "clear",
                        "Closure": "complete",
                    },
                ),
            ],
            "4-closing": [
                ("Change the stairs", {"Status": "complete", "Reason why it is right": "re-evaluated by telephone"})
            ],
        },
        {"3-targets": ("No DES-II is on file.", [("record des-ii", {})])},
    ),
    "schema": Course(
        {
            "assess": [
                ("Mode", {"Name": "lonely child", "Kind": "child", "What sets it off": "a late reply"}),
                ("Mode", {"Name": "detached protector", "Kind": "coping"}),
                ("Strength of a mode", {"Mode": "lonely child", "Strength": "8"}),
                ("Rating of a schema", {"Rating": "5"}),
            ],
        }
    ),
    "se": Course(
        {
            "titrate": [
                (
                    "Moment of a session",
                    {
                        "Minute": "4",
                        "Channel": "sensation",
                        "Activation": "3",
                        "State": "in the window",
                        "In words": "feet on the floor",
                    },
                ),
                (
                    "Moment of a session",
                    {
                        "Minute": "16",
                        "Channel": "affect",
                        "Activation": "8",
                        "State": "over the window",
                        "In words": "fear",
                    },
                ),
            ],
        },
        {
            "titrate": (
                "Two resources that settle the body are needed; 0 noted.",
                [("Resource", {"What settles": "the window"}), ("Resource", {"What settles": "the dog"})],
            )
        },
    ),
}


def put_on_file(page: Page, url: str, name: str) -> str:
    """A new client; returns the address of the file."""
    page.goto(f"{url}/clients/new/")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_role("button", name="Add client").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    return page.url


def turn_to(page: Page, tab: str) -> None:
    """One of the tabs of the plan's page."""
    page.get_by_role("navigation", name="Parts of the plan").get_by_role("link", name=tab).click()
    expect(page.locator("[aria-current=page]").filter(has_text=tab)).to_be_visible()


def unfold(page: Page, title: str) -> None:
    """Opens what is folded away under this title, unless it is open."""
    folded = page.locator("details", has=page.locator("summary", has_text=title))
    if folded.get_attribute("open") is None:
        folded.locator("summary").click()


def type_in(page: Page, row: Row) -> None:
    """Adds or changes a row of the record, from the plan's page and back to it."""
    heading, fields = row
    turn_to(page, "Record")
    if heading.startswith("Change ") and heading != "Change event":
        page.get_by_role("link", name=heading, exact=True).click()
    else:
        page.get_by_role("link", name=re.compile(f"^Add {heading}$", re.IGNORECASE)).click()
    for label, value in fields.items():
        if value == CHOSEN:
            page.get_by_role("checkbox", name=label).check()
            continue
        box = page.get_by_label(re.compile(f"^{re.escape(label)}(,| |$)")).first
        if box.evaluate("element => element.tagName") == "SELECT":
            box.select_option(label=value)
        else:
            box.fill(value)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text=re.compile("Saved"))).to_be_visible()  # a draft says "saved", too


def record_des(page: Page, file: str, plan: str) -> None:
    """All 28 items at 10, by keys."""
    page.goto(f"{file}record/des-ii/")
    expect(page.locator("[data-item] input").first).to_be_focused()
    page.keyboard.type("1" * 28)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("DES-II")
    page.goto(plan)


def enter(page: Page, name: str) -> None:
    turn_to(page, "Course")
    unfold(page, "Go to another phase")
    page.get_by_label("Phase", exact=True).select_option(label=name)
    page.get_by_role("button", name="Enter the phase").click()


def look(watched: Watched, key: str) -> None:
    """The picture in light and dark, on a desk and on a phone; nothing sticks out, axe finds nothing."""
    page = watched.page
    PICTURES.mkdir(parents=True, exist_ok=True)
    for size, scheme in ((DESK, "light"), (PHONE, "dark"), (PHONE, "light"), (DESK, "dark")):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        expect(page.locator(".pictures .chart").first).to_be_visible()
        page.locator(".pictures").first.screenshot(path=PICTURES / f"{key}-{size['width']}-{scheme}.png")
        assert not page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        if (size is DESK) == (scheme == "light"):
            watched.check()


@pytest.mark.parametrize("key", sorted(COURSES))
def test_the_whole_course(stack: RunningStack, watched: Watched, key: str) -> None:
    page, course, modality = watched.page, COURSES[key], catalogue.modality(key)
    sign_in(page, stack.url, "therapist")
    partner = f"Partner of {key}"
    if course.partner:
        put_on_file(page, stack.url, partner)
    file = put_on_file(page, stack.url, f"Course {key}")
    page.goto(f"{file}plan/")
    page.get_by_label(modality.name, exact=True).check()
    if course.partner:
        page.get_by_label("Partner").select_option(label=partner)
    page.get_by_role("button", name="Begin the plan").click()
    page.get_by_role("link", name="Open the plan").click()
    plan = page.url
    for number, phase in enumerate(modality.phases):
        if number:
            turn_to(page, "Course")
            unfold(page, "Complete this phase")
            page.get_by_label("Evidence that this phase is complete").fill(f"Seen in session {number}")
            page.get_by_role("button", name="Mark phase complete").click()
            message, steps = course.opens.get(phase.key, ("", ()))
            if message:
                enter(page, phase.name)
                expect(page.get_by_role("alert").filter(has_text="This phase is locked.")).to_be_visible()
                expect(page.locator(".field .error, .errorlist").filter(has_text=message).first).to_be_visible()
            for step in steps:
                record_des(page, file, plan) if step[0] == "record des-ii" else type_in(page, step)
            enter(page, phase.name)
            expect(page.locator(".board [aria-current=step]")).to_contain_text(phase.name)
        for row in course.rows.get(phase.key, ()):
            type_in(page, row)
    turn_to(page, "Course")
    if key == "emdr":
        expect(page.get_by_text("At the next session, take up again")).to_be_visible()
    look(watched, key)
    paper: Any = page.request.get(f"{plan}plan.pdf").body()
    assert paper.startswith(b"%PDF-")
    assert b"/Figure" in paper  # the picture is in it
    assert b"/Alt" in paper
    turn_to(page, "Agreement")
    unfold(page, "End the plan, or go on with another modality")
    page.get_by_label("Outcome of the plan").fill("What we set out for is there")
    page.get_by_role("button", name="End this plan").click()
    page.goto(plan)
    expect(page.get_by_text("What we set out for is there")).to_be_visible()
    assert page.get_by_role("button", name="Mark phase complete").count() == 0
