"""Where a score stands among others."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import catalogue, percentile_rank
from assessments.models import Assessment
from assessments.published import Norm
from assessments.queries import percentile_ranks
from tests.factories import a_client, a_practice, a_staff, an_assessment, inside
from tests.web import pages

NORM = Norm(mean=3.56, sd=1.12, sample="made up")


def test_published_points_of_the_normal_distribution() -> None:
    assert percentile_rank.percentile(3.56, NORM) == 50
    assert percentile_rank.percentile(3.56 + 1.12, NORM) == 84
    assert percentile_rank.percentile(3.56 - 1.6449 * 1.12, NORM) == 5
    assert (percentile_rank.percentile(-90, NORM), percentile_rank.percentile(90, NORM)) == (1, 99)


@given(st.floats(1, 7), st.floats(1, 7))
def test_a_higher_score_never_stands_lower(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert percentile_rank.percentile(low, NORM) <= percentile_rank.percentile(high, NORM)


def test_equals_count_half() -> None:
    assert percentile_rank.rank(0, 0, 20) == 0
    assert percentile_rank.rank(5, 10, 20) == 50
    assert percentile_rank.rank(20, 0, 20) == 100


def _with_wording(assessment: Assessment) -> Assessment:
    Assessment.objects.filter(pk=assessment.pk).update(published_wording=True)
    assessment.refresh_from_db()
    return assessment


@pytest.mark.django_db
def test_the_norm_is_shown_only_for_the_published_wording() -> None:
    client = a_client(a_staff(a_practice()))
    made = an_assessment(client, "ecr-r", 4)
    instrument = catalogue.get("ecr-r")
    with inside(client.practice):
        assert percentile_ranks(made, instrument)["anxiety"].norm is None
        shown = percentile_ranks(_with_wording(made), instrument)["anxiety"]
        norm = instrument.subscales["anxiety"].norm
        value = made.scores.get(subscale="anxiety").value or Decimal()
        assert norm is not None
        assert (shown.norm, shown.sample) == (percentile_rank.percentile(float(value), norm), norm.sample)


@pytest.mark.django_db
def test_the_caseload_counts_from_twenty_other_clients_in_treatment() -> None:
    therapist = a_staff(a_practice())
    client = a_client(therapist)
    made = an_assessment(client, "core-10", 2)
    others = [a_client(therapist) for _ in range(20)]
    for number, other in enumerate(others):
        an_assessment(other, "core-10", 4)
        if number:  # the newest counts, not the first
            an_assessment(other, "core-10", 1 if number <= 15 else 3)
    instrument = catalogue.get("core-10")
    with inside(client.practice):
        found = percentile_ranks(made, instrument)["total"]
        assert (found.caseload, found.clients) == (75, 20)
    page = pages(therapist).get(f"/assessments/{made.pk}/").content
    assert b"above 75 % of 20 clients here" in page
    with inside(client.practice):
        others[0].episodes.update(closed_on="2030-01-01", ending="completed")
        assert percentile_ranks(made, instrument)["total"].caseload is None


@pytest.mark.django_db
def test_another_practices_clients_are_no_caseload() -> None:
    elsewhere = a_staff(a_practice())
    for _number in range(20):
        an_assessment(a_client(elsewhere), "core-10", 1)
    client = a_client(a_staff(a_practice()))
    made = an_assessment(client, "core-10", 2)
    with inside(client.practice):
        assert percentile_ranks(made, catalogue.get("core-10"))["total"].caseload is None
