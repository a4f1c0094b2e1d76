"""The layout audit: measures a page in the browser at each size, and finds the pages from the URL map.

Kinds of fault, found by ``layout.js`` in the page as it is laid out:

* ``overflow``: the page is wider than the window.
* ``target``: something to press is smaller than 24 × 24 px (WCAG 2.5.8), and is no link in a line of other text. The
  label of a radio button or a checkbox counts as its target. The exception for spacing is not made use of.
* ``cut``: text ends at the edge of what hides it; or is to be had by scrolling sideways only, on a desk at all, on a
  phone outside of a named region that the keyboard reaches. What a person typed into a field, and the face of a
  native select, scroll or open by themselves and do not count.
* ``overprint``: two texts lie on one another, those of drawings too.
* ``outside``: a target lies beyond the window's edge.
* ``covered``: a target, or the page's last line, is under a bar that stays, or under something else.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypedDict
from urllib.parse import urlsplit

from django.urls import get_resolver, reverse
from playwright.sync_api import Page, ViewportSize

from tests.browser import DESK
from tests.stack import PASSWORD

SCRIPT = (Path(__file__).parent / "layout.js").read_text()
LEAST = 24  # CSS px: WCAG 2.5.8
KINDS = ("overflow", "target", "cut", "overprint", "outside", "covered")
ACCOUNT = ("account_", "mfa_", "usersessions_")  # pages about one's own account
NOT_OFFERED = ("account_email", "account_email_verification_sent", "account_confirm_login_code")
NO_PAGES = ("account_draft_key", "account_end_device")  # answers a script; is sent a form alone
# Role, account, and at most how many records of a route that names one.
ACCOUNTS = (
    ("therapist", "therapist@demo.example", 2),
    ("therapist", "therapist3@demo.example", 2),
    ("supervisor", "supervisor@demo.example", 1),
    ("admin", "admin@demo.example", 1),
    ("client", "client@demo.example", 99),
    ("client", "layout@demo.example", 99),
    ("nobody", "", 1),
)
CLIENT_WITH_ALL = "layout@demo.example"
# They look different by modality, or by instrument: all of them.
EACH = ("workspace:client", "plans:plan", "plans:plan-record", "assessments:result")
ALIKE = ("supervisor", "admin")  # their pages about their own account are the therapist's
LEFT_OUT = {"api-docs": "is drawn by Swagger UI, bit by bit, in its own style"}
SECOND = ("therapist3@demo.example", CLIENT_WITH_ALL)
MAY_BE_REFUSED = ("404", "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes")
# Pages that this role may open, of which the demo practice has none.
NOT_THERE: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Exemption:
    """Faults that a redesign has to mend: at which pages (roles, a route, part of the path), sizes, and why."""

    roles: tuple[str, ...]
    route: str
    path: str
    kind: str
    sizes: tuple[str, ...]
    why: str

    def is_of(self, visit: "Visit") -> bool:
        return visit.role in self.roles and visit.route == self.route and self.path in visit.path

    def covers(self, fault: "Fault") -> bool:
        return self.is_of(fault.visit) and fault.kind == self.kind and fault.size in self.sizes


EXEMPTIONS = (
    Exemption(
        ("admin",),
        "sessions:calendar",
        "/calendar/",
        "cut",
        ("768", "1280", "1280, text 200 %"),
        "the week of the whole team: sessions at the same time stand in lanes narrower than a name",
    ),
)
VIEWS = (  # pages that look different by what is asked of them
    ("sessions:calendar", "/calendar/?view=day"),
    ("sessions:calendar", "/calendar/?view=day&therapist=all"),
    ("sessions:calendar", "/calendar/?view=week&therapist=all"),
    ("notes:notes", "/notes/?search=quarrel"),
    ("workspace:caseload", "/caseload/?search=nobody"),
    ("404", "/nothing/"),
)


@dataclass(frozen=True)
class Size:
    """A window. ``text``: percent of the usual size of text. ``desk``: wide enough for all to be seen at once."""

    name: str
    width: int
    height: int
    text: int = 100

    @property
    def window(self) -> ViewportSize:
        return {"width": self.width, "height": self.height}

    @property
    def desk(self) -> bool:
        return self.width >= 1280 and self.text == 100


SIZES = (
    Size("320", 320, 640),
    Size("390", 390, 844),
    Size("768", 768, 1024),
    Size("1280", 1280, 860),
    Size("zoom 200 %", 640, 430),  # 1280 × 860 at 200 % is laid out in half as many CSS px
    Size("390, text 200 %", 390, 844, 200),
    Size("1280, text 200 %", 1280, 860, 200),
)
ALWAYS = ("320", "1280")
IN_TURN = tuple(size for size in SIZES if size.name not in ALWAYS)


def sizes_of(number: int) -> tuple[Size, ...]:
    """The sizes at which the page of this number in its role's list is looked at: the smallest, the usual one, and in
    turn one of the others; ``make prove`` looks at all."""
    if os.environ.get("PROVE"):
        return SIZES
    return (*(size for size in SIZES if size.name in ALWAYS), IN_TURN[number % len(IN_TURN)])


@dataclass(frozen=True)
class Visit:
    """A page to look at: whose account, the route's name, the path."""

    role: str
    account: str
    route: str
    path: str


