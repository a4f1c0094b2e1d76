"""Two people record the same agreement at the same moment."""

from clients.models import Consent
from tests.factories import a_client, a_practice, a_staff, inside, therapist_of
from tests.threads import at_once
from tests.web import Api


def test_two_who_record_the_same_at_once_record_it_once(own_database: str) -> None:
    client = a_client(a_staff(a_practice()), consents=())
    path = f"clients/{client.pk}/consents/"
    programs = [Api(therapist_of(client)) for _ in range(2)]
    statuses = at_once(lambda number: int(programs[number].post(path, {"kind": "text"}).status_code), 2)
    assert statuses == [200, 200]
    with inside(client.practice):
        assert Consent.objects.filter(client=client, kind="text").count() == 1
