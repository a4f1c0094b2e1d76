"""A series of which one session was moved alone, or which was split: what a change of the rest is counted from."""

import os
import random
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from interventions.models import Series, TherapySession
from interventions.sessions.series import Which, book_series, extend_series, last_day
from interventions.sessions.series_changes import cancel_in_series, move_in_series
from tests.factories import a_client, a_pattern, a_practice, a_series, a_staff, inside
from tests.interventions.sessions.week import LONDON, MONDAY, booked, start_times

pytestmark = pytest.mark.usefixtures("clock")
TURNS, SEED = int(os.environ.get("TURNS", "64")), int(os.environ.get("SEED", "0"))  # more by `make prove`
TUESDAY = datetime(2027, 7, 6, 10, tzinfo=LONDON)


def again(session: TherapySession) -> TherapySession:
    """The session as it is now."""
    return TherapySession.objects.get(pk=session.pk)


def week(session: TherapySession) -> int:
    """In which week of the series it lies, from Saturday to Friday."""
    return (session.starts_at - TUESDAY + timedelta(days=3)) // timedelta(weeks=1)


@pytest.mark.django_db
def test_a_session_put_back_with_the_following_ones_leaves_those_where_the_rule_has_them() -> None:
    practice = a_practice()
    found = a_series(a_client(a_staff(practice)), TUESDAY)
    with inside(practice):
        second = found.sessions[1]
        move_in_series(session=second, which=Which.THIS, starts_at=TUESDAY + timedelta(days=8, hours=2))
        move_in_series(session=again(second), which=Which.FOLLOWING, starts_at=TUESDAY + timedelta(days=7))
        assert start_times(booked(practice)) == ["07-06 10:00", "07-13 10:00", "07-20 10:00", "07-27 10:00"]


@pytest.mark.django_db
@pytest.mark.parametrize("which", [Which.FOLLOWING, Which.ALL])
@pytest.mark.parametrize("alone", [timedelta(days=1, hours=2), timedelta(days=-3), timedelta(hours=-1)])
def test_from_a_session_moved_alone_the_rest_goes_to_the_time_that_was_chosen(which: Which, alone: timedelta) -> None:
    practice = a_practice()
    found = a_series(a_client(a_staff(practice)), TUESDAY)
    with inside(practice):
        second = found.sessions[1]
        move_in_series(session=second, which=Which.THIS, starts_at=second.starts_at + alone)
        thursday = TUESDAY + timedelta(days=9, hours=5)
        move_in_series(session=again(second), which=which, starts_at=thursday)
        first = "07-06 10:00" if which is Which.FOLLOWING else "07-08 15:00"
        assert start_times(booked(practice)) == [first, "07-15 15:00", "07-22 15:00", "07-29 15:00"]
        made = extend_series(session=again(found.sessions[3]), times=1)
        assert start_times(made.sessions) == ["08-05 15:00"]


@pytest.mark.django_db
def test_a_practice_that_moved_to_another_zone_moves_its_series_by_what_was_chosen() -> None:
    practice = a_practice()
    found = a_series(a_client(a_staff(practice)), TUESDAY)
    practice.time_zone = "Europe/Berlin"
    practice.save()
    with inside(practice):
        move_in_series(session=found.sessions[1], which=Which.FOLLOWING, starts_at=TUESDAY + timedelta(days=7, hours=1))
        assert start_times(booked(practice)) == ["07-06 10:00", "07-13 11:00", "07-20 11:00", "07-27 11:00"]


@pytest.mark.django_db
def test_what_another_session_has_of_its_own_is_kept() -> None:
    practice = a_practice()
    found = a_series(a_client(a_staff(practice)), TUESDAY)
    with inside(practice):
        move_in_series(session=found.sessions[2], which=Which.THIS, starts_at=TUESDAY + timedelta(days=14, hours=3))
        move_in_series(session=found.sessions[1], which=Which.FOLLOWING, starts_at=TUESDAY + timedelta(days=8))
        assert start_times(booked(practice)) == ["07-06 10:00", "07-14 10:00", "07-21 13:00", "07-28 10:00"]