@dataclass(frozen=True)
class Fault:
    """What is wrong with a page at a size."""

    visit: Visit
    size: str
    kind: str
    where: str
    detail: str

    def __str__(self) -> str:
        on = f"{self.visit.role} {self.visit.route} ({self.visit.path})"
        return f"{on} at {self.size}: {self.kind}: {self.where}: {self.detail}"


OPEN_ALL = """() => {
  for (const part of document.querySelectorAll("details")) part.open = true;
  for (const part of document.querySelectorAll("[data-step], [data-move]")) part.hidden = false;
}"""  # what is behind a disclosure, and every step of an exercise at once
SET_TEXT = "percent => { document.documentElement.style.fontSize = percent === 100 ? '' : `${percent}%`; }"


HERE = Visit("", "", "", "")


def audit(page: Page, visit: Visit = HERE, sizes: tuple[Size, ...] = SIZES) -> list[Fault]:
    """The faults of the page that is open, at each size; loaded once. Everything that can be opened is opened."""
    page.evaluate(OPEN_ALL)
    faults = []
    for size in sizes:
        page.set_viewport_size(size.window)
        page.evaluate(SET_TEXT, size.text)
        found = page.evaluate(SCRIPT, {"desk": size.desk, "least": LEAST})
        faults += [Fault(visit, size.name, one["kind"], one["where"], one["detail"]) for one in found]
    return faults


def open_page(page: Page, url: str, visit: Visit) -> bool:
    """Loads the page; False where it leads to another one, which is looked at under its own address."""
    page.set_viewport_size(DESK)
    answer = page.goto(url + visit.path)
    if page.get_by_role("heading", name="Confirm that it is you").count() and "reauthenticate" not in visit.path:
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        with page.expect_navigation(wait_until="load"):  # a click alone returns before the next document stands
            page.get_by_role("button", name="Confirm").click()
    if urlsplit(page.url).path != urlsplit(visit.path).path and visit.route != "account_reset_password_from_key":
        return False
    assert answer is not None
    assert answer.status < 400 or visit.route in MAY_BE_REFUSED, f"{visit}: {answer.status}"
    return answer.status < 400 or visit.route == "404"


