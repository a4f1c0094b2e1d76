"""Where a reminder goes: by the client's choice and agreement, not in quiet hours, not to an address that is no use."""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise, product
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo, available_timezones

import pytest
import time_machine
from aiosmtpd.controller import Controller
from anymail.signals import tracking
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from clients.contact import choose, close_channel, contact_of, open_channel
from clients.models import Client, Consent, Contact, Episode
from clinic.core import outbox
from clinic.core.access import Role
from clinic.core.embedded.house import free_port
from clinic.core.models import Message, Practice
from clinic.core.tasks import deliver_messages
from clinic.core.wall import is_quiet, out_of_quiet, wall
from interventions.notes.actions import save_note
from interventions.reminders.actions import (
    queue_due_reminders,
    queue_practice_reminders,
    queue_staff_digests,
    send_trial,
    set_reminder_rules,
)
from interventions.reminders.timing import LATEST, due_now, reminder_time, reminders_of
from interventions.sessions.actions import move_session
from tests.factories import (
    a_client,
    a_plan,
    a_practice,
    a_session,
    a_staff,
    actor,
    an_assignment,
    inside,
    portal_user,
)
from tests.interventions.test_wall import NIGHTS, independent
from tests.web import pages

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2027, 2, 22, 11, tzinfo=LONDON)  # a Monday
PHONE = "+447400123456"


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=True) as traveller:
        yield traveller


# --- when -----------------------------------------------------------------------------------------------------------

TABLE = [
    (zone, datetime.fromisoformat(night) + timedelta(hours=hour, minutes=minute), before)
    for (zone, *nights), hour, minute, before in product(NIGHTS, (0, 1, 2, 3, 14, 26, 33), (0, 30), (3, 24, 48))
    for night in nights
]


def test_the_table_is_long_enough() -> None:
    assert len(TABLE) >= 600


@pytest.mark.parametrize(("zone", "night"), [(zone, night) for zone, *nights in NIGHTS for night in nights])
def test_a_reminder_shows_the_hour_of_the_appointment_around_the_change_of_clocks(zone: str, night: str) -> None:
    info = ZoneInfo(zone)
    for _zone, naive, before in (row for row in TABLE if row[0] == zone and abs((row[1] - at(night)).days) < 3):
        starts, _kind = independent(naive, info)
        shown = starts.astimezone(info).replace(tzinfo=None)
        expected, _kind = independent(shown - timedelta(hours=before), info)
        assert reminder_time(starts, timedelta(hours=before), info) == expected, (zone, naive, before)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


clock_times = st.times().map(lambda value: value.replace(second=0, microsecond=0))


@given(
    st.sampled_from(sorted(available_timezones())),
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001
    st.lists(st.integers(2, 336), max_size=4),
    st.none() | st.tuples(clock_times, clock_times).filter(lambda pair: pair[0] != pair[1]),
)
def test_reminders_never_overlap_never_come_too_late_and_keep_the_quiet(
    zone: str, naive: datetime, offsets: list[int], quiet: tuple[time, time] | None
) -> None:
    info, starts = ZoneInfo(zone), naive.replace(tzinfo=UTC)
    found = reminders_of(starts, offsets, info, quiet)
    assert len(found) <= len(set(offsets))
    assert all(due.at < due.until <= starts - LATEST for due in found)
    assert all(earlier.until == later.at for earlier, later in pairwise(found))
    assert all(not is_quiet(due.at, quiet, info) or _gap(due.at, info) for due in found)
    for due in found:
        assert due_now(found, due.at) == due
    assert due_now(found, starts) is None


def _gap(moment: datetime, zone: ZoneInfo) -> bool:
    """On the day the clocks change, the end of the quiet may not exist, or come twice."""
    day = timedelta(hours=26)
    return (moment - day).astimezone(zone).utcoffset() != (moment + day).astimezone(zone).utcoffset()


