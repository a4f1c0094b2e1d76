"""A closed treatment stays closed until somebody opens a new one, and nothing is given meanwhile."""

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from assessments.models import QuestionnaireAssignment, Schedule
from assessments.questionnaires.schedules import assign_due_questionnaires
from clients.actions import add_client, invite_to_portal
from clients.episodes.actions import TreatmentClosed, close_episode
from clients.episodes.reopening import AlreadyOpen, reopen_episode
from clients.models import CareRelation, Client, Episode
from clients.reach.actions import reachable
from clinic.core.access import Role
from clinic.core.models import Message, Practice, Staff
from interventions import catalogue
from interventions.models import Assignment, Plan, ReadingAssignment, TherapySession, Waiting
from interventions.sessions.actions import cancel_session, restore_session
from tests.factories import (
    a_client,
    a_plan,
    a_practice,
    a_questionnaire,
    a_reading_assignment,
    a_schedule,
    a_series,
    a_session,
    a_staff,
    actor,
    an_assessment,
    an_assignment,
    an_interview,
    inside,
    portal_user,
    therapist_of,
)
from tests.web import UNKNOWN, Api, pages, read

pytestmark = pytest.mark.django_db

WHY = "came back after a move"
FIRST = next(iter(catalogue.exercises()))
NEXT_WEEK = (timezone.now() + timedelta(days=7)).replace(hour=10, minute=0, second=0, microsecond=0)


def closed_client(therapist: Staff | None = None, on: date | None = None) -> Client:
    client = a_client(therapist or a_staff(a_practice()))
    portal_user(client)
    with inside(client.practice):
        close_episode(client=client, ending=Episode.Ending.COMPLETED, on=on)
    return client


def wait_for(client: Client) -> None:
    from interventions.sessions.waiting import wait

    with inside(client.practice):
        wait(client=client)


GIVEN: list[tuple[str, Callable[[Client], object], type]] = [
    ("an exercise", an_assignment, Assignment),
    ("a plan", a_plan, Plan),
    ("a page to read", a_reading_assignment, ReadingAssignment),
    ("a questionnaire", a_questionnaire, QuestionnaireAssignment),
    ("a rule", a_schedule, Schedule),
    ("a session", a_session, TherapySession),
    ("a series", lambda client: a_series(client, NEXT_WEEK), TherapySession),
    ("a place on the waiting list", wait_for, Waiting),
]


@pytest.mark.parametrize(("what", "give", "model"), GIVEN, ids=[one[0] for one in GIVEN])
def test_nothing_is_given_to_a_closed_client_and_nothing_opens(
    what: str, give: Callable[[Client], object], model: type
) -> None:
    client = closed_client()
    with pytest.raises(TreatmentClosed):
        give(client)
    with inside(client.practice):
        assert not model.objects.exists()  # type: ignore[attr-defined]
        assert client.episodes.count() == 1
        reopen_episode(client=client, by=actor(therapist_of(client)), reason=WHY)
    give(client)


def posts(client: Client) -> dict[str, tuple[str, dict[str, object]]]:
    """Call of the API → its body."""
    return {
        "assignments/": ("assignments/", {"client": str(client.pk), "exercise": FIRST}),
        "plans/": ("plans/", {"client": str(client.pk), "modality": "se"}),
        "questionnaires/": ("questionnaires/", {"client": str(client.pk), "instrument": "phq-9"}),
        "sessions/": ("sessions/", {"client": str(client.pk), "starts_at": NEXT_WEEK.isoformat(), "minutes": 50}),
        "series/": (
            "series/",
            {
                "client": str(client.pk),
                "starts_at": NEXT_WEEK.isoformat(),
                "minutes": 50,
                "rule": "FREQ=WEEKLY;COUNT=3",
            },
        ),
    }


