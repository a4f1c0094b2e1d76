"""What is typed is not lost: a sending that is stopped, a login that ends, another person at the same browser."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import Watched, sign_in
from tests.stack import RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
DRAFTS = "Object.keys(localStorage).filter((name) => name.startsWith('draft:')).length"
BACK = "What you typed before you were signed out is back. Nothing has been saved yet."


def count(stack: RunningStack, name: str) -> int:
    """How many clients of this name the demo practice has."""
    code = f"""
from clients.models import Client
from clinic.core.models import Practice
from tests.factories import inside
with inside(Practice.objects.get(name="Harbour Lane Practice")):
    print(Client.objects.filter(name="{name}").count())
"""
    return int(stack.manage("shell", "--no-imports", "-c", code).strip().splitlines()[-1])


def kept(page: Page, number: int = 1) -> None:
    """Waits until this browser keeps so many drafts."""
    page.wait_for_function(f"() => {DRAFTS} === {number}")


def end_session(page: Page, stack: RunningStack) -> None:
    """As when it has run out: the device's own cookie stays."""
    cookies = [cookie for cookie in page.context.cookies() if not (cookie.get("name") or "").startswith("sessionid")]
    page.context.clear_cookies()
    page.context.add_cookies(cookies)  # type: ignore[arg-type]


def test_a_form_whose_sending_was_stopped_is_sent_when_pressed_again(stack: RunningStack, watched: Watched) -> None:
    page = watched.page
    sign_in(page, stack.url, "therapist")
    page.goto(f"{stack.url}/clients/new/")
    seen: list[str] = []

    def stop_the_first(route: Route) -> None:
        if route.request.method == "POST":
            seen.append("POST")
            if len(seen) == 1:
                route.abort("aborted")
                return
        route.continue_()

    page.route("**/clients/new/", stop_the_first)
    page.get_by_label("Name", exact=True).fill("Stopped Once")
    page.locator("main .btn.primary").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Stopped Once")
    page.wait_for_timeout(1200)  # longer than what counts as one press
    page.locator("main .btn.primary").click()
    page.wait_for_url(re.compile("/clients/[0-9a-f-]{36}/"))
    assert len(seen) == 2
    page.unroute("**/clients/new/")
    page.goto(f"{stack.url}/clients/new/")
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.get_by_label("Name", exact=True).fill("Pressed Twice")
    page.locator("main .btn.primary").dblclick()
    page.wait_for_url(re.compile("/clients/[0-9a-f-]{36}/"))
    assert len(posts) == 1
    assert count(stack, "Stopped Once") == count(stack, "Pressed Twice") == 1
    watched.check()


def test_what_was_typed_when_the_login_ended_is_back_after_signing_in(stack: RunningStack, watched: Watched) -> None:
    page = watched.page
    sign_in(page, stack.url, "therapist")
    page.goto(f"{stack.url}/clients/new/")
    page.get_by_label("Name", exact=True).fill("Ingrid Back")
    page.get_by_label("Pronouns").fill("she/her")
    page.get_by_label(re.compile("E-mail")).first.fill("ingrid@example.org")
    kept(page)
    assert "Ingrid" not in page.evaluate("JSON.stringify(localStorage)")
    end_session(page, stack)
    page.locator("main .btn.primary").click()
    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()
    watched.check_page_only()
    page.get_by_role("link", name="Sign in and go on").click()
    fill_sign_in(page, "therapist")
    page.wait_for_url("**/clients/new/")
    expect(page.get_by_role("status").first).to_contain_text(BACK)
    expect(page.get_by_label("Name", exact=True)).to_have_value("Ingrid Back")
    expect(page.get_by_label("Pronouns")).to_have_value("she/her")
    watched.check_page_only()
    page.locator("main .btn.primary").click()
    page.wait_for_url(re.compile("/clients/[0-9a-f-]{36}/"))
    kept(page, 0)
    assert count(stack, "Ingrid Back") == 1
    page.goto(f"{stack.url}/clients/new/")
    expect(page.get_by_label("Name", exact=True)).to_have_value("")
    page.get_by_label("Name", exact=True).fill("Never Mind")
    kept(page)
    page.reload()
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_label("Name", exact=True)).to_have_value("")
    kept(page, 0)