@pytest.mark.parametrize(
    ("shown", "quiet", "latest", "moved"),
    [
        ("03-01T06:00", (21, 8), None, "03-01T08:00"),
        ("03-01T23:00", (21, 8), None, "03-02T08:00"),
        ("03-01T12:00", (21, 8), None, "03-01T12:00"),
        ("03-01T13:00", (12, 14), None, "03-01T14:00"),
        ("03-01T06:00", (21, 8), "03-01T07:30", "02-28T20:59"),  # too late after it: the evening before
        ("03-01T13:00", (12, 14), "03-01T13:30", "03-01T11:59"),
        ("03-01T08:00", (21, 8), None, "03-01T08:00"),
        ("03-01T21:00", (21, 8), None, "03-02T08:00"),
    ],
)
def test_out_of_the_quiet_hours(shown: str, quiet: tuple[int, int], latest: str | None, moved: str) -> None:
    def moment(text: str) -> datetime:
        return datetime.fromisoformat(f"2027-{text}").replace(tzinfo=LONDON)

    pair = (time(quiet[0]), time(quiet[1]))
    found = out_of_quiet(moment(shown), pair, LONDON, moment(latest) if latest else None)
    assert wall(found, LONDON) == datetime.fromisoformat(f"2027-{moved}")


# --- to whom, by what -------------------------------------------------------------------------------------------------


def sent_to(practice: Practice, **fields: Any) -> list[tuple[str, str]]:
    """(channel, address) of what is queued."""
    with inside(practice):
        queue_due_reminders()
        rows = Message.objects.filter(state="queued", **fields).order_by("to_address")
        return [(row.channel, row.to_address) for row in rows]


def reminded(**fields: Any) -> tuple[Practice, Client]:
    """A client with an appointment tomorrow, in half a day from now."""
    practice = a_practice()
    client = a_client(a_staff(practice), **{"email": "one@example.org"} | fields)
    a_session(client, timezone.now() + timedelta(hours=20))
    return practice, client


EMAIL, TEXT = (Consent.Kind.EMAIL,), (Consent.Kind.TEXT,)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("consents", "phone", "choice", "expected"),
    [
        (EMAIL, "", None, [("email", "one@example.org")]),
        (EMAIL, PHONE, {"sessions": "text"}, []),  # chosen, and yet not agreed
        (TEXT, "+44 7400 123456", None, [("text", PHONE)]),  # agreed to this alone
        (EMAIL + TEXT, "+44 7400 123456", None, [("email", "one@example.org")]),
        (EMAIL + TEXT, "+44 7400 123456", {"sessions": "text"}, [("text", PHONE)]),
        (EMAIL + TEXT, "+44 7400 123456", {"sessions": "off"}, []),
        (EMAIL, "", {"questions": "off"}, [("email", "one@example.org")]),
    ],
)
def test_it_goes_where_the_client_wants_it_and_agreed(
    consents: tuple[str, ...], phone: str, choice: dict[str, str] | None, expected: list[tuple[str, str]]
) -> None:
    practice, client = reminded(consents=consents, phone=phone)
    if choice:
        with inside(practice):
            choose(client=client, **choice)
    assert sent_to(practice) == expected


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"quiet_from": time(21)}, "quiet_until"),
        ({"quiet_from": time(21), "quiet_until": time(21)}, "quiet_until"),
        ({"sessions": "text"}, "sessions"),  # no number on file
        ({"sessions": "pigeon"}, "sessions"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(fields: dict[str, Any], name: str) -> None:
    practice = a_practice()
    client = a_client(a_staff(practice))
    with inside(practice):
        with pytest.raises(ValidationError) as refused:
            choose(client=client, **fields)
        assert name in refused.value.message_dict
        assert not Contact.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "phone", ["0123 456", "020 7946 0958", "+44", "+999 1234567", "call me", "+44 20 7946 0958 00"]
)
def test_a_number_without_country_or_that_can_be_none_is_refused(phone: str) -> None:
    with pytest.raises(ValidationError, match="example"):
        a_client(a_staff(a_practice()), phone=phone)


