"""A week of eight therapists, and the search for a free slot over eight weeks, each against its own statements."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.test import Client as Browser
from django.utils import timezone

from clinic.core.access import May, Role
from clinic.core.models import Practice, Staff
from interventions.models import TherapySession
from interventions.sessions.calendar import Search, free_slots
from interventions.sessions.calendar_settings import set_hours, therapists_in_reach
from tests.benchmarks.statements import against_its_statements
from tests.factories import a_client, a_practice, a_room, a_staff, actor, inside

THERAPISTS, A_DAY, WEEKS = 8, 6, 8
ZONE = ZoneInfo("Europe/London")


def a_full_practice() -> tuple[Practice, Staff]:
    """Eight therapists with six sessions on each working day of nine weeks, and its admin."""
    practice = a_practice()
    admin = a_staff(practice, Role.ADMIN)
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday())
    for _ in range(THERAPISTS):
        therapist = a_staff(practice)
        clients = [a_client(therapist) for _ in range(A_DAY)]
        room = a_room(practice, therapist.name)
        with inside(practice):
            set_hours(therapist=therapist, hours=[(day, 9 * 60, 18 * 60) for day in range(5)])
            starts = [
                (datetime.combine(monday + timedelta(days=7 * week + day), time(9 + hour), ZONE), clients[hour])
                for week in range(WEEKS + 1)
                for day in range(5)
                for hour in range(A_DAY)
            ]
            TherapySession.objects.bulk_create(
                TherapySession(
                    practice=practice,
                    client=client,
                    therapist=therapist,
                    room=room,
                    starts_at=start,
                    ends_at=start + timedelta(minutes=50),
                )
                for start, client in starts
            )
    return practice, admin


def measure() -> list[str]:
    """Lines to print."""
    settings.ALLOWED_HOSTS = ["testserver"]
    practice, admin = a_full_practice()
    browser = Browser()
    browser.force_login(admin.user)

    def week() -> Any:
        return browser.get("/calendar/?therapist=all")

    assert week().content.count(b'class="entry') == THERAPISTS * A_DAY * 5
    today = timezone.localdate()
    with inside(practice):
        search = Search(
            therapists=list(therapists_in_reach(actor(admin), May.SEE_CALENDAR)),
            minutes=50,
            since=today,
            until=today + timedelta(weeks=WEEKS),
            any_room=True,
            limit=200,
        )
        assert len(free_slots(practice.pk, search)) == 200
        line = against_its_statements(lambda: free_slots(practice.pk, search), times=20)
    return [
        f"\na week of {THERAPISTS} therapists with {THERAPISTS * A_DAY * 5} sessions",
        f"  page {against_its_statements(week, times=20)}",
        f"free slots of {THERAPISTS} therapists and as many rooms over {WEEKS} weeks",
        f"  search {line}",
    ]