def draw(page: Page, url: str, html: str) -> None:
    """Shows a page that the instance itself cannot show now, with its style sheets."""
    page.route("**/drawn/", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(f"{url}/drawn/")
    page.unroute("**/drawn/")


def routes() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every named route of the URL map with the names of its arguments."""
    from tests.core.test_access import routes as names

    for name in dict.fromkeys(names()):
        yield name, arguments_of(name)


@cache
def _pattern(name: str) -> tuple[str, tuple[str, ...]]:
    resolver = get_resolver()
    space, _, leaf = name.rpartition(":")
    if space:
        resolver = resolver.namespace_dict[space][1]
    for possible in resolver.reverse_dict.getlist(leaf):
        path, wanted = possible[0][0]
        return str(path), tuple(wanted)
    return "", ()


def arguments_of(name: str) -> tuple[str, ...]:
    """The names of a route's arguments."""
    return _pattern(name)[1]


def template_of(name: str) -> str:
    """A route's path with places for its arguments."""
    return re.sub(r"%\(\w+\)s", "*", _pattern(name)[0])


def open_to(role: str) -> list[str]:
    """Routes of pages that this kind of person may open, by the access matrix. Files and the API are no pages."""
    from tests.core.test_access import EXPECTED

    found = [name for name, methods in EXPECTED.items() if methods.get("GET", {}).get(role, "no").startswith("ok")]
    pages = [name for name in found if not name.startswith("api:") and name != "openapi" and name not in LEFT_OUT]
    return [name for name in pages if not _is_file(name)]


def _is_file(name: str) -> bool:
    return "." in template_of(name)


def _account_pages() -> list[str]:
    names = [name for name, wanted in routes() if name.startswith(ACCOUNT) and not wanted]
    return [name for name in names if name not in (*NOT_OFFERED, *NO_PAGES)]


class Collected(TypedDict):
    """What an instance knows, by account and route: see ``layout_records``."""

    arguments: dict[str, dict[str, list[str]]]
    places: dict[str, dict[str, list[dict[str, object]]]]
    mail: str
    link: str
    drawn: dict[str, str]


def _of(role: str, account: str, names: list[str], collected: Collected, most: int) -> Iterator[Visit]:
    """The pages of these routes: with the arguments that are placed for the route, or with all that are known."""
    known, placed = collected["arguments"].get(account, {}), collected["places"].get(account, {})
    for name in names:
        wanted = arguments_of(name)
        choices: list[dict[str, object]] = [{}]
        if name in placed:
            choices = placed[name]
        elif wanted:
            choices = (
                [
                    {wanted[0]: value}
                    for value in known.get(wanted[0], [])[: 99 if role == "therapist" and name in EACH else most]
                ]
                if len(wanted) == 1
                else []
            )
        for chosen in choices:
            yield Visit(role, account, name, reverse(name, kwargs=chosen))


def visits(collected: Collected) -> list[Visit]:
    """Every page of every role, found from the URL map, with what an instance knows (see ``layout_records``)."""
    found: list[Visit] = []
    for role, account, most in ACCOUNTS:
        names = open_to(role) + ([] if account in SECOND or role in ALIKE else _account_pages())
        if account in SECOND:  # what has no arguments was seen with the first account already
            names = [name for name in names if arguments_of(name) or name == "portal:today"]
        found += _of(role, account, names, collected, most)
    therapist = ACCOUNTS[0][1]
    found += [Visit("therapist", therapist, name, path) for name, path in VIEWS]
    for name, all_chosen in collected["places"][""].items():
        found += [Visit("nobody", "", name, reverse(name, kwargs=chosen)) for chosen in all_chosen]
    admin = "admin@demo.example"
    found.append(Visit("admin", admin, "workspace:mail", reverse("workspace:mail", kwargs={"name": collected["mail"]})))
    found.append(Visit("nobody", "", "account_reset_password_from_key", collected["link"]))
    return found


Looked = Sequence[tuple[Visit, Size]]


def table(looked: Looked, faults: list[Fault]) -> str:
    """Pages and faults per role and size, to be printed: ``faults/pages``."""
    seen = Counter((visit.role, size.name) for visit, size in looked)
    lines = ["".join(f"{name:>18}" for name in ("", *(size.name for size in SIZES)))]
    for role in dict.fromkeys(role for role, _size in seen):
        found = Counter(fault.size for fault in faults if fault.visit.role == role)
        lines.append(f"{role:>18}" + "".join(f"{f'{found[size.name]}/{seen[role, size.name]}':>18}" for size in SIZES))
    kinds = Counter(fault.kind for fault in faults)
    lines.append(f"{len(faults)} faults: " + ", ".join(f"{kind} {kinds[kind]}" for kind in KINDS))
    return "\n".join(lines)


def sort_out(faults: list[Fault], role: str, looked: Looked) -> tuple[list[Fault], list[tuple[Exemption, str]]]:
    """The faults that no exemption names; and the exemptions of this role, with the size, that no fault needs although
    their pages were looked at there."""
    mine = [one for one in EXEMPTIONS if role in one.roles]
    kept = [fault for fault in faults if not any(one.covers(fault) for one in mine)]
    needed = {(one, fault.size) for one in mine for fault in faults if one.covers(fault) and fault.visit.role == role}
    tried = [(one, size.name) for one in mine for visit, size in looked if one.is_of(visit) and size.name in one.sizes]
    return kept, [one for one in dict.fromkeys(tried) if one not in needed]