@pytest.mark.django_db
def test_nothing_is_queued_in_the_quiet_hours_and_it_comes_after_them(clock: time_machine.Traveller) -> None:
    practice = a_practice()
    client = a_client(a_staff(practice))
    start = datetime(2027, 3, 2, 9, tzinfo=LONDON)
    with inside(practice):
        set_reminder_rules(practice_id=practice.pk, offsets=[48, 12])
        choose(client=client, quiet_from=time(20), quiet_until=time(7, 30))
    a_session(client, start)
    for moment, count in [("02-28T08:00", 0), ("02-28T09:00", 1), ("03-01T20:30", 1), ("03-01T21:30", 1),
                          ("03-02T07:00", 1), ("03-02T07:31", 2)]:  # fmt: skip
        clock.move_to(datetime.fromisoformat(f"2027-{moment}").replace(tzinfo=LONDON))
        assert len(sent_to(practice)) == count, moment


@pytest.mark.django_db
def test_each_offset_once_and_after_an_outage_only_the_one_whose_time_it_is(clock: time_machine.Traveller) -> None:
    practice = a_practice()
    with inside(practice):
        set_reminder_rules(practice_id=practice.pk, offsets=[48, 24, 3])
    a_session(a_client(a_staff(practice)), NOW + timedelta(days=4))

    def keys() -> list[str]:
        with inside(practice):
            queue_due_reminders()
            return [row.dedupe_key.split(":")[3] for row in Message.objects.order_by("due_at")]

    clock.move_to(NOW + timedelta(days=2, minutes=1))
    assert keys() == ["48h"]
    clock.move_to(NOW + timedelta(days=3, hours=21, minutes=1))  # nothing ran for two days
    assert keys() == ["48h", "3h"]


@pytest.mark.django_db
@pytest.mark.parametrize("offsets", [[1], [337], [3, 4, 5, 6, 7], [-3]])
def test_offsets_that_help_nobody_are_refused(offsets: list[int]) -> None:
    practice = a_practice()
    with inside(practice), pytest.raises(ValidationError, match="At most four"):
        set_reminder_rules(practice_id=practice.pk, offsets=offsets)


@pytest.mark.django_db
def test_a_client_reads_it_in_the_language_they_chose(settings: Any) -> None:
    settings.LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
    practice, client = reminded()
    with inside(practice):
        choose(client=client, language="de")
        queue_due_reminders()
        (message,) = Message.objects.all()
    assert "Dienstag 23 Februar" in message.subject  # the day is Django's own German


# --- at the moment of sending ---------------------------------------------------------------------------------------


