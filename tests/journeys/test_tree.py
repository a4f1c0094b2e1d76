"""What a screen reader is given: Chromium's accessibility tree of the main pages."""

import re
from collections.abc import Mapping
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import DESK, sign_in
from tests.stack import RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
CONTROLS = "link button textbox searchbox combobox checkbox radio img navigation spinbutton".split()
# A control without a name, and a figure of a list without one.
NAMELESS = re.compile(rf"^\s*- (?:{'|'.join(CONTROLS)})(?: \[[^\]]*\])*(?::.*)?$", re.MULTILINE)
HEADING = re.compile(r"- '?heading .*\[level=(\d)\]")
CLIENT, PLAN = "(client)", "(plan)"
STAFF = ('navigation "Main"', 'button "Sign out"', 'link "Today"')
# Role → page → what is in its tree, besides what every page has.
PAGES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "therapist": {
        "/": (*STAFF, 'heading "Sessions today"', 'heading "Needs you"', 'link "Record"', 'link "Book"'),
        "/caseload/": ("- search:", 'searchbox "Search by name', 'navigation "Lists"', 'columnheader "Client"'),
        "/calendar/": ('navigation "Period"', 'link "Earlier"', 'link "Later"', 'region "Calendar"'),
        "/notes/": ('searchbox "Search in your own notes"', 'heading "Not signed yet"'),
        "/library/": ('search "Filter the exercises"', 'combobox "Modality"', 'button "Filter"'),
        CLIENT: ('navigation "Parts of the file"', "- figure:", 'img "Attachment plane', 'heading "Course,'),
        CLIENT + "assessments/": ('columnheader "Instrument"', 'link "Give a questionnaire"'),
        CLIENT + "safety/": ('heading "Safety plan"', 'heading "Whom to call"'),
        PLAN: ('heading "Phases"',),
        PLAN + "record/": ('heading "Numbers given in sessions',),
    },
    "admin": {
        "/reports/": ('columnheader "', 'heading "Attendance"'),
        "/practice/": ('textbox "Name"', 'heading "Staff"', 'combobox "Language of names"'),
    },
    "client": {"/my/": ("- main:", 'heading "Some questions"')},
}


def _tree(page: Page, address: str) -> str:
    page.goto(address)
    return page.locator("body").aria_snapshot()


def _faults(tree: str, expected: tuple[str, ...]) -> list[str]:
    """What the tree lacks, its controls without a name, and where its headings are no outline."""
    levels = [int(level) for level in HEADING.findall(tree)]
    found = [f"lacks {one}" for one in (*expected, 'link "Skip to the page"', "- main:") if one not in tree]
    found += [f"no name: {line.strip()}" for line in NAMELESS.findall(tree)]
    if levels.count(1) != 1 or levels[0] != 1:
        found.append(f"headings begin {levels[:3]}")
    return found + [f"heading {after} after {before}" for before, after in pairwise(levels) if after > before + 1]


def test_what_is_missing_is_found() -> None:
    page = '- link "Skip to the page"\n- main:\n'
    tree = page + '  - heading "A" [level=1]\n  - textbox: typed\n  - heading "B" [level=3]\n'
    assert _faults(tree, ('link "C"',)) == ['lacks link "C"', "no name: - textbox: typed", "heading 3 after 1"]
    assert _faults(page + '  - \'heading "A: b" [level=1]\'\n  - textbox "N": v\n', ()) == []


@pytest.mark.parametrize("role", PAGES)
def test_the_main_pages_are_named_and_ordered(stack: RunningStack, browser: Browser, role: str) -> None:
    context = browser.new_context(viewport=DESK, locale="en-GB")
    page, places = context.new_page(), {}
    sign_in(page, stack.url, role)
    if role == "therapist":
        page.goto(f"{stack.url}/caseload/?search=Amara")  # with a plan; other journeys add clients without one
        places[CLIENT] = page.locator("#rows a[data-row]").first.get_attribute("href") or ""
        page.goto(stack.url + places[CLIENT])
        places[PLAN] = page.locator("a[href^='/plans/']").first.get_attribute("href") or ""
    found = {}
    for path, expected in PAGES[role].items():
        start = path.partition(")")[0] + ")" if path.startswith("(") else ""
        if faults := _faults(_tree(page, stack.url + places.get(start, "") + path.removeprefix(start)), expected):
            found[path] = faults
    context.close()
    assert found == {}
