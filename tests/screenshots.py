"""Pictures of every page, for looking at them: ``make screenshots``. The README's own go to docs/pictures/.

Each page at 1280 and 390 px, light and dark, from a stack with the demo practice, into build/screenshots/.
"""

import re
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser import DESK, PHONE, a_browser, open_emdr_workspace, sign_in
from tests.stack import BASE, RunningStack, a_stack

OUT = BASE / "build" / "screenshots"
README_PICTURES = {("therapist", "today"): "today.png", ("therapist", "client"): "client.png"}


def desk_pages(page: Page, url: str) -> dict[str, str]:
    """The therapist's pages by name, found as a person finds them."""
    page.goto(f"{url}/caseload/")
    client = page.locator("table a[href^='/clients/']").first.get_attribute("href") or ""
    page.goto(f"{url}{client}assessments/")
    links = {
        key: page.locator("tr", has_text=name).locator("a[href^='/assessments/']").first.get_attribute("href") or ""
        for key, name in (
            ("result", "CORE-10"),
            ("result-plane", "ECR-R"),
            ("result-targets", "mother"),
            ("result-profile", "Observation"),
        )
    }
    result = links["result"]
    page.goto(f"{url}/notes/")
    draft = page.locator("a[href$='/note/']").first.get_attribute("href") or "/notes/"
    page.goto(f"{url}/notes/?search=quarrel")
    found = page.locator("li", has_text="signed").locator("a[href^='/notes/']")
    note = found.last.get_attribute("href") or "/notes/"
    tracks = open_emdr_workspace(page, url)
    page.goto(f"{url}/calendar/")
    session = page.locator("a.entry").first.get_attribute("href") or "/calendar/"
    booked = page.locator("a.entry.booked").last.get_attribute("href") or session
    hours = page.get_by_role("link", name="Hours and leave").get_attribute("href") or "/calendar/"
    page.goto(f"{url}/calendar/free/?client={client.split('/')[2]}")
    page.get_by_role("button", name="Search").click()
    found_slots = page.url.removeprefix(url)
    seen: dict[str, str] = {}
    page.goto(f"{url}/caseload/")
    for href in page.eval_on_selector_all(
        "table a[href^='/clients/']", "links => links.map(a => a.getAttribute('href'))"
    ):
        page.goto(f"{url}{href}")
        plan = page.get_by_role("link", name="Open the plan")
        if plan.count():
            path = plan.first.get_attribute("href") or ""
            page.goto(f"{url}{path}")
            if page.locator(".chart").count():
                seen.setdefault(f"plan-{page.locator('h1').inner_text().split()[0].lower()}", path)
    return {
        "today": "/",
        "caseload": "/caseload/",
        "client": client,
        "client-assessments": f"{client}assessments/",
        "client-sessions": f"{client}sessions/",
        "client-exercises": f"{client}exercises/",
        "client-file": f"{client}file/",
        "record-choose": f"{client}record/",
        "record": f"{client}record/ecr-r/",
        **links,
        **seen,
        "give": f"{client}give/",
        "report": f"{client}report/",
        "interview-new": f"{client}interview/",
        "episode-close": f"{client}close/",
        "explain": f"{result}explain/total/",
        "correct": f"{result}correct/",
        "record-des": f"{client}record/des-ii/",
        "record-c-ssrs": f"{client}record/c-ssrs-screen/",
        "plan-new": f"{client}plan/",
        "book": f"{client}book/",
        "client-new": "/clients/new/",
        "client-contact": f"{client}contact/",
        "exercise-new": f"{client}exercises/new/",
        "mailbox": "/mailbox/",
        "not-found": "/nothing/",
        "notes": "/notes/",
        "note": note,
        "session-workspace": draft,
        "calendar": "/calendar/",
        "calendar-day": "/calendar/?view=day",
        "session": session,
        "session-booked": booked,
        "slots": found_slots,
        "waiting": "/calendar/waiting/",
        "hours": hours,
        "whom": "/calendar/book/",
        "wait": f"{client}wait/",
        "private-notes": f"{client}private/",
        "note-templates": "/notes/templates/",
        "client-reach": f"{client}reach/",
        "session-workspace-tracks": tracks,
        "library": "/library/",
        "library-write": "/library/exercises/new/",
        "library-page": "/library/pages/the-brain-and-what-changes-it/",
        "second-factor": "/account/second-factor/",
        "devices": "/account/devices/",
    }


def portal_pages(page: Page, url: str) -> dict[str, str]:
    page.goto(f"{url}/my/")
    exercise = page.locator("a[href*='/exercises/']").first.get_attribute("href") or "/my/"
    page.goto(f"{url}/my/")
    questionnaire = page.locator("a[href*='/questions/']").first.get_attribute("href") or "/my/"
    plan = page.locator("a[href*='/plans/']").first.get_attribute("href") or "/my/"
    reading = page.locator("a[href*='/reading/']").first.get_attribute("href") or "/my/"
    return {
        "plan": plan,
        "reading": reading,
        "settings": "/my/settings/",
        "portal": "/my/",
        "exercise": exercise,
        "help": "/my/help/",
        "questionnaire": questionnaire,
        "question": f"{questionnaire}1/",
        "questionnaire-list": f"{questionnaire}all/",
        "questionnaire-send": f"{questionnaire}send/",
    }


def admin_pages(page: Page, url: str) -> dict[str, str]:
    return {
        "today": "/",
        "clients": "/clients/",
        "calendar": "/calendar/",
        "calendar-day": "/calendar/?view=day",
        "reports": "/reports/",
        "practice": "/practice/",
        "wordings": "/practice/wordings/",
        "modalities": "/practice/modalities/",
    }


def supervisor_pages(page: Page, url: str) -> dict[str, str]:
    return {"today": "/", "caseload": "/caseload/"}


PEOPLE = {
    "therapist": desk_pages,
    "client": portal_pages,
    "admin": admin_pages,
    "supervisor": supervisor_pages,
}


def shoot(browser: Browser, stack: RunningStack, wanted: str) -> None:
    for who, pages in PEOPLE.items():
        first = browser.new_context(viewport=DESK)
        page = first.new_page()
        sign_in(page, stack.url, who)
        state, found = first.storage_state(), pages(page, stack.url)
        first.close()
        for scheme in ("light", "dark"):
            for size in (DESK, PHONE):
                context = browser.new_context(viewport=size, color_scheme=scheme, storage_state=state)
                page = context.new_page()
                for name, path in found.items():
                    if not re.search(wanted, f"{who}-{name}"):
                        continue
                    page.goto(stack.url + path)
                    page.screenshot(path=OUT / f"{who}-{name}-{size['width']}-{scheme}.png", full_page=True)
                    if scheme == "light" and size is DESK and (who, name) in README_PICTURES:
                        page.screenshot(path=BASE / "docs" / "pictures" / README_PICTURES[who, name])
                context.close()
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    page.goto(f"{stack.url}/account/login/")
    page.screenshot(path=OUT / "login-1280-light.png")
    page.goto(f"{stack.url}/api/docs/")
    page.wait_for_timeout(2000)
    page.screenshot(path=OUT / "api-docs-1280-light.png")


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    (BASE / "docs" / "pictures").mkdir(parents=True, exist_ok=True)
    with a_stack() as stack, a_browser() as browser:
        shoot(browser, stack, sys.argv[1] if len(sys.argv) > 1 else ".")
    print(f"pictures in {Path(OUT).relative_to(BASE)}")  # noqa: T201


if __name__ == "__main__":
    main()
