"""Admins who act at the same moment: real connections, real commits."""

import threading

from django.core.exceptions import PermissionDenied, ValidationError

from clients.alerts.actions import raise_alert
from clinic.accounts.staff.actions import change_staff, set_staff_active
from clinic.core.access import Role
from clinic.core.models import Staff
from clinic.core.scope import practice_scope
from tests.factories import a_client, a_practice, a_staff, actor, inside
from tests.threads import at_once
from tests.web import UNKNOWN


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


def test_what_names_staff_does_not_wait_for_an_admin_who_changes_staff(own_database: str) -> None:
    """Otherwise an alert that is raised and an account that is closed wait for each other: client, staff, client."""
    admin = a_staff(a_practice(), Role.ADMIN)
    lead = a_staff(admin.practice)
    client, by = a_client(lead), actor(admin)
    changed, raised = threading.Event(), threading.Event()

    def act(number: int) -> bool:
        with inside(admin.practice):
            if number == 0:
                change_staff(staff=lead, by=by, name="Another Name")
                changed.set()
                return raised.wait(10)
            assert changed.wait(10)
            raise_alert(client=client, source="PHQ-9 item 9", source_id=UNKNOWN, reason="x")
        raised.set()
        return True

    assert at_once(act, 2) == [True, True]
