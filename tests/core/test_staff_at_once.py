"""Admins who act at the same moment: real connections, real commits."""

from django.core.exceptions import PermissionDenied, ValidationError

from clinic.core.access import Role
from clinic.core.models import Staff
from clinic.core.practices import change_staff, set_staff_active
from clinic.core.tenancy import practice_scope
from tests.factories import a_practice, a_staff, actor, inside
from tests.threads import at_once


def test_two_admins_who_close_each_other_at_once_leave_one(own_database: str) -> None:
    admins = [a_staff(a_practice(), Role.ADMIN)]
    admins.append(a_staff(admins[0].practice, Role.ADMIN))
    by = [actor(one) for one in admins]

    def act(number: int) -> bool:
        try:
            with practice_scope(admins[0].practice_id, by[number]):
                if number % 3:
                    set_staff_active(staff=admins[1 - number % 2], active=False, by=by[number % 2])
                else:
                    change_staff(staff=admins[1 - number % 2], by=by[number % 2], roles={Role.THERAPIST})
        except (PermissionDenied, ValidationError):
            return False
        return True

    by = by * 3
    results = at_once(act, 6)
    assert any(results[::2]) != any(results[1::2])  # whoever came first is the admin; the other one is none any more
    with inside(admins[0].practice):
        assert sum(row.is_active and "admin" in row.roles for row in Staff.objects.all()) == 1
