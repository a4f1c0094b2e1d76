"""The layout of every page of every role, at sizes of window and text in turn, and the scale by which clients rate."""

import json
from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import layout
from tests.browser import Watched, forget_sign_in, sign_in
from tests.stack import RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
COLLECT = "import json; from tests.layout_records import collect; print('COLLECTED' + json.dumps(collect()))"
ROLES = tuple(dict.fromkeys(role for role, _account, _most in layout.ACCOUNTS))


@pytest.fixture(scope="module")
def collected(stack: RunningStack) -> layout.Collected:
    """What the instance knows: see ``layout_records``."""
    printed = stack.manage("shell", "--no-imports", "-c", COLLECT)
    found: layout.Collected = json.loads(printed.partition("COLLECTED")[2])
    return found


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB")
    yield context.new_page()
    context.close()


def test_every_page_of_the_url_map_is_visited(collected: layout.Collected) -> None:
    """A new page is audited by itself, or fails here until ``layout_records`` says what it is opened with."""
    seen = {(visit.role, visit.route) for visit in layout.visits(collected)}
    missing = [(role, name) for role in ROLES for name in layout.open_to(role) if (role, name) not in seen]
    assert [one for one in missing if one not in layout.NOT_THERE] == []
    assert [one for one in layout.NOT_THERE if one not in missing] == []


@pytest.mark.parametrize("role", ROLES)
def test_no_page_overflows_cuts_overprints_or_hides_what_is_pressed(
    stack: RunningStack, page: Page, collected: layout.Collected, role: str
) -> None:
    faults: list[layout.Fault] = []
    looked: list[tuple[layout.Visit, layout.Size]] = []

    def look(visit: layout.Visit, number: int) -> None:
        sizes = layout.sizes_of(number)
        looked.extend((visit, size) for size in sizes)
        faults.extend(layout.audit(page, visit, sizes))

    signed_in = ""
    for number, visit in enumerate(visit for visit in layout.visits(collected) if visit.role == role):
        if visit.account != signed_in:
            forget_sign_in(page)
            sign_in(page, stack.url, visit.account)
            signed_in = visit.account
        if layout.open_page(page, stack.url, visit):
            look(visit, number)
    if role == "nobody":
        for number, (name, html) in enumerate(collected["drawn"].items()):
            layout.draw(page, stack.url, html)
            look(layout.Visit(role, "", name, "drawn"), number)
    told = layout.table(looked, faults)
    print(told)  # noqa: T201
    kept, stale = layout.sort_out(faults, role, looked)
    assert kept == [], "\n".join([told, *map(str, kept[:60])])
    assert stale == [], "These exceptions no longer apply: take them out of layout.EXEMPTIONS."


def test_each_size_is_looked_at_on_many_pages_and_the_usual_ones_on_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PROVE", raising=False)
    pages = 90
    seen = Counter(size.name for number in range(pages) for size in layout.sizes_of(number))
    assert {name: seen[name] for name in layout.ALWAYS} == dict.fromkeys(layout.ALWAYS, pages)
    assert min(seen.values()) >= pages // len(layout.SIZES)
    assert set(seen) == {size.name for size in layout.SIZES}
    monkeypatch.setenv("PROVE", "1")
    assert {layout.sizes_of(number) for number in range(pages)} == {layout.SIZES}


def test_a_client_rates_on_a_small_phone_by_tapping_each_answer(
    stack: RunningStack, watched: Watched, collected: layout.Collected
) -> None:
    page = watched.page
    page.set_viewport_size({"width": 320, "height": 640})
    sign_in(page, stack.url, layout.CLIENT_WITH_ALL)
    page.get_by_role("link", name="Begin:").first.click()
    for name in ("before", "after"):
        answers = page.locator(f"label:has(input[name={name}])")
        expect(answers).to_have_count(11)
        for number in (*range(11), 4):
            answer = answers.nth(number)
            box = answer.bounding_box()
            assert box is not None
            assert min(box["width"], box["height"]) >= layout.LEAST, (name, number, box)
            answer.click()  # fails where something else lies on it
            expect(page.locator(f"input[name={name}][value='{number}']")).to_be_checked()
        page.locator("[data-step]:visible [data-move='1']").or_(page.get_by_role("button", name="Done")).click()
        while page.locator("[data-step]:visible").get_by_role("button", name="Next").count():
            page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("status").filter(has_text="Saved. Your therapist can see it.")).to_be_visible()
    watched.check()
