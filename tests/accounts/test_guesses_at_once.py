"""Many tries at the same moment are counted one by one."""

from concurrent.futures import ThreadPoolExecutor

from django.contrib.auth.signals import user_login_failed
from django.db import connections

from tests.factories import a_practice, a_staff
from tests.web import pages


def test_fifty_at_once_are_not_fifty_guesses(own_database: str) -> None:
    """Counts how many passwords were looked at, by Django's own signal of a wrong one."""
    staff, looked_at = a_staff(a_practice()), []
    sign_in = {"login": staff.user.email, "password": "not this one"}

    def note(**_: object) -> None:
        looked_at.append(1)

    def guess(_number: int) -> int:
        try:
            status: int = pages().post("/account/login/", sign_in).status_code
            return status
        finally:
            connections.close_all()

    user_login_failed.connect(note)
    try:
        with ThreadPoolExecutor(10) as many:
            answers = list(many.map(guess, range(50)))
    finally:
        user_login_failed.disconnect(note)
    assert (answers.count(200), answers.count(429), len(looked_at)) == (5, 45, 5)
