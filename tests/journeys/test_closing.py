"""An admin closes a therapist's account on a phone, with everything handed over; the new therapist sees the clients."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import PHONE, Watched, forget_sign_in, sign_in
from tests.stack import PASSWORD, RunningStack

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]
# People of this journey's own: the demo's therapists are needed by others.
PLANT = f"""
from datetime import timedelta
from django.utils import timezone
from clients.actions import add_client
from clinic.core.access import Role
from clinic.core.models import Practice
from clinic.accounts.staff.actions import add_staff
from interventions.sessions.actions import book_session
from tests.factories import actor, inside
practice = Practice.objects.get(name="Harbour Lane Practice")
people = [
    add_staff(practice_id=practice.pk, email=f"{{key}}@demo.example", name=name, roles={{Role.THERAPIST}},
              password="{PASSWORD}", is_demo=True)
    for key, name in [("leaver", "Ines Leaver"), ("taker", "Noor Taker")]
]
with inside(practice, actor(people[0])):
    client = add_client(by=actor(people[0]), name="Quill Handover")
    book_session(client=client, therapist_id=people[0].pk, starts_at=timezone.now() + timedelta(days=20), despite=True)
"""


def test_an_account_is_closed_on_a_phone_and_the_client_goes_to_the_new_therapist(
    stack: RunningStack, watched: Watched
) -> None:
    stack.manage("shell", "--no-imports", "-c", PLANT)
    page = watched.page
    page.set_viewport_size(PHONE)
    sign_in(page, stack.url, "admin")
    page.goto(f"{stack.url}/practice/")
    page.get_by_role("link", name="Close the account of Ines Leaver").click()
    clients = page.get_by_role("group", name="Clients as lead therapist")
    expect(page.get_by_text("Quill Handover").first).to_be_visible()
    watched.check()
    page.get_by_label("Reason").fill("moves to another town")
    page.get_by_role("button", name="Close account").click()
    expect(page.get_by_text(re.compile("Not handed over: Quill Handover")).first).to_be_visible()
    expect(page.get_by_label("Reason")).to_have_value("moves to another town")
    watched.check()
    clients.get_by_label("Hand over to").select_option(label="Noor Taker")
    sessions = page.get_by_role("group", name="Coming sessions")
    sessions.get_by_label("Hand over to").select_option(label="each client's lead therapist")
    page.get_by_role("button", name="Close account").click()
    expect(page.get_by_role("status").filter(has_text="The account of Ines Leaver is closed.")).to_be_visible()
    forget_sign_in(page)
    sign_in(page, stack.url, "taker@demo.example")
    page.goto(f"{stack.url}/caseload/")
    page.get_by_role("link", name="Quill Handover").first.click()
    expect(page.locator(".chip", has_text="Noor Taker")).to_be_visible()
    page.goto(f"{page.url}file/")
    expect(page.get_by_text("moves to another town").first).to_be_visible()
    watched.check()
