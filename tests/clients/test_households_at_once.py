"""Two people begin or end a household at the same moment."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from clients.households import actions
from clients.households.actions import Ending, begin_household, end_household
from clients.households.models import Household
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


def test_a_household_that_begins_in_the_past_while_another_ends_is_refused_at_its_day(own_database: str) -> None:
    therapist = a_staff(a_practice())
    client, other = a_client(therapist), a_client(therapist)
    household = a_household(client, a_client(therapist))
    yesterday = timezone.localdate() - timedelta(days=1)

    def act(number: int) -> str:
        try:
            with inside(client.practice, actor(therapist)) as scope:
                if number == 0:
                    end_household(household=household, ending=Ending(scope.actor, "they live apart"))
                    return "ended"
                begin_household(clients=[client, other], began_on=yesterday)
        except ValidationError as error:
            return ",".join(error.message_dict)
        return "begun"

    answers = at_once(act, 4)
    assert answers.count("ended") == 1
    assert set(answers) <= {"ended", "members", "began_on"}


def test_who_begins_a_household_after_another_one_ended_meanwhile_is_told_at_the_day(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one ends between the checks and the rows: the database says so."""
    therapist = a_staff(a_practice())
    client, other = a_client(therapist), a_client(therapist)
    household = a_household(client, a_client(therapist))
    with inside(client.practice, actor(therapist)) as scope:
        monkeypatch.setattr(actions, "_placed", lambda people: [])
        monkeypatch.setattr(actions, "free_from", lambda people: None)
        with pytest.raises(ValidationError) as running:
            begin_household(clients=[client, other], began_on=timezone.localdate() - timedelta(days=1))
        end_household(household=household, ending=Ending(scope.actor, "they live apart"))
        with pytest.raises(ValidationError) as ended:
            begin_household(clients=[client, other], began_on=timezone.localdate() - timedelta(days=1))
        assert Household.objects.get() == household
    assert [list(error.value.message_dict) for error in (running, ended)] == [["members"], ["began_on"]]


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
