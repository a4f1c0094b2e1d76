"""The hour that comes twice as the clocks go back: wherever a time is shown it says which of the two."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from clinic.core.moments import local_text
from clinic.core.templatetags.formats import when
from interventions.models import TherapySession
from interventions.reminders.actions import words
from interventions.sessions.feed import as_icalendar, sessions_of_feed
from tests.factories import a_client, a_practice, a_session, a_staff, inside
from tests.web import Api, pages

pytestmark = pytest.mark.django_db
FIRST, SECOND = datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)
SHOWN = ["01:30 (UTC+01:00)", "01:30 (UTC+00:00)"]


class Night:
    """A therapist with two sessions at what the clock calls 01:30, an hour apart."""

    def __init__(self) -> None:
        self.practice = a_practice(time_zone="Europe/London")
        self.therapist = a_staff(self.practice)
        self.client = a_client(self.therapist)
        self.sessions = [a_session(self.client, at, minutes=30) for at in (FIRST, SECOND)]
        self.browser = pages(self.therapist)

    def page(self, route: str, *args: object, query: str = "") -> str:
        return self.browser.get(reverse(route, args=args) + query, follow=True).content.decode()


@pytest.mark.parametrize(
    ("zone", "moment", "shown"),
    [
        ("Europe/London", FIRST, "01:30 (UTC+01:00)"),
        ("Europe/London", SECOND, "01:30 (UTC+00:00)"),
        ("Europe/London", datetime(2027, 10, 31, 2, 0, tzinfo=UTC), "02:00"),
        ("Europe/London", datetime(2027, 10, 30, 23, 59, tzinfo=UTC), "00:59"),
        ("Europe/London", datetime(2027, 3, 28, 1, 30, tzinfo=UTC), "02:30"),
        ("Pacific/Chatham", datetime(2027, 4, 3, 13, 45, tzinfo=UTC), "03:30 (UTC+13:45)"),
        ("Pacific/Chatham", datetime(2027, 4, 3, 14, 45, tzinfo=UTC), "03:30 (UTC+12:45)"),
        ("Australia/Lord_Howe", datetime(2027, 4, 3, 14, 45, tzinfo=UTC), "01:45 (UTC+11:00)"),
        ("Australia/Lord_Howe", datetime(2027, 4, 3, 15, 15, tzinfo=UTC), "01:45 (UTC+10:30)"),
        ("Asia/Kolkata", FIRST, "06:00"),
    ],
)
def test_a_time_of_day_says_which_it_is_only_where_it_comes_twice(zone: str, moment: datetime, shown: str) -> None:
    assert local_text(moment.astimezone(ZoneInfo(zone))) == shown


def test_staff_pages_say_which_of_the_two_a_session_is_at() -> None:
    with time_machine.travel("2027-10-30T22:00:00Z", tick=False):
        night = Night()
        for session, shown in zip(night.sessions, SHOWN, strict=True):
            assert f"Sunday 31 October 2027, {shown}" in night.page("sessions:session", session.pk)
        for page in (
            night.page("sessions:calendar", query="?on=2027-10-31"),
            night.page("sessions:client-sessions", night.client.pk),
        ):
            assert [shown in page for shown in SHOWN] == [True, True]
        assert SHOWN[0] in night.page("workspace:client", night.client.pk), "the next session in the header"
    with time_machine.travel("2027-10-31T00:05:00Z", tick=False):
        night.browser = pages(night.therapist)  # signed in anew: two hours have passed
        today = night.page("workspace:today")
        assert [today.count(shown) > 1 for shown in SHOWN] == [True, True], "the time, and its name for a screen reader"
        assert f"first at {SHOWN[0]}" in " ".join(today.split())
        with timezone.override("Europe/London"):
            assert [when(one) for one in (FIRST, SECOND)] == [f"today {shown}" for shown in SHOWN]


def test_what_confirms_a_booking_says_which_it_is() -> None:
    with time_machine.travel("2027-10-20T12:00:00Z", tick=False):
        practice = a_practice(time_zone="Europe/London")
        therapist = a_staff(practice)
        client = a_client(therapist)
        form = {"day": "2027-10-31", "time": "01:30", "minutes": "30", "therapist": str(therapist.pk)}
        form["occurrence"] = "first"
        answer = pages(therapist).post(reverse("sessions:book", args=[client.pk]), form, follow=True)
    assert f"Booked: Sun 31 Oct, {SHOWN[0]}" in answer.content.decode()


def test_mails_and_feed_say_it_as_well() -> None:
    with time_machine.travel("2027-10-29T12:00:00Z", tick=False):
        night = Night()
        for at, shown in zip((FIRST, SECOND), SHOWN, strict=True):
            assert f"Sunday 31 October at {shown}" in words(at, ZoneInfo("Europe/London"), night.practice)[0]
        with inside(night.practice):
            calendar = as_icalendar(sessions_of_feed(night.therapist.pk), name="Feed").decode()
    assert [f"DTSTART:20271031T0{hour}3000Z" in calendar for hour in (0, 1)] == [True, True]


def test_a_session_at_the_second_of_the_two_stays_there_when_only_its_length_changes() -> None:
    with time_machine.travel("2027-10-29T12:00:00Z", tick=False):
        night = Night()
        second = night.sessions[1]
        with inside(night.practice):
            revision = TherapySession.objects.get(pk=second.pk).revision
        form = {"day": "2027-10-31", "time": "01:30", "minutes": "40", "which": "this", "revision": str(revision)}
        answer = night.browser.post(reverse("sessions:session-move", args=[second.pk]), form, follow=True)
        assert "Choose which of the two" not in answer.content.decode()
        with inside(night.practice):
            moved = TherapySession.objects.get(pk=second.pk)
    assert (moved.starts_at, moved.ends_at) == (SECOND, datetime(2027, 10, 31, 2, 10, tzinfo=UTC))


NIGHTS = [
    ("Europe/London", "2027-10-31", "01:30", FIRST, SECOND),
    (
        "Pacific/Chatham",
        "2027-04-04",
        "03:30",
        datetime(2027, 4, 3, 13, 45, tzinfo=UTC),
        datetime(2027, 4, 3, 14, 45, tzinfo=UTC),
    ),
]


@pytest.mark.parametrize(("zone", "day", "at", "first", "second"), NIGHTS)
def test_who_books_in_the_hour_that_comes_twice_chooses_which(
    zone: str, day: str, at: str, first: datetime, second: datetime
) -> None:
    with time_machine.travel("2027-03-29T12:00:00Z", tick=False):
        practice = a_practice(time_zone=zone)
        therapist = a_staff(practice)
        client = a_client(therapist)
        path, browser = reverse("sessions:book", args=[client.pk]), pages(therapist)
        form = {"day": day, "time": at, "minutes": "30", "therapist": str(therapist.pk)}
        assert 'name="occurrence"' not in browser.get(path).content.decode(), "only where the time comes twice"
        for wrong in ({}, {"occurrence": "third"}, {"occurrence": "second", "repeat": "1", "times": "2"}):
            page = browser.post(path, form | wrong).content.decode()
            assert 'name="occurrence"' in page
            assert "Booked:" not in page
            with inside(practice):
                assert not TherapySession.objects.exists()
        assert f"{at} comes twice. Choose which of the two." in browser.post(path, form).content.decode()
        for chosen in ("second", "first"):
            assert "Booked:" in browser.post(path, form | {"occurrence": chosen}, follow=True).content.decode()
        with inside(practice):
            booked = list(TherapySession.objects.order_by("pk").values_list("starts_at", flat=True))
    assert booked == [second, first]


def test_a_session_goes_from_the_one_to_the_other_of_the_two() -> None:
    with time_machine.travel("2027-10-29T12:00:00Z", tick=False):
        night = Night()
        first, second = night.sessions
        with inside(night.practice):
            TherapySession.objects.filter(pk=first.pk).delete()
            revision = TherapySession.objects.get(pk=second.pk).revision
        assert '<option value="second" selected' in night.page("sessions:session", second.pk)
        form = {"day": "2027-10-31", "time": "01:30", "minutes": "30", "which": "this", "revision": str(revision)}
        path = reverse("sessions:session-move", args=[second.pk])
        night.browser.post(path, form | {"occurrence": "first"}, follow=True)
        with inside(night.practice):
            assert TherapySession.objects.get(pk=second.pk).starts_at == FIRST


@pytest.mark.parametrize(("zone", "day", "at", "first", "second"), NIGHTS)
def test_a_program_says_which_by_the_offset_and_is_refused_without(
    zone: str, day: str, at: str, first: datetime, second: datetime
) -> None:
    with time_machine.travel("2027-03-29T12:00:00Z", tick=False):
        practice = a_practice(time_zone=zone)
        therapist = a_staff(practice)
        client, api = a_client(therapist), Api(therapist)
        body = {"client": str(client.pk), "minutes": 30}
        refused = api.post("sessions/", body | {"starts_at": f"{day}T{at}:00"})
        assert refused.status_code == 400
        assert "comes twice" in refused.json()["starts_at"][0]
        series = body | {"starts_at": second.astimezone(ZoneInfo(zone)).isoformat(), "rule": "FREQ=WEEKLY;COUNT=2"}
        refused = api.post("series/", series)
        assert (refused.status_code, list(refused.json())) == (400, ["starts_at"])
        for moment in (second, first):
            local = moment.astimezone(ZoneInfo(zone)).isoformat()
            assert api.post("sessions/", body | {"starts_at": local}).status_code == 201
        with inside(practice):
            booked = list(TherapySession.objects.order_by("pk").values_list("starts_at", "ends_at"))
    assert booked == [(at, at + timedelta(minutes=30)) for at in (second, first)]


def test_a_choice_between_two_times_says_nothing_on_another_day() -> None:
    with time_machine.travel("2027-10-20T12:00:00Z", tick=False):
        therapist = a_staff(a_practice(time_zone="Europe/London"))
        client, browser = a_client(therapist), pages(therapist)
        path = reverse("sessions:book", args=[client.pk])
        form = {"day": "2027-11-07", "time": "01:30", "minutes": "30", "therapist": str(therapist.pk)}
        form |= {"occurrence": "second", "repeat": "1"}
        asked = browser.post(path, form).content.decode()
        assert "Say how many sessions." in asked
        assert 'name="occurrence"' not in asked
        assert "Booked" in browser.post(path, form | {"times": "2"}, follow=True).content.decode()


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00", "9999-12-31T23:59:59"])
def test_a_time_at_the_end_of_the_calendar_is_an_error_at_its_field(at: str) -> None:
    for zone in ("Europe/Berlin", "America/New_York"):
        therapist = a_staff(a_practice(time_zone=zone))
        refused = Api(therapist).post("sessions/", {"client": str(a_client(therapist).pk), "starts_at": at})
        assert (refused.status_code, list(refused.json())) == (400, ["starts_at"])


def test_nobody_is_offered_to_be_told_of_a_session_in_the_past() -> None:
    with time_machine.travel("2027-10-29T12:00:00Z", tick=False):
        practice = a_practice(time_zone="Europe/London")
        therapist = a_staff(practice)
        client = a_client(therapist, email="ana@example.org", consents=("email",))
        path, browser = reverse("sessions:book", args=[client.pk]), pages(therapist)
        form = {"day": "2027-10-28", "time": "10:00", "minutes": "50", "therapist": str(therapist.pk)}
        past = browser.post(path, form).content.decode()
        assert "This time has passed" in past
        assert 'name="tell_client"' not in past
        to_come = browser.post(path, form | {"day": "2027-11-01", "minutes": "1"}).content.decode()
        assert 'name="tell_client"' in to_come
