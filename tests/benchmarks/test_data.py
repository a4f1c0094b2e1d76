"""The benchmarks run: their data fits the tables, and what they measure is there. Small; times are not looked at."""

from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import connection

from assessments.models import Assessment, Score
from tests.benchmarks import calendar, overview, pages, recording, scoring, statements
from tests.benchmarks.data import fill
from tests.factories import inside
from tests.web import Api


def once(act: Callable[[], object], times: int) -> float:
    act()
    return 1.0 + times


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "_milliseconds", once)
    monkeypatch.setattr(statements, "ROUNDS", 1)
    monkeypatch.setattr(pages, "ROUNDS", 1)
    monkeypatch.setattr(scoring, "SHEETS", 20)
    monkeypatch.setattr(overview, "SESSIONS", 5)
    monkeypatch.setattr(calendar, "WEEKS", 5)


def test_the_data_can_be_filled_in_and_the_pages_measured(own_database: str, small: None) -> None:
    practice, therapist = fill(str(connection.settings_dict["NAME"]), 3)
    with inside(practice):
        assert (Assessment.objects.count(), Score.objects.count()) == (27, 24)
    shown = pages.measure(practice, therapist)
    assert {"today", "caseload", "client", "plan", "calendar week", "free slots"} <= set(shown)
    assert len(pages.report({3: shown, 30: shown})) == len(shown) + 2


def test_the_overview_and_the_calendar_are_measured(own_database: str, small: None) -> None:
    practice, therapist = fill(str(connection.settings_dict["NAME"]), 1)
    assert "statements alone" in overview.measure(practice, therapist)[1]
    assert "statements alone" in calendar.measure()[1]


def test_what_recording_is_measured_against_keeps_the_same_rows(
    own_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    practice, therapist = fill(str(connection.settings_dict["NAME"]), 2)
    monkeypatch.setattr(settings, "ROOT_URLCONF", "tests.benchmarks.plain")
    api, kept = Api(therapist), []
    for path, plain in (("/api/plain/assessments/", True), ("/api/v1/assessments/", False)):
        body = recording._bodies(plain, 1)[0][0]
        answer = api.browser.post(path, body, content_type="application/json", headers=api.headers)
        assert answer.status_code == 201, answer.content
        with inside(practice):
            kept.append((Assessment.objects.count(), Score.objects.count()))
    assert kept == [(19, 17), (20, 18)]


def test_scoring_and_the_plane_are_measured(small: None) -> None:
    assert "computed and drawn" in scoring.measure()[1]
