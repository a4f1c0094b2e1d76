"""The client's own pages."""

from datetime import timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from interventions.exercises.actions import stop_exercise
from interventions.models import ExerciseLog
from tests.factories import a_client, a_plan, a_practice, a_session, a_staff, an_assignment, inside, portal_user
from tests.web import pages

pytestmark = pytest.mark.django_db


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.content
    found: str = answer.content.decode()
    return found


def test_a_portal_without_anything_says_so_kindly() -> None:
    client = a_client(a_staff(a_practice()))
    page = text(pages(portal_user(client)).get("/my/"))
    assert "Nothing left for today" in page
    assert "No appointment yet" in page


def test_what_is_due_and_the_next_appointment_are_shown() -> None:
    therapist = a_staff(a_practice())
    client = a_client(therapist)
    an_assignment(client, "paced-breathing", note="In the evening, please")
    a_session(client, timezone.now() + timedelta(days=2))
    page = text(pages(portal_user(client)).get("/my/"))
    assert "One small thing for today" in page
    assert "In the evening, please" in page
    assert therapist.name in page


def test_the_appointment_stands_in_the_clients_own_zone_and_goes_into_their_calendar() -> None:
    therapist = a_staff(a_practice())
    client, other = a_client(therapist, time_zone="Pacific/Chatham"), a_client(therapist)
    start = (timezone.now() + timedelta(days=2)).replace(hour=10, minute=0, second=0, microsecond=0)
    session = a_session(client, start, link="https://video.example/room")
    browser = pages(portal_user(client))
    page = text(browser.get("/my/"))
    assert f"{start.astimezone(ZoneInfo('Pacific/Chatham')):%H:%M}" in page
    assert "https://video.example/room" in page
    path = reverse("portal:appointment-file", args=[session.pk])
    answer = browser.get(path)
    events: list[Any] = list(Calendar.from_ical(answer.content).walk("VEVENT"))
    assert [event["dtstart"].dt for event in events] == [start]
    assert client.name not in answer.content.decode()
    assert pages(portal_user(other)).get(path).status_code == 404


def test_an_exercise_is_done_with_before_and_after() -> None:
    practice = a_practice()
    client = a_client(a_staff(practice))
    assignment = an_assignment(client)
    browser = pages(portal_user(client))
    path = reverse("portal:exercise", args=[assignment.pk])
    text(browser.get(path))
    form = {"key": str(uuid4()), "before": "7", "after": "3", "note": "Easier today", "done": "yes"}
    for _ in range(2):  # sent twice, kept once
        assert browser.post(path, form)["Location"] == "/my/"
    with inside(practice):
        log = ExerciseLog.objects.get()
    assert (log.before, log.after, log.note, log.done) == (7, 3, "Easier today", "yes")
    assert "Done or put off today" in text(browser.get("/my/"))


def test_an_exercise_stopped_while_it_was_open_says_so() -> None:
    """It was "Page not found", and what was typed was lost without a message."""
    practice = a_practice()
    client = a_client(a_staff(practice))
    assignment = an_assignment(client)
    browser, other = pages(portal_user(client)), pages(portal_user(a_client(a_staff(practice))))
    path = reverse("portal:exercise", args=[assignment.pk])
    with inside(practice):
        stop_exercise(assignment=assignment)
    assert "not active now" in text(browser.get(path, follow=True))
    sent = browser.post(path, {"key": str(uuid4()), "before": "7", "after": "3", "done": "yes"}, follow=True)
    assert "your answers were not saved" in text(sent)
    assert other.get(path).status_code == 404
    with inside(practice):
        assert not ExerciseLog.objects.exists()


def test_not_today_is_an_answer_too() -> None:
    client = a_client(a_staff(a_practice()))
    assignment = an_assignment(client)
    browser = pages(portal_user(client))
    path = reverse("portal:exercise", args=[assignment.pk])
    page = text(browser.post(path, {"key": str(uuid4()), "done": "no"}, follow=True))
    assert "Another day" in page
    assert "not today" in page


@pytest.mark.parametrize(
    "change",
    [
        {"before": "11"},
        {"after": "-1"},
        {"before": "x"},
        {"note": "x" * 1001},
        {"note": "a\x00b"},
        {"key": "1"},
        {"done": "perhaps"},
    ],
)
def test_a_bad_answer_is_kept_on_the_page_and_not_saved(change: dict[str, str]) -> None:
    practice = a_practice()
    client = a_client(a_staff(practice))
    assignment = an_assignment(client)
    form = {"key": str(uuid4()), "before": "7", "after": "3", "note": "", "done": "yes"} | change
    page = text(pages(portal_user(client)).post(reverse("portal:exercise", args=[assignment.pk]), form))
    assert 'role="alert"' in page
    assert 'name="after" value="3" checked' in page or "after" in change
    with inside(practice):
        assert not ExerciseLog.objects.exists()


def test_help_is_one_tap_away() -> None:
    practice = a_practice(crisis_contacts="Night line: 0800 1111\nEmergency: 999")
    browser = pages(portal_user(a_client(a_staff(practice))))
    assert 'href="/my/help/"' in text(browser.get("/my/"))
    shown = text(browser.get("/my/help/"))
    assert 'Night line: <a href="tel:08001111">0800 1111</a><br>Emergency: <a href="tel:999">999</a>' in shown


def test_no_clinical_word_of_the_plan_is_on_the_portal() -> None:
    client = a_client(a_staff(a_practice()))
    a_plan(client, "emdr", formulation="Suspects early neglect.")
    page = text(pages(portal_user(client)).get("/my/"))
    assert "neglect" not in page
    assert "EMDR" not in page
