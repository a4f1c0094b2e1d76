"""Where a reminder goes and when: by choice and agreement, not in quiet hours; and what else is reminded of."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise, product
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from clients.models import Contact, Episode
from clients.reach.actions import choose
from clinic.core.access import Role
from clinic.core.models import Message
from clinic.core.wallclock import is_quiet, out_of_quiet, to_wall_clock
from interventions.models import ReminderRules, TherapySession
from interventions.notes.actions import save_note
from interventions.reminders.actions import (
    enqueue_due_exercise_reminders,
    enqueue_due_reminders,
    enqueue_due_staff_digests,
    send_trial,
    set_reminder_rules,
)
from interventions.reminders.timing import LATEST, due_now, reminder_time, reminders_of
from interventions.sessions.actions import move_session
from tests.core.test_wallclock import NIGHTS, independent
from tests.factories import (
    a_client,
    a_plan,
    a_practice,
    a_questionnaire,
    a_session,
    a_staff,
    actor,
    an_assignment,
    inside,
    portal_user,
    refusal,
)
from tests.interventions.reminders.reaching import EMAIL, PHONE, TEXT, lead, reminded, sent_to
from tests.interventions.sessions.week import LONDON, NOW
from tests.web import pages

pytestmark = pytest.mark.usefixtures("clock")


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
    assert to_wall_clock(found, LONDON) == datetime.fromisoformat(f"2027-{moved}")


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
    consents: tuple[str, ...], phone: str, choice: dict[str, Any] | None, expected: list[tuple[str, str]]
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
    for moment, count in [
        ("02-28T08:00", 0),
        ("02-28T09:00", 1),
        ("03-01T20:30", 1),
        ("03-01T21:30", 1),
        ("03-02T07:00", 1),
        ("03-02T07:31", 2),
    ]:
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
            enqueue_due_reminders()
            return [row.occasion for row in Message.objects.order_by("due_at")]

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
def test_a_client_reads_it_in_the_language_they_chose(settings: Settings) -> None:
    settings.LANGUAGES = [("en-gb", "English"), ("de", "Deutsch")]
    practice, client = reminded()
    with inside(practice):
        choose(client=client, language="de")
        enqueue_due_reminders()
        (message,) = Message.objects.all()
    assert "Dienstag 23 Februar" in message.subject  # the day is Django's own German


@pytest.mark.django_db
def test_exercises_at_the_chosen_hour_on_days_without_any(clock: time_machine.Traveller) -> None:
    practice = a_practice()
    client = a_client(a_staff(practice), time_zone="Pacific/Chatham")
    an_assignment(client)
    zone = ZoneInfo("Pacific/Chatham")

    def at_hour(hour: int, day: int = 23) -> int:
        clock.move_to(datetime(2027, 2, day, hour, 30, tzinfo=zone))
        with inside(practice):
            return enqueue_due_exercise_reminders()

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
    a_session(client, timezone.now() - timedelta(hours=4))
    with inside(practice):
        save_note(session=session, by=actor(therapist), form="free", parts={"text": "x"})
        TherapySession.objects.update(state="attended")
    plan = a_plan(client)
    with inside(practice):
        type(plan).objects.update(review_on=timezone.localdate())
        Episode.objects.update(opened_on=timezone.localdate() - timedelta(days=30))

    def told(day: int, hour: int) -> list[str]:
        clock.move_to(datetime(2027, 3, day, hour, 15, tzinfo=LONDON))
        with inside(practice):
            enqueue_due_staff_digests()
            return [row.body for row in Message.objects.filter(kind="staff").order_by("due_at")]

    assert told(1, 7) == []
    (body,) = told(1, 8)
    assert "1 note is not signed." in body
    assert "1 session has no note." in body
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
def test_a_trial_goes_to_who_asks(settings: Settings) -> None:
    practice = a_practice()
    admin = a_staff(practice, Role.ADMIN)
    browser, path = pages(admin), reverse("practice:trial")
    assert "on its way to your address" in browser.post(path, {"number": ""}, follow=True).content.decode()
    assert "TEXT_URL is empty" in browser.post(path, {"number": PHONE}).content.decode()
    settings.TEXT_URL = "json://127.0.0.1:1/{to}"
    assert "with its country" in browser.post(path, {"number": "07400 123456"}).content.decode()
    assert f"on its way to {PHONE}" in browser.post(
        path, {"number": "+44 7400 123456"}, follow=True
    ).content.decode().replace("+44 7400 123456", PHONE)
    with inside(practice):
        assert [(row.channel, row.to_address) for row in Message.objects.order_by("due_at")] == [
            ("email", admin.user.email),
            ("text", PHONE),
        ]
        send_trial(by=actor(admin))
    for written in ("+44-7400-123456", "+44 (7400) 123 456"):  # as people write them
        assert "on its way" in browser.post(path, {"number": written}, follow=True).content.decode()
    with inside(practice):
        assert set(Message.objects.filter(channel="text").values_list("to_address", flat=True)) == {PHONE}


@pytest.mark.django_db
def test_a_practice_may_write_nothing_about_questionnaires() -> None:
    practice = a_practice()
    client = a_client(a_staff(practice), email="one@example.org")
    a_questionnaire(client)
    a_session(client, timezone.now() + timedelta(hours=20))
    with inside(practice):
        enqueue_due_reminders()
        rows = list(Message.objects.filter(kind__in=["questions", "reminder"]))
        assert {row.kind for row in rows} == {"questions", "reminder"}
        assert {refusal(row) for row in rows} == {None}
        set_reminder_rules(practice_id=practice.pk, offsets=[24], questionnaires=False)
        refused = {row.kind: refusal(row) for row in rows}
        assert refused == {"questions": "the practice writes nothing about questionnaires", "reminder": None}


@pytest.mark.django_db
def test_practice_rules_of_reminders_over_the_page() -> None:
    practice = a_practice()
    browser, path = pages(a_staff(practice, Role.ADMIN)), reverse("practice:reminder-rules")
    form = {"offsets": "3, 48", "staff_digest": "on", "no_contact_days": "14"}
    assert "Saved." in browser.post(path, form, follow=True).content.decode()
    page = browser.get(reverse("practice:practice")).content.decode()
    assert 'value="48, 3"' in page
    with inside(practice):
        rules = ReminderRules.objects.get()
        assert (rules.staff_digest, rules.exercises, rules.questionnaires) == (True, False, False)
    for bad, word in [("soon", "Write hours with commas"), ("1000", "At most four"), ("3,4,5,6,7", "At most four")]:
        assert word in browser.post(path, form | {"offsets": bad}).content.decode()


@pytest.mark.django_db
def test_the_client_and_staff_set_how_the_client_is_reached(settings: Settings) -> None:
    settings.TEXT_URL = "json://127.0.0.1:1/{to}"
    practice = a_practice()
    client = a_client(a_staff(practice), phone=PHONE)
    user = portal_user(client)
    form = {"sessions": "text", "questions": "off", "exercises": "email", "exercise_at": "20:15"}
    own = pages(user)
    assert (
        "Saved."
        in own.post(
            "/my/settings/", form | {"quiet_from": "22:00", "quiet_until": "07:00"}, follow=True
        ).content.decode()
    )
    with inside(practice):
        row = Contact.objects.get()
        assert (row.sessions, row.questions, row.exercise_at) == ("text", "off", time(20, 15))
    assert "leave both empty" in own.post("/my/settings/", form | {"quiet_from": "22:00"}).content.decode()
    assert "Select a valid choice" in own.post("/my/settings/", form | {"sessions": "pigeon"}).content.decode()
    staff = pages(lead(client))
    path = reverse("reach:client-reach", args=[client.pk])
    assert "Saved." in staff.post(path, form | {"sessions": "off"}, follow=True).content.decode()
    with inside(practice):
        assert Contact.objects.get().sessions == "off"


@pytest.mark.django_db
def test_moving_a_session_takes_its_reminders_back_and_the_log_shows_it() -> None:
    practice, client = reminded()
    sent_to(practice)
    with inside(practice):
        move_session(session=client.sessions.get(), starts_at=timezone.now() + timedelta(hours=21))
    page = pages(lead(client)).get(reverse("clients:client-file", args=[client.pk])).content.decode()
    assert "session moved" in page
