"""One rule of how long a session, its pause and a stretch of a day may be; the tables keep the same limits."""

import pytest
from django.db import connection

from interventions.sessions.durations import DAY, LONGEST, SHORTEST, duration_errors, is_stretch, pause_errors


def test_a_length_outside_the_limits_is_refused_at_its_field() -> None:
    assert [minutes for minutes in range(-1, 300) if not duration_errors(minutes)] == list(range(SHORTEST, LONGEST + 1))
    assert duration_errors(9, "length") == {"length": "Between 10 and 240 minutes."}
    assert pause_errors(0) == pause_errors(120) == {}
    assert pause_errors(121) == pause_errors(-1) == {"buffer_minutes": "Between 0 and 120 minutes."}


@pytest.mark.parametrize(
    ("starts", "ends", "minutes", "fits"),
    [
        (0, DAY, DAY, True),
        (540, 590, 50, True),
        (540, 589, 50, False),
        (540, 540, 0, False),
        (590, 540, 1, False),
        (-1, 540, 1, False),
        (540, DAY + 1, 1, False),
        (540, 541, 1, True),
    ],
)
def test_a_stretch_of_a_day_ends_after_it_begins_and_has_room(starts: int, ends: int, minutes: int, fits: bool) -> None:
    assert is_stretch(starts, ends, minutes) is fits


@pytest.mark.django_db
def test_the_tables_keep_the_same_limits() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conname IN"
            " ('interventions_calendarsettings_range', 'interventions_waiting_range', 'interventions_session_length')"
        )
        kept = dict(cursor.fetchall())
    for name in ("interventions_calendarsettings_range", "interventions_waiting_range"):
        assert f"minutes >= {SHORTEST}" in kept[name]
        assert f"minutes <= {LONGEST}" in kept[name]
    assert f"{LONGEST // 60:02}:00:00" in kept["interventions_session_length"]
