"""When questionnaires are due: pure rules over calendar days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.questionnaires import timing
from assessments.questionnaires.timing import Coming, Occasion

START = date(2026, 1, 31)
DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@given(DAYS, st.integers(1, 52), st.integers(-40, 2000))
def test_weekly_occasions_lie_whole_rhythms_after_the_start_and_are_fresh(start: date, every: int, after: int) -> None:
    today = start + timedelta(days=after)
    found = timing.weekly(start, every, today)
    fresh = after >= 0 and after % (7 * every) <= 6
    assert (found is not None) == fresh
    if found:
        assert (found.on - start).days % (7 * every) == 0
        assert 0 <= (today - found.on).days <= 6


def test_every_week_there_is_one_occasion_a_week_and_no_more() -> None:
    names = {timing.weekly(START, 2, START + timedelta(days=n)) for n in range(28)}
    assert names == {None, Occasion(f"week:{START}", START), Occasion("week:2026-02-14", date(2026, 2, 14))}


def test_before_every_nth_session_at_most_two_days_early() -> None:
    sessions = [Coming("a", 3, date(2026, 2, 3)), Coming("b", 4, date(2026, 2, 5))]
    assert timing.before_sessions(sessions, 4, date(2026, 2, 2)) is None
    assert timing.before_sessions(sessions, 4, date(2026, 2, 3)) == Occasion("session:b", date(2026, 2, 5))
    assert timing.before_sessions(sessions, 1, date(2026, 2, 3)) == Occasion("session:a", date(2026, 2, 3))
    assert timing.before_sessions(sessions, 1, date(2026, 2, 6)) is None


def test_after_a_session_that_was_held_until_two_days_later() -> None:
    held = [Coming("a", 3, date(2026, 2, 3), held=True), Coming("b", 4, date(2026, 2, 5), held=True)]
    coming = [*held, Coming("c", 5, date(2026, 2, 7))]
    assert timing.after_sessions(coming, 2, date(2026, 2, 5)) == Occasion("after:b", date(2026, 2, 5))
    assert timing.after_sessions(coming, 2, date(2026, 2, 7)) == Occasion("after:b", date(2026, 2, 5))
    assert timing.after_sessions(coming, 2, date(2026, 2, 8)) is None
    assert timing.after_sessions(coming, 3, date(2026, 2, 5)) is None  # the third is not the last one any more
    assert timing.before_sessions(held, 1, date(2026, 2, 3)) is None


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 1, 31), "start"),
        (date(2026, 2, 6), "start"),
        (date(2026, 2, 7), None),
        (date(2026, 8, 31), "end"),
        (date(2026, 11, 30), "follow-up:3"),  # three months after the 31st of August: November has 30 days
        (date(2026, 12, 7), None),
        (date(2027, 2, 28), "follow-up:6"),
        (date(2027, 8, 31), "follow-up:12"),
        (date(2027, 9, 7), None),
    ],
)
def test_course(today: date, expected: str | None) -> None:
    found = timing.course(
        at_start=True, at_end=True, follow_ups=[12, 3, 6], starts_on=START, closed_on=date(2026, 8, 31), today=today
    )
    assert (found and found.name) == expected


def test_nothing_is_asked_after_the_end_while_there_is_no_end() -> None:
    found = timing.course(
        at_start=False, at_end=True, follow_ups=[3], starts_on=START, closed_on=None, today=date(2026, 4, 30)
    )
    assert found is None


@pytest.mark.parametrize("name", ["Europe/London", "America/New_York", "Pacific/Chatham", "Australia/Lord_Howe"])
@given(moment=st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)))  # noqa: DTZ001
def test_nobody_is_written_to_at_night(name: str, moment: datetime) -> None:
    zone, now = ZoneInfo(name), moment.replace(tzinfo=UTC)
    found = timing.waking(now, zone)
    local = found.astimezone(zone)
    assert found >= now
    assert found - now < timedelta(hours=14)
    assert timing.MORNING <= local.time() < timing.EVENING


def test_morning_in_a_zone_of_thirteen_forty_five() -> None:
    found = timing.morning(date(2026, 1, 10), ZoneInfo("Pacific/Chatham"))  # summer time: +13:45
    assert found == datetime(2026, 1, 9, 19, 15, tzinfo=UTC)
