"""Clients are told of their appointments: booked, moved, cancelled, restored; once an act, in neutral words."""

import email
import email.policy
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any, cast

import pytest
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from icalendar import Calendar
from pytest_django import Settings

from clients.actions import change_contact
from clients.models import Client, Consent
from clients.reach.actions import choose, close_channel
from clinic.core import outbox
from clinic.core.mail import CALENDARS, compose
from clinic.core.models import Message, Practice, Staff
from clinic.core.tasks import deliver_messages
from clinic.local.stack import free_port
from interventions.models import SessionNotice, TherapySession
from interventions.notices import acts
from interventions.reminders.actions import enqueue_due_reminders, set_reminder_rules
from interventions.sessions.actions import cancel_session, move_session
from interventions.sessions.series import Which
from tests.factories import a_client, a_household, a_pattern, a_plan, a_practice, a_staff, actor, inside, refusal
from tests.interventions.reminders.reaching import EMAIL, PHONE, TEXT
from tests.interventions.reminders.test_reminders import FORBIDDEN
from tests.interventions.sessions.week import LONDON, MONDAY, NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def sink(settings: Settings) -> Iterator[list[EmailMessage]]:
    """What a real mail server on loopback gets, as mail programs read it."""
    taken: list[EmailMessage] = []

    class Keeps:
        async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:
            taken.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
            return "250 OK"

    server = Controller(Keeps(), hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield taken
    server.stop()


def people(**fields: object) -> tuple[Practice, Staff, Client]:
    """A practice, a therapist and a client who agreed to mail."""
    practice = a_practice(reply_to="desk@harbour.example")
    therapist = a_staff(practice)
    return practice, therapist, a_client(therapist, **{"email": "one@example.org"} | fields)


def booked(client: Client, therapist: Staff, at: datetime = MONDAY, **fields: Any) -> TherapySession:
    with inside(client.practice, actor(therapist)):
        return acts.book(client=client, therapist_id=therapist.pk, starts_at=at, despite=True, **fields).sessions[0]


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def events_of(mail: EmailMessage) -> list[tuple[str, str, int, datetime, str]]:
    """(method, uid, sequence, start, status) of the calendar files of a mail."""
    found = []
    for part in mail.iter_attachments():
        calendar = Calendar.from_ical(part.get_content())
        assert part.get_content_type() == "text/calendar"
        assert part.get_param("method") == calendar["method"]
        for event in cast("list[Any]", calendar.walk("VEVENT")):
            start = event.decoded("dtstart")
            found.append(
                (str(calendar["method"]), str(event["uid"]), int(event["sequence"]), start, str(event["status"]))
            )
    return found


def waiting(practice: Practice, **fields: object) -> list[Message]:
    with inside(practice):
        return list(Message.objects.filter(kind="appointment", state="queued", **fields).order_by("to_address"))


def test_each_act_is_one_mail_with_a_calendar_file_that_updates_the_same_entry(sink: list[EmailMessage]) -> None:
    practice, therapist, client = people()

    def do(act: Any, **fields: object) -> EmailMessage:
        with inside(practice, actor(therapist)):
            act(**fields)
        deliver_messages(str(practice.pk))
        return sink[-1]

    session = booked(client, therapist)
    deliver_messages(str(practice.pk))
    first = sink[-1]
    moved = do(acts.move, session=session, starts_at=MONDAY + DAY + 2 * HOUR)
    gone = do(acts.cancel, session=session)
    back = do(acts.restore, session=session)
    assert [mail["To"] for mail in sink] == ["one@example.org"] * 4
    assert {mail["Reply-To"] for mail in sink} == {"Harbour House <desk@harbour.example>"}
    assert all(mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click" for mail in sink)
    assert [mail["Subject"] for mail in sink] == [
        "Your appointment on Monday 1 March at 10:00",
        "Your appointment has moved to Tuesday 2 March at 12:00",
        "Your appointment on Tuesday 2 March at 12:00 is cancelled",
        "Your appointment on Tuesday 2 March at 12:00 is going ahead",
    ]
    assert "Old time: Monday 1 March 2027, 10:00 to 10:50\nNew time: Tuesday 2 March 2027, 12:00 to 12:50" in text_of(
        moved
    )
    assert "Times are for the time zone Europe/London." in text_of(first)
    assert "reply to this message" in text_of(first)
    assert "ignore our message that it was cancelled" in text_of(back)
    uid, at = f"{session.pk}@secure-base", MONDAY.astimezone(UTC)
    later = at + DAY + 2 * HOUR
    assert [events_of(mail) for mail in (first, moved, gone, back)] == [
        [("REQUEST", uid, 1, at, "CONFIRMED")],
        [("REQUEST", uid, 2, later, "CONFIRMED")],
        [("CANCEL", uid, 3, later, "CANCELLED")],
        [("REQUEST", uid, 4, later, "CONFIRMED")],
    ]
    whole = " ".join(
        f"{mail['Subject']} {mail['From']} {text_of(mail)} {[p.get_content() for p in mail.iter_attachments()]}"
        for mail in sink
    ).lower()
    whole = re.sub(r"http\S+", "", whole)
    assert not [word for word in FORBIDDEN if re.search(word, whole)]
    assert client.name.lower() not in whole
    assert therapist.name.lower() not in whole


def test_a_session_reminded_then_moved_cancelled_and_restored_is_told_each_time(sink: list[EmailMessage]) -> None:
    practice, therapist, client = people()
    with inside(practice, actor(therapist)):
        session = acts.book(client=client, therapist_id=therapist.pk, starts_at=NOW + 21 * HOUR, tell=False).sessions[0]

    def sweep() -> int:
        with inside(practice):
            enqueue_due_reminders()
        return deliver_messages(str(practice.pk))

    assert sweep() == 1
    with inside(practice, actor(therapist)):
        acts.move(session=session, starts_at=NOW + 23 * HOUR)
    assert sweep() == 1  # the word of the move, and no second bare reminder
    with inside(practice, actor(therapist)):
        acts.cancel(session=session)
    assert sweep() == 1
    with inside(practice, actor(therapist)):
        acts.restore(session=session)
    assert sweep() == 1
    assert sweep() == 0
    reminder, moved, cancelled, restored = sink
    assert "You have an appointment on Tuesday 23 February at 08:00" in text_of(reminder)
    assert "If you have had a reminder of an old time, please ignore it." in text_of(moved)
    assert "New time: Tuesday 23 February 2027, 10:00" in text_of(moved)
    assert "is cancelled" in cancelled["Subject"]
    assert "is going ahead" in restored["Subject"]


def test_the_reminder_after_a_move_names_the_new_time(clock: time_machine.Traveller) -> None:
    practice, therapist, client = people()
    session = booked(client, therapist)
    with inside(practice, actor(therapist)):
        acts.move(session=session, starts_at=MONDAY + DAY)
    clock.move_to(MONDAY + HOUR)
    with inside(practice):
        enqueue_due_reminders()
        (reminder,) = Message.objects.filter(kind="reminder")
    assert "Tuesday 2 March at 10:00" in reminder.subject


def test_what_has_not_left_is_replaced_and_there_and_back_says_nothing() -> None:
    practice, therapist, client = people()
    session = booked(client, therapist)
    with inside(practice, actor(therapist)):
        acts.move(session=session, starts_at=MONDAY + DAY)
    (only,) = waiting(practice)
    assert only.subject == "Your appointment on Tuesday 2 March at 10:00"  # the client never heard of Monday
    with inside(practice):
        Message.objects.update(state="sent")
    with inside(practice, actor(therapist)):
        acts.move(session=session, starts_at=MONDAY + 2 * DAY)
        acts.move(session=session, starts_at=MONDAY + DAY)
    assert waiting(practice) == []
    with inside(practice, actor(therapist)):
        acts.move(session=session, starts_at=MONDAY + 2 * DAY)
        acts.cancel(session=session)
    (only,) = waiting(practice)
    assert only.subject == "Your appointment on Tuesday 2 March at 10:00 is cancelled"
    with inside(practice, actor(therapist)):
        (done,) = acts.restore(session=session).outcomes
    (only,) = waiting(practice)  # the cancellation never left: what is left of the two acts is the move
    assert (only.subject, done.told) == ("Your appointment has moved to Wednesday 3 March at 10:00", True)


def test_a_message_that_a_worker_has_claimed_is_taken_back_as_well() -> None:
    practice, therapist, client = people()
    session = booked(client, therapist)
    with inside(practice):
        (claimed,) = outbox.claim(5)
    with inside(practice, actor(therapist)):
        acts.move(session=session, starts_at=MONDAY + DAY)
    with inside(practice):
        assert not outbox.mark_sent(claimed)
    assert [row.subject for row in waiting(practice)] == ["Your appointment on Tuesday 2 March at 10:00"]


def test_what_an_act_leaves_of_an_earlier_message_is_still_said() -> None:
    practice, therapist, client = people()
    with inside(practice, actor(therapist)):
        made = acts.book_series(pattern=a_pattern(client, MONDAY), rule="FREQ=WEEKLY;COUNT=4").sessions
        acts.cancel(session=made[1])
        (only,) = Message.objects.filter(state="queued")
        assert only.subject == "3 appointments are booked"
        acts.cancel(session=made[2], tell=False)  # they know of this one otherwise
        (only,) = Message.objects.filter(state="queued")
    assert only.subject == "2 appointments are booked"
    assert "1 March 2027" in only.body
    assert "22 March 2027" in only.body
    assert "15 March" not in only.body


def test_a_series_is_one_message_and_costs_the_same_however_long_it_is() -> None:
    practice, therapist, client = people()
    _practice, other = practice, a_client(therapist)

    def cost(act: Any, **fields: object) -> tuple[int, Any]:
        with inside(practice, actor(therapist)), CaptureQueriesContext(connection) as caught:
            done = act(**fields)
        return len(caught), done

    few, short = cost(
        acts.book_series, pattern=_pattern(other, MONDAY + 3 * HOUR, practice), rule="FREQ=WEEKLY;COUNT=3", despite=True
    )
    many, long = cost(
        acts.book_series, pattern=_pattern(client, MONDAY, practice), rule="FREQ=WEEKLY;COUNT=104", despite=True
    )
    assert many <= few + 2  # rows are inserted a hundred at a time by some drivers
    assert len(waiting(practice)) == 2
    (message,) = waiting(practice, recipient_id=client.pk)
    assert message.subject == "104 appointments are booked"
    assert "Monday, 10:00 to 10:50:\n  March 2027: 1, 8, 15, 22, 29\n  April 2027: 5, 12, 19, 26" in message.body
    with inside(practice):
        (file,) = CALENDARS[0](message)
        assert len(Calendar.from_ical(file.content).walk("VEVENT")) == 104
        Message.objects.update(state="sent")
    few, _done = cost(
        acts.move, session=short.sessions[0], which=Which.FOLLOWING, starts_at=MONDAY + DAY + 3 * HOUR, despite=True
    )
    many, _done = cost(
        acts.move, session=long.sessions[1], which=Which.FOLLOWING, starts_at=MONDAY + 8 * DAY, despite=True
    )
    assert many <= few + 2
    (message,) = waiting(practice, recipient_id=client.pk)
    assert message.subject == "103 appointments have moved"
    assert "Old times, no longer right:\nMonday, 10:00 to 10:50:\n  March 2027: 8, 15" in message.body
    few, _done = cost(acts.cancel, session=short.sessions[0], which=Which.ALL)
    many, _done = cost(acts.cancel, session=long.sessions[1], which=Which.ALL)
    assert many <= few + 2


def _pattern(client: Client, at: datetime, practice: Practice) -> TherapySession:
    with inside(practice):
        return a_pattern(client, at)


def test_a_longer_series_tells_of_the_new_ones_alone() -> None:
    practice, therapist, client = people()
    with inside(practice, actor(therapist)):
        made = acts.book_series(pattern=a_pattern(client, MONDAY), rule="FREQ=WEEKLY;COUNT=2").sessions
        Message.objects.update(state="sent")
        (done,) = acts.extend(session=made[0], times=2).outcomes
    assert done.subject == "2 appointments are booked"
    assert "15 March 2027" in done.body
    assert "8 March 2027" not in done.body


def test_partners_are_told_each_by_their_own_choice_and_nothing_about_each_other() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    one = a_client(therapist, name="Quill", email="one@example.org", time_zone="Pacific/Chatham")
    two = a_client(therapist, name="Rowan", phone=PHONE, consents=TEXT)
    plan = a_plan(one, "eft", household=a_household(one, two))
    session = booked(one, therapist, plan=plan)
    mail, text = waiting(practice, channel="email")[0], waiting(practice, channel="text")[0]
    assert "Monday 1 March 2027, 23:45 to 00:35" in mail.body  # +13:45
    assert text.body == "Your appointment is booked: Mon 1 Mar 2027, 10:00. Time zone: Europe/London. Harbour House"
    assert not {"quill", "rowan"} & set(re.findall(r"\w+", f"{mail.body} {text.body}".lower()))
    with inside(practice):
        assert list(CALENDARS[0](text)) == []
        Message.objects.update(state="sent")
        Consent.objects.filter(client=one).update(withdrawn_at=timezone.now())
    with inside(practice, actor(therapist)):
        found = acts.move(session=session, starts_at=MONDAY + DAY).outcomes
    assert {(outcome.client.name, outcome.told, outcome.why) for outcome in found} == {
        ("Quill", False, "no_consent"),
        ("Rowan", True, ""),
    }
    assert [row.recipient_id for row in waiting(practice)] == [two.pk]


@pytest.mark.parametrize(
    ("fields", "choice", "why"),
    [
        ({"consents": ()}, {}, "no_consent"),
        ({"consents": TEXT + EMAIL, "phone": PHONE}, {"sessions": "off"}, "not_wanted"),
        ({}, {"closed": True}, "channel_closed"),
        ({"consents": TEXT}, {}, "no_address"),
        ({}, {"off": True}, "practice_off"),
    ],
)
def test_who_did_not_agree_or_cannot_be_reached_is_not_told_and_the_reason_is_known(
    fields: dict[str, Any], choice: dict[str, Any], why: str
) -> None:
    practice, therapist, client = people(**fields)
    with inside(practice):
        if "sessions" in choice:
            choose(client=client, **choice)
        elif "closed" in choice:
            close_channel(client=client, channel=Message.Channel.EMAIL, reason="550 no such mailbox")
        elif "off" in choice:
            set_reminder_rules(practice_id=practice.pk, offsets=[24], changes=False)
    with inside(practice, actor(therapist)):
        (outcome,) = acts.book(client=client, therapist_id=therapist.pk, starts_at=MONDAY).outcomes
    assert (outcome.told, outcome.why) == (False, why)
    assert waiting(practice) == []


@pytest.mark.parametrize(
    ("now", "starts", "zone", "quiet", "due"),
    [
        ("2027-03-01T12:00", "2027-03-10T10:00", "", None, "2027-03-01T12:00"),
        ("2027-03-01T23:00", "2027-03-10T10:00", "", None, "2027-03-02T08:00"),  # the night, until eight
        ("2027-03-01T06:00", "2027-03-10T10:00", "", None, "2027-03-01T08:00"),
        ("2027-03-01T23:00", "2027-03-02T10:00", "", None, "2027-03-01T23:00"),  # in eleven hours
        ("2027-03-01T23:00", "2027-03-02T11:30", "", None, "2027-03-02T08:00"),
        ("2027-03-01T23:00", "2027-03-10T10:00", "", (time(0), time(6)), "2027-03-01T23:00"),  # their own night
        ("2027-03-02T01:00", "2027-03-10T10:00", "", (time(0), time(6)), "2027-03-02T06:00"),
        ("2027-03-01T10:00", "2027-03-10T10:00", "Pacific/Chatham", None, "2027-03-01T18:15"),  # 23:45 there
        # eight on the wall clock, an hour earlier
        ("2027-03-27T23:00", "2027-04-10T10:00", "", None, "2027-03-28T07:00"),
        ("2027-10-30T22:00", "2027-11-10T10:00", "", None, "2027-10-31T08:00"),
        ("2027-03-01T09:00", "2027-03-02T02:00", "", (time(8), time(23, 30)), "2027-03-01T23:30"),
        ("2027-03-01T09:00", "2027-03-02T00:00", "", (time(8), time(23, 30)), "2027-03-01T09:00"),  # else too late
    ],
)
def test_at_night_only_what_concerns_the_next_hours_is_sent(
    clock: time_machine.Traveller, now: str, starts: str, zone: str, quiet: tuple[time, time] | None, due: str
) -> None:
    """Times are UTC; the practice is in London."""
    practice, therapist, client = people(time_zone=zone)
    with inside(practice):
        if quiet:
            choose(client=client, quiet_from=quiet[0], quiet_until=quiet[1])
    clock.move_to(datetime.fromisoformat(now).replace(tzinfo=UTC))
    booked(client, therapist, datetime.fromisoformat(starts).replace(tzinfo=UTC))
    (message,) = waiting(practice)
    assert abs(message.due_at - datetime.fromisoformat(due).replace(tzinfo=UTC)) < timedelta(minutes=1)


def test_what_waits_for_the_morning_goes_the_way_that_the_client_has_chosen_since(
    clock: time_machine.Traveller,
) -> None:
    practice, therapist, client = people(consents=TEXT + EMAIL, phone=PHONE)
    session = booked(client, therapist, MONDAY + 10 * DAY)
    with inside(practice):
        Message.objects.update(state="sent")
    clock.move_to(NOW + 12 * HOUR)
    with inside(practice, actor(therapist)):
        acts.move(session=session, starts_at=MONDAY + 11 * DAY)
        (held,) = waiting(practice)
        choose(client=client, sessions="text")
        (text,) = waiting(practice)
        assert (text.channel, text.to_address, text.due_at) == ("text", PHONE, held.due_at)
        assert text.body.startswith("Your appointment has moved from Thu 11 Mar 2027, 10:00 to Fri 12 Mar 2027, 10:00.")
        choose(client=client, sessions="email")
        assert [row.subject for row in waiting(practice)] == [held.subject]
        choose(client=client, exercise_at=time(9))
        assert [row.subject for row in waiting(practice)] == [held.subject]
        choose(client=client, sessions="off")
        assert waiting(practice) == []


def test_a_message_that_a_worker_has_claimed_goes_to_the_new_address_alone() -> None:
    practice, therapist, client = people()
    booked(client, therapist)
    with inside(practice):
        (claimed,) = outbox.claim(5)
        change_contact(client=client, email="new@example.org")
        assert not outbox.mark_sent(claimed)
    (message,) = waiting(practice)
    assert (message.to_address, message.subject) == ("new@example.org", claimed.subject)
    with inside(practice):
        assert refusal(message) is None


def test_a_time_that_comes_twice_is_told_with_its_offset() -> None:
    practice, therapist, client = people()
    booked(client, therapist, datetime(2027, 10, 31, 0, 30, tzinfo=UTC))  # 01:30 in London, the first time
    (message,) = waiting(practice)
    assert "Sunday 31 October 2027, 01:30 (UTC+01:00) to 01:20 (UTC+00:00)" in message.body


def test_what_is_past_or_changes_nothing_for_the_client_tells_nobody() -> None:
    practice, therapist, client = people()
    booked(client, therapist, NOW - 2 * HOUR)
    booked(client, therapist, NOW - 20 * DAY, attendance=TherapySession.State.ATTENDED)
    assert waiting(practice) == []
    with inside(practice, actor(therapist)):
        future = acts.book(client=client, therapist_id=therapist.pk, starts_at=MONDAY, tell=False).sessions[0]
        assert acts.move(session=future, starts_at=MONDAY).outcomes == []
        assert acts.cancel(session=future).outcomes[0].told
        assert acts.cancel(session=future).outcomes == []  # twice changes nothing
    assert len(waiting(practice)) == 1


def test_restoring_tells_those_who_were_told_of_the_cancellation() -> None:
    practice, therapist, client = people()
    session = booked(client, therapist)
    with inside(practice, actor(therapist)):
        Message.objects.update(state="sent")
        acts.cancel(session=session, tell=False)
        (quiet,) = acts.restore(session=session).outcomes
        assert (quiet.told, quiet.why) == (False, "not_told_before")
        acts.cancel(session=session)
        Message.objects.update(state="sent")
        (told,) = acts.restore(session=session).outcomes
        assert told.told
        acts.cancel(session=session, tell=False)
        (asked,) = acts.restore(session=session, tell=True).outcomes
    assert asked.told


@pytest.mark.parametrize("act", ["move", "cancel"])
def test_what_was_changed_past_the_acts_is_seen_at_the_moment_of_sending(sink: list[EmailMessage], act: str) -> None:
    practice, therapist, client = people()
    session = booked(client, therapist)
    with inside(practice):
        if act == "move":
            move_session(session=session, starts_at=MONDAY + DAY)
        else:
            cancel_session(session=session)
    assert deliver_messages(str(practice.pk)) == 0
    with inside(practice):
        assert Message.objects.get().state_reason == "the appointment has changed again"


def test_a_repeat_carries_the_same_file(clock: time_machine.Traveller) -> None:
    practice, therapist, client = people()
    booked(client, therapist)
    (message,) = waiting(practice)
    with inside(practice):
        first = [file.content for file in CALENDARS[0](message)]
    clock.move_to(NOW + HOUR)
    with inside(practice):
        assert [file.content for file in CALENDARS[0](message)] == first


@pytest.mark.parametrize("name", ['Harbour "House"; X=1', "Häfen, Öl: ¿y?", "a\r\nBcc: all@example.org", "x" * 80])
def test_a_hostile_sender_name_writes_no_header_and_no_line_of_the_file(sink: list[EmailMessage], name: str) -> None:
    practice, therapist, client = people()
    Practice.objects.filter(pk=practice.pk).update(sender_name=" ".join(name.split()))
    booked(client, therapist)
    assert deliver_messages(str(practice.pk)) == 1
    (mail,) = sink
    assert mail["Bcc"] is None
    assert mail["From"].addresses[0].display_name == " ".join(name.split())
    (event,) = events_of(mail)
    assert event[0] == "REQUEST"


def test_without_a_reply_address_the_words_say_that_nobody_reads_replies() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    booked(a_client(therapist), therapist)
    (message,) = waiting(practice)
    assert "Replies to this message are not read." in message.body
    with inside(practice):
        assert compose(message).reply_to == []


def test_a_preview_shows_the_words_and_keeps_nothing() -> None:
    practice, therapist, client = people()
    with inside(practice, actor(therapist)):
        pattern = a_pattern(client, MONDAY)
        done = acts.preview(lambda: acts.book_series(pattern=pattern, rule="FREQ=WEEKLY;COUNT=3"))
        assert done.outcomes[0].subject == "3 appointments are booked"
        assert not TherapySession.objects.exists()
        assert not Message.objects.exists()
        assert not SessionNotice.objects.exists()


def test_a_new_link_is_told_and_a_room_is_not() -> None:
    practice, therapist, client = people()
    session = booked(client, therapist, link="https://meet.example/a")
    assert "It is online: https://meet.example/a" in waiting(practice)[0].body
    with inside(practice, actor(therapist)):
        Message.objects.update(state="sent")
        (done,) = acts.move(session=session, starts_at=MONDAY, link="https://meet.example/b").outcomes
    assert done.subject == "A change to your appointment on Monday 1 March at 10:00"
    assert "https://meet.example/b" in done.body
    assert LONDON.key in done.body
