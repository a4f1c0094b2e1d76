"""Two programs that send the same values at once."""

from uuid import UUID, uuid4

from assessments import catalogue
from assessments.models import Assessment
from assessments.totals import record_totals
from tests.factories import a_client, a_practice, a_staff, actor, inside, therapist_of
from tests.threads import at_once


def test_values_sent_twice_at_once_under_one_key_are_kept_once(own_database: str) -> None:
    client, key = a_client(a_staff(a_practice())), uuid4()
    by = actor(therapist_of(client))

    def send(_number: int) -> UUID:
        with inside(client.practice, by) as scope:
            return record_totals(
                client=client,
                instrument=catalogue.get("phq-9"),
                totals={"total": 9},
                totals_from="Letter of Dr Hale",
                by=scope.actor,
                key=key,
            ).pk

    assert len(set(at_once(send, 2))) == 1
    with inside(client.practice):
        assert Assessment.objects.count() == 1
