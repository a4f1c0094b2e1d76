"""Exercises around the nights on which the clocks change: the day of an exercise, and the last seven days."""

from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.utils import timezone

from clinic.workspace.caseload.queries import caseload
from interventions.exercises.queries import adherence_of, open_assignments
from interventions.models import Assignment, ExerciseLog
from tests.factories import a_client, a_practice, a_staff, actor, an_assignment, inside

pytestmark = pytest.mark.django_db
# Zone, and the day on which the clocks change there: back, and forward.
NIGHTS = [
    ("Europe/London", date(2027, 10, 31)),
    ("Europe/London", date(2027, 3, 28)),
    ("Pacific/Chatham", date(2027, 4, 4)),
    ("Pacific/Chatham", date(2027, 9, 26)),
]


def logged(given: Assignment, at: datetime) -> None:
    ExerciseLog.objects.create(
        practice_id=given.practice_id, assignment=given, client_id=given.client_id, at=at, key=uuid4()
    )


@pytest.mark.parametrize(("zone", "night"), NIGHTS)
@pytest.mark.parametrize("after", range(7))
def test_who_does_it_every_morning_has_done_it_seven_times_in_seven_days(zone: str, night: date, after: int) -> None:
    """At 08:30 of every day of the week after the change seven mornings at 08:00 count, neither six nor eight."""
    clock, today = ZoneInfo(zone), night + timedelta(days=after)
    with time_machine.travel(datetime(today.year, today.month, today.day, 8, 30, tzinfo=clock), tick=False):
        practice = a_practice(time_zone=zone)
        therapist = a_staff(practice)
        client = a_client(therapist)
        given = an_assignment(client, times_per_week=7)
        with inside(practice, actor(therapist)) as scope, timezone.override(clock):
            for back in range(20):
                day = today - timedelta(days=back)
                logged(given, datetime(day.year, day.month, day.day, 8, tzinfo=clock))
            row = open_assignments(client.pk).get(pk=given.pk)
            assert (row.done_today, row.done_week) == (1, 7)  # type: ignore[attr-defined]
            assert adherence_of(client)[0].weeks[-2:] == [7, 7]
            assert caseload(scope.actor)[0][0].exercises_done == 7


@pytest.mark.parametrize(("zone", "night"), NIGHTS)
def test_before_the_morning_the_one_of_seven_days_ago_still_counts(zone: str, night: date) -> None:
    clock = ZoneInfo(zone)
    with time_machine.travel(datetime(night.year, night.month, night.day, 7, 30, tzinfo=clock), tick=False):
        practice = a_practice(time_zone=zone)
        client = a_client(a_staff(practice))
        given = an_assignment(client, times_per_week=7)
        with inside(practice), timezone.override(clock):
            for back in range(1, 15):
                day = night - timedelta(days=back)
                logged(given, datetime(day.year, day.month, day.day, 8, tzinfo=clock))
            row = open_assignments(client.pk).get(pk=given.pk)
    assert (row.done_today, row.done_week) == (0, 7)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("zone", "night"), NIGHTS)
def test_what_was_done_just_after_midnight_of_such_a_day_was_done_that_day(zone: str, night: date) -> None:
    clock = ZoneInfo(zone)
    with time_machine.travel(datetime(night.year, night.month, night.day, 23, 50, tzinfo=clock), tick=False):
        practice = a_practice(time_zone=zone)
        client = a_client(a_staff(practice))
        given = an_assignment(client)
        with inside(practice), timezone.override(clock):
            first = datetime(night.year, night.month, night.day, 0, 1, tzinfo=clock)
            logged(given, first)
            logged(given, first - timedelta(minutes=2))
            row = open_assignments(client.pk).get(pk=given.pk)
    assert (row.done_today, row.done_week) == (1, 2)  # type: ignore[attr-defined]
