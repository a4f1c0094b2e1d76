"""Pictures: what is drawn lies where it should, and no label covers a point or another label."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clinic.core import charts
from clinic.core.templatetags.formats import _table_rows

BANDS = [(0, 10, "healthy"), (11, 20, "mild"), (21, 40, "severe")]
DAY = date(2026, 1, 5)


def a_course(values: list[float], verdict: str = "reliably improved") -> charts.Course:
    points = [charts.TimePoint(DAY + timedelta(weeks=n), value, verdict if n else "") for n, value in enumerate(values)]
    return charts.course(points, title="t", description="d", low=0, high=40, bands=BANDS, cut=11)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=60))
def test_every_point_and_label_lies_inside_the_picture(values: list[int]) -> None:
    made = a_course([float(value) for value in values])
    assert len(made.dots) == len(values)
    for dot in made.dots:
        assert charts.LEFT <= dot.x <= charts.RIGHT
        assert charts.TOP <= dot.y <= charts.BOTTOM
    for label in made.labels:
        assert charts.TOP <= label.y <= charts.BOTTOM + 1


@given(st.lists(st.integers(2, 36), min_size=2, max_size=60))
def test_labels_of_first_and_last_never_overlap(values: list[int]) -> None:
    labels = a_course([float(value) for value in values]).labels
    assert labels[0].anchor == "end"  # the last score is always labelled
    if len(labels) == 2:
        last, first = labels
        assert first.x + len(first.text) * 6.8 < last.x - len(last.text) * 6.8


def test_a_single_score_is_labelled_as_the_baseline() -> None:
    made = a_course([17])
    assert [label.text for label in made.labels] == ["17 baseline"]


def test_no_scores_make_an_empty_picture() -> None:
    made = a_course([])
    assert made.dots == []
    assert made.labels == []


def test_a_higher_score_is_drawn_higher() -> None:
    low, high = a_course([5, 30]).dots
    assert high.y < low.y


@pytest.mark.parametrize("days", [0, 1, 40, 400, 4000, 20000])
def test_months_never_crowd(days: int) -> None:
    points = [charts.TimePoint(DAY, 10), charts.TimePoint(DAY + timedelta(days=days), 12, "no reliable change")]
    months = charts.course(points, title="t", description="d", low=0, high=40).months
    assert len(months) <= 9
    assert all(b.x - a.x >= 26 for a, b in itertools.pairwise(months))


def test_the_plane_has_box_region_and_dates() -> None:
    points = [
        charts.PlanePoint(DAY, 5.6, 4.9, 0.317, 0.315),
        charts.PlanePoint(DAY + timedelta(days=90), 3.3, 3.2, 0.317, 0.315),
    ]
    made = charts.plane(
        points, title="t", description="d", cut=4, norm=(3.56, 2.92), region=(0.88, 0.87), low=1, high=7
    )
    assert made.box is not None
    assert made.region is not None
    unit = (made.right - made.left) / 6
    assert made.box.width == pytest.approx(2 * 1.96 * 0.317 * unit, abs=0.2)  # the 95 % interval of each
    assert made.norm is not None
    assert made.norm.x < made.cut[0] < made.dots[0].x
    assert made.region.width == pytest.approx(2 * 0.88 * unit, abs=0.2)  # reliable change around the baseline
    assert made.region.x + made.region.width / 2 == pytest.approx(made.dots[0].x, abs=0.2)
    assert len(made.labels) == 2


@given(st.lists(st.tuples(st.floats(1, 7), st.floats(1, 7)), min_size=1, max_size=12))
def test_points_of_the_plane_lie_inside_it(places: list[tuple[float, float]]) -> None:
    points = [charts.PlanePoint(DAY + timedelta(days=30 * n), x, y, 0.3, 0.3) for n, (x, y) in enumerate(places)]
    made = charts.plane(points, title="t", description="d", cut=4, norm=(3.56, 2.92), low=1, high=7)
    for dot in made.dots:
        assert made.left <= dot.x <= made.right
        assert made.top <= dot.y <= made.bottom
    assert made.box is not None
    assert made.left <= made.box.x
    assert made.box.x + made.box.width <= made.right + 0.1


def test_shares_fill_the_bar() -> None:
    (bar,) = charts.bars([("EFT", False, [("recovered", 2), ("worse", 1), ("improved", 0)])])
    assert sum(part[2] for part in bar.parts) == pytest.approx(300, abs=1)


def test_a_hidden_group_draws_nothing() -> None:
    (bar,) = charts.bars([("EFT", True, [("recovered", 4)])])
    assert bar.hidden
    assert list(bar.parts) == []


def test_a_flat_sparkline_is_a_line_in_the_middle() -> None:
    line = charts.sparkline([5, 5, 5])
    assert line.last is not None
    assert line.last.y == 11


@given(st.lists(st.integers(-60, 400), max_size=80))
def test_a_timeline_shows_what_lies_between_its_days_and_nothing_else(days: list[int]) -> None:
    events = [(DAY + timedelta(days=n), f"event {n}") for n in days]
    made = charts.timeline(
        [("measured", "", events)],
        title="t",
        description="d",
        since=DAY,
        until=DAY + timedelta(days=300),
        phases=[("one", DAY, DAY + timedelta(days=100))],
    )
    inside = [n for n in days if 0 <= n <= 300]
    assert len(made.rows) == len(inside)
    assert [row[0] for row in made.rows] == sorted((row[0] for row in made.rows), reverse=True)
    assert all(120 <= x <= 700 for x in made.lanes[0].marks)
    assert max(month.x for month in made.months) > 560  # named to the end of the line


def test_what_somebody_typed_is_text_in_the_table_of_a_chart() -> None:
    assert _table_rows([("<b>Ana</b>", 'a "b" & c')]) == (
        "<tr><td>&lt;b&gt;Ana&lt;/b&gt;</td><td>a &quot;b&quot; &amp; c</td></tr>"
    )
