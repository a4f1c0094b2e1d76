"""At the moment of sending: what changed since, addresses that are no use, texts, one click to end it."""

import base64
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace
from urllib.parse import unquote

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from anymail.signals import tracking
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from clients.models import Consent, Contact
from clients.reach.actions import choose, close_channel, contact_of, open_channel
from clinic.core.mail import compose
from clinic.core.models import Message, Practice
from clinic.core.tasks import deliver_messages
from clinic.local.stack import free_port
from tests.factories import (
    a_client,
    a_session,
    inside,
)
from tests.interventions.reminders.reaching import EMAIL, PHONE, TEXT, actor_email, lead, reminded, sent_to
from tests.interventions.sessions.week import NOW
from tests.web import pages

pytestmark = pytest.mark.usefixtures("clock")


class Refuses:
    """Takes no mail for an address that begins with ``gone``."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    async def handle_RCPT(
        self, server: object, session: object, envelope: Envelope, address: str, options: object
    ) -> str:
        if address.startswith("gone"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:
        self.taken.append(envelope.content)
        return "250 OK"


@pytest.fixture
def mail(settings: Settings) -> Iterator[Refuses]:
    """A real mail server on loopback."""
    handler = Refuses()
    server = Controller(handler, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield handler
    server.stop()


@contextmanager
def texts() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """A provider of text messages on loopback: (its address for Apprise, what it got as (number, words))."""
    got: list[tuple[str, str]] = []

    class Provider(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            got.append((unquote(self.path.strip("/")), body["message"]))
            self.send_response(500 if "0000" in self.path else 200)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Provider)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"json://127.0.0.1:{server.server_port}/{{to}}", got
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def states(practice: Practice) -> list[tuple[str, str]]:
    with inside(practice):
        return [(row.state, row.state_reason) for row in Message.objects.exclude(kind="undelivered")]


@pytest.mark.django_db
def test_a_mail_ends_with_a_way_to_end_these(mail: Refuses) -> None:
    practice, client = reminded()
    sent_to(practice)
    assert deliver_messages(str(practice.pk)) == 1
    content = mail.taken[0].decode().replace("\r\n ", "")
    link = re.search(r"List-Unsubscribe: <(\S+)>", content)
    assert link
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in content
    path = "/" + link[1].split("/", 3)[3]
    browser = pages(None)
    assert "No more reminders of appointments?" in browser.get(path).content.decode()
    with inside(practice):
        assert contact_of(client).sessions == "email"  # looking at the link ends nothing
    answer = browser.post(path, {"List-Unsubscribe": "One-Click"})
    assert "These messages have stopped" in answer.content.decode()
    assert browser.post(path).status_code == 200  # twice changes nothing
    with inside(practice):
        assert contact_of(client).sessions == "off"
        assert contact_of(client).questions == "email"
    for wrong in (f"{path[:-2]}x/", "/unsubscribe/x/"):
        assert "does not work" in browser.post(wrong).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("withdraw", "the client does not want it, or did not agree"),
        ("off", "the client does not want it, or did not agree"),
        ("address", "the address is another one now"),
        ("moved", "the appointment was moved or cancelled"),
    ],
)
def test_what_changed_after_queueing_is_seen_at_the_moment_of_sending(mail: Refuses, change: str, reason: str) -> None:
    practice, client = reminded()
    sent_to(practice)
    with inside(practice):  # behind the actions' back: they would have taken the message back themselves
        if change == "withdraw":
            Consent.objects.update(withdrawn_at=timezone.now())
        elif change == "off":
            Contact.objects.create(practice=practice, client=client, sessions="off")
        elif change == "address":
            client.email = "two@example.org"
            client.save()
        else:
            session = client.sessions.get()
            client.sessions.update(starts_at=session.starts_at + timedelta(minutes=5))
    assert deliver_messages(str(practice.pk)) == 0
    assert mail.taken == []
    assert states(practice) == [("cancelled", reason)]


@pytest.mark.django_db
def test_a_mailbox_that_does_not_exist_closes_the_channel_and_tells_the_lead(mail: Refuses) -> None:
    practice, client = reminded(email="gone@example.org")
    a_session(client, timezone.now() + timedelta(hours=22))
    assert len(sent_to(practice)) == 2
    deliver_messages(str(practice.pk))
    with inside(practice):
        row = contact_of(client)
        assert row.email_closed_at
        assert "550" in row.closed_reason
        notices = Message.objects.filter(kind="undelivered")
        assert [notice.to_address for notice in notices] == [actor_email(client)]
        assert client.name not in notices[0].body
    assert sorted(state for state, _reason in states(practice)) == ["cancelled", "failed"]
    assert len(sent_to(practice)) == 0  # nothing more goes there
    page = pages(lead(client)).get(reverse("clients:client-file", args=[client.pk])).content.decode()
    assert "a message came back" in page
    path = reverse("reach:channel-open", args=[client.pk, "email"])
    assert "Messages are sent there again" in pages(lead(client)).post(path, follow=True).content.decode()
    with inside(practice):
        assert contact_of(client).email_closed_at is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "reason", "recipient", "closed"),
    [
        ("bounced", "bounced", "one@example.org", True),
        ("complained", "spam", "ONE@example.org", True),
        ("bounced", "timed_out", "one@example.org", False),  # not now is not never
        ("opened", None, "one@example.org", False),
        ("bounced", "bounced", "somebody-else@example.org", False),
    ],
)
def test_a_providers_word_on_a_bounce(kind: str, reason: str | None, recipient: str, closed: bool) -> None:
    practice, client = reminded()
    sent_to(practice)
    with inside(practice):
        message = Message.objects.get()
        metadata = compose(message).metadata  # type: ignore[attr-defined]
    for told in (metadata, {}, {"practice": "x", "message": "y"}, {"practice": str(message.pk), "message": "y"}):
        event = SimpleNamespace(
            event_type=kind, reject_reason=reason, recipient=recipient, metadata=told, description="as it was"
        )
        tracking.send(sender=None, event=event, esp_name="Postmark")
    with inside(practice):
        assert bool(contact_of(client).email_closed_at) == closed
        assert Message.objects.filter(kind="undelivered").count() == closed


@pytest.mark.django_db
@pytest.mark.parametrize(("password", "status", "closed"), [("secret", 200, True), ("guess", 400, False)])
def test_a_bounce_as_postmark_posts_it(settings: Settings, password: str, status: int, closed: bool) -> None:
    settings.ANYMAIL = {"WEBHOOK_SECRET": "postmark:secret"}
    settings.ROOT_URLCONF = "tests.interventions.reminders.webhook_urls"
    practice, client = reminded()
    sent_to(practice)
    with inside(practice):
        message = Message.objects.get()
    body = {
        "RecordType": "Bounce",
        "Type": "HardBounce",
        "TypeCode": 1,
        "ID": 42,
        "MessageID": "x-y-z",
        "Email": message.to_address,
        "BouncedAt": "2027-02-22T11:05:00Z",
        "Details": "no such mailbox",
        "Description": "The server was unable to deliver.",
        "Inactive": True,
        "Metadata": {"message": str(message.pk), "practice": str(practice.pk)},
    }
    login = base64.b64encode(f"postmark:{password}".encode()).decode()
    answer = pages(None, raise_request_exception=False).post(
        "/anymail/postmark/tracking/",
        body,
        content_type="application/json",
        headers={"Authorization": f"Basic {login}"},
    )
    assert answer.status_code == status
    with inside(practice):
        assert bool(contact_of(client).email_closed_at) == closed


@pytest.mark.django_db
def test_closing_twice_tells_once_and_another_channel_stays_open() -> None:
    practice, client = reminded(phone=PHONE, consents=EMAIL + TEXT)
    with inside(practice):
        for _ in range(2):
            close_channel(client=client, channel=Message.Channel.EMAIL, reason="x" * 300)
        assert Message.objects.filter(kind="undelivered").count() == 1
        choose(client=client, sessions="text")
    assert sent_to(practice, kind="reminder") == [("text", PHONE)]
    with inside(practice):
        open_channel(client=client, channel=Message.Channel.EMAIL)
        choose(client=client, sessions="email")
    assert ("email", "one@example.org") in sent_to(practice, kind="reminder")


@pytest.mark.django_db
def test_a_text_message_goes_to_the_provider(settings: Settings) -> None:
    practice, client = reminded(phone="+44 7400 123456", consents=TEXT)
    a_session(a_client(lead(client), phone="+44 7400 000000", consents=TEXT), timezone.now() + timedelta(hours=22))
    sent_to(practice)
    with texts() as (address, got):
        settings.TEXT_URL = address
        assert deliver_messages(str(practice.pk)) == 1
    assert [number for number, _words in got] == [PHONE, "+447400000000"]
    assert re.fullmatch(r"You have an appointment on Tuesday 23 February at \d\d:\d\d\.\s+Harbour House\s*", got[0][1])
    found = dict(states(practice))
    assert found["sent"] == ""
    assert "TextFailed" in found["queued"]  # tried again later


@pytest.mark.django_db
def test_without_a_provider_a_text_waits_and_says_why(settings: Settings) -> None:
    practice, _client = reminded(phone=PHONE, consents=TEXT)
    sent_to(practice)
    for tries, (url, word) in enumerate(
        [("", "TEXT_URL is not set"), ("nonsense", "not an address that Apprise knows")]
    ):
        settings.TEXT_URL = url
        with time_machine.travel(NOW + timedelta(minutes=5 * tries + 1)):
            deliver_messages(str(practice.pk))
        ((state, reason),) = states(practice)
        assert state == "queued"
        assert word in reason
