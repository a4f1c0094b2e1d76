"""A real Chromium from the system's packages, and what every journey checks: accessibility, console, CSP."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize, sync_playwright

from tests.stack import CHROMIUM, PASSWORD

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESK: ViewportSize = {"width": 1280, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 844}


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Chromium without a screen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Watched:
    """A page whose console, errors and failed requests are written down."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("requestfailed", self._failed)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")

    def _failed(self, request: Request) -> None:
        if "ERR_ABORTED" not in (request.failure or ""):
            self.complaints.append(f"failed: {request.url} {request.failure}")

    def check(self) -> None:
        """Nothing in the console, and axe finds nothing on the page as it is now."""
        assert self.complaints == [], self.complaints
        self.check_page_only()

    def check_page_only(self) -> None:
        """axe finds nothing; for pages whose status (409, say) is in the console by right."""
        found = Axe().run(self.page).response["violations"]
        assert found == [], [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in found]


def sign_in(page: Page, url: str, name: str, password: str = PASSWORD) -> None:
    """Through the form, as a person does."""
    page.goto(f"{url}/account/login/")
    page.get_by_label("Email").fill(name if "@" in name else f"{name}@demo.example")
    page.get_by_label("Password", exact=True).fill(password)
    with page.expect_navigation():  # also to the same page, with what is wrong
        page.get_by_role("button", name="Sign in", exact=True).click()


def forget_sign_in(page: Page) -> None:
    """As on a browser that was never here: the page is left first, so that what it still asks for is not refused."""
    page.goto("about:blank")
    page.context.clear_cookies()


def open_emdr_workspace(page: Page, url: str) -> str:
    """Opens the workspace of a session without a note whose EMDR plan has a target; returns its path."""
    page.goto(f"{url}/caseload/")
    rows = page.get_by_role("row").filter(has_text="EMDR").locator("a[href^='/clients/']")
    for path in dict.fromkeys(link.get_attribute("href") or "" for link in rows.all()):
        page.goto(f"{url}{path}sessions/")
        unwritten = page.get_by_role("link", name=re.compile("^Write a note"))
        if not unwritten.count():  # somebody new has no session that was
            continue
        unwritten.first.click()
        page.wait_for_url("**/note/")
        if page.get_by_role("group", name="SUD").count():
            return page.url.removeprefix(url)
    raise AssertionError("The demo practice has no EMDR plan with a target and a session without a note.")
