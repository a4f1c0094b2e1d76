"""Whoever changes several sessions at once locks them in one order, so that no two wait for each other for ever."""

import re
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from clients.episodes.closing import checklist, close_treatment
from clients.models import Client
from interventions.models import TherapySession
from interventions.notices.leave import settle
from interventions.sessions.calendar_settings import add_leave
from interventions.sessions.leave_changes import LeaveAct
from tests import servers
from tests.factories import a_client, a_practice, a_session, a_staff, actor, inside, therapist_of
from tests.threads import at_once

DAY = timedelta(days=1)


def cancel_in_leave(client: Client, rows: list[TherapySession]) -> None:
    """Cancels them as they lie in a leave."""
    therapist = therapist_of(client)
    with inside(client.practice):
        first, last = min(row.starts_at for row in rows), max(row.ends_at for row in rows)
        leave, _booked = add_leave(therapist=therapist, starts_at=first, ends_at=last)
        settle(leave=leave, by=actor(therapist), act=LeaveAct.CANCEL, chosen={row.pk: None for row in rows})


def close(client: Client, rows: list[TherapySession]) -> None:
    """Cancels them with the closing of the treatment."""
    by = actor(therapist_of(client))
    with inside(client.practice, by):
        close_treatment(
            client=client,
            by=by,
            seen=checklist(client, by).seen,
            ending="completed",
            end=["sessions"],
            tell_client=False,
        )


def somebody_waits() -> bool:
    """Whether another connection of this database waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


@pytest.mark.parametrize("change", [cancel_in_leave, close])
def test_who_waits_for_the_first_of_two_sessions_holds_not_the_second(
    own_database: str, change: Callable[[Client, list[TherapySession]], None]
) -> None:
    """The session that was booked first lies later: an order by time would lock the other one before it."""
    client = a_client(a_staff(a_practice()))
    at = timezone.now().replace(minute=0, second=0, microsecond=0)
    first = a_session(client, at + 5 * DAY)
    second = a_session(client, at + 4 * DAY)
    assert first.pk < second.pk
    held, free = threading.Event(), []

    def act(number: int) -> None:
        if number:
            held.wait(30)
            change(client, [first, second])
            return
        with inside(client.practice):
            TherapySession.objects.select_for_update().get(pk=first.pk)
            held.set()
            until = time.monotonic() + 30
            while not somebody_waits() and time.monotonic() < until:
                time.sleep(0.05)
            free.append(TherapySession.objects.select_for_update(nowait=True).get(pk=second.pk).pk)

    at_once(act, 2)
    assert free == [second.pk]
    with inside(client.practice):
        assert set(TherapySession.objects.values_list("state", flat=True)) == {"cancelled"}


def test_nothing_else_locks_more_than_one_session() -> None:
    """Every other lock of sessions is of one, by its id."""
    found = []
    for file in sorted((servers.BASE / "interventions").rglob("*.py")):
        for statement in re.findall(r"TherapySession\.objects[^\n]*select_for_update[^\n]*", file.read_text()):
            if ".get(pk=" not in statement:
                found.append(f"{file.name}: {statement}")
    assert found == []
