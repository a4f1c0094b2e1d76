"""What has stopped, stops everywhere at once: reminders queued and to come, portal, caseload, suggestions, API."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments.questionnaires.actions import write_again
from clients.actions import give_consent, invite_to_portal, withdraw_consent
from clients.episodes.actions import close_episode, pause_episode
from clients.episodes.reopening import reopen_episode
from clients.models import Client, Consent, Episode
from clients.queries import portal_account
from clients.reach.actions import choose
from clinic.core.models import Message, Staff, User
from clinic.workspace.caseload.queries import caseload
from clinic.workspace.queries import needs
from interventions import catalogue
from interventions.exercises.actions import AlreadyAssigned, NotOpen, assign_exercise, log_exercise, stop_exercise
from interventions.models import Assignment, ExerciseLog, Plan
from interventions.plans.actions import end_plan, pause_plan
from interventions.reminders.actions import enqueue_due_exercise_reminders
from interventions.tasks import assign_questionnaires
from tests.factories import (
    a_client,
    a_plan,
    a_practice,
    a_questionnaire,
    a_staff,
    actor,
    an_assignment,
    everywhere,
    inside,
    portal_user,
    refusal,
    therapist_of,
)
from tests.interventions.sessions.week import NOW
from tests.web import Api, pages, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def given(clock: Any) -> Assignment:
    """A client who is reminded of an exercise that hangs on a plan; the reminder is queued."""
    client = a_client(a_staff(a_practice()))
    portal_user(client)
    row = an_assignment(client, plan=a_plan(client, "se"))
    with inside(client.practice):
        choose(client=client, exercises="email", exercise_at=time(18))
    clock.move_to(NOW.replace(hour=19))
    assert reminders(client) == ["queued"]
    return row


def reminders(client: Client, kind: str = "exercise") -> list[str]:
    """The states of what is written to the client, after a sweep."""
    with inside(client.practice):
        enqueue_due_exercise_reminders()
        return sorted(Message.objects.filter(recipient_id=client.pk, kind=kind).values_list("state", flat=True))


def asked(therapist: Staff) -> list[int]:
    """How often a week the caseload says that each client is to practise."""
    with inside(therapist.practice, actor(therapist)):
        return [row.exercises_asked for row in caseload(actor(therapist))[0]]


def user_of(client: Client) -> User:
    with inside(client.practice):
        found = portal_account(client)
    assert found is not None
    return found


def by_hand(row: Assignment) -> None:
    stop_exercise(assignment=row)


def plan_paused(row: Assignment) -> None:
    pause_plan(plan=Plan.objects.get(), pause=True)


def plan_ended(row: Assignment) -> None:
    end_plan(plan=Plan.objects.get(), outcome="enough")


def treatment_paused(row: Assignment) -> None:
    pause_episode(client=row.client, pause=True)


def treatment_closed(row: Assignment) -> None:
    close_episode(client=row.client, reason="done")


def over(row: Assignment) -> None:
    Assignment.objects.filter(pk=row.pk).update(ends_on=row.starts_on, starts_on=row.starts_on - timedelta(days=9))
    Assignment.objects.filter(pk=row.pk).update(ends_on=timezone.localdate() - timedelta(days=1))


STOPS = [by_hand, plan_paused, plan_ended, treatment_paused, treatment_closed, over]


@pytest.mark.parametrize("stop", STOPS)
def test_what_stops_an_exercise_stops_all_that_comes_of_it(given: Assignment, stop: Callable[..., None]) -> None:
    client, therapist = given.client, therapist_of(given.client)
    title = catalogue.exercise(given.exercise).title
    portal, me = pages(user_of(client)), Api(user_of(client))
    assert title in portal.get("/my/").content.decode()
    assert asked(therapist) == [given.times_per_week]
    with inside(client.practice):
        stop(given)
        if stop is not over:  # at once, before any sweep
            assert Message.objects.get(kind="exercise").state == "cancelled"
        row = Message.objects.get(kind="exercise")
        assert refusal(row) == "no exercise runs any more"
        with pytest.raises(NotOpen):
            log_exercise(assignment=given)
    assert "queued" not in reminders(client) or stop is over
    assert title not in portal.get("/my/").content.decode()
    answer = portal.get(f"/my/exercises/{given.pk}/", follow=True)  # led back to today, with a word about it
    assert answer.redirect_chain == [("/my/", 302)]
    assert "This exercise is not active now. You do not need to do it." in answer.content.decode()
    assert read(me.get("me/exercises/")) == []
    assert me.post(f"me/exercises/{given.pk}/logs/", {"done": "yes"}).status_code == 404
    (row,) = read(Api(therapist).get("assignments/"))["results"]
    assert row["running"] is False
    assert asked(therapist) in ([], [0])  # a closed treatment is not in the caseload


def test_a_pause_that_is_taken_back_brings_everything_back(given: Assignment) -> None:
    client = given.client
    portal = pages(user_of(client))
    title = catalogue.exercise(given.exercise).title
    for pause in (
        lambda on: pause_plan(plan=Plan.objects.get(), pause=on),
        lambda on: pause_episode(client=client, pause=on),
    ):
        with inside(client.practice):
            pause(True)
        page = pages(therapist_of(client)).get(f"/clients/{client.pk}/exercises/").content.decode()
        assert "Resting" in page
        assert reminders(client) == ["cancelled"]
        with inside(client.practice):
            pause(False)
        assert reminders(client) == ["queued"]
        assert title in portal.get("/my/").content.decode()


def test_what_ended_with_a_plan_or_a_treatment_can_be_given_anew_and_does_not_come_back(given: Assignment) -> None:
    client, by = given.client, actor(therapist_of(given.client))
    exercise = catalogue.exercise(given.exercise)
    with inside(client.practice, by):
        with pytest.raises(AlreadyAssigned):
            assign_exercise(client=client, exercise=exercise, by=by)
        end_plan(plan=Plan.objects.get(), outcome="enough")
        again = assign_exercise(client=client, exercise=exercise, by=by)
        assert list(Assignment.objects.running(timezone.localdate())) == [again]
        Episode.objects.update(opened_on=timezone.localdate() - timedelta(days=40))
        Assignment.objects.update(starts_on=timezone.localdate() - timedelta(days=20))
        close_episode(client=client, reason="done")
        reopen_episode(client=client, by=by, reason="a new treatment")
        assert not Assignment.objects.running(timezone.localdate()).exists()
        third = assign_exercise(client=client, exercise=exercise, by=by)
        assert list(Assignment.objects.running(timezone.localdate())) == [third]


@pytest.mark.parametrize("stop", ["pause", "close", "portal", "email"])
def test_a_questionnaire_is_not_written_about_once_nothing_waits(stop: str) -> None:
    client = a_client(a_staff(a_practice()))
    questionnaire = a_questionnaire(client, "phq-9")
    portal = user_of(client)
    with inside(client.practice):
        assert set(Message.objects.values_list("state", flat=True)) == {"queued"}
        (row, *_more) = Message.objects.all()
        if stop == "pause":
            pause_episode(client=client, pause=True)
        elif stop == "close":
            close_episode(client=client, reason="done")
        else:
            withdraw_consent(client=client, kind=Consent.Kind(stop))
        assert set(Message.objects.values_list("state", flat=True)) == {"cancelled"}
        assert refusal(row) is not None  # also one that a worker had claimed before
    if stop in {"pause", "close"}:
        assert "PHQ-9" not in pages(portal).get("/my/").content.decode()
        assert read(Api(portal).get("me/questionnaires/")) == []
    everywhere(assign_questionnaires)
    with inside(client.practice):
        assert set(Message.objects.values_list("state", flat=True)) == {"cancelled"}
        if stop == "pause":
            pause_episode(client=client, pause=False)
        elif stop == "close":
            Episode.objects.update(closed_on=None, ending="", closing_reason="")
        elif stop != "portal":
            give_consent(client=client, kind=Consent.Kind(stop))
        else:
            with pytest.raises(ValidationError, match="Send the link again"):
                give_consent(client=client, kind=Consent.Kind(stop))
            write_again()  # where they cannot sign in nothing waits, whatever they agreed to
            assert set(Message.objects.values_list("state", flat=True)) == {"cancelled"}
            invite_to_portal(client=client)
    everywhere(assign_questionnaires)
    everywhere(assign_questionnaires)
    with inside(client.practice):  # found again, once
        assert set(Message.objects.values_list("state", flat=True)) == {"queued"}
        assert write_again() == 0
        assert refusal(Message.objects.filter(about_id=questionnaire.pk)[0]) is None


def test_what_is_asked_after_the_end_is_still_asked_after_the_end() -> None:
    client = a_client(a_staff(a_practice()))
    questionnaire = a_questionnaire(client, "phq-9")
    with inside(client.practice):
        close_episode(client=client, reason="done")
        assert not type(questionnaire).objects.running().exists()
        type(questionnaire).objects.update(occasion="follow-up:3")
        assert type(questionnaire).objects.running().exists()


def test_today_and_the_morning_mail_do_not_ask_about_a_paused_treatment() -> None:
    client = a_client(a_staff(a_practice()))
    plan = a_plan(client, "se")
    with inside(client.practice):
        Plan.objects.filter(pk=plan.pk).update(review_on=date(2020, 6, 1), started_on=date(2020, 1, 1))
    with inside(client.practice, actor(therapist_of(client))) as scope:
        assert {row["kind"] for row in needs(scope.actor)} == {"review", "unbooked"}
        pause_episode(client=client, pause=True)
        assert needs(scope.actor) == []


def test_a_closed_treatment_says_so_and_shows_what_was_done() -> None:
    client = a_client(a_staff(a_practice()))
    row, therapist = an_assignment(client, "orienting"), pages(therapist_of(client))
    path = f"/clients/{client.pk}/exercises/"
    for _ in range(2):
        with inside(client.practice):
            log_exercise(assignment=row, before=5, after=3)
    with inside(client.practice):
        log_exercise(assignment=row, done=ExerciseLog.Done.NO)
    assert "Earlier" not in therapist.get(path).content.decode()
    with inside(client.practice):
        close_episode(client=client, ending="completed")
    page = therapist.get(path).content.decode()
    assert "The treatment is closed: no exercise runs." in page
    assert "No exercise yet." not in page
    assert "The treatment is closed: nothing is suggested." in page
    assert "done 2 times" in page
    assert f"/exercises/{row.pk}/log/" in page