@pytest.mark.parametrize("call", ["assignments/", "plans/", "questionnaires/", "sessions/", "series/"])
def test_a_program_is_told_where_to_open_it_again(call: str) -> None:
    client = closed_client()
    api = Api(therapist_of(client))
    path, body = posts(client)[call]
    answer = api.post(path, body)
    assert answer.status_code == 400, answer.content
    found = read(answer)
    assert found["code"] == "treatment_closed"
    assert found["link"] == f"/api/v1/clients/{client.pk}/reopening/"
    assert api.browser.post(found["link"], {"reason": WHY}, "application/json", headers=api.headers).status_code == 201
    assert api.post(path, body).status_code == 201


def test_a_page_says_so_with_a_link_and_keeps_what_was_typed() -> None:
    client = closed_client()
    browser = pages(therapist_of(client))
    sent = {"exercise": FIRST, "times_per_week": "3", "note": "in the evening", "plan": ""}
    page = browser.post(f"/clients/{client.pk}/exercises/new/", sent).content.decode()
    assert "The treatment is closed." in page
    assert f'<a href="/clients/{client.pk}/reopening/">' in page
    assert "in the evening" in page
    file = browser.get(f"/clients/{client.pk}/file/").content.decode()
    assert "The treatment was closed on" in file
    assert f"/clients/{client.pk}/reopening/" in file
    for giving in ("exercises/new", "plans/new", "book"):
        assert f'href="/clients/{client.pk}/{giving}/" data-key' not in re.sub(r"\s+", " ", file), giving
    assert f'href="/clients/{client.pk}/record/" data-key' in re.sub(r"\s+", " ", file)


FORMS = ("give/", "give/several/", "exercises/new/", "plan/", "wait/")


def test_a_form_that_would_be_refused_says_so_when_it_is_opened_and_has_no_button() -> None:
    client = closed_client()
    browser = pages(therapist_of(client))
    link = f'<a href="/clients/{client.pk}/reopening/">Reopen treatment</a>'
    for path in FORMS:
        page = browser.get(f"/clients/{client.pk}/{path}").content.decode()
        assert "The treatment is closed: nothing can be given or booked until it is reopened." in page, path
        assert link in page, path
        assert '<form class="panel" method="post"' not in page, path
        assert 'name="how" value="portal"' not in page, path
    page = browser.get(f"/calendar/free/?client={client.pk}").content.decode()
    assert link in page
    page = browser.get(f"/clients/{client.pk}/book/").content.decode()
    assert "A session of a day on which it was running can still be entered" in page
    assert link in page
    with inside(client.practice):
        reopen_episode(client=client, by=actor(therapist_of(client)), reason=WHY)
    for path in (*FORMS, "book/"):
        page = browser.get(f"/clients/{client.pk}/{path}").content.decode()
        assert "The treatment is closed" not in page, path
        assert "<button" in page.partition("<main")[2], path


def test_a_closed_file_offers_nothing_that_would_be_refused() -> None:
    client = a_client(a_staff(a_practice()))
    with inside(client.practice):
        close_episode(client=client, ending=Episode.Ending.COMPLETED)
    browser = pages(therapist_of(client))
    offered = {
        "file/": [f"/clients/{client.pk}/household/", f'action="/clients/{client.pk}/portal/"'],
        "assessments/": [f'href="/clients/{client.pk}/give/"'],
        "exercises/": [f'href="/clients/{client.pk}/exercises/new/"', f"/clients/{client.pk}/reading/"],
    }
    for tab, links in offered.items():
        page = browser.get(f"/clients/{client.pk}/{tab}").content.decode()
        assert not [link for link in links if link in page], tab
    with inside(client.practice):
        reopen_episode(client=client, by=actor(therapist_of(client)), reason=WHY)
    for tab, links in offered.items():
        page = browser.get(f"/clients/{client.pk}/{tab}").content.decode()
        assert [link for link in links if link in page] == links, tab


def test_a_cancelled_session_of_a_closed_treatment_is_not_offered_back() -> None:
    client = a_client(a_staff(a_practice()))
    session = a_session(client)
    browser, path = pages(therapist_of(client)), reverse("sessions:session", args=[session.pk])
    with inside(client.practice):
        cancel_session(session=session)
    assert "Undo cancellation" in browser.get(path).content.decode()
    with inside(client.practice):
        close_episode(client=client, reason="as agreed")
    page = browser.get(path).content.decode()
    assert "Undo cancellation" not in page
    assert "nothing can be given or booked until it is reopened" in page


