"""Signs of a possible rupture: this project's own rule over the course of an alliance."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from assessments import catalogue
from assessments.actions import record_assessment
from assessments.comparing import falls
from assessments.models import Rupture, Score
from tests.factories import a_client, a_practice, a_staff, actor, inside, therapist_of
from tests.web import pages

(DROP,) = catalogue.get("wai-sr").drops
LAST, BEST, LOW = Rupture.Sign.LAST, Rupture.Sign.BEST, Rupture.Sign.LOW


def signs(*values: float) -> list[Rupture.Sign | None]:
    """For a course of totals, the sign that each of them is, if it is one."""
    rows = [Score(assessment_id=uuid4(), subscale="total", value=Decimal(str(v)), exact=v) for v in values]
    found = falls(DROP, rows)
    return [found[row.assessment_id].sign if row.assessment_id in found else None for row in rows]


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        ([4.5, 4.0], [None, LAST]),
        ([4.5, 4.1], [None, None]),
        ([4.6, 4.4, 4.2, 4.05], [None, None, None, BEST]),  # three small steps
        ([4.6, 4.4, 4.1, 4.0, 3.9], [None, None, BEST, None, None]),  # told once, then from there
        ([4.6, 4.3, 4.1, 3.8, 3.6], [None, None, BEST, None, BEST]),
        ([4.0, 4.4, 4.5, 4.3], [None, None, None, None]),
        ([2.8], [LOW]),
        ([3.2, 2.9, 2.8, 3.1, 2.9], [None, LOW, None, None, LOW]),
        ([3.4, 2.9], [None, LAST]),  # a fall says more than a low one
        ([], []),
    ],
)
def test_a_fall_a_slow_one_and_a_low_one(course: list[float], expected: list[Rupture.Sign | None]) -> None:
    assert signs(*course) == expected


def test_other_scales_and_missing_scores_are_no_sign() -> None:
    rows = [
        Score(assessment_id=uuid4(), subscale="total", value=Decimal("4.5"), exact=4.5),
        Score(assessment_id=uuid4(), subscale="bond", value=Decimal(1), exact=1.0),
        Score(assessment_id=uuid4(), subscale="total", value=None, exact=None),
    ]
    assert falls(DROP, rows) == {}


@pytest.mark.django_db
def test_a_slow_fall_is_on_the_page_of_its_result_and_on_today() -> None:
    client = a_client(a_staff(a_practice()))
    day, made = timezone.localdate(), UUID(int=0)
    for number, fours in enumerate((12, 9, 6)):  # 4.0, 3.75 and 3.5
        answers = {str(n): 4 if n <= fours else 3 for n in range(1, 13)}
        with inside(client.practice):
            made = record_assessment(
                client=client,
                instrument=catalogue.get("wai-sr"),
                responses=answers,
                by=actor(therapist_of(client)),
                completed_on=day - timedelta(days=30 - 10 * number),
            ).pk
    with inside(client.practice):
        rupture = Rupture.objects.get()
        assert (rupture.assessment_id, rupture.sign, float(rupture.fell_by)) == (made, BEST, 0.5)
    browser = pages(therapist_of(client))
    page = browser.get(f"/assessments/{made}/").content.decode()
    assert "Down from the client&#x27;s own best: a possible rupture" in page
    assert "WAI-SR 4 → 3.5, down by 0.5 from the best so far: possible rupture" in browser.get("/").content.decode()
