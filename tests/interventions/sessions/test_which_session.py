"""Which session is meant: by "next", by "to come", by the number of a session in its treatment."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from clients.models import Client, Episode
from interventions.models import TherapySession
from interventions.sessions.queries import coming_sessions, next_session_after, next_session_of
from tests.factories import a_client, a_household, a_plan, a_practice, a_staff, inside

pytestmark = pytest.mark.django_db


def a_row(client: Client, at: datetime, **fields: object) -> TherapySession:
    """A session of the client's lead, written without any rule of booking."""
    lead = client.care.get().staff
    given: dict[str, object] = {"starts_at": at, "ends_at": at + timedelta(minutes=50), "therapist": lead}
    return TherapySession.objects.create(practice_id=client.practice_id, client=client, **given | fields)


def test_after_a_couples_session_comes_the_next_that_the_two_have_together_whichever_is_named_first() -> None:
    therapist = a_staff(a_practice())
    ana, ben = a_client(therapist), a_client(therapist)
    plan = a_plan(ana, "eft", household=a_household(ana, ben))
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    with inside(therapist.practice):
        now_on, alone, his, together = (
            a_row(ana, hour, household=a_household(ana, ben)),
            a_row(ana, hour + timedelta(days=1)),
            a_row(ben, hour + timedelta(days=2)),
            a_row(ben, hour + timedelta(days=3), household=a_household(ben, ana)),
        )
        assert next_session_after(now_on) == together == next_session_of(plan)[0]
        assert next_session_after(alone) == together
        assert next_session_after(his) == together
        assert next_session_after(together) is None


def test_a_session_that_begins_at_this_moment_has_begun_and_is_not_the_next() -> None:
    therapist = a_staff(a_practice())
    client = a_client(therapist)
    now = timezone.now().replace(microsecond=0)
    with inside(therapist.practice):
        row = a_row(client, now)
        rows = TherapySession.objects.of(client)
        assert rows.next(now) is None
        assert list(rows.begun(now)) == [row] == list(rows.coming(now))
        assert rows.next(now - timedelta(microseconds=1)) == row
        assert not rows.coming(row.ends_at).exists()


def test_the_first_session_counts_where_the_treatment_began_on_that_day_far_ahead_of_utc() -> None:
    therapist = a_staff(a_practice(time_zone="Pacific/Chatham"))
    client, zone = a_client(therapist), ZoneInfo("Pacific/Chatham")
    first = datetime(2026, 1, 12, 9, tzinfo=zone)  # 11 January, 19:15 UTC
    with time_machine.travel(datetime(2026, 1, 18, 20, tzinfo=UTC), tick=False), inside(therapist.practice):
        Episode.objects.filter(client=client).update(opened_on=date(2026, 1, 12))
        a_row(client, datetime(2026, 1, 11, 23, tzinfo=zone), state="attended")  # the day before: not of it
        a_row(client, first, state="attended")
        a_row(client, first + timedelta(days=7, hours=4))
        found = coming_sessions(therapist.practice, timedelta(days=3))
        assert [(one.number, one.held) for one in found[client.pk]] == [(2, False)]


def test_a_session_stays_to_come_while_the_client_waits_for_it_to_begin() -> None:
    therapist = a_staff(a_practice())
    client = a_client(therapist)
    with inside(therapist.practice):
        a_row(client, timezone.now() + timedelta(minutes=10), state="arrived")
        found = coming_sessions(therapist.practice, timedelta(days=3))
        assert [(one.number, one.held) for one in found[client.pk]] == [(1, False)]
