"""Reminders: a day before on the recipient's wall clock, to those who agreed, without a clinical word, once."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from clients.models import Client, Consent
from clinic.core.models import Message, Practice
from interventions.models import TherapySession
from interventions.reminders.actions import enqueue_due_reminders
from interventions.reminders.timing import reminder_time
from interventions.sessions.actions import cancel_session
from interventions.tasks import enqueue_reminders
from tests.factories import a_client, a_household, a_plan, a_practice, a_session, a_staff, everywhere, inside

DAY = timedelta(hours=24)
FORBIDDEN = (
    "therap",
    "session",
    "treatment",
    "assess",
    "score",
    "emdr",
    "eft",
    "ifs",
    "schema",
    "somatic",
    "exercise",
    "clinic",
    "client",
    "patient",
    "diagnos",
    "attachment",
    "phq",
    "core-10",
    "ecr",
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "starts", "expected"),
    [
        ("Europe/London", "2027-01-15T14:00", "2027-01-14T14:00"),
        ("Europe/London", "2027-03-28T13:00", "2027-03-27T14:00"),  # clocks went forward: 14:00 local both days
        (
            "Europe/London",
            "2027-03-28T23:30",
            "2027-03-28T00:30",
        ),  # 00:30 on both days
        ("Europe/London", "2027-10-31T14:00", "2027-10-30T13:00"),  # clocks went back
        (
            "Europe/Berlin",
            "2027-03-29T00:30",
            "2027-03-28T01:30",
        ),  # 02:30 local does not exist: taken as 03:30
        ("Europe/Berlin", "2027-11-01T01:30", "2027-10-31T00:30"),  # 02:30 local comes twice: the first one
        ("Pacific/Chatham", "2027-06-10T02:00", "2027-06-09T02:00"),  # +12:45
        ("Pacific/Chatham", "2027-01-10T02:00", "2027-01-09T02:00"),  # +13:45
        ("Pacific/Chatham", "2027-04-04T14:00", "2027-04-03T13:00"),  # from +13:45 to +12:45
        ("Australia/Lord_Howe", "2027-10-03T03:00", "2027-10-02T03:30"),  # a shift of thirty minutes
        ("Asia/Kathmandu", "2027-05-05T05:00", "2027-05-04T05:00"),  # +05:45
    ],
)
def test_a_day_before_on_the_wall_clock(zone: str, starts: str, expected: str) -> None:
    assert reminder_time(utc(starts), DAY, ZoneInfo(zone)) == utc(expected)


@given(
    st.sampled_from(sorted(available_timezones())),
    st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001
)
def test_the_reminder_shows_the_same_time_of_day_unless_the_clocks_skip_it(zone: str, naive: datetime) -> None:
    info, starts = ZoneInfo(zone), naive.replace(tzinfo=UTC)
    found = reminder_time(starts, DAY, info)
    clock_before, clock_start = found.astimezone(info), starts.astimezone(info)
    expected = (clock_start.replace(tzinfo=None) - DAY).replace(tzinfo=info)
    exists = expected.astimezone(UTC).astimezone(info).replace(tzinfo=None) == expected.replace(tzinfo=None)
    if exists:
        assert clock_before.replace(tzinfo=None) == clock_start.replace(tzinfo=None) - DAY
    assert timedelta(hours=21) <= starts - found <= timedelta(hours=27) or not exists


def queued(practice: Practice) -> list[Message]:
    with inside(practice):
        enqueue_due_reminders()
        return list(Message.objects.filter(kind="reminder").order_by("to_address"))


@pytest.mark.django_db
def test_a_reminder_says_when_and_a_neutral_name_and_nothing_else() -> None:
    practice = a_practice(sender_name="Harbour House", time_zone="Europe/Berlin")
    client = a_client(a_staff(practice, name="Dr Somatic"), name="Quill Person")
    a_plan(client, "emdr")
    start = datetime(2027, 3, 2, 14, tzinfo=ZoneInfo("Europe/Berlin"))
    with time_machine.travel(start - timedelta(days=3)):
        a_session(client, start)
    with time_machine.travel(start - timedelta(hours=23)):
        (message,) = queued(practice)
    assert message.subject == "Your appointment on Tuesday 2 March at 14:00"
    assert message.body == "You have an appointment on Tuesday 2 March at 14:00.\n\nHarbour House\n"
    text = f"{message.subject} {message.body} {message.from_name}".lower()
    assert not [word for word in FORBIDDEN if re.search(word, text)]
    assert "quill" not in text


@pytest.mark.django_db
def test_it_is_told_in_the_clients_own_zone() -> None:
    practice = a_practice(time_zone="Europe/London")
    client = a_client(a_staff(practice), time_zone="Pacific/Chatham")
    start = utc("2027-01-10T02:00")
    with time_machine.travel(start - timedelta(days=3)):
        a_session(client, start)
    with time_machine.travel(start - timedelta(hours=23)):
        (message,) = queued(practice)
    assert "Sunday 10 January at 15:45" in message.body


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("hours_before", "count"), [(25, 0), (24.1, 0), (23.9, 1), (12, 1), (1.1, 1), (0.9, 0), (-1, 0)]
)
def test_it_is_queued_from_a_day_before_until_the_last_hour(hours_before: float, count: int) -> None:
    practice = a_practice()
    start = utc("2027-02-10T14:00")
    with time_machine.travel(start - timedelta(days=3)):
        a_session(a_client(a_staff(practice)), start)
    with time_machine.travel(start - timedelta(hours=hours_before)):
        assert len(queued(practice)) == count


@pytest.mark.django_db
def test_it_is_queued_once_however_often_it_is_found() -> None:
    practice = a_practice()
    a_session(a_client(a_staff(practice)), timezone.now() + timedelta(hours=20))
    assert [len(queued(practice)) for _ in range(4)] == [1, 1, 1, 1]


@pytest.mark.django_db
def test_both_of_a_couple_are_reminded_each_by_their_own_consent() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    one, two = a_client(therapist, email="one@example.org"), a_client(therapist, email="two@example.org")
    plan = a_plan(one, "eft", household=a_household(one, two))
    a_session(one, timezone.now() + timedelta(hours=20), plan=plan)
    with inside(practice):
        Consent.objects.filter(client=one).update(withdrawn_at=timezone.now())
    assert [message.to_address for message in queued(practice)] == ["two@example.org"]


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"consents": ()}, {"consents": ("text", "portal")}, {"email": "", "consents": ()}])
def test_without_consent_or_address_nothing_is_sent(fields: dict[str, object]) -> None:
    practice = a_practice()
    a_session(a_client(a_staff(practice), **fields), timezone.now() + timedelta(hours=20))
    assert queued(practice) == []


@pytest.mark.django_db
def test_a_cancelled_session_takes_its_reminder_back() -> None:
    practice = a_practice()
    session = a_session(a_client(a_staff(practice)), timezone.now() + timedelta(hours=20))
    assert len(queued(practice)) == 1
    with inside(practice):
        cancel_session(session=session)
        cancel_session(session=session)  # twice changes nothing
        message = Message.objects.get()
    assert (message.state, message.state_reason) == ("cancelled", "session cancelled")
    assert [m.state for m in queued(practice)] == ["cancelled"]


@pytest.mark.django_db
def test_it_is_of_no_use_in_the_last_hour_and_expires_then() -> None:
    practice = a_practice()
    session = a_session(a_client(a_staff(practice)), timezone.now() + timedelta(hours=20))
    (message,) = queued(practice)
    assert message.expires_at == session.starts_at - timedelta(hours=1)


@pytest.mark.django_db
def test_the_task_goes_through_all_practices() -> None:
    for _ in range(3):
        practice = a_practice()
        a_session(a_client(a_staff(practice)), timezone.now() + timedelta(hours=20))
    assert everywhere(enqueue_reminders) == 3
    assert everywhere(enqueue_reminders) == 0


@pytest.mark.django_db
def test_five_hundred_sessions_take_a_few_statements(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    client = a_client(therapist)
    start = timezone.now() + timedelta(hours=2)
    with inside(practice):
        TherapySession.objects.bulk_create(
            TherapySession(
                practice=practice,
                client=client,
                therapist=therapist,
                starts_at=start + timedelta(minutes=2 * n),
                ends_at=start + timedelta(minutes=2 * n + 2),
            )
            for n in range(500)
        )
        with django_assert_max_num_queries(8):
            assert enqueue_due_reminders() == 500
        assert Client.objects.count() == 1
