"""Two people begin or end a household at the same moment."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone

from clients.households.actions import Ending, begin_household, end_household
from interventions.models import TherapySession
from tests.factories import a_client, a_household, a_practice, a_session, a_staff, actor, inside
from tests.threads import at_once


def test_of_two_who_begin_a_household_with_the_same_client_one_is_told(own_database: str) -> None:
    therapist = a_staff(a_practice())
    client, others = a_client(therapist), [a_client(therapist), a_client(therapist)]

    def begin(number: int) -> str:
        try:
            with inside(client.practice):
                begin_household(clients=[client, others[number]])
        except ValidationError as error:
            return ",".join(error.message_dict)
        return "begun"

    assert sorted(at_once(begin, 2)) == ["begun", "members"]


def test_a_session_booked_while_the_household_ends_is_refused_or_ends_with_it(own_database: str) -> None:
    therapist = a_staff(a_practice())
    client = a_client(therapist)
    household = a_household(client, a_client(therapist))
    hour = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=3)

    def act(number: int) -> str:
        try:
            if number == 0:
                with inside(client.practice, actor(therapist)) as scope:
                    end_household(household=household, ending=Ending(scope.actor, "they live apart"))
                return "ended"
            a_session(client, hour + timedelta(hours=number), household=household)
        except ValidationError as error:
            return ",".join(error.message_dict)
        return "booked"

    answers = at_once(act, 6)
    assert "ended" in answers
    assert set(answers) <= {"ended", "booked", "household"}
    with inside(client.practice):
        assert not TherapySession.objects.movable().filter(household=household).exists()
