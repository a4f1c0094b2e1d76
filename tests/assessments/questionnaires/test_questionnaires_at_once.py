"""Two devices, two sweeps: real commits at the same time."""

from uuid import UUID

from assessments.models import QuestionnaireAssignment
from assessments.questionnaires.actions import save_answers, submit_questionnaire
from interventions.tasks import assign_questionnaires
from tests.factories import a_client, a_practice, a_questionnaire, a_schedule, a_staff, everywhere, inside
from tests.threads import at_once


def test_two_devices_send_at_once(own_database: str) -> None:
    client = a_client(a_staff(a_practice()))
    questionnaire = a_questionnaire(client)
    with inside(client.practice):
        save_answers(questionnaire=questionnaire, answers={str(item): 1 for item in range(1, 10)})

    def send(_number: int) -> UUID:
        with inside(client.practice) as scope:
            return submit_questionnaire(questionnaire=questionnaire, by=scope.actor).pk

    found = at_once(send, 8)
    assert len(set(found)) == 1
    with inside(client.practice):
        assert client.assessments.count() == 1
        assert client.alerts.count() == 1


def test_two_sweeps_at_once_give_one(own_database: str) -> None:
    client = a_client(a_staff(a_practice()))
    a_schedule(client)
    assert sum(at_once(lambda _number: everywhere(assign_questionnaires), 6)) == 1
    with inside(client.practice):
        assert QuestionnaireAssignment.objects.count() == 1
