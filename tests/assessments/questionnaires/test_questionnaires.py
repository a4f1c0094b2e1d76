"""Questionnaires given to clients: answering, sending, taking back, and the rules that give them."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments import catalogue
from assessments.actions import record_assessment, void_assessment
from assessments.models import Assessment, QuestionnaireAssignment, Schedule
from assessments.questionnaires.actions import (
    AlreadyGiven,
    AnswerChanged,
    QuestionnaireClosed,
    assign_questionnaire,
    save_answers,
    submit_questionnaire,
    withdraw_questionnaire,
)
from assessments.questionnaires.schedules import assign_due_questionnaires, stop_schedule
from assessments.scoring import AnswersRefused
from clients.actions import withdraw_consent
from clients.episodes.actions import close_episode, pause_episode
from clients.models import Client, Consent, RiskAlert
from clinic.accounts.signin import actor_of
from clinic.core.access import Actor, Role
from clinic.core.models import Membership, Message, Practice
from clinic.core.scope import practice_scope
from interventions.models import TherapySession
from interventions.sessions.actions import note_attendance
from interventions.sessions.queries import coming_sessions
from tests.factories import (
    a_client,
    a_practice,
    a_questionnaire,
    a_schedule,
    a_session,
    a_staff,
    actor,
    an_assessment,
    inside,
    therapist_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice()))


def themselves(client: Client) -> Actor:
    """The client as the one who acts."""
    return actor_of(Membership.objects.get(person_id=client.pk, kind=Membership.Kind.CLIENT))


def all_of(value: int, items: int = 9) -> dict[str, object]:
    return {str(item): value for item in range(1, items + 1)}


def test_answers_are_kept_one_by_one_and_scored_when_sent(client: Client) -> None:
    questionnaire = a_questionnaire(client)
    with practice_scope(client.practice_id, themselves(client)) as scope:
        for item, value in all_of(2).items():
            save_answers(questionnaire=questionnaire, answers={item: value if item != "9" else 0})
        made = submit_questionnaire(questionnaire=questionnaire, by=scope.actor)
        questionnaire.refresh_from_db()
        assert (questionnaire.state, questionnaire.assessment_id) == ("submitted", made.pk)
        assert made.source == Assessment.Source.PORTAL
        assert made.recorded_by_id is None
        assert made.scores.get(subscale="total").value == 16


def test_sent_twice_is_kept_once(client: Client) -> None:
    questionnaire = a_questionnaire(client)
    with inside(client.practice) as scope:
        save_answers(questionnaire=questionnaire, answers=all_of(1))
        first = submit_questionnaire(questionnaire=questionnaire, by=scope.actor)
        assert submit_questionnaire(questionnaire=questionnaire, by=scope.actor) == first
        assert client.assessments.count() == 1


def test_a_risk_item_raises_the_alert_in_the_same_transaction(client: Client) -> None:
    questionnaire = a_questionnaire(client)
    with inside(client.practice) as scope:
        save_answers(questionnaire=questionnaire, answers=all_of(0) | {"9": 1})
        made = submit_questionnaire(questionnaire=questionnaire, by=scope.actor)
        alert = RiskAlert.objects.get(source_id=made.pk)
        assert alert.source == "PHQ-9 item 9"
        assert Message.objects.filter(kind=Message.Kind.ALERT).count() == 1


@pytest.mark.parametrize("bad", [{"1": 4}, {"1": -1}, {"1": "2"}, {"1": True}, {"1": 1.5}, {"10": 1}, {"x": 1}])
def test_an_answer_that_cannot_be_keeps_nothing(client: Client, bad: dict[str, object]) -> None:
    questionnaire = a_questionnaire(client)
    with inside(client.practice):
        with pytest.raises(AnswersRefused):
            save_answers(questionnaire=questionnaire, answers={"2": 1} | bad)
        questionnaire.refresh_from_db()
        assert questionnaire.responses == {}


def test_an_answer_from_another_device_is_not_overwritten_unseen(client: Client) -> None:
    questionnaire = a_questionnaire(client)
    with inside(client.practice):
        save_answers(questionnaire=questionnaire, answers={"1": 2}, seen={"1": None})
        with pytest.raises(AnswerChanged) as caught:
            save_answers(questionnaire=questionnaire, answers={"1": 3}, seen={"1": None})
        assert (caught.value.item, caught.value.stored) == (1, 2)
        save_answers(questionnaire=questionnaire, answers={"1": 2}, seen={"1": None})  # the same answer is no quarrel
        save_answers(questionnaire=questionnaire, answers={"1": 3}, seen={"1": 2})
        save_answers(questionnaire=questionnaire, answers={"2": 0}, seen={"2": None})  # another item meets nobody
        questionnaire.refresh_from_db()
        assert questionnaire.responses == {"1": 3, "2": 0}


def test_rather_not_is_remembered_and_counts_as_missing(client: Client) -> None:
    questionnaire = a_questionnaire(client)
    with inside(client.practice) as scope:
        save_answers(questionnaire=questionnaire, answers=all_of(1) | {"3": None, "9": 0})
        made = submit_questionnaire(questionnaire=questionnaire, by=scope.actor)
        assert "3" not in made.responses
        assert made.scores.get(subscale="total").answered == 8


def test_nothing_answered_is_not_sent(client: Client) -> None:
    questionnaire = a_questionnaire(client)
    with inside(client.practice) as scope:
        save_answers(questionnaire=questionnaire, answers={"1": None})
        with pytest.raises(ValidationError, match="No item is answered"):
            submit_questionnaire(questionnaire=questionnaire, by=scope.actor)
        questionnaire.refresh_from_db()
        assert questionnaire.state == "open"


def test_taken_back_it_takes_no_more_answers(client: Client) -> None:
    questionnaire = a_questionnaire(client)
    with inside(client.practice) as scope:
        save_answers(questionnaire=questionnaire, answers=all_of(1))
        withdraw_questionnaire(questionnaire=questionnaire)
        for act in (
            lambda: save_answers(questionnaire=questionnaire, answers={"1": 1}),
            lambda: submit_questionnaire(questionnaire=questionnaire, by=scope.actor),
            lambda: withdraw_questionnaire(questionnaire=questionnaire),
        ):
            with pytest.raises(QuestionnaireClosed):
                act()
        assert client.assessments.count() == 0


def test_after_the_assessment_was_voided_sending_again_makes_no_second_one(client: Client) -> None:
    questionnaire = a_questionnaire(client)
    with practice_scope(client.practice_id, actor(therapist_of(client))) as scope:
        save_answers(questionnaire=questionnaire, answers=all_of(1))
        made = submit_questionnaire(questionnaire=questionnaire, by=scope.actor)
        void_assessment(assessment=made, by=scope.actor, reason="wrong person")
        assert submit_questionnaire(questionnaire=questionnaire, by=scope.actor) == made
        assert client.assessments.filter(voided_at__isnull=True).count() == 0


def test_typed_from_paper_it_is_settled(client: Client) -> None:
    questionnaire = a_questionnaire(client)
    made = an_assessment(client, "phq-9", 1)
    with inside(client.practice):
        questionnaire.refresh_from_db()
        assert (questionnaire.state, questionnaire.assessment_id) == ("submitted", made.pk)


def test_never_two_open_ones_of_a_kind(client: Client) -> None:
    questionnaire = a_questionnaire(client)
    with pytest.raises(AlreadyGiven):
        a_questionnaire(client)
    a_questionnaire(client, "ecr-rs", target="mother")
    a_questionnaire(client, "ecr-rs", target="father")
    with inside(client.practice), pytest.raises(IntegrityError), transaction.atomic():
        QuestionnaireAssignment.objects.create(
            practice_id=client.practice_id,
            client=client,
            episode=questionnaire.episode,
            instrument="phq-9",
            version=1,
            due_on=date(2030, 1, 1),
        )


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"key": "c-ssrs-screen"}, "clinician"),
        ({"due_on": date(2020, 1, 1)}, "between today and one year"),
        ({"due_on": date(2090, 1, 1)}, "between today and one year"),
        ({"target": "mother"}, "no target"),
        ({"key": "ecr-rs", "target": "cat"}, "One of"),
    ],
)
def test_what_cannot_be_given(client: Client, fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        a_questionnaire(client, **fields)
    with inside(client.practice):
        assert not QuestionnaireAssignment.objects.exists()


def test_without_a_sign_in_nothing_is_given(client: Client) -> None:
    by = actor(therapist_of(client))
    with inside(client.practice, by), pytest.raises(ValidationError, match="no sign-in"):
        assign_questionnaire(client=client, instrument=catalogue.get("phq-9"), by=by)


# --- what is written about it -----------------------------------------------------------------------------------------


def test_a_neutral_notice_now_and_on_the_due_day(client: Client) -> None:
    with time_machine.travel(datetime(2026, 3, 28, 21, 30, tzinfo=ZoneInfo("Europe/London")), tick=False):
        questionnaire = a_questionnaire(client, due_on=date(2026, 3, 30))
    with inside(client.practice):
        mails = list(Message.objects.filter(about_id=questionnaire.pk).order_by("due_at"))
        london = ZoneInfo("Europe/London")
        assert [m.due_at.astimezone(london).isoformat() for m in mails] == [
            "2026-03-29T09:00:00+01:00",
            "2026-03-30T09:00:00+01:00",
        ]  # the clocks go forward in the first night
        message = " ".join(m.subject + m.body for m in mails).lower()
        assert not any(word in message for word in ("phq", "depress", "questionnaire", "therap", client.name.lower()))


def test_no_mail_without_consent_and_none_after_it_was_sent(client: Client) -> None:
    questionnaire = a_questionnaire(client)
    with inside(client.practice) as scope:
        save_answers(questionnaire=questionnaire, answers=all_of(1))
        submit_questionnaire(questionnaire=questionnaire, by=scope.actor)
        mine = Message.objects.filter(about_id=questionnaire.pk)
        assert {m.state for m in mine} == {Message.State.CANCELLED}
        withdraw_consent(client=client, kind=Consent.Kind.EMAIL)
    other = a_questionnaire(client)
    with inside(client.practice):
        assert not Message.objects.filter(about_id=other.pk).exists()


# --- rules ------------------------------------------------------------------------------------------------------------


def run(practice: Practice) -> int:
    with inside(practice):
        return assign_due_questionnaires(practice, coming_sessions(practice, timedelta(days=3)))


def test_every_two_weeks_in_the_clients_own_days(client: Client) -> None:
    zone = "Pacific/Chatham"  # half a day ahead of the practice
    with inside(client.practice):
        Client.objects.filter(pk=client.pk).update(time_zone=zone)
        client.refresh_from_db()
    start = datetime(2026, 1, 5, 8, tzinfo=ZoneInfo(zone))
    with time_machine.travel(start, tick=False):
        a_schedule(client, every=2)
    practice, given = client.practice, []
    for hour in range(0, 24 * 40, 5):
        moment = start + timedelta(hours=hour)
        with time_machine.travel(moment, tick=False):
            if run(practice):
                given.append(moment.astimezone(ZoneInfo(zone)).date())
                with inside(practice) as scope:
                    record_assessment(
                        client=client,
                        instrument=catalogue.get("core-10"),
                        responses=all_of(1, 10),
                        by=scope.actor,
                        completed_on=given[-1],
                    )
    assert given == [date(2026, 1, 5), date(2026, 1, 19), date(2026, 2, 2)]


def test_given_once_however_often_the_sweep_runs(client: Client) -> None:
    a_schedule(client)
    assert [run(client.practice) for _ in range(3)] == [1, 0, 0]
    with inside(client.practice):
        withdraw_questionnaire(questionnaire=QuestionnaireAssignment.objects.get())
    assert run(client.practice) == 0  # taken back is taken back


def test_an_open_one_or_a_fresh_measure_is_enough(client: Client) -> None:
    a_schedule(client)
    a_schedule(client, "gad-7")
    an_assessment(client, "core-10", 1)
    a_questionnaire(client, "gad-7")
    assert run(client.practice) == 0


def test_paused_and_closed_treatments_rest_but_follow_ups_go_on(client: Client) -> None:
    a_schedule(client)
    a_schedule(client, "phq-9", "course", at_end=True, follow_ups=[3])
    with inside(client.practice):
        pause_episode(client=client, pause=True)
        pause_episode(client=client, pause=True)
    assert run(client.practice) == 0
    with inside(client.practice):
        pause_episode(client=client, pause=False)
    assert run(client.practice) == 1
    with inside(client.practice) as scope:
        episode = close_episode(client=client, reason="finished")
        assert run(client.practice) == 1  # at the end
        questionnaire = QuestionnaireAssignment.objects.get(instrument="phq-9")
        save_answers(questionnaire=questionnaire, answers=all_of(1))
        # no new treatment is opened
        assert submit_questionnaire(questionnaire=questionnaire, by=scope.actor).episode_id == episode.pk
        assert client.episodes.count() == 1
    with time_machine.travel(timezone.now() + timedelta(days=93), tick=False):
        assert run(client.practice) == 1
    with inside(client.practice):
        assert {s.occasion for s in QuestionnaireAssignment.objects.filter(instrument="phq-9")} == {
            "end",
            "follow-up:3",
        }


def test_before_every_second_session(client: Client) -> None:
    a_schedule(client, rhythm="sessions", every=2)
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    a_session(client, noon + timedelta(days=1))
    a_session(client, noon + timedelta(days=8))
    with time_machine.travel(noon, tick=False):
        assert run(client.practice) == 0  # the first is no second
    with time_machine.travel(noon + timedelta(days=6), tick=False):
        assert run(client.practice) == 1
    with inside(client.practice):
        assert QuestionnaireAssignment.objects.get().due_on == timezone.localdate(noon + timedelta(days=8))


def test_the_alliance_after_a_session_that_was_held(client: Client) -> None:
    a_schedule(client, "wai-sr", rhythm="after", every=2)
    noon = timezone.now().replace(hour=12, minute=0, second=0, microsecond=0)
    sessions = [a_session(client, noon + timedelta(days=day)) for day in (1, 8, 15)]
    for day, attended, given in [(0, False, 0), (1, True, 0), (8, False, 0), (8, True, 1), (9, True, 0), (15, True, 0)]:
        with time_machine.travel(noon + timedelta(days=day, hours=2), tick=False):
            if attended:
                with inside(client.practice):
                    for session in sessions:
                        if session.ends_at <= timezone.now():
                            note_attendance(session=session, state=TherapySession.State.ATTENDED)
            assert run(client.practice) == given, day
    with inside(client.practice):
        questionnaire = QuestionnaireAssignment.objects.get()
        assert questionnaire.occasion == f"after:{sessions[1].pk}"
        assert questionnaire.due_on == timezone.localdate(noon + timedelta(days=11))


def test_stopped_rules_give_nothing_and_may_be_made_anew(client: Client) -> None:
    rule = a_schedule(client)
    with pytest.raises(AlreadyGiven):
        a_schedule(client)
    with inside(client.practice):
        stop_schedule(schedule=rule)
    assert run(client.practice) == 0
    a_schedule(client)
    assert run(client.practice) == 1


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"every": 0}, "every"),
        ({"every": 53}, "every"),
        ({"every": None}, "every"),
        ({"days": 0}, "days"),
        ({"days": 31}, "days"),
        ({"rhythm": "course"}, "rhythm"),
        ({"rhythm": "course", "follow_ups": [61]}, "follow_ups"),
        ({"target": "mother"}, "target"),
        ({"starts_on": date(2010, 1, 1)}, "starts_on"),
        ({"key": "attachment-observation"}, "instrument"),
    ],
)
def test_rules_that_cannot_be(client: Client, fields: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        a_schedule(client, **fields)
    assert field in caught.value.message_dict
    with inside(client.practice):
        assert not Schedule.objects.exists()


def test_the_number_of_statements_does_not_grow_with_the_rules(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    practice = a_practice()
    staff = a_staff(practice, Role.THERAPIST)
    for _number in range(6):
        a_schedule(a_client(staff))
    assert run(practice) == 6
    with inside(practice), django_assert_num_queries(6):  # four reads in a savepoint
        assert assign_due_questionnaires(practice, {}) == 0


@pytest.mark.parametrize(
    ("reason", "on"), [("", None), ("x" * 201, None), ("done", date(2010, 1, 1)), ("done", date(2090, 1, 1))]
)
def test_an_end_that_cannot_be(client: Client, reason: str, on: date | None) -> None:
    with inside(client.practice):
        with pytest.raises(ValidationError):
            close_episode(client=client, reason=reason, on=on)
        assert client.episodes.get().closed_on is None
