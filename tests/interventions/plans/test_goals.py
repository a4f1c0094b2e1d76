"""Goals: progress of a measure, goal attainment and its T-score."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from clients.models import Client
from interventions.goals import t_score
from interventions.plans.goals import close_goal, goal_progress, rate_goal
from interventions.plans.pictures import curve_of
from tests.factories import a_client, a_goal, a_plan, a_practice, a_staff, actor, an_assessment, inside, therapist_of
from tests.web import Api, pages, read

LEVELS = ["worse", "as now", "a walk a week", "a walk a day", "out as I please"]
RATED = st.lists(st.tuples(st.integers(-2, 2), st.integers(1, 5)), min_size=1, max_size=8)


def test_figures_of_the_formula() -> None:
    assert t_score([]) is None
    assert t_score([(0, 1), (0, 3)]) == 50
    assert t_score([(1, 1)]) == 60  # one goal: ten a level
    assert t_score([(1, 1), (1, 1), (1, 1)]) == pytest.approx(50 + 30 / (0.7 * 3 + 0.3 * 9) ** 0.5, abs=0.05)
    with pytest.raises(ValueError, match="level"):
        t_score([(3, 1)])


@given(RATED)
def test_the_mirror_of_all_levels_mirrors_the_score(rated: list[tuple[int, int]]) -> None:
    there, back = t_score(rated), t_score([(-level, weight) for level, weight in rated])
    assert there is not None
    assert back is not None
    assert there + back == pytest.approx(100, abs=0.11)


@given(RATED, st.data())
def test_a_higher_level_never_lowers_the_score(rated: list[tuple[int, int]], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(rated) - 1))
    level, weight = rated[index]
    better = [*rated[:index], (min(2, level + 1), weight), *rated[index + 1 :]]
    assert (t_score(better) or 0) >= (t_score(rated) or 0)


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice()))


@pytest.mark.django_db
def test_a_measure_draws_its_own_progress(client: Client) -> None:
    plan = a_plan(client)
    a_goal(plan, aim=Decimal(4))
    for value in (3, 2):
        an_assessment(client, "phq-9", value)
    with inside(client.practice):
        (one,), t = goal_progress(plan)
        assert (one.first, one.now, t) == (24, 16, None)
        assert one.share == pytest.approx(8 / 20)
    assert "24 → <b>16</b>" in pages(therapist_of(client)).get(f"/plans/{plan.pk}/goals/").content.decode()


@pytest.mark.django_db
def test_goal_attainment_over_time(client: Client) -> None:
    plan = a_plan(client)
    goal = a_goal(plan, levels=LEVELS, weight=2)
    by = actor(therapist_of(client))
    with inside(client.practice, by):
        rate_goal(goal=goal, by=by, level=-1)
        rate_goal(goal=goal, by=by, level=1)  # the same day again replaces it
        (one,), t = goal_progress(plan)
        assert (one.level, one.level_words, t) == (1, "a walk a day", 60)
        for bad in (3, -3):
            with pytest.raises(ValidationError):
                rate_goal(goal=goal, by=by, level=bad)
        with pytest.raises(ValidationError):
            rate_goal(goal=goal, by=by, level=1, on=timezone.localdate().replace(year=2090))
        close_goal(goal=goal)
        assert goal_progress(plan) == ([], None)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"aim": Decimal(28)}, "aim"),
        ({"aim": Decimal(-1)}, "aim"),
        ({"instrument": "nope"}, "instrument"),
        ({"subscale": "nope"}, "instrument"),
        ({"words": ""}, "words"),
        ({"by_date": timezone.localdate().replace(year=2001)}, "by_date"),
        ({"levels": LEVELS[:4]}, "levels"),
        ({"levels": [*LEVELS[:4], ""]}, "level_2"),
        ({"levels": LEVELS, "weight": 6}, "weight"),
    ],
)
def test_goals_that_cannot_be(client: Client, fields: dict[str, object], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        a_goal(a_plan(client), **fields)
    assert field in caught.value.message_dict


@pytest.mark.django_db
def test_over_page_and_api(client: Client) -> None:
    plan, therapist = a_plan(client), therapist_of(client)
    browser, api = pages(therapist), Api(therapist)
    body = {"words": "go out alone", "weight": "1"} | dict(
        zip(("level_m2", "level_m1", "level_0", "level_1", "level_2"), LEVELS, strict=True)
    )
    assert browser.post(f"/plans/{plan.pk}/goals/attainment/new/", body).status_code == 302
    assert browser.post(f"/plans/{plan.pk}/goals/attainment/new/", body | {"level_0": ""}).status_code == 200
    made = api.post(
        f"plans/{plan.pk}/goals/", {"words": "sleep again", "instrument": "phq-9", "subscale": "total", "aim": 4}
    )
    assert made.status_code == 201
    assert api.post(f"plans/{plan.pk}/goals/", {"words": "x"}).status_code == 400
    goal = next(row for row in read(made)["goals"] if row["kind"] == "attainment")
    assert browser.post(f"/plans/{plan.pk}/goals/{goal['id']}/", {"level": "2"}).status_code == 302
    assert "out as I please" in browser.get(f"/plans/{plan.pk}/goals/").content.decode()
    browser.post(f"/plans/{plan.pk}/goals/{goal['id']}/", {"level": "7"}, follow=True)
    assert read(api.get(f"plans/{plan.pk}/goals/"))["t_score"] == 70


@pytest.mark.django_db
def test_a_goal_is_drawn_towards_its_target(client: Client) -> None:
    plan = a_plan(client, "se")
    goal = a_goal(plan, by_date=timezone.localdate() + timedelta(days=90))
    attained = a_goal(plan, levels=["a b c"] * 5)
    for days, value in ((60, 3), (30, 2), (1, 1)):
        an_assessment(client, "phq-9", value, on=timezone.localdate() - timedelta(days=days))
    with inside(client.practice):
        rate_goal(goal=attained, by=actor(therapist_of(client)), level=-1)
        found, _t = goal_progress(plan)
    by_goal = {one.goal.pk: one for one in found}
    curve = curve_of(by_goal[goal.pk], plan)
    assert curve
    assert [value for _on, value in curve.rows] == [24, 16, 8]  # item 9 stays at its lowest
    heights = [dot.y for dot in curve.dots]
    assert heights == sorted(heights)  # fewer points lie lower
    assert curve.by == 300  # the last day of the picture is the target's
    levels = curve_of(by_goal[attained.pk], plan)
    assert levels
    assert (levels.axis[0][0], levels.axis[1][0], levels.rows[-1][1]) == ("-2", "2", -1)
    page = pages(therapist_of(client)).get(f"/plans/{plan.pk}/goals/").content.decode()
    assert page.count('class="chart goal"') == 2
