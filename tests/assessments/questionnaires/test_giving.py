"""Giving questionnaires at the desk, rules, pausing and ending a treatment, without a browser."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from assessments.models import QuestionnaireAssignment, Schedule
from clients.models import Client
from clinic.core.models import Staff
from tests.factories import a_client, a_practice, a_questionnaire, a_schedule, a_staff, inside, portal_user
from tests.web import pages

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture
def therapist() -> Staff:
    return a_staff(a_practice())


@pytest.fixture
def client(therapist: Staff) -> Client:
    found = a_client(therapist)
    portal_user(found)
    return found


def give(therapist: Staff, client: Client, **fields: object) -> Any:
    body = {"instrument": "phq-9", "rhythm": "once", "target": "", "due_on": "", "every": "", "days": "3"} | fields
    return pages(therapist).post(f"/clients/{client.pk}/give/", body)


def test_once(therapist: Staff, client: Client) -> None:
    assert give(therapist, client, due_on=(TODAY + timedelta(days=9)).isoformat()).status_code == 302
    page = pages(therapist).get(f"/clients/{client.pk}/assessments/").content.decode()
    assert "0 of 9 answered" in page
    with inside(client.practice):
        assert QuestionnaireAssignment.objects.get().due_on == TODAY + timedelta(days=9)


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"rhythm": "weeks", "every": "2"}, "every 2 weeks"),
        ({"rhythm": "sessions", "every": "1"}, "before every session"),
        ({"rhythm": "after", "every": "2"}, "after every 2 sessions"),
        ({"rhythm": "course", "moments": ["start", "end", "6"]}, "6 months after"),
    ],
)
def test_by_a_rule(therapist: Staff, client: Client, fields: dict[str, object], shown: str) -> None:
    assert give(therapist, client, **fields).status_code == 302
    assert shown in pages(therapist).get(f"/clients/{client.pk}/assessments/").content.decode()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"instrument": "nope"}, "valid choice"),
        ({"instrument": "c-ssrs-screen"}, "valid choice"),
        ({"rhythm": "hourly"}, "valid choice"),
        ({"due_on": "2020-01-01"}, "between today and one year from now"),
        ({"due_on": "x"}, "valid date"),
        ({"target": "mother"}, "takes no target"),
        ({"rhythm": "weeks"}, "Enter a number of weeks or sessions"),
        ({"rhythm": "weeks", "every": "53"}, "From 1 to 52"),
        ({"rhythm": "weeks", "every": "-1"}, "greater than or equal to 0"),
        ({"rhythm": "weeks", "every": "2", "days": "99"}, "From 1 to 30"),
        ({"rhythm": "course"}, "Choose when"),
        ({"rhythm": "course", "moments": ["13"]}, "valid choice"),
    ],
)
def test_what_cannot_be_given_is_answered_with_why(therapist: Staff, client: Client, fields: Any, message: str) -> None:
    answer = give(therapist, client, **fields)
    assert answer.status_code == 200
    assert message in answer.content.decode()
    with inside(client.practice):
        assert not QuestionnaireAssignment.objects.exists()
        assert not Schedule.objects.exists()


def test_twice_is_told(therapist: Staff, client: Client) -> None:
    give(therapist, client)
    assert "already has this questionnaire open" in give(therapist, client).content.decode()


def test_without_a_portal_one_is_told_where_to_invite(therapist: Staff) -> None:
    assert "Invite them from the record" in give(therapist, a_client(therapist)).content.decode()


def test_taking_back_and_stopping(therapist: Staff, client: Client) -> None:
    questionnaire, rule = a_questionnaire(client), a_schedule(client)
    browser = pages(therapist)
    browser.post(f"/questionnaires/{questionnaire.pk}/take-back/")
    assert (
        "already been closed"
        in browser.post(f"/questionnaires/{questionnaire.pk}/take-back/", follow=True).content.decode()
    )
    browser.post(f"/rules/{rule.pk}/stop/")
    assert "No questionnaire given." in browser.get(f"/clients/{client.pk}/assessments/").content.decode()


def test_overdue_shows_on_today_and_in_the_file(therapist: Staff, client: Client) -> None:
    questionnaire = a_questionnaire(client)
    with inside(client.practice):
        QuestionnaireAssignment.objects.filter(pk=questionnaire.pk).update(due_on=TODAY - timedelta(days=2))
    browser = pages(therapist)
    assert "has not answered" in browser.get("/").content.decode()
    assert "overdue since" in browser.get(f"/clients/{client.pk}/assessments/").content.decode()


def test_pause_and_end(therapist: Staff, client: Client) -> None:
    browser = pages(therapist)
    browser.post(f"/clients/{client.pk}/pause/", {"pause": "1"})
    assert "paused since" in browser.get(f"/clients/{client.pk}/file/").content.decode()
    seen = browser.get(f"/clients/{client.pk}/close/").context["form"]["seen"].value()
    late = {"seen": seen, "on": "2090-01-01", "ending": "completed"}
    bad = browser.post(f"/clients/{client.pk}/close/", late)
    assert "between the beginning and today" in bad.content.decode()
    sent = {"seen": seen, "on": TODAY.isoformat(), "ending": "completed", "reason": "goals reached"}
    browser.post(f"/clients/{client.pk}/close/", sent)
    assert "goals reached" in browser.get(f"/clients/{client.pk}/file/").content.decode()
    again = browser.post(f"/clients/{client.pk}/pause/", {"pause": "1"}, follow=True)
    assert "No treatment is running" in again.content.decode()
