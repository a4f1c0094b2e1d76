"""The same form, sent twice at the same time: real commits."""

from clients.models import Client
from tests.factories import a_practice, a_staff, inside
from tests.threads import at_once
from tests.web import pages


def test_presses_at_the_same_time_make_one_client(own_database: str) -> None:
    staff = a_staff(a_practice())
    browsers = [pages(staff) for _number in range(6)]
    sent = {"name": "Mia Park", "_once": "0123456789abcdef0123456789abcdef"}
    found = at_once(lambda number: browsers[number].post("/clients/new/", sent)["Location"], 6)
    assert len(set(found)) == 1
    with inside(staff.practice):
        assert Client.objects.count() == 1
