"""Two people who set "no reliable change" of one client aside in the same moment."""

from datetime import timedelta

from django.utils import timezone

from tests.factories import a_client, a_practice, a_staff
from tests.threads import at_once
from tests.web import Api


def test_of_two_who_set_it_aside_at_once_one_is_told(own_database: str) -> None:
    therapist = a_staff(a_practice())
    client = a_client(therapist)
    body = {"until": str(timezone.localdate() + timedelta(days=40)), "reason": "A plateau was to be expected."}
    path = f"clients/{client.pk}/measures/set-aside/"
    programs = [Api(therapist), Api(therapist)]
    answers = at_once(lambda number: int(programs[number].post(path, body).status_code), 2)
    assert sorted(answers) == [201, 400]
