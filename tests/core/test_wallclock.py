"""Wall-clock time, series and free spans: pure functions, against an independent computation."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.core.wallclock import Kind, from_wall_clock, to_wall_clock
from interventions.sessions.recurrence import MOST, BadRule, days_of, further, shift_rule
from interventions.sessions.slots import is_free, joined, lanes, starts_in, windows, without

START = datetime(2027, 1, 4, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def independent(naive: datetime, zone: ZoneInfo) -> tuple[datetime, Kind]:
    """The same by search: which minutes of UTC, two days around, show this on the wall clock; no fold is asked for."""
    around = naive.replace(tzinfo=UTC)
    shown = [
        around + timedelta(minutes=minutes)
        for minutes in range(-26 * 60, 26 * 60)
        if (around + timedelta(minutes=minutes)).astimezone(zone).replace(tzinfo=None, fold=0) == naive
    ]
    if shown:
        return shown[0], Kind.ONCE if len(shown) == 1 else Kind.TWICE
    # Left out: the clocks jump over it. As far beyond the jump as the time lies beyond the time before the jump.
    before = max(
        around + timedelta(minutes=minutes)
        for minutes in range(-26 * 60, 26 * 60)
        if (around + timedelta(minutes=minutes)).astimezone(zone).replace(tzinfo=None) < naive
        and (around + timedelta(minutes=minutes + 1)).astimezone(zone).replace(tzinfo=None) > naive
    )
    return before + (naive - before.astimezone(zone).replace(tzinfo=None)), Kind.LEFT_OUT


NIGHTS = [
    ("Europe/London", "2027-03-28", "2027-10-31"),
    ("America/New_York", "2027-03-14", "2027-11-07"),
    ("Australia/Lord_Howe", "2027-10-03", "2027-04-04"),  # half an hour
    ("Pacific/Chatham", "2027-09-26", "2027-04-04"),  # +12:45 and +13:45
    ("America/St_Johns", "2027-03-14", "2027-11-07"),  # -03:30
    ("Africa/Casablanca", "2027-03-14", "2027-02-07"),  # back for Ramadan, forward after it
    ("America/Santiago", "2027-09-05", "2027-04-04"),  # at midnight
    ("Asia/Kathmandu", "2027-03-28", "2027-10-31"),  # never, +05:45
]


@pytest.mark.parametrize(("zone", "night"), [(zone, night) for zone, *nights in NIGHTS for night in nights])
def test_each_quarter_of_an_hour_of_the_two_nights(zone: str, night: str) -> None:
    info, first = ZoneInfo(zone), datetime.fromisoformat(night)
    for quarter in range(-4, 24):  # from eleven the evening before until six
        naive = first + timedelta(minutes=15 * quarter)
        found = from_wall_clock(naive, info)
        assert (found.at, found.kind) == independent(naive, info), (zone, naive)


def test_the_nights_do_have_times_that_are_left_out_and_times_that_come_twice() -> None:
    kinds = {
        (zone, from_wall_clock(datetime.fromisoformat(night) + timedelta(minutes=15 * quarter), ZoneInfo(zone)).kind)
        for zone, *nights in NIGHTS
        for night in nights
        for quarter in range(-4, 24)
    }
    changing = [zone for zone, *_ in NIGHTS if zone != "Asia/Kathmandu"]
    assert {(zone, kind) for zone in changing for kind in Kind} <= kinds
    assert ("Asia/Kathmandu", Kind.ONCE) in kinds


@given(st.sampled_from(sorted(available_timezones())), st.datetimes(datetime(2020, 1, 1), datetime(2036, 1, 1)))  # noqa: DTZ001
def test_any_time_anywhere(zone: str, naive: datetime) -> None:
    naive, info = naive.replace(second=0, microsecond=0), ZoneInfo(zone)
    found = from_wall_clock(naive, info)
    assert (found.at, found.kind) == independent(naive, info)


@pytest.mark.parametrize(
    ("rule", "first", "days"),
    [
        ("FREQ=WEEKLY;COUNT=3", "2027-03-01", ["2027-03-01", "2027-03-08", "2027-03-15"]),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2", "2027-03-01", ["2027-03-01", "2027-03-15"]),
        ("freq=weekly;until=20270309", "2027-03-01", ["2027-03-01", "2027-03-08"]),
        ("FREQ=WEEKLY;BYDAY=MO,TH;COUNT=3", "2027-03-01", ["2027-03-01", "2027-03-04", "2027-03-08"]),
        ("FREQ=MONTHLY;BYDAY=1MO;COUNT=3", "2027-03-01", ["2027-03-01", "2027-04-05", "2027-05-03"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3", "2027-01-31", ["2027-01-31", "2027-02-28", "2027-03-31"]),
        (
            "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1;COUNT=3",
            "2027-01-30",
            ["2027-01-30", "2027-02-28", "2027-03-30"],
        ),
        ("FREQ=MONTHLY;INTERVAL=2;COUNT=3", "2027-01-31", ["2027-01-31", "2027-03-31", "2027-05-31"]),
        ("FREQ=MONTHLY;BYDAY=-1MO;COUNT=3", "2027-03-29", ["2027-03-29", "2027-04-26", "2027-05-31"]),
        ("FREQ=MONTHLY;UNTIL=20270415", "2027-02-20", ["2027-02-20", "2027-03-20"]),
        ("FREQ=WEEKLY;UNTIL=20270301", "2027-03-01", ["2027-03-01"]),
        ("FREQ=WEEKLY;UNTIL=20270308T090000Z", "2027-03-01", ["2027-03-01", "2027-03-08"]),
        ("FREQ=WEEKLY;BYDAY=TH;COUNT=2", "2027-03-01", ["2027-03-01", "2027-03-04"]),  # the day asked for is the first
        ("FREQ=WEEKLY;COUNT=1", "2027-03-01", ["2027-03-01"]),
    ],
)
def test_the_days_of_a_series(rule: str, first: str, days: list[str]) -> None:
    assert days_of(rule, date.fromisoformat(first)) == [date.fromisoformat(day) for day in days]


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("", "looks like this"),
        ("every week", "looks like this"),
        ("FREQ=WEEKLY;FREQ=DAILY;COUNT=2", "looks like this"),
        ("FREQ=SECONDLY;COUNT=2", "one of DAILY"),
        ("FREQ=WEEKLY", "one of the two"),
        ("FREQ=WEEKLY;COUNT=2;UNTIL=20270401", "one of the two"),
        ("FREQ=WEEKLY;COUNT=10000", "At most 104"),
        ("FREQ=WEEKLY;COUNT=99999999999999999999", "a number"),
        ("FREQ=WEEKLY;COUNT=0", "a number"),
        ("FREQ=WEEKLY;COUNT=²", "a number"),
        ("FREQ=WEEKLY;UNTIL=20990101", "two years"),
        ("FREQ=WEEKLY;UNTIL=tomorrow", "is a day"),
        ("FREQ=DAILY;UNTIL=20271231", "At most 104"),
        ("FREQ=MONTHLY;COUNT=60", "two years"),
        ("FREQ=WEEKLY;BYDAY=XX;COUNT=2", "cannot be read"),
        ("FREQ=WEEKLY;INTERVAL=0;COUNT=2", "1 to 52"),
        ("FREQ=WEEKLY;INTERVAL=-1;COUNT=2", "1 to 52"),
        ("FREQ=WEEKLY;COUNT=2;BYEASTER=1", "not known"),
        ("FREQ=WEEKLY;COUNT=2\nDTSTART:20200101", "a number"),
    ],
)
def test_a_rule_that_cannot_be_booked_by_says_why(rule: str, why: str) -> None:
    with pytest.raises(BadRule, match=why):
        days_of(rule, date(2027, 3, 1))


@pytest.mark.parametrize(
    ("rule", "first", "why"),
    [
        ("FREQ=MONTHLY;COUNT=4", "2027-01-31", "February 2027, April 2027, June 2027: .* BYMONTHDAY=-1"),
        ("FREQ=MONTHLY;UNTIL=20270430", "2027-03-31", "April 2027: .* BYMONTHDAY=-1"),
        ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=2", "2027-03-31", "April 2027: .* BYMONTHDAY=-1"),
        ("FREQ=MONTHLY;BYMONTHDAY=15,31;COUNT=6", "2027-01-15", "February 2027: "),
        ("FREQ=MONTHLY;COUNT=3", "2027-01-30", "February 2027: .* BYMONTHDAY=28,29,30;BYSETPOS=-1"),
        ("FREQ=MONTHLY;COUNT=3", "2027-01-29", "February 2027: .* BYMONTHDAY=28,29;BYSETPOS=-1"),
        ("FREQ=MONTHLY;BYDAY=5MO;COUNT=2", "2027-03-29", "April 2027.* BYDAY=-1MO"),
        ("FREQ=MONTHLY;BYDAY=1MO,5MO;COUNT=6", "2027-03-01", "April 2027.* BYDAY=1MO,-1MO"),
        ("FREQ=MONTHLY;BYDAY=-5MO;COUNT=2", "2027-03-01", "April 2027.* BYDAY=1MO"),
        ("FREQ=MONTHLY;BYDAY=5MO,1TU;COUNT=6", "2027-03-02", "April 2027.* BYDAY=-1MO,1TU"),
        ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=5;COUNT=2", "2027-03-29", "April 2027.* BYDAY=-1MO"),
        ("FREQ=WEEKLY;UNTIL=20270228", "2027-03-01", "before it begins"),
        ("FREQ=WEEKLY;UNTIL=20200101", "2027-03-01", "before it begins"),
        ("FREQ=WEEKLY;UNTIL=20270308junk", "2027-03-01", "is a day"),
        ("FREQ=WEEKLY;UNTIL=2027038", "2027-03-01", "is a day"),
    ],
)
def test_a_rule_that_would_leave_out_months_or_end_before_it_begins_is_refused(rule: str, first: str, why: str) -> None:
    with pytest.raises(BadRule, match=why):
        days_of(rule, date.fromisoformat(first))


@given(st.dates(date(2027, 1, 1), date(2028, 12, 31)), st.integers(2, 12), st.integers(1, 6))
def test_a_monthly_rule_has_a_day_in_each_of_its_months_or_is_refused(first: date, count: int, every: int) -> None:
    try:
        found = days_of(f"FREQ=MONTHLY;INTERVAL={every};COUNT={count}", first)
    except BadRule:
        return
    months = [day.year * 12 + day.month for day in found]
    assert months == [months[0] + every * turn for turn in range(count)]


def test_a_series_is_not_made_longer_past_a_month_without_its_day() -> None:
    with pytest.raises(BadRule, match=r"April 2027: .* BYMONTHDAY=-1"):
        further("FREQ=MONTHLY;COUNT=1", date(2027, 3, 31), date(2027, 3, 31), 1)
    assert further("FREQ=MONTHLY;COUNT=1", date(2027, 3, 30), date(2027, 3, 30), 1) == [date(2027, 4, 30)]


@given(st.text(max_size=60) | st.from_regex(r"FREQ=(WEEKLY|DAILY|MONTHLY);[A-Z]{2,8}=[A-Z0-9,;=+-]{1,20}"))
def test_no_text_breaks_the_reader(rule: str) -> None:
    try:
        found = days_of(rule, date(2027, 3, 1))
    except BadRule:
        return
    assert 1 <= len(found) <= MOST
    assert all(earlier < later for earlier, later in pairwise(found))


@pytest.mark.parametrize(
    ("rule", "days", "after"),
    [
        ("FREQ=WEEKLY;COUNT=3", 1, "FREQ=WEEKLY;COUNT=3"),
        ("FREQ=WEEKLY;UNTIL=20270309", 1, "FREQ=WEEKLY;UNTIL=20270310"),
        ("FREQ=WEEKLY;BYDAY=MO;COUNT=3", 1, ""),
        ("FREQ=WEEKLY;BYDAY=MO;COUNT=3", 0, "FREQ=WEEKLY;BYDAY=MO;COUNT=3"),
    ],
)
def test_the_rule_of_a_moved_series(rule: str, days: int, after: str) -> None:
    assert shift_rule(rule, days) == after


spans = st.lists(
    st.tuples(st.integers(0, 300), st.integers(1, 60)).map(
        lambda pair: (START + timedelta(minutes=pair[0]), START + timedelta(minutes=pair[0] + pair[1]))
    ),
    max_size=12,
)


@given(spans, spans)
def test_what_is_left_is_each_minute_that_is_free_and_not_taken(free: list, taken: list) -> None:  # type: ignore[type-arg]
    apart = [(START + timedelta(hours=24 * n), START + timedelta(hours=24 * n + 5)) for n in range(2)]
    left = without(apart, taken)
    for minute in range(400):
        moment = START + timedelta(minutes=minute)
        inside = any(start <= moment < end for start, end in left)
        assert inside == (minute < 300 and not any(start <= moment < end for start, end in taken))
    assert all(start < end for start, end in left)


@given(spans, spans)
def test_a_span_is_free_where_it_overlaps_nothing_that_is_taken(taken: list, asked: list) -> None:  # type: ignore[type-arg]
    busy = joined(taken)
    assert all(earlier[1] < later[0] for earlier, later in pairwise(busy))
    for start, end in asked:
        assert is_free(busy, (start, end)) == all(to <= start or from_ >= end for from_, to in taken)


@given(spans)
def test_lanes_keep_apart_what_overlaps(found: list) -> None:  # type: ignore[type-arg]
    rows = sorted(found)
    placed = lanes(rows)
    for number, (start, end) in enumerate(rows):
        lane, of = placed[number]
        assert 0 <= lane < of
        for other in range(number):
            if rows[other][1] > start and rows[other][0] < end:
                assert placed[other][0] != lane
                assert placed[other][1] == of


def test_starts_lie_on_the_step_of_the_wall_clock_also_where_the_clocks_change() -> None:
    zone = ZoneInfo("Europe/London")
    (window,) = windows([date(2027, 3, 28)], [(6, 0, 4 * 60)], zone)
    found = [to_wall_clock(at, zone) for at in starts_in(window, timedelta(minutes=50), 30, zone)]
    assert [f"{one:%H:%M}" for one in found] == ["00:00", "00:30", "02:00", "02:30", "03:00"]
    (window,) = windows([date(2027, 10, 31)], [(6, 0, 3 * 60)], zone)
    assert window[1] - window[0] == timedelta(hours=4)
    found = [to_wall_clock(at, zone) for at in starts_in(window, timedelta(minutes=50), 30, zone)]
    assert [f"{one:%H:%M}" for one in found] == ["00:00", "00:30", "01:00", "01:30", "02:00"]


def test_a_gap_that_begins_off_the_step_is_used_from_its_first_minute() -> None:
    gap = (at("2027-03-01T10:05+00:00"), at("2027-03-01T11:30+00:00"))
    found = [f"{one:%H:%M}" for one in starts_in(gap, timedelta(minutes=50), 30, ZoneInfo("UTC"))]
    assert found == ["10:05", "10:30"]
