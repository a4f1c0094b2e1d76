"""Reliable and clinically significant change, with the figures of the publications."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import catalogue, change
from assessments.change import Verdict
from assessments.scoring import sem

ANXIETY = catalogue.get("ecr-r").subscales["anxiety"]
AVOIDANCE = catalogue.get("ecr-r").subscales["avoidance"]
CORE = catalogue.get("core-10").subscales["total"]


def test_the_threshold_is_computed_from_the_standard_error() -> None:
    assert change.threshold(ANXIETY) == pytest.approx(0.88, abs=0.005)
    assert change.threshold(AVOIDANCE) == pytest.approx(0.87, abs=0.005)


def test_a_published_threshold_wins_over_a_computed_one() -> None:
    assert change.threshold(CORE) == 6  # from the manual; SD 7.7 and reliability .90 would give 6.75
    assert change.confidence(CORE) == 0.9
    assert change.confidence(ANXIETY) == 0.95
    assert change.confidence(catalogue.get("phq-9").subscales["total"]) is None  # the manual does not state one


def test_a_fall_of_eleven_on_the_pcl_5_is_no_recovery() -> None:
    pcl = catalogue.get("pcl-5").subscales["total"]
    assert change.compare(pcl, 43, 32).verdict is Verdict.UNCHANGED  # Marx et al. 2022: 18, and 28 or below
    assert change.compare(pcl, 50, 32).verdict is Verdict.IMPROVED
    assert change.compare(pcl, 46, 28).verdict is Verdict.RECOVERED
    assert change.compare(pcl, 28, 10).verdict is Verdict.IMPROVED


def test_well_being_recovers_above_fifty() -> None:
    who = catalogue.get("who-5").subscales["total"]
    assert change.compare(who, 40, 52).verdict is Verdict.RECOVERED
    assert change.compare(who, 40, 50).verdict is Verdict.IMPROVED


def test_differences_are_taken_before_rounding() -> None:
    # 5/3 and 1/3 are 1.67 and 0.33 when rounded, which are 1.34 apart
    assert change.compare(ANXIETY, 5 / 3, 1 / 3).difference == -1.33


def test_an_interval_is_never_narrower_than_the_criterion_beside_it() -> None:
    for instrument in catalogue.catalogue().values():
        for subscale in instrument.subscales.values():
            error, criterion = sem(subscale), subscale.rci_published
            if error is not None and criterion is not None:
                assert 1.96 * error * 2**0.5 >= criterion - 1e-9, instrument.key


@pytest.mark.parametrize(
    ("earlier", "current", "verdict"),
    [
        (5.6, 4.9, Verdict.UNCHANGED),
        (5.6, 4.2, Verdict.IMPROVED),
        (4.2, 5.6, Verdict.WORSE),
        (4.2, 4.2, Verdict.UNCHANGED),
    ],
)
def test_anxiety(earlier: float, current: float, verdict: Verdict) -> None:
    assert change.compare(ANXIETY, earlier, current).verdict is verdict


@pytest.mark.parametrize(
    ("earlier", "current", "verdict"),
    [
        (24, 10, Verdict.RECOVERED),  # reliable, and across the cut-off of 11
        (24, 11, Verdict.IMPROVED),  # at the cut-off is still on the clinical side
        (24, 18, Verdict.IMPROVED),
        (24, 19, Verdict.UNCHANGED),
        (13, 10, Verdict.UNCHANGED),  # across, but not reliable
        (10, 4, Verdict.IMPROVED),  # was on the healthy side already
        (10, 16, Verdict.WORSE),
    ],
)
def test_core_10(earlier: float, current: float, verdict: Verdict) -> None:
    assert change.compare(CORE, earlier, current).verdict is verdict


def test_criterion_c_lies_between_the_two_samples() -> None:
    without = CORE.model_copy(update={"cutoff": None})
    # (7.7 x 4.7 + 4.8 x 19.7) / (7.7 + 4.8), Jacobson & Truax 1991
    assert change.cutoff(without) == pytest.approx(10.46, abs=0.005)


def test_without_a_published_spread_no_verdict_is_given() -> None:
    unknown = ANXIETY.model_copy(update={"norm": None})
    assert change.compare(unknown, 1, 7).verdict is Verdict.UNKNOWN


@given(st.floats(0, 40), st.floats(0, 40))
def test_there_and_back_are_mirror_images(a: float, b: float) -> None:
    there, back = change.compare(CORE, a, b), change.compare(CORE, b, a)
    better = {Verdict.IMPROVED, Verdict.RECOVERED}
    assert there.difference == -back.difference
    assert (there.verdict in better) == (back.verdict is Verdict.WORSE)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(1, 40))
def test_higher_is_better_turns_the_verdict_round(low: float, step: float, high: float) -> None:
    good = CORE.model_copy(update={"higher_is": "better"})
    worse = change.compare(CORE, low, low + step + high).verdict is Verdict.WORSE
    better = change.compare(good, low, low + step + high).verdict in {Verdict.IMPROVED, Verdict.RECOVERED}
    assert worse == better
