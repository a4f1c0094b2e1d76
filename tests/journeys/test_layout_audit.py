"""The layout audit finds each kind of fault on a small page that has it, and nothing on one that has not."""

import random
import re
from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Browser, Page

from interventions.modalities.eft import maps
from tests import layout
from tests.interventions.modalities.test_parts_map import SEED, random_map
from tests.stack import BASE

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
BIG = "display: inline-block; min-width: 44px; min-height: 44px"
BAR = "position: fixed; left: 0; right: 0; bottom: 0; height: 60px; background: white"
FILL = "<div style='height: 1500px'>Much above</div>"

FAULTY = {
    # name: (kind, at which sizes, body)
    "page wider than the window": ("overflow", {"320", "390"}, "<div style='width: 500px'>wide</div>"),
    "one long word": ("overflow", {"320"}, f"<p style='font-size: 20px'>{'Wolfeschlegelstein' * 3}</p>"),
    "answer of 2 px": (
        "target",
        {"320", "1280"},
        "<div style='display: flex'><label style='width: 2px; height: 44px; overflow: visible'>"
        "<input type=radio name=a style='width: 2px; height: 44px; margin: 0; opacity: 0'></label></div>",
    ),
    "low link of its own": ("target", {"1280"}, "<ul><li><a href='#'>Open</a></li></ul>"),
    "links with dots between are no sentence": ("target", {"1280"}, "<p><a href='#'>One</a> · <a href='#'>Two</a></p>"),
    "small button": ("target", {"320"}, "<button style='width: 20px; height: 44px; padding: 0'>x</button>"),
    "ellipsis": (
        "cut",
        {"320"},
        "<p style='width: 90px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap'>"
        "Far too long for ninety pixels</p>",
    ),
    "lines hidden below": ("cut", {"1280"}, "<div style='height: 20px; overflow: hidden'>One<br>Two<br>Three</div>"),
    "text clipped by a box further up": (
        "cut",
        {"1280"},
        "<div style='width: 50px; overflow: clip'><p style='width: 300px'>Longer than that</p></div>",
    ),
    "drawing's text beyond its edge": (
        "cut",
        {"1280"},
        "<svg width=100 height=40 viewBox='0 0 100 40'><text x=60 y=20>far too long in any font</text></svg>",
    ),
    "table scrolled sideways on a desk": (
        "cut",
        {"1280"},
        "<div style='width: 300px; overflow-x: auto' tabindex=0 role=region aria-label=Scores>"
        "<table style='width: 600px'><tr><td>One<td>Two</table></div>",
    ),
    "sideways scrolling that nobody is told of": (
        "cut",
        {"320"},
        "<div style='overflow-x: auto'><div style='width: 700px'>Monday to Sunday</div></div>",
    ),
    "texts of a drawing on one another": (
        "overprint",
        {"1280"},
        "<svg width=300 height=60 viewBox='0 0 300 60'><text x=10 y=30>Fear</text><text x=20 y=33>Anger</text></svg>",
    ),
    "text on text": (
        "overprint",
        {"320"},
        "<p style='margin: 0'>First line</p><p style='margin: -18px 0 0'>Second line</p>",
    ),
    "button beyond the edge": (
        "outside",
        {"1280"},
        f"<div style='overflow: hidden'><button style='{BIG}; margin-left: 1270px'>Save</button></div>",
    ),
    "link in a row that scrolls unannounced": (
        "outside",
        {"320"},
        f"<nav style='overflow-x: auto; white-space: nowrap'><a style='{BIG}; width: 200px' href='#'>One</a>"
        f"<a style='{BIG}; width: 200px' href='#'>Two</a></nav>",
    ),
    "part of a fixed bar beyond the edge": (
        "outside",
        {"320"},
        f"<nav style='{BAR}'><a style='{BIG}; margin-left: 300px' href='#'>Out</a></nav>",
    ),
    "button that stays under a fixed bar": (
        "covered",
        {"320", "1280"},
        f"{FILL}<button style='{BIG}'>Send</button><nav style='{BAR}'>Menu</nav>",
    ),
    "last line under a fixed bar": (
        "covered",
        {"320", "1280"},
        f"{FILL}<p style='margin: 0'>The last line</p><nav style='{BAR}'>Menu</nav>",
    ),
    "button under something else": (
        "covered",
        {"1280"},
        f"<div style='position: relative'><button style='{BIG}'>Send</button>"
        "<div style='position: absolute; inset: 0; background: white'></div></div>",
    ),
}
CLEAN = {
    "link in a sentence": "<p>Read <a href='#'>the second page</a> before.</p>",
    "label is the target": (
        f"<label style='{BIG}'><input type=radio name=a style='width: 2px; height: 2px'> yes</label>"
    ),
    "hidden for screen readers": (
        "<p>Fine<span style='position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);"
        " white-space: nowrap'>and more words for those who listen</span></p>"
    ),
    "skip link that comes with the focus": (
        f"<style>.skip {{ position: absolute; top: -100px; {BIG} }} .skip:focus {{ top: 0 }}</style>"
        "<a class=skip href='#main'>Skip</a><main id=main>Text</main>"
    ),
    "wide drawing in a named region on a phone": (
        "<div style='overflow-x: auto; max-width: 900px' tabindex=0 role=region aria-label=Course>"
        "<svg width=600 height=40 viewBox='0 0 600 40'><text x=500 y=20>long ago</text></svg></div>"
    ),
    "bar that scrolling moves away from what has the focus": (
        f"<style>html {{ scroll-padding-bottom: 80px }}</style>{FILL}<button style='{BIG}'>Send</button>"
        f"<div style='height: 90px'></div><nav style='{BAR}'>Menu</nav>"
    ),
    "sticky bar at the end": (
        f"<style>html {{ scroll-padding-bottom: 80px }}</style>{FILL}<button style='{BIG}'>Send</button><p>The end</p>"
        "<nav style='position: sticky; bottom: 0; background: white; height: 60px'>Menu</nav>"
    ),
    "two lines of one text": "<p style='width: 80px; line-height: 1.2'>Some words in more lines</p>",
}


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="en-GB")
    yield context.new_page()
    context.close()


