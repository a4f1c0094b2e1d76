"""Two people at the same moment: needs real commits, so a database of its own."""

from functools import partial

from django.core.exceptions import ValidationError

from assessments.models import QuestionnaireAssignment
from assessments.questionnaires.actions import QuestionnaireClosed, save_answers, submit_questionnaire
from clients.episodes.actions import TreatmentClosed, close_episode
from clients.episodes.closing import ChecklistChanged, checklist, close_treatment
from clients.episodes.reopening import AlreadyOpen, reopen_episode
from clients.models import Client
from clinic.core.access import Actor
from interventions import catalogue
from interventions.models import Plan
from interventions.plans.actions import change_modality
from tests.factories import a_client, a_plan, a_practice, a_questionnaire, a_staff, actor, an_assignment, inside
from tests.threads import at_once


def test_of_two_who_close_or_reopen_at_once_one_does(own_database: str) -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    client, by = a_client(therapist), actor(therapist)
    with inside(practice, by):
        seen = checklist(client, by).seen

    def close(number: int) -> bool:
        with inside(practice, by):
            try:
                close_treatment(client=client, by=by, seen=seen, ending=["completed", "referred", "moved"][number])
            except (ValidationError, ChecklistChanged):
                return False
            return True

    def reopen(_number: int) -> bool:
        with inside(practice, by):
            try:
                reopen_episode(client=client, by=by, reason="came back")
            except AlreadyOpen:
                return False
            return True

    assert sorted(at_once(close, 3)) == [False, False, True]
    assert sorted(at_once(reopen, 3)) == [False, False, True]
    with inside(practice):
        assert client.episodes.count() == 2
        assert client.episodes.open().count() == 1


def test_nothing_is_given_into_a_treatment_that_is_closed_at_the_same_moment(own_database: str) -> None:
    """Whoever comes first: what is given was given before the end, and never opens a treatment."""
    practice = a_practice()
    therapist = a_staff(practice)
    for _ in range(3):
        client = a_client(therapist)

        def act(number: int, client: object = client) -> str:
            if number:
                with inside(practice, actor(therapist)):
                    close_episode(client=client, ending="completed")  # type: ignore[arg-type]
                return "closed"
            try:
                an_assignment(client)  # type: ignore[arg-type]
            except TreatmentClosed:
                return "refused"
            return "given"

        assert set(at_once(act, 2)) in ({"closed", "refused"}, {"closed", "given"})
        with inside(practice):
            assert client.episodes.count() == 1
            assert not client.episodes.open().exists()


def test_who_changes_a_plan_while_the_treatment_is_closed_waits_and_is_told(own_database: str) -> None:
    """Both lock the treatment before the plan: neither is cut off by the other."""
    practice = a_practice()
    therapist = a_staff(practice)
    by = actor(therapist)
    for _ in range(4):
        client = a_client(therapist)
        plan = a_plan(client, "ifs")
        with inside(practice, by):
            seen = checklist(client, by).seen

        def act(number: int, client: Client = client, plan: Plan = plan, seen: str = seen) -> str:
            try:
                with inside(practice, by):
                    if number:
                        close_treatment(client=client, by=by, seen=seen, ending="completed")
                        return "closed"
                    change_modality(plan=plan, modality=catalogue.modality("schema"), by=by, outcome="better")
            except (TreatmentClosed, ChecklistChanged) as error:
                return type(error).__name__
            return "changed"

        assert set(at_once(act, 2)) in ({"closed", "TreatmentClosed"}, {"changed", "ChecklistChanged"})


def test_answers_sent_while_the_treatment_is_closed_raise_their_alert_or_are_refused(own_database: str) -> None:
    """All lock the client before the treatment and the questionnaire: nobody is cut off, and no risk answer is lost."""
    practice = a_practice()
    therapist = a_staff(practice)
    by = actor(therapist)
    for _ in range(6):
        client = a_client(therapist)
        questionnaire = a_questionnaire(client)
        with inside(practice, by):
            save_answers(questionnaire=questionnaire, answers={str(item): 1 for item in range(1, 10)})
            seen = checklist(client, by).seen
        found = at_once(partial(_close_or_answer, client, questionnaire, by, seen), 4)
        with inside(practice):
            alerts, assessments = client.alerts.count(), client.assessments.count()
        assert (found[0], found[1], alerts, assessments) in (
            ("closed", "QuestionnaireClosed", 0, 0),
            ("ChecklistChanged", "submitted", 1, 1),
        )
        assert set(found[2:]) <= {"kept", "QuestionnaireClosed"}


def _close_or_answer(client: Client, questionnaire: QuestionnaireAssignment, by: Actor, seen: str, number: int) -> str:
    """What one of several does at the same moment, in a word: 0 closes, 1 sends, all others keep an answer."""
    try:
        with inside(client.practice, by):
            if number == 0:
                close_treatment(client=client, by=by, seen=seen, ending="completed")
                return "closed"
            if number == 1:
                submit_questionnaire(questionnaire=questionnaire, by=by)
                return "submitted"
            save_answers(questionnaire=questionnaire, answers={"9": number})
    except (QuestionnaireClosed, ChecklistChanged) as error:
        return type(error).__name__
    return "kept"
