"""Lists of the caseload that one person keeps in several windows at once."""

from django.db import connection

from clinic.core.models import SavedList
from clinic.workspace.caseload.listing import EVERYBODY
from clinic.workspace.caseload.saved import keep_list
from tests.factories import a_practice, a_staff, actor, inside
from tests.threads import at_once


def test_two_lists_that_are_to_open_at_once(own_database: str) -> None:
    therapist = a_staff(a_practice())
    by = actor(therapist)

    def keep(number: int) -> str:
        with inside(therapist.practice, by):
            return keep_list(by, EVERYBODY, name=f"List {number % 2}", opens=True).name

    assert sorted(at_once(keep, 6)) == ["List 0"] * 3 + ["List 1"] * 3
    with inside(therapist.practice):
        assert SavedList.objects.count() == 2
        assert SavedList.objects.filter(opens=True).count() == 1
    connection.close()