def show(page: Page, body: str) -> None:
    style = "<style>body { margin: 8px; font: 16px/1.4 sans-serif }</style>"
    head = f"<meta name=viewport content='width=device-width'>{style}"
    page.set_content(f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>")


@pytest.mark.parametrize("name", FAULTY)
def test_a_fault_is_found(page: Page, name: str) -> None:
    kind, sizes, body = FAULTY[name]
    show(page, body)
    found = layout.audit(page)
    assert sizes <= {fault.size for fault in found if fault.kind == kind}, [str(fault) for fault in found]


@pytest.mark.parametrize("name", CLEAN)
def test_a_good_page_has_none(page: Page, name: str) -> None:
    show(page, CLEAN[name])
    assert [str(fault) for fault in layout.audit(page)] == []


def test_an_exemption_that_no_fault_needs_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    visit = layout.Visit("admin", "", "sessions:calendar", "/calendar/?view=week")
    fault = layout.Fault(visit, "1280", "cut", "a.entry", "3 px")
    fits = layout.Exemption(("admin",), "sessions:calendar", "view=week", "cut", ("1280", "768"), "narrow lanes")
    stale = layout.Exemption(("admin",), "sessions:calendar", "", "overflow", ("1280",), "was mended")
    others = layout.Exemption(("client",), "portal:today", "", "cut", ("320",), "another role's")
    monkeypatch.setattr(layout, "EXEMPTIONS", (fits, stale, others))
    unnamed = layout.Fault(visit, "320", "cut", "a.entry", "3 px")
    everywhere = [(visit, size) for size in layout.SIZES]
    assert layout.sort_out([fault], "admin", everywhere) == ([], [(fits, "768"), (stale, "1280")])
    assert layout.sort_out([fault, unnamed], "admin", everywhere) == ([unnamed], [(fits, "768"), (stale, "1280")])
    not_there = [one for one in everywhere if one[1].name != "768"]
    assert layout.sort_out([fault], "admin", not_there) == ([], [(stale, "1280")])  # nobody knows of the other


def styles() -> str:
    """The sheets of every page, in their order."""
    core = BASE / "clinic/core"
    names = re.findall(r"css/[a-z]+\.css", (core / "templates/_styles.html").read_text())
    return "".join((core / "static" / name).read_text() for name in names)


def test_the_cycle_map_has_room_for_long_names_and_texts(page: Page) -> None:
    words = "whatever is said here, it turns out wrong and nobody answers the question that was asked " * 2
    above = [(label, words) for label in ("does", "tells", "feels")]
    below = [(label, words) for label in ("primary", "fears", "needs")]
    name = "Maximiliane-Wilhelmina von Wolfeschlegelsteinhausen"
    both = [
        maps.Partner(name, position, kind, above, below, ("set off by", words))
        for position, kind in (("pursues", "pursuer"), ("withdraws", "withdrawer"))
    ]
    chart = maps.cycle(
        both, title="Cycle map", description="d", levels=("what shows", "underneath"), number=("7", "of 10")
    )
    drawn = render_to_string("charts/cycle.html", {"chart": chart, "chart_id": "cycle"})
    show(page, f"<style>{styles()}</style>{drawn}")
    assert [str(fault) for fault in layout.audit(page)] == []


def test_a_random_parts_map_has_room_for_its_names(page: Page) -> None:
    """As the browser measures its texts, not as the map's own bound of their width does."""
    chart = random_map(random.Random(SEED))
    drawn = render_to_string("charts/parts.html", {"chart": chart, "chart_id": "parts"})
    show(page, f"<style>{styles()}</style>{drawn}")
    assert [str(fault) for fault in layout.audit(page)] == []
