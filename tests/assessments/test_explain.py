"""The explanation is the computation: its parts add up to the score for any answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import catalogue, scoring
from assessments.explain import explain
from clinic.core.messages import joined

KEYS = sorted(key for key, one in catalogue.catalogue().items() if one.aggregate in {"mean", "sum"})


@pytest.mark.parametrize("key", KEYS)
@given(data=st.data())
def test_the_lines_add_up_to_the_score(key: str, data: st.DataObject) -> None:
    instrument = catalogue.get(key)
    items = range(1, instrument.items + 1)
    answers = data.draw(
        st.fixed_dictionaries({n: st.none() | st.sampled_from(instrument.choices_of(n)) for n in items})
    )
    for name, score in scoring.score(instrument, answers).items():
        explanation = explain(instrument, name, answers)
        counted = [line.counts for line in explanation.lines if line.counts is not None]
        assert len(counted) == score.answered
        if score.value is None:
            assert explanation.formula == score.notes
            continue
        mean = sum(counted) / len(counted)
        of = (len(explanation.lines) if instrument.aggregate == "sum" else 1) * instrument.times
        assert score.value == pytest.approx(mean * of, abs=0.006)
        assert joined(explanation.formula).endswith(f"= {score.value:g}")


def test_figures_are_written_out_with_their_source() -> None:
    found = explain(catalogue.get("ecr-r"), "anxiety", dict.fromkeys(range(1, 37), 4))
    assert str(found.sem).startswith("1.12 × √(1 − 0.92) = 0.317; 95 %: ± 0.62 (SD of: online adults")
    assert str(found.threshold) == "1.96 × √2 × 0.317 = 0.88 (Jacobson & Truax 1991)"
    assert [line.item for line in found.lines if line.reversed] == [9, 11]


def test_what_is_not_published_is_said() -> None:
    found = explain(catalogue.get("ecr-s"), "anxiety", dict.fromkeys(range(1, 13), 4))
    assert str(found.sem).startswith("not known: ")
    assert "not judged" in str(found.threshold)
    assert joined(found.cutoff) == "none is used"


def test_a_prorated_sum_shows_how() -> None:
    answers: dict[int, int | None] = dict.fromkeys(range(1, 9), 1)
    assert joined(explain(catalogue.get("phq-9"), "total", answers).formula, "; ") == "8 / 8 × 9 = 9"
    who = explain(catalogue.get("who-5"), "total", dict.fromkeys(range(1, 6), 3))
    assert joined(who.formula, "; ") == "15 × 4 = 60"
    missing = "10 of 10 items are missing; 1 may be; risk item 6 not answered: ask"
    assert joined(explain(catalogue.get("core-10"), "total", {}).formula, "; ") == missing


def test_a_criterion_that_is_not_at_95_percent_says_so_beside_the_figure() -> None:
    core = explain(catalogue.get("core-10"), "total", {})
    assert str(core.threshold) == "6, as published (Barkham et al. 2013), at 90 % confidence"
    assert joined(core.cutoff, "; ").startswith("11, as published (Barkham et al. 2013: distress); 13: depression")
    assert str(core.sem).startswith("7.7 × √(1 − 0.9) = 2.435; 95 %: ± 4.77 (SD of: primary care counselling")


def test_an_error_without_a_spread_comes_from_the_published_criterion_or_says_why_not() -> None:
    pcl = explain(catalogue.get("pcl-5"), "total", {})
    assert str(pcl.sem) == "18 / (1.96 × √2) = 6.494, from the published criterion of change; 95 %: ± 12.73"
    assert "recovered at 28 or below (Marx et al. 2022)" in joined(pcl.cutoff, "; ")
    who = explain(catalogue.get("who-5"), "total", {})
    assert str(who.sem) == "not known: The review gives no standard deviation of a clinical sample."
    assert "its confidence is not stated there" in str(who.threshold)