def fill_sign_in(page: Page, name: str) -> None:
    """Signs in on the page that is open."""
    page.get_by_label("Email").fill(f"{name}@demo.example")
    page.get_by_label("Password", exact=True).fill("demo-password-for-tests")
    page.get_by_role("button", name="Sign in", exact=True).click()


def a_client_page(page: Page, stack: RunningStack, part: str) -> None:
    page.goto(f"{stack.url}/caseload/")
    page.get_by_role("link", name="Amara Okafor").click()
    page.wait_for_url(re.compile("/clients/[0-9a-f-]{36}/"))
    page.goto(page.url.split("?")[0] + part)


def test_a_psychotherapy_note_is_back_for_its_author_and_for_nobody_else(stack: RunningStack, watched: Watched) -> None:
    page = watched.page
    sign_in(page, stack.url, "therapist")
    a_client_page(page, stack, "private/")
    private = page.url
    page.get_by_label("Private process notes").fill("She reminds me of my sister.")
    kept(page)
    end_session(page, stack)
    sign_in(page, stack.url, "therapist2")  # another person at the same browser
    page.goto(f"{stack.url}/clients/new/")
    expect(page.get_by_label("Name", exact=True)).to_have_value("")
    page.goto(private)
    expect(page.get_by_text("She reminds me")).to_have_count(0)
    page.goto(f"{stack.url}/")
    expect(page.get_by_text("Typed but not saved")).to_have_count(0)
    end_session(page, stack)
    sign_in(page, stack.url, "therapist")
    expect(page.get_by_role("status").first).to_contain_text("Typed but not saved")
    page.get_by_role("status").first.get_by_role("link").click()
    page.wait_for_url(private)
    expect(page.get_by_label("Private process notes")).to_have_value("She reminds me of my sister.")
    page.locator("main .btn.primary").first.click()
    expect(page.get_by_text("She reminds me of my sister.").first).to_be_visible()
    kept(page, 0)


def test_a_deliberate_sign_out_deletes_key_and_drafts_and_staying_keeps_them(
    stack: RunningStack, watched: Watched
) -> None:
    page = watched.page
    sign_in(page, stack.url, "therapist")
    a_client_page(page, stack, "sessions/")
    page.get_by_role("link", name=re.compile("^Write a note")).first.click()
    page.wait_for_url("**/note/")
    page.get_by_label("Form of the note").get_by_role("link", name="SOAP").click()
    page.wait_for_url("**form=soap")
    page.route(
        re.compile("/note/"), lambda route: route.abort() if route.request.method == "POST" else route.continue_()
    )
    page.get_by_label("Subjective").fill("Not saved yet.")
    kept(page)
    before = page.evaluate("JSON.stringify(localStorage)")
    answers = [False, True]
    page.on("dialog", lambda dialog: dialog.accept() if answers.pop() is False else dialog.dismiss())
    page.get_by_role("button", name="Sign out").click(no_wait_after=True)  # and stay on the page
    page.wait_for_timeout(500)
    expect(page.get_by_label("Subjective")).to_have_value("Not saved yet.")
    assert page.evaluate(DRAFTS) == 1
    page.wait_for_timeout(1200)
    page.get_by_role("button", name="Sign out").click(no_wait_after=True)  # and leave
    page.wait_for_url("**/account/login/**")
    kept(page, 0)
    sign_in(page, stack.url, "therapist")
    page.evaluate(
        "(before) => Object.entries(JSON.parse(before)).forEach(([name, value]) => localStorage.setItem(name, value))",
        before,
    )
    page.goto(f"{stack.url}/")
    expect(page.get_by_text("Typed but not saved")).to_have_count(0)  # its key is gone
