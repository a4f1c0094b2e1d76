"""Ending a device twice at once: needs real commits, so a database of its own."""

from clinic.accounts import devices
from clinic.core.models import Token
from tests.accounts.test_devices import a_token
from tests.factories import a_practice, a_staff
from tests.threads import at_once


def test_of_several_who_end_a_device_at_once_one_does(own_database: str) -> None:
    staff = a_staff(a_practice())
    a_token(staff)
    mark = devices.mark_of(Token.objects.get().digest)
    assert sorted(at_once(lambda _: devices.end_device(staff.user, mark), 4)) == [False, False, False, True]