@pytest.mark.django_db
def test_either_part_of_a_split_series_goes_on_as_the_last_one_does() -> None:
    practice = a_practice()
    client = a_client(a_staff(practice))
    found = a_series(client, MONDAY)
    with inside(practice):
        move_in_series(session=found.sessions[2], which=Which.FOLLOWING, starts_at=MONDAY + timedelta(days=15, hours=1))
        assert sorted(Series.objects.values_list("rule", flat=True)) == [
            "FREQ=WEEKLY;UNTIL=20270308",
            "FREQ=WEEKLY;UNTIL=20270323",
        ]
        assert last_day(again(found.sessions[0])) == date(2027, 3, 23)
        made = extend_series(session=again(found.sessions[0]), times=2, last_on=date(2027, 3, 23))
        assert start_times(made.sessions) == ["03-30 11:00", "04-06 11:00"]
        more = extend_series(session=again(found.sessions[3]), times=1, last_on=date(2027, 4, 6))
        assert start_times(more.sessions) == ["04-13 11:00"]


@pytest.mark.django_db
def test_a_part_whose_sessions_are_all_cancelled_is_none_that_goes_on() -> None:
    practice = a_practice()
    found = a_series(a_client(a_staff(practice)), MONDAY)
    with inside(practice):
        move_in_series(session=found.sessions[2], which=Which.FOLLOWING, starts_at=MONDAY + timedelta(days=15))
        cancel_in_series(session=again(found.sessions[2]), which=Which.ALL)
        made = extend_series(session=again(found.sessions[0]), times=2)
        assert start_times(made.sessions) == ["03-15 10:00", "03-22 10:00"]


@pytest.mark.django_db
def test_a_series_whose_last_part_follows_no_rule_does_not_go_on_as_it_was_before() -> None:
    practice = a_practice()
    found = a_series(a_client(a_staff(practice)), MONDAY, "FREQ=WEEKLY;BYDAY=MO;COUNT=4")
    with inside(practice):
        move_in_series(session=found.sessions[2], which=Which.FOLLOWING, starts_at=MONDAY + timedelta(days=15))
        with pytest.raises(ValidationError, match="not part of a series that can be continued"):
            extend_series(session=again(found.sessions[0]), times=1)


@pytest.mark.django_db
def test_two_series_of_one_client_go_on_each_by_itself() -> None:
    practice = a_practice()
    client = a_client(a_staff(practice))
    mondays, thursdays = a_series(client, MONDAY), a_series(client, MONDAY + timedelta(days=3))
    with inside(practice):
        assert start_times(extend_series(session=mondays.sessions[0], times=1).sessions) == ["03-29 10:00"]
        assert start_times(extend_series(session=thursdays.sessions[0], times=1).sessions) == ["04-01 10:00"]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(SEED, SEED + TURNS // 8))
def test_whatever_is_moved_and_made_longer_a_client_has_one_session_a_turn(seed: int) -> None:
    practice, draw = a_practice(), random.Random(seed)
    client = a_client(a_staff(practice))
    with inside(practice):
        book_series(pattern=a_pattern(client, TUESDAY), rule="FREQ=WEEKLY;COUNT=4")
        for _turn in range(8):
            row = draw.choice(booked(practice))
            if draw.random() < 0.3:
                extend_series(session=row, times=draw.randint(1, 3))
            elif draw.random() < 0.5:  # alone, by hours: what it has of its own must not carry it into another week
                alone = row.starts_at.astimezone(LONDON).replace(hour=draw.randint(8, 18))
                move_in_series(session=row, which=Which.THIS, starts_at=alone)
            else:
                to = (
                    TUESDAY + timedelta(weeks=week(row)) + timedelta(days=draw.randint(-1, 2), hours=draw.randint(0, 6))
                )
                move_in_series(session=row, which=Which.FOLLOWING, starts_at=to)
            weeks = [week(at) for at in booked(practice)]
            assert weeks == list(range(len(weeks)))
