"""Notices of high risk by text: to staff with a number, where the practice wants it and a provider is set up."""

import html

import pytest
from django.urls import reverse
from pytest_django import Settings

from clients.alerts.actions import close_alert, raise_alert, set_alert_rules
from clients.models import RiskAlert
from clinic.core import outbox
from clinic.core.access import Role
from clinic.core.models import Message, Staff
from tests.factories import a_client, a_practice, a_staff, actor, inside, refusal
from tests.web import UNKNOWN, Api, pages, read

pytestmark = pytest.mark.django_db
NUMBER, DIALLED = "+44 7911 123456", "+447911123456"
TEXT, MAIL = Message.Channel.TEXT, Message.Channel.EMAIL


@pytest.fixture
def provider(settings: Settings) -> None:
    settings.TEXT_URL = "json://localhost/{to}"


def raised(lead: Staff, level: str = "high", *, text_high: bool = True) -> RiskAlert:
    client = a_client(lead, name="Quill Person")
    with inside(lead.practice):
        set_alert_rules(practice_id=lead.practice_id, on_call=None, escalate_minutes=60, text_high=text_high)
        return raise_alert(client=client, source="PHQ-9 item 9", source_id=UNKNOWN, reason="x", level=level)


def sent_to(lead: Staff) -> list[tuple[str, str]]:
    with inside(lead.practice):
        rows = Message.objects.filter(recipient_id=lead.pk, kind=Message.Kind.ALERT)
        return sorted(rows.values_list("channel", "to_address"))


def test_high_risk_goes_by_mail_and_text_and_neither_says_why(provider: None) -> None:
    lead = a_staff(a_practice(), phone=NUMBER)
    alert = raised(lead)
    assert sent_to(lead) == [(MAIL, lead.user.email), (TEXT, DIALLED)]
    with inside(lead.practice):
        text = Message.objects.get(channel=TEXT)
        for word in ("Quill", "PHQ", "risk"):
            assert word not in text.body
        assert text.body.startswith("Something needs you today.")
        assert refusal(text) is None
        Staff.objects.filter(pk=lead.pk).update(phone="+44 7911 123457")
        assert [refusal(row) for row in outbox.claim(10)] == [None, None]
        assert sorted(Message.objects.values_list("to_address", flat=True)) == ["+447911123457", lead.user.email]
        close_alert(alert=alert, by=actor(lead), outcome="safe", note="Called.")
        assert {refusal(row) for row in Message.objects.all()} == {"the alert was closed"}


def test_a_text_that_waits_does_not_go_to_a_number_that_was_taken_away(provider: None) -> None:
    lead = a_staff(a_practice(), phone=NUMBER)
    raised(lead)
    with inside(lead.practice):
        Staff.objects.filter(pk=lead.pk).update(phone="")
        refusals = {row.channel: refusal(row) for row in outbox.claim(10)}
    assert refusals == {MAIL: None, TEXT: "there is no number any more; the mail goes"}


@pytest.mark.parametrize("without", ["a number", "high risk", "the choice"])
def test_without_a_number_high_risk_or_the_practices_choice_it_is_the_mail_alone(provider: None, without: str) -> None:
    lead = a_staff(a_practice(), phone="" if without == "a number" else NUMBER)
    raised(lead, "moderate" if without == "high risk" else "high", text_high=without != "the choice")
    assert sent_to(lead) == [(MAIL, lead.user.email)]


def test_without_a_provider_it_is_the_mail_alone_and_the_settings_say_so(settings: Settings) -> None:
    settings.TEXT_URL = ""
    lead = a_staff(a_practice(), phone=NUMBER)
    raised(lead)
    assert sent_to(lead) == [(MAIL, lead.user.email)]
    admin = a_staff(lead.practice, Role.ADMIN)
    page = html.unescape(pages(admin).get("/practice/").content.decode())
    assert "No provider of text messages is set up" in page
    form = {"on_call": "", "escalate_minutes": "60", "taken_minutes": "120"}
    assert pages(admin).post("/practice/alerts/", form).status_code == 302
    settings.TEXT_URL = "json://localhost/{to}"
    raised(a_staff(lead.practice, phone=NUMBER), text_high=True)
    assert "It says that it is urgent, not why." in pages(admin).get("/practice/").content.decode()


@pytest.mark.parametrize("number", ["07911 123456", "+44 1", "call me", "+" + "4" * 41])
def test_a_number_that_cannot_be_is_refused_at_its_field(number: str) -> None:
    practice = a_practice()
    admin, person = a_staff(practice, Role.ADMIN), a_staff(practice)
    api = Api(admin)
    api.headers["If-Match"] = '"1"'
    bad = api.patch(f"staff/{person.pk}/", {"phone": number})
    assert (bad.status_code, list(read(bad))) == (400, ["phone"])
    good = api.patch(f"staff/{person.pk}/", {"phone": NUMBER})
    assert (good.status_code, read(good)["phone"]) == (200, NUMBER)
    path = reverse("staff:staff-edit", args=[person.pk])
    assert NUMBER in html.unescape(pages(admin).get(path).content.decode())
    form = {"name": person.name, "email": person.user.email, "roles": ["therapist"], "phone": number, "revision": "2"}
    page = pages(admin).post(path, form)
    assert page.status_code == 200
    assert "phone" in page.content.decode()
    with inside(practice):
        assert Staff.objects.get(pk=person.pk).phone == NUMBER
