"""A treatment is closed by its checklist: what is open is named, and ends or stays as it was said."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from assessments.models import QuestionnaireAssignment, Schedule
from assessments.questionnaires.actions import save_answers, submit_questionnaire
from clients.alerts.actions import raise_alert
from clients.episodes.closing import ChecklistChanged, checklist, close_treatment
from clients.models import Client, Episode
from clients.queries import portal_account
from clinic.core.models import Message
from interventions import catalogue
from interventions.models import Assignment, Plan, ReadingAssignment, TherapySession, Waiting
from interventions.notes.actions import save_note
from interventions.sessions.waiting import wait
from tests.factories import (
    a_client,
    a_household,
    a_log,
    a_plan,
    a_practice,
    a_questionnaire,
    a_reading_assignment,
    a_schedule,
    a_series,
    a_session,
    a_staff,
    actor,
    an_assignment,
    inside,
    portal_user,
    refusal,
    therapist_of,
)
from tests.web import Api, pages, read

PAGE = next(key for key in catalogue.pages() if key != "earned-security")
pytestmark = pytest.mark.django_db


@pytest.fixture
def day() -> Iterator[None]:
    """Noon of a Monday: what is sent goes at once, not after the night."""
    with time_machine.travel(datetime(2027, 2, 22, 12, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def full(day: None) -> Client:
    """A client with one of everything that can be open, but no alert."""
    client = a_client(a_staff(a_practice()))
    portal_user(client)
    in_days = timezone.now().replace(hour=10, minute=0, second=0, microsecond=0) + timedelta(days=8)
    a_session(client)
    a_series(client, in_days)
    an_assignment(client)
    a_plan(client, "se")
    a_reading_assignment(client)
    a_questionnaire(client)
    a_schedule(client)
    with inside(client.practice):
        wait(client=client)
    return client


def path(client: Client) -> str:
    return f"clients/{client.pk}/closing/"


def test_everything_that_is_open_is_listed_and_ends(full: Client) -> None:
    api = Api(therapist_of(full))
    listed = read(api.get(path(full)))
    kinds = {row["kind"]: row for row in listed["items"]}
    assert set(kinds) == {
        "sessions",
        "plans",
        "exercises",
        "readings",
        "questionnaires",
        "rules",
        "measure",
        "waiting",
        "portal",
    }
    assert len(kinds["sessions"]["open"]) == 5
    for row in listed["items"]:  # each leads somewhere
        for one in row["open"]:
            assert pages(therapist_of(full)).get(one["url"]).status_code == 200, one
    body = {"seen": listed["seen"], "ending": "completed", "end": ["sessions", "portal"], "outcome": "calmer"}
    answer = api.post(path(full), body)
    assert answer.status_code == 201, answer.content
    assert read(answer)["ending"] == "completed"
    ended = {row["kind"]: row["text"] for row in read(answer)["ended"]}
    assert set(ended) == set(kinds) - {"measure"}
    assert ended["sessions"] == f"5 sessions are cancelled. {full.name} is told by e-mail."
    assert ended["plans"] == "One plan has ended."
    with inside(full.practice):
        assert set(TherapySession.objects.values_list("state", flat=True)) == {"cancelled"}
        assert Plan.objects.get().outcome == "calmer"
        assert Assignment.objects.get().stopped_at is not None
        assert ReadingAssignment.objects.get().taken_back_at is not None
        assert QuestionnaireAssignment.objects.get().state == "withdrawn"
        assert not Schedule.objects.running().exists()
        assert Waiting.objects.get().state == "withdrawn"
        account = portal_account(full)
        assert account is not None
        assert not account.is_active
        (message,) = Message.objects.filter(kind="appointment").order_by("-pk")[:1]
        assert refusal(message) is None  # the word about the cancelled sessions goes out
        assert not Message.objects.filter(kind__in=["reminder", "questions", "exercise"], state="queued").exists()


def test_sessions_and_the_portal_stay_where_nobody_ends_them(full: Client) -> None:
    by = therapist_of(full)
    with inside(full.practice, actor(by)) as scope:
        seen = checklist(full, scope.actor).seen
        close_treatment(client=full, by=scope.actor, seen=seen, ending="moved")
        assert TherapySession.objects.movable().count() == 5
        account = portal_account(full)
        assert account is not None
        assert account.is_active


def test_attendance_and_notes_stay_to_be_done() -> None:
    client = a_client(a_staff(a_practice()))
    with inside(client.practice):
        client.episodes.update(opened_on=timezone.localdate() - timedelta(days=30))
    past = a_session(client, timezone.now() - timedelta(days=2), despite=True)
    with inside(client.practice, actor(therapist_of(client))) as scope:
        found = checklist(client, scope.actor)
        (listed,) = [one for one in found.items if one.item.kind == "unfinished"]
        assert [one.id for one in listed.open] == [past.pk]
        close_treatment(client=client, by=scope.actor, seen=found.seen, ending="dropped_out")
    assert pages(therapist_of(client)).get(listed.open[0].url).status_code == 200
    answer = pages(therapist_of(client)).post(
        f"/sessions/{past.pk}/attendance/", {"state": "attended", "revision": "1"}
    )
    assert answer.status_code == 302
    with inside(client.practice):
        past.refresh_from_db()
        assert past.state == "attended"


def test_the_page_does_the_same(full: Client) -> None:
    browser = pages(therapist_of(full))
    page = browser.get(f"/clients/{full.pk}/close/")
    form = page.context["form"]
    sent = {"seen": form["seen"].value(), "on": timezone.localdate().isoformat(), "ending": "other", "sessions": "on"}
    bad = browser.post(f"/clients/{full.pk}/close/", sent).content.decode()
    assert "Describe how it ended" in bad
    answer = browser.post(f"/clients/{full.pk}/close/", sent | {"reason": "went abroad"})
    assert answer.status_code == 302, answer.content.decode()
    said = browser.get(answer["Location"]).content.decode()
    assert f"The treatment is closed. 5 sessions are cancelled. {full.name} is not told." in said
    with inside(full.practice):
        episode = full.episodes.get()
        assert (episode.ending, episode.closing_reason) == ("other", "went abroad")
        assert Plan.objects.get().outcome == "Treatment closed: other."  # the reason stays in the record
        assert not Message.objects.filter(body__contains="cancel", state="queued").exists()  # nobody ticked "tell"


def test_an_open_alert_comes_first() -> None:
    client = a_client(a_staff(a_practice()))
    api = Api(therapist_of(client))
    with inside(client.practice):
        alert = raise_alert(client=client, source="PHQ-9 item 9", source_id=client.pk, reason="x")
    listed = read(api.get(path(client)))
    assert listed["items"][0]["treated"] == "blocks"
    assert listed["items"][0]["open"][0]["url"] == f"/alerts/{alert.pk}/"
    answer = api.post(path(client), {"seen": listed["seen"], "ending": "completed"})
    assert answer.status_code == 400
    assert "Close the risk alerts first" in read(answer)["alerts"][0]
    page = pages(therapist_of(client)).get(f"/clients/{client.pk}/close/").content.decode()
    assert f"/alerts/{alert.pk}/" in page
    with inside(client.practice):
        assert client.episodes.open().exists()


def test_what_came_meanwhile_is_shown_again(full: Client) -> None:
    api = Api(therapist_of(full))
    seen = read(api.get(path(full)))["seen"]
    browser = pages(therapist_of(full))
    a_reading_assignment(full, PAGE)
    assert api.post(path(full), {"seen": seen, "ending": "completed"}).status_code == 409
    sent = {"seen": seen, "on": timezone.localdate().isoformat(), "ending": "completed", "reason": "as agreed"}
    page = browser.post(f"/clients/{full.pk}/close/", sent).content.decode()
    assert "Something was added or changed" in page
    assert "as agreed" in page
    with inside(full.practice, actor(therapist_of(full))) as scope:
        assert full.episodes.open().exists()
        with pytest.raises(ChecklistChanged):
            close_treatment(client=full, by=scope.actor, seen="x", ending="completed")


def test_joint_work_is_named_and_stays() -> None:
    therapist = a_staff(a_practice())
    one, two = a_client(therapist), a_client(therapist)
    household = a_household(one, two)
    plan = a_plan(two, "eft", household=household)
    session = a_session(two, household=household)
    with inside(one.practice, actor(therapist)) as scope:
        found = checklist(one, scope.actor)
        assert {listed.item.kind for listed in found.items} >= {"joint_sessions", "joint_plans"}
        close_treatment(client=one, by=scope.actor, seen=found.seen, ending="completed", end=["sessions"])
        plan.refresh_from_db()
        session.refresh_from_db()
        assert (plan.state, session.state) == ("active", "booked")


def test_after_a_death_nothing_goes_to_the_client_ever(full: Client) -> None:
    by = therapist_of(full)
    with inside(full.practice):
        before = set(Message.objects.values_list("pk", flat=True))
    a_schedule(full, "phq-9", "course", at_end=True, follow_ups=[3])
    with inside(full.practice, actor(by)) as scope:
        seen = checklist(full, scope.actor).seen
        closed = close_treatment(client=full, by=scope.actor, seen=seen, ending="died", end=[], tell_client=True)
        said = {one.kind: one.text for one in closed.ended}
        assert said["sessions"] == "5 sessions are cancelled.", "nobody is said to be told, or not"
        assert set(TherapySession.objects.values_list("state", flat=True)) == {"cancelled"}
        theirs = Message.objects.filter(kind__in=Message.TO_CLIENTS)
        assert not theirs.filter(state="queued").exists()
        assert set(theirs.values_list("pk", flat=True)) <= before  # no word about the cancelled sessions
        account = portal_account(full)
        assert account is not None
        assert not account.is_active
        assert not Schedule.objects.running().exists()
        row = theirs.first()
        assert row is not None
        assert refusal(row) is not None  # also one that a worker had claimed
    answer = pages(by).post(f"/clients/{full.pk}/portal/", follow=True).content.decode()
    assert "nothing is sent any more" in answer
    file = pages(by).get(f"/clients/{full.pk}/file/").content.decode()
    assert full.email in file  # contacts stay


def test_follow_ups_are_asked_later_and_kept_with_the_closed_treatment() -> None:
    client = a_client(a_staff(a_practice()))
    portal_user(client)
    api = Api(therapist_of(client))
    seen = read(api.get(path(client)))["seen"]
    body = {"seen": seen, "ending": "completed", "follow_up": "phq-9", "months": [3, 6]}
    assert api.post(path(client), body).status_code == 201
    with time_machine.travel(timezone.now() + timedelta(days=93), tick=False):
        from assessments.questionnaires.schedules import assign_due_questionnaires
        from clinic.core.models import Practice

        with inside(client.practice) as scope:
            assert assign_due_questionnaires(Practice.objects.get(pk=client.practice_id), {}) == 1
            given = QuestionnaireAssignment.objects.get()
            assert given.occasion == "follow-up:3"
            save_answers(questionnaire=given, answers={str(n): 0 for n in range(1, 10)})
            made = submit_questionnaire(questionnaire=given, by=scope.actor)
            episode = client.episodes.get()
            assert made.episode_id == episode.pk
            assert episode.closed_on is not None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"ending": "lost"}, "ending"),
        ({}, "ending"),
        ({"ending": "other"}, "reason"),
        ({"ending": "completed", "on": "2090-01-01"}, "on"),
        ({"ending": "completed", "on": "1990-01-01"}, "on"),
        ({"ending": "completed", "reason": "x" * 201}, "reason"),
        ({"ending": "completed", "end": ["plans"]}, "end"),
        ({"ending": "completed", "follow_up": "phq-9"}, "follow_up"),
        ({"ending": "completed", "months": [3]}, "follow_up"),
        ({"ending": "completed", "follow_up": "none", "months": [3]}, "follow_up"),
        ({"ending": "completed", "follow_up": "phq-9", "months": [0]}, "months"),
        ({"ending": "completed", "follow_up": "phq-9", "months": [3], "end": ["portal"]}, "follow_up"),
        ({"ending": "died", "follow_up": "phq-9", "months": [3]}, "follow_up"),
        ({"ending": "completed", "seen": 7, "lost": 1}, "lost"),
    ],
)
def test_a_bad_closing_closes_nothing_and_ends_nothing(body: dict[str, object], field: str) -> None:
    client = a_client(a_staff(a_practice()))
    portal_user(client)
    an_assignment(client)
    api = Api(therapist_of(client))
    seen = read(api.get(path(client)))["seen"]
    answer = api.post(path(client), {"seen": seen, **body})
    assert answer.status_code == 400, answer.content
    assert field in read(answer)
    with inside(client.practice):
        assert client.episodes.open().exists()
        assert Assignment.objects.get().stopped_at is None


def test_a_follow_up_needs_a_way_to_ask() -> None:
    client = a_client(a_staff(a_practice()), consents=())
    api = Api(therapist_of(client))
    seen = read(api.get(path(client)))["seen"]
    answer = api.post(path(client), {"seen": seen, "ending": "completed", "follow_up": "phq-9", "months": [3]})
    assert "did not agree to the portal" in read(answer)["follow_up"][0]


def test_a_closed_treatment_is_not_closed_again() -> None:
    client = a_client(a_staff(a_practice()))
    api = Api(therapist_of(client))
    body = {"seen": read(api.get(path(client)))["seen"], "ending": "completed"}
    assert api.post(path(client), body).status_code == 201
    for again in (api.post(path(client), body | {"ending": "died"}), api.get(path(client))):
        assert again.status_code == 409
        assert read(again) == {
            "detail": "No treatment is running.",
            "code": "treatment_closed",
            "link": f"/api/v1/clients/{client.pk}/reopening/",
        }
    reopened = api.post(f"clients/{client.pk}/reopening/", {"reason": "The fear is back."})
    assert (reopened.status_code, api.get(path(client)).status_code) == (201, 200)
    closed_again = {**body, "seen": read(api.get(path(client)))["seen"]}
    assert api.post(path(client), closed_again).status_code == 201
    page = pages(therapist_of(client)).get(f"/clients/{client.pk}/close/").content.decode()
    assert "No treatment is running" in page
    with inside(client.practice):
        assert {one.ending for one in client.episodes.all()} == {Episode.Ending.COMPLETED}


def test_a_death_after_the_closing_ends_what_was_left_open(full: Client) -> None:
    by = therapist_of(full)
    api, browser = Api(by), pages(by)
    assert "still open" in read(api.post(f"clients/{full.pk}/death/"))["detail"][0]
    assert "still open" in browser.post(f"/clients/{full.pk}/death/").content.decode()
    a_schedule(full, "phq-9", "course", follow_ups=[3])
    with inside(full.practice, actor(by)) as scope:
        seen = checklist(full, scope.actor).seen
        close_treatment(client=full, by=scope.actor, seen=seen, ending="completed", reason="as agreed")
        before = set(Message.objects.values_list("pk", flat=True))
        assert Schedule.objects.running().exists()
    assert f"/clients/{full.pk}/death/" in browser.get(f"/clients/{full.pk}/file/").content.decode()
    assert "Its ending becomes “died”" in browser.get(f"/clients/{full.pk}/death/").content.decode()
    assert browser.post(f"/clients/{full.pk}/death/").status_code == 302
    again = api.post(f"clients/{full.pk}/death/")  # twice changes nothing
    assert again.status_code == 200
    assert (read(again)["ending"], read(again)["closing_reason"]) == ("died", "as agreed")
    with inside(full.practice):
        assert not TherapySession.objects.movable().exists()
        assert not Schedule.objects.running().exists()
        theirs = Message.objects.filter(kind__in=Message.TO_CLIENTS)
        assert not theirs.filter(state="queued").exists()
        assert set(theirs.values_list("pk", flat=True)) <= before  # no word about the cancelled sessions
        account = portal_account(full)
        assert account is not None
        assert not account.is_active
    assert f"/clients/{full.pk}/death/" not in browser.get(f"/clients/{full.pk}/file/").content.decode()


def test_the_list_names_attended_sessions_of_this_treatment_without_a_note_and_whose_they_are() -> None:
    practice = a_practice()
    lead, second = a_staff(practice), a_staff(practice, name="Una Second")
    with time_machine.travel(timezone.now() - timedelta(days=85)):
        client = a_client(lead)
    at = timezone.now().replace(minute=0, second=0, microsecond=0)
    old, noted, mine, hers = (
        a_session(client, at - timedelta(days=days), despite=True, attendance=TherapySession.State.ATTENDED)
        for days in (70, 50, 40, 30)
    )
    with inside(practice, actor(lead)) as scope:
        client.episodes.update(opened_on=timezone.localdate() - timedelta(days=60))
        TherapySession.objects.filter(pk=hers.pk).update(therapist=second)
        save_note(session=noted, by=scope.actor, form="free", parts={"text": "x"})
        listed = {row.item.kind: row.open for row in checklist(client, scope.actor).items}["unfinished"]
    texts = {one.id: (one.text, one.url) for one in listed if one.text.startswith("no note")}
    assert set(texts) == {mine.pk, hers.pk}, old.pk
    assert texts[mine.pk][1] == reverse("notes:session-note", args=[mine.pk])
    assert texts[hers.pk][0].endswith(", Una Second")
    assert texts[hers.pk][1] == reverse("sessions:session", args=[hers.pk])


def test_questions_after_the_end_are_offered_on_the_portal_only_where_the_client_has_it() -> None:
    client = a_client(a_staff(a_practice()))
    browser, page = pages(therapist_of(client)), reverse("episodes:episode-close", args=[client.pk])
    shown = browser.get(page).content.decode()
    assert 'name="follow_up"' not in shown
    assert "The client did not agree to the portal, where it is answered." in shown
    assert f'href="{reverse("batteries:give-several", args=[client.pk])}"' in shown
    portal_user(client)
    shown = browser.get(page).content.decode()
    assert 'name="follow_up"' in shown
    assert "did not agree to the portal" not in shown


def test_what_made_things_worse_is_named_and_stays_on_today_until_it_is_read() -> None:
    client = a_client(a_staff(a_practice()))
    portal_user(client)
    log = a_log(an_assignment(client, "orienting"), before=2, after=8)
    api, therapist = Api(therapist_of(client)), pages(therapist_of(client))
    line = "felt worse after “"
    assert "Exercises that made things worse" in therapist.get(f"/clients/{client.pk}/close/").content.decode()
    listed = read(api.get(path(client)))
    (row,) = [one for one in listed["items"] if one["kind"] == "worsenings"]
    assert [one["id"] for one in row["open"]] == [str(log.pk)]
    assert api.post(path(client), {"seen": listed["seen"], "ending": "completed"}).status_code == 201
    assert line in therapist.get("/").content.decode()
    assert api.post(f"logs/{log.pk}/reading/", {"note": "spoken about at the end"}).status_code == 201
    assert line not in therapist.get("/").content.decode()
