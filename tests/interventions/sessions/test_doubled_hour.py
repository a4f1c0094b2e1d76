"""The hour that comes twice as the clocks go back: wherever a time is shown it says which of the two."""

from datetime import UTC, datetime
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
from tests.web import pages

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
        assert "occurs twice" not in answer.content.decode()
        with inside(night.practice):
            moved = TherapySession.objects.get(pk=second.pk)
    assert (moved.starts_at, moved.ends_at) == (SECOND, datetime(2027, 10, 31, 2, 10, tzinfo=UTC))
