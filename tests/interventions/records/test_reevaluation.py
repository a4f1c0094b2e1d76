"""EMDR: what was processed is asked about at the next session."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from interventions.modalities.emdr.models import TargetMeasure
from interventions.modalities.emdr.reevaluation import due
from tests.factories import a_client, a_plan, a_practice, a_row, a_session, a_staff, inside, therapist_of
from tests.web import pages

TARGET = uuid4()


@dataclass
class Row:
    on: date
    sets: int
    sud: int | None = None
    voc: int | None = None
    target_id: UUID = TARGET


DAY = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        ([], None),
        ([Row(DAY, 0, 8)], None),  # measured, not processed
        ([Row(DAY, 0, 8), Row(DAY, 12, 4), Row(DAY, 24, 2, 5)], (2, 5)),
        ([Row(DAY, 24, 2), Row(DAY, 12, 4, 3)], (2, 3)),  # by sets, not by the order they were typed in
        ([Row(DAY, 12, 4), Row(DAY + timedelta(7), 0, 3)], None),  # asked a week later
        ([Row(DAY, 12, 4), Row(DAY + timedelta(7), 0, 3), Row(DAY + timedelta(7), 8, 1)], (1, None)),
    ],
)
def test_due_after_a_day_with_sets_until_a_later_day(
    rows: list[Row], left: tuple[int | None, int | None] | None
) -> None:
    found = due(rows).get(TARGET)
    assert (None if found is None else (found.sud, found.voc)) == left


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 40)), max_size=12))
def test_what_was_measured_last_with_sets_is_due_and_nothing_else(days: list[tuple[int, int]]) -> None:
    rows = [Row(DAY + timedelta(day), sets, 5) for day, sets in days]
    last = max((row.on for row in rows), default=None)
    expected = any(row.sets and row.on == last for row in rows)
    assert (TARGET in due(rows)) == expected


@pytest.mark.django_db
def test_it_stands_on_the_plan_and_on_today_until_asked() -> None:
    client = a_client(a_staff(a_practice()))
    plan, today = a_plan(client), timezone.localdate()
    session = a_session(client, timezone.now() + timedelta(minutes=1), plan=plan)
    target = a_row(plan, "target", label="the stairs", incomplete=True, containment="the box with the lid")
    a_row(plan, "measure", target=target, on=today - timedelta(days=7), sets=12, sud=4)
    browser = pages(therapist_of(client))
    page = browser.get(f"/plans/{plan.pk}/").content.decode()
    assert "take up again" in page
    assert "the box with the lid" in page
    shown_today = timezone.localtime(session.starts_at).date() == today  # not in the last minute before midnight
    assert ("take up again:" in browser.get("/").content.decode()) == shown_today
    a_row(plan, "measure", target=target, on=today, sets=0, sud=3)
    assert "take up again" not in browser.get(f"/plans/{plan.pk}/").content.decode()
    assert "take up again:" not in browser.get("/").content.decode()
    with inside(client.practice):
        assert due(TargetMeasure.objects.filter(plan=plan)) == {}