def test_what_took_place_before_the_end_is_entered_afterwards_and_nothing_later() -> None:
    with time_machine.travel(timezone.now() - timedelta(days=20)):
        client = a_client(a_staff(a_practice()))
    with inside(client.practice):
        close_episode(client=client, ending=Episode.Ending.MOVED, on=timezone.localdate() - timedelta(days=5))
    a_session(client, NEXT_WEEK - timedelta(days=7 + 8), despite=True)
    with pytest.raises(TreatmentClosed):
        a_session(client, NEXT_WEEK - timedelta(days=7 + 3), despite=True)


def test_a_cancelled_session_does_not_come_back_into_a_closed_treatment() -> None:
    client = a_client(a_staff(a_practice()))
    session = a_session(client)
    with inside(client.practice):
        cancel_session(session=session)
        close_episode(client=client, reason="as agreed")
        with pytest.raises(TreatmentClosed):
            restore_session(session=session)


def test_what_is_measured_after_the_end_belongs_to_the_closed_treatment() -> None:
    """A measure on paper, or an interview, says something of the person: it is kept, and opens nothing."""
    client = a_client(a_staff(a_practice()))
    with inside(client.practice):
        first = client.episodes.get()
        Episode.objects.update(opened_on=timezone.localdate() - timedelta(days=40))
        close_episode(client=client, reason="done", on=timezone.localdate() - timedelta(days=30))
    late = an_assessment(client, "core-10", 1)
    coding = an_interview(client)
    with inside(client.practice):
        assert (late.episode_id, coding.episode_id) == (first.pk, first.pk)
        assert client.episodes.open().count() == 0
        second = reopen_episode(client=client, by=actor(therapist_of(client)), reason=WHY)
    new = an_assessment(client, "core-10", 3)
    assert new.episode_id == second.pk
    with inside(client.practice):
        score = new.scores.get(subscale="total")
    assert score.is_baseline  # the new treatment's baselines begin with it


def test_a_new_treatment_begins_with_nothing_of_the_earlier_one() -> None:
    client = a_client(a_staff(a_practice()))
    portal = portal_user(client)
    exercise = an_assignment(client)
    a_plan(client, "se")
    a_schedule(client)
    with inside(client.practice):
        Episode.objects.update(opened_on=timezone.localdate() - timedelta(days=40))
        Assignment.objects.update(starts_on=timezone.localdate() - timedelta(days=20))
        close_episode(client=client, reason="done", on=timezone.localdate() - timedelta(days=1))
        reopen_episode(client=client, by=actor(therapist_of(client)), reason=WHY)
        assert not Assignment.objects.running(timezone.localdate()).filter(pk=exercise.pk).exists()
    assert read(Api(portal).get("me/exercises/")) == []


def test_reopening_by_page_names_the_lead() -> None:
    practice = a_practice()
    admin, lead, other = a_staff(practice, Role.ADMIN), a_staff(practice), a_staff(practice, name="Una Other")
    client = closed_client(lead)
    path = f"/clients/{client.pk}/reopening/"
    shown = pages(lead).get(path).content.decode()
    assert f'<option value="{lead.pk}" selected>' in shown
    with inside(practice):
        CareRelation.objects.update(until=timezone.localdate())
    assert Api(lead).post(f"clients/{client.pk}/reopening/", {"reason": WHY}).status_code == 404
    answer = Api(admin).post(f"clients/{client.pk}/reopening/", {"reason": WHY})
    assert answer.status_code == 400
    assert "lead" in read(answer)
    page = pages(admin)
    assert "The former lead therapist has gone" in page.get(path).content.decode()
    assert page.post(path, {"reason": WHY, "lead": other.pk}).status_code == 302
    with inside(practice):
        assert CareRelation.objects.leading().get(client=client).staff_id == other.pk
        opened = client.episodes.open().get()
        assert (opened.opened_on, opened.opening_reason) == (timezone.localdate(), WHY)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "reason"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 401}, "reason"),
        ({"reason": WHY, "lead": "nobody"}, "lead"),
        ({"reason": WHY, "lead": str(UNKNOWN)}, "lead"),
        ({"reason": WHY, "since": "2020-01-01"}, "since"),
    ],
)
def test_a_bad_reopening_opens_nothing(body: dict[str, object], field: str) -> None:
    client = closed_client()
    answer = Api(therapist_of(client)).post(f"clients/{client.pk}/reopening/", body)
    assert answer.status_code == 400, answer.content
    assert field in read(answer)
    with inside(client.practice):
        assert not client.episodes.open().exists()