class Refuses:
    """Takes no mail for an address that begins with ``gone``."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address.startswith("gone"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(envelope.content)
        return "250 OK"


@pytest.fixture
def mail(settings: Any) -> Iterator[Refuses]:
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

        def log_message(self, *_arguments: Any) -> None:
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
        return [(row.state, row.state_reason) for row in Message.objects.exclude(kind="staff")]


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
    assert "No more of these" in answer.content.decode()
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
            Client.objects.update(email="two@example.org")
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
        notices = Message.objects.filter(kind="staff")
        assert [notice.to_address for notice in notices] == [actor_email(client)]
        assert client.name not in notices[0].body
    assert sorted(state for state, _reason in states(practice)) == ["cancelled", "failed"]
    assert len(sent_to(practice)) == 0  # nothing more goes there
    page = pages(lead(client)).get(reverse("desk:client-file", args=[client.pk])).content.decode()
    assert "a message came back" in page
    path = reverse("desk:channel-open", args=[client.pk, "email"])
    assert "Messages go there again" in pages(lead(client)).post(path, follow=True).content.decode()
    with inside(practice):
        assert contact_of(client).email_closed_at is None


def lead(client: Client) -> Any:
    with inside(client.practice):
        return client.care.get().staff


def actor_email(client: Client) -> str:
    with inside(client.practice):
        return str(client.care.select_related("staff__user").get().staff.user.email)


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
    metadata = outbox.compose(message).metadata  # type: ignore[attr-defined]
    for told in (metadata, {}, {"practice": "x", "message": "y"}, {"practice": str(message.pk), "message": "y"}):
        event = SimpleNamespace(
            event_type=kind, reject_reason=reason, recipient=recipient, metadata=told, description="as it was"
        )
        tracking.send(sender=None, event=event, esp_name="Postmark")
    with inside(practice):
        assert bool(contact_of(client).email_closed_at) == closed
        assert Message.objects.filter(kind="staff").count() == closed


@pytest.mark.django_db
def test_closing_twice_tells_once_and_another_channel_stays_open() -> None:
    practice, client = reminded(phone=PHONE, consents=EMAIL + TEXT)
    with inside(practice):
        for _ in range(2):
            close_channel(client=client, channel=Message.Channel.EMAIL, reason="x" * 300)
        assert Message.objects.filter(kind="staff").count() == 1
        choose(client=client, sessions="text")
    assert sent_to(practice, kind="reminder") == [("text", PHONE)]
    with inside(practice):
        open_channel(client=client, channel=Message.Channel.EMAIL)
        choose(client=client, sessions="email")
    assert ("email", "one@example.org") in sent_to(practice, kind="reminder")


@pytest.mark.django_db
def test_a_text_message_goes_to_the_provider(settings: Any) -> None:
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
def test_without_a_provider_a_text_waits_and_says_why(settings: Any) -> None:
    practice, _client = reminded(phone=PHONE, consents=TEXT)
    sent_to(practice)
    for tries, (url, word) in enumerate([("", "TEXT_URL is not set"), ("nonsense", "no address that Apprise knows")]):
        settings.TEXT_URL = url
        with time_machine.travel(NOW + timedelta(minutes=5 * tries + 1)):
            deliver_messages(str(practice.pk))
        ((state, reason),) = states(practice)
        assert state == "queued"
        assert word in reason


# --- what else is reminded of -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_exercises_at_the_chosen_hour_on_days_without_any(clock: time_machine.Traveller) -> None:
    practice = a_practice()
    client = a_client(a_staff(practice), time_zone="Pacific/Chatham")
    an_assignment(client)
    zone = ZoneInfo("Pacific/Chatham")

    def at_hour(hour: int, day: int = 23) -> int:
        clock.move_to(datetime(2027, 2, day, hour, 30, tzinfo=zone))
        with inside(practice):
            return queue_practice_reminders()

    assert at_hour(19) == 0  # nobody asked for it
    with inside(practice):
        choose(client=client, exercises="email", exercise_at=time(19))
    assert [at_hour(hour) for hour in (18, 19, 19, 20, 23)] == [0, 1, 0, 0, 0]
    assert at_hour(19, 24) == 1
    with inside(practice):
        body = Message.objects.filter(kind="exercise").latest("due_at").body
        assert "exercise" not in body
        Episode.objects.update(paused_on=timezone.localdate())
    assert at_hour(19, 25) == 0
    with inside(practice):
        Episode.objects.update(paused_on=None)
        set_reminder_rules(practice_id=practice.pk, offsets=[], exercises=False)
    assert at_hour(19, 26) == 0


@pytest.mark.django_db
def test_staff_hear_in_the_morning_how_much_waits_and_never_whose(clock: time_machine.Traveller) -> None:
    practice = a_practice()
    therapist, idle = a_staff(practice), a_staff(practice)
    client = a_client(therapist, name="Quill Person")
    session = a_session(client, timezone.now() - timedelta(hours=2))
    with inside(practice):
        save_note(session=session, by=actor(therapist), form="free", parts={"text": "x"})
    plan = a_plan(client)
    with inside(practice):
        type(plan).objects.update(review_on=timezone.localdate())
        Episode.objects.update(opened_on=timezone.localdate() - timedelta(days=30))

    def told(day: int, hour: int) -> list[str]:
        clock.move_to(datetime(2027, 3, day, hour, 15, tzinfo=LONDON))
        with inside(practice):
            queue_staff_digests()
            return [row.body for row in Message.objects.filter(kind="staff").order_by("due_at")]

    assert told(1, 7) == []
    (body,) = told(1, 8)
    assert "1 note is not signed." in body
    assert "1 plan is to be looked at again." in body
    assert "without" not in body  # seen a week ago
    assert "Quill" not in body
    assert len(told(1, 9)) == 1  # once a day
    assert len(told(6, 8)) == 1  # not on a Saturday
    assert "1 client had no contact for a while." in told(22, 8)[-1]
    with inside(practice):
        assert {row.to_address for row in Message.objects.all()} == {therapist.user.email}
        assert idle.user.email not in {row.to_address for row in Message.objects.all()}
        set_reminder_rules(practice_id=practice.pk, offsets=[24], staff_digest=False)
    assert len(told(23, 8)) == 2


@pytest.mark.django_db
def test_a_trial_goes_to_who_asks(settings: Any) -> None:
    practice = a_practice()
    admin = a_staff(practice, Role.ADMIN)
    browser, path = pages(admin), reverse("desk:trial")
    assert "on its way to your address" in browser.post(path, {"number": ""}, follow=True).content.decode()
    assert "TEXT_URL is empty" in browser.post(path, {"number": PHONE}).content.decode()
    settings.TEXT_URL = "json://127.0.0.1:1/{to}"
    assert "with its country" in browser.post(path, {"number": "07400 123456"}).content.decode()
    assert f"on its way to {PHONE}" in browser.post(
        path, {"number": "+44 7400 123456"}, follow=True
    ).content.decode().replace("+44 7400 123456", PHONE)
    with inside(practice):
        assert [(row.channel, row.to_address) for row in Message.objects.order_by("due_at")] == [
            ("email", admin.user.email), ("text", PHONE),
        ]  # fmt: skip
        send_trial(staff=admin, channel=Message.Channel.EMAIL)


@pytest.mark.django_db
def test_practice_rules_of_reminders_over_the_page() -> None:
    practice = a_practice()
    browser, path = pages(a_staff(practice, Role.ADMIN)), reverse("desk:reminder-rules")
    form = {"offsets": "3, 48", "staff_digest": "on", "no_contact_days": "14"}
    assert "Saved." in browser.post(path, form, follow=True).content.decode()
    page = browser.get(reverse("desk:practice")).content.decode()
    assert 'value="48, 3"' in page
    for bad, word in [("soon", "Write hours with commas"), ("1000", "At most four"), ("3,4,5,6,7", "At most four")]:
        assert word in browser.post(path, form | {"offsets": bad}).content.decode()


@pytest.mark.django_db
def test_the_client_and_staff_set_how_the_client_is_reached(settings: Any) -> None:
    settings.TEXT_URL = "json://127.0.0.1:1/{to}"
    practice = a_practice()
    client = a_client(a_staff(practice), phone=PHONE)
    user = portal_user(client)
    form = {"sessions": "text", "questions": "off", "exercises": "email", "exercise_at": "20:15"}
    own = pages(user)
    assert "Saved." in own.post("/my/settings/", form | {"quiet_from": "22:00", "quiet_until": "07:00"},
                                follow=True).content.decode()  # fmt: skip
    with inside(practice):
        row = Contact.objects.get()
        assert (row.sessions, row.questions, row.exercise_at) == ("text", "off", time(20, 15))
    assert "leave both empty" in own.post("/my/settings/", form | {"quiet_from": "22:00"}).content.decode()
    assert "Select a valid choice" in own.post("/my/settings/", form | {"sessions": "pigeon"}).content.decode()
    staff = pages(lead(client))
    path = reverse("desk:client-reach", args=[client.pk])
    assert "Saved." in staff.post(path, form | {"sessions": "off"}, follow=True).content.decode()
    with inside(practice):
        assert Contact.objects.get().sessions == "off"


@pytest.mark.django_db
def test_moving_a_session_takes_its_reminders_back_and_the_log_shows_it() -> None:
    practice, client = reminded()
    sent_to(practice)
    with inside(practice):
        move_session(session=client.sessions.get(), starts_at=timezone.now() + timedelta(hours=21))
    page = pages(lead(client)).get(reverse("desk:client-file", args=[client.pk])).content.decode()
    assert "session moved" in page
