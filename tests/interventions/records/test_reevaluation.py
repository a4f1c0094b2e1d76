"""EMDR: where a target stands by what is recorded, and that what was processed is asked about at the next session."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from interventions.modalities.emdr.models import MeasurePhase
from interventions.modalities.emdr.progress import Course, Gap, Stage, course_of, gaps, phase_asked
from tests.factories import a_client, a_plan, a_practice, a_row, a_session, a_staff, past_the_gate, therapist_of
from tests.web import pages

TARGET = uuid4()


@dataclass
class Row:
    on: date
    sets: int
    sud: int | None = None
    voc: int | None = None
    phase: str = ""
    target_id: UUID = TARGET


@dataclass
class Work:
    on: date
    sets: int = 0
    scan: str = ""
    closure: str = ""
    contained_by: str = ""
    target_id: UUID = TARGET


@dataclass
class Said:
    image: str = "the top step"
    negative: str = "I am not safe"
    positive: str = "It is over"
    emotions: str = "fear"
    body: str = "throat"
    reason: str = ""


DAY = date(2026, 3, 3)
WEEK = timedelta(7)
ASSESSED = (Row(DAY, 0, 8, 2),)
CLEAR = (*ASSESSED, Row(DAY, 12, 3), Row(DAY, 24, 0))
INSTALLED = (*CLEAR, Row(DAY, 24, None, 5), Row(DAY, 26, None, 7))
SCANNED = (Work(DAY, 26, scan="clear", closure="complete"),)
HELD = (*INSTALLED, Row(DAY + WEEK, 0, 0, 7))


def course(rows: tuple[Row, ...], work: tuple[Work, ...] = (), said: Said | None = None) -> Course:
    return course_of(said or Said(), rows, work)


@pytest.mark.parametrize(
    ("rows", "left"),
    [
        ((), None),
        (ASSESSED, None),  # measured, not processed
        ((*ASSESSED, Row(DAY, 12, 4), Row(DAY, 24, 0, 5)), (0, 5)),
        ((Row(DAY, 24, 2), Row(DAY, 12, 4, 3)), (2, 3)),  # by sets, not by the order they were typed in
        ((Row(DAY, 12, 4), Row(DAY + WEEK, 0, 3)), None),  # asked a week later
        ((Row(DAY, 12, 4), Row(DAY + WEEK, 0, 3), Row(DAY + WEEK, 8, 1)), (1, None)),
    ],
)
def test_due_after_a_day_with_sets_until_a_later_day(
    rows: tuple[Row, ...], left: tuple[int | None, int | None] | None
) -> None:
    found = course(rows)
    sud, voc = (numbers[1] if numbers else None for numbers in (found.sud, found.voc))
    assert ((sud, voc) if found.is_due else None) == left


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 40)), max_size=12))
def test_what_was_measured_last_with_sets_is_due_and_nothing_else(days: list[tuple[int, int]]) -> None:
    rows = tuple(Row(DAY + timedelta(day), sets, 5) for day, sets in days)
    last = max((row.on for row in rows), default=None)
    assert course(rows).is_due == any(row.sets and row.on == last for row in rows)


def test_sets_that_were_only_counted_are_due_as_well() -> None:
    assert course(ASSESSED, (Work(DAY, 12),)).is_due
    assert course(ASSESSED, (Work(DAY),)).processed_on is None


@pytest.mark.parametrize(
    ("rows", "work", "said", "now"),
    [
        ((), (), Said(), Stage.ASSESS),
        ((Row(DAY, 0, 8),), (), Said(), Stage.ASSESS),  # VOC was not asked
        (ASSESSED, (), replace(Said(), negative=""), Stage.ASSESS),
        (ASSESSED, (), Said(), Stage.DESENSITISE),
        ((*ASSESSED, Row(DAY, 12, 3)), (), Said(), Stage.DESENSITISE),
        ((Row(DAY, 0, 8), Row(DAY, 12, 3)), (), Said(), Stage.DESENSITISE),  # begun with a gap in the assessment
        ((*ASSESSED, Row(DAY + WEEK, 0, 0)), (), Said(), Stage.DESENSITISE),  # it fell by itself: no set yet
        (CLEAR, (), Said(), Stage.INSTALL),
        ((*ASSESSED, Row(DAY, 12, 1)), (), replace(Said(), reason="the dog is ill today"), Stage.INSTALL),
        (INSTALLED[:-1], (), Said(), Stage.INSTALL),  # VOC 5
        (INSTALLED, (), Said(), Stage.SCAN),
        (INSTALLED, (Work(DAY, 26, scan="left"),), Said(), Stage.SCAN),
        (INSTALLED, SCANNED, Said(), Stage.REEVALUATE),
        ((*INSTALLED, Row(DAY + WEEK, 0, 2, 7)), SCANNED, Said(), Stage.DESENSITISE),  # it came back
        (HELD, SCANNED, Said(), None),
    ],
)
def test_the_step_that_is_due_follows_from_the_rows(
    rows: tuple[Row, ...], work: tuple[Work, ...], said: Said, now: Stage | None
) -> None:
    assert course(rows, work, said).now == now


@pytest.mark.parametrize(
    ("rows", "work", "said", "missing"),
    [
        (HELD, SCANNED, Said(), []),
        (HELD, SCANNED, replace(Said(), negative="", positive=""), [Gap.NEGATIVE, Gap.POSITIVE]),
        ((), (), Said(), [Gap.FIRST_SUD, Gap.FIRST_VOC, Gap.SCAN, Gap.REEVALUATION]),
        (CLEAR, (), Said(), [Gap.VOC, Gap.SCAN, Gap.REEVALUATION]),
        ((*HELD, Row(DAY + 2 * WEEK, 0, 1, 6)), SCANNED, Said(), [Gap.SUD, Gap.VOC]),
    ],
)
def test_what_a_target_lacks_before_it_is_complete(
    rows: tuple[Row, ...], work: tuple[Work, ...], said: Said, missing: list[Gap]
) -> None:
    assert gaps(said, course(rows, work, said)) == missing


@pytest.mark.parametrize(
    ("row", "earlier", "phase"),
    [
        (Row(DAY, 0, 8, 2), (), MeasurePhase.ASSESSMENT),
        (Row(DAY, 0, 8), ASSESSED, MeasurePhase.ASSESSMENT),
        (Row(DAY, 4, 6), ASSESSED, MeasurePhase.SET),
        (Row(DAY, 26, 0, 6), CLEAR, MeasurePhase.INSTALLATION),
        (Row(DAY + WEEK, 0, 0, 7), INSTALLED, MeasurePhase.REEVALUATION),
        (Row(DAY, 0, 5), (Row(DAY, 3, 4),), MeasurePhase.ASSESSMENT),  # of the same day: not a later session
    ],
)
def test_the_phase_of_a_number_follows_from_sets_and_what_was_before(
    row: Row, earlier: tuple[Row, ...], phase: MeasurePhase
) -> None:
    assert phase_asked(row, earlier) == phase


@pytest.mark.parametrize(
    ("work", "is_unclosed", "contained"),
    [
        ((), True, ""),
        ((Work(DAY, 12),), True, ""),
        ((Work(DAY - WEEK, 4, closure="complete"),), True, ""),  # of the session before
        ((Work(DAY, 12, closure="incomplete", contained_by="the box"),), False, "the box"),
        ((Work(DAY, 12, closure="complete"),), False, ""),
    ],
)
def test_a_session_with_sets_is_closed_complete_or_contained(
    work: tuple[Work, ...], is_unclosed: bool, contained: str
) -> None:
    found = course((*ASSESSED, Row(DAY, 12, 4)), work)
    assert (found.is_unclosed, found.contained_by) == (is_unclosed, contained)
    later = course((*ASSESSED, Row(DAY, 12, 4), Row(DAY + WEEK, 0, 3)), work)
    assert later.contained_by == ""  # it was asked about since


@pytest.mark.django_db
def test_it_stands_on_the_plan_and_on_today_until_asked() -> None:
    client = a_client(a_staff(a_practice()))
    plan, today = past_the_gate(a_plan(client)), timezone.localdate()
    session = a_session(client, timezone.now() + timedelta(minutes=1), plan=plan)
    target = a_row(plan, "target", label="the stairs")
    day = today - timedelta(days=7)
    a_row(plan, "measure", target=target, on=day, sets=12, sud=4)
    browser = pages(therapist_of(client))
    page = browser.get(f"/plans/{plan.pk}/").content.decode()
    assert "take up again" in page
    assert "how that session was closed is not recorded" in page
    a_row(plan, "processing", target=target, on=day, closure="incomplete", containment="the box with the lid")
    page = browser.get(f"/plans/{plan.pk}/").content.decode()
    assert "left incomplete, contained by" in page
    assert "the box with the lid" in page
    assert "how that session was closed is not recorded" not in page
    shown_today = timezone.localtime(session.starts_at).date() == today  # not in the last minute before midnight
    assert ("take up again:" in browser.get("/").content.decode()) == shown_today
    a_row(plan, "measure", target=target, on=today, sets=0, sud=3)
    assert "take up again" not in browser.get(f"/plans/{plan.pk}/").content.decode()
    assert "take up again:" not in browser.get("/").content.decode()