def test_who_opens_what_is_open_is_told_and_the_database_keeps_it_to_one() -> None:
    client = a_client(a_staff(a_practice()))
    therapist = therapist_of(client)
    assert Api(therapist).post(f"clients/{client.pk}/reopening/", {"reason": WHY}).status_code == 409
    sent = {"reason": WHY, "lead": therapist.pk}
    page = pages(therapist).post(f"/clients/{client.pk}/reopening/", sent).content.decode()
    assert "already open" in page
    with inside(client.practice), pytest.raises(AlreadyOpen):
        reopen_episode(client=client, by=actor(therapist), reason=WHY)


def test_a_treatment_has_an_ending_exactly_when_it_is_closed() -> None:
    client = a_client(a_staff(a_practice()))
    today = timezone.localdate()
    with inside(client.practice):
        for values in (
            {"closed_on": today, "ending": ""},
            {"closed_on": today, "ending": "lost"},
            {"ending": "completed"},
        ):
            with pytest.raises(IntegrityError, match="clients_episode_ending"), transaction.atomic():
                client.episodes.update(**values)


def test_a_client_added_by_an_admin_has_a_treatment_from_the_start() -> None:
    practice = a_practice()
    admin = a_staff(practice, Role.ADMIN)
    with inside(practice, actor(admin)) as scope:
        client = add_client(by=scope.actor, name="New Person")
        assert client.episodes.open().count() == 1


def test_a_death_noted_by_mistake_is_undone_also_when_the_new_treatment_has_ended() -> None:
    client = a_client(a_staff(a_practice()))
    with inside(client.practice, actor(therapist_of(client))) as scope:
        practice = Practice.objects.get(pk=client.practice_id)
        for ending, how_often in ((Episode.Ending.DIED, 0), (Episode.Ending.COMPLETED, 1), (Episode.Ending.DIED, 0)):
            if how_often:
                invite_to_portal(client=client)
            close_episode(client=client, ending=ending)
            assert len(reachable([client.pk], Message.Kind.QUESTIONS, practice)) == how_often, ending
            if how_often:
                invite_to_portal(client=client)
            else:
                with pytest.raises(ValidationError, match="has died"):
                    invite_to_portal(client=client)
            reopen_episode(client=client, by=scope.actor, reason=WHY)
        assert len(reachable([client.pk], Message.Kind.QUESTIONS, practice)) == 1


def test_a_follow_up_rule_of_the_earlier_treatment_ends_with_a_new_one() -> None:
    client = a_client(a_staff(a_practice()))
    portal_user(client)
    a_schedule(client, "phq-9", "course", follow_ups=[3])
    with inside(client.practice, actor(therapist_of(client))) as scope:
        close_episode(client=client, ending=Episode.Ending.COMPLETED)
        assert Schedule.objects.running().count() == 1  # it is asked after the end
        reopen_episode(client=client, by=scope.actor, reason=WHY)
        assert not Schedule.objects.running().exists()
    a_schedule(client, "phq-9", "course", at_end=True)  # the same kind, in the new treatment
    with time_machine.travel(timezone.now() + timedelta(days=93), tick=False), inside(client.practice):
        assert assign_due_questionnaires(Practice.objects.get(pk=client.practice_id), {}) == 0
