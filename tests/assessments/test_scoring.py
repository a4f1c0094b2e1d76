"""Scoring against worked examples, and the laws that hold for any answers."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import catalogue, scoring
from assessments.catalogue import Instrument
from assessments.rules import Met, evaluate_rules
from assessments.scoring import AnswersRefused, Style
from clients.models import RiskAlert
from clinic.core.messages import joined
from tests.assessments import independent_scorer as scorer

VECTORS: list[dict[str, object]] = [
    vector for name in scorer.FILES for vector in json.loads((Path(__file__).parent / name).read_text())["vectors"]
]
GOOD = [vector for vector in VECTORS if "error" not in vector]
BAD = [vector for vector in VECTORS if "error" in vector]
KEYS = sorted(key for key, one in catalogue.catalogue().items() if one.aggregate in {"mean", "sum"})


def note(score: scoring.Score) -> str:
    """What stands beside a score, in words."""
    return joined(score.notes, "; ")


def _name(vector: dict[str, object]) -> str:
    return f"{vector['instrument']}-{VECTORS.index(vector)}"


@pytest.mark.parametrize("vector", GOOD, ids=_name)
def test_scores_bands_and_styles_equal_the_worked_examples(vector: dict[str, Any]) -> None:
    instrument = catalogue.get(vector["instrument"])
    scores = scoring.score(instrument, scoring.parse_answers(instrument, vector["responses"]))
    placed = scoring.place(instrument, scores)
    assert {key: found.value for key, found in scores.items()} == pytest.approx(vector["scores"], abs=0.001)
    assert {key: scores[key].band for key in vector["bands"]} == vector["bands"]
    assert (placed.style if placed else None) == vector["style"]


@pytest.mark.parametrize("vector", BAD, ids=_name)
def test_answers_that_cannot_be_are_refused_naming_the_item(vector: dict[str, Any]) -> None:
    instrument = catalogue.get(vector["instrument"])
    with pytest.raises(AnswersRefused) as refused:
        scoring.parse_answers(instrument, vector["responses"])
    kind = vector["error"].partition(":")[0]
    assert all(kind in str(message) for message in refused.value.errors.values())


@pytest.mark.parametrize("value", ["4", 4.0, True, [4], {"a": 1}, 10**30, -1])
def test_an_answer_that_is_no_whole_number_in_range_is_refused(value: object) -> None:
    with pytest.raises(AnswersRefused, match="item 3"):
        scoring.parse_answers(catalogue.get("phq-9"), {"3": value})


@pytest.mark.parametrize("name", ["0", "37", "01", "1.0", "", "１", "-1", "one", "1" * 5000])
def test_an_item_the_instrument_does_not_have_is_refused(name: str) -> None:
    with pytest.raises(AnswersRefused, match="unknown item"):
        scoring.parse_answers(catalogue.get("ecr-r"), {name: 4})


def test_no_more_than_twenty_bad_items_are_named() -> None:
    with pytest.raises(AnswersRefused) as refused:
        scoring.parse_answers(catalogue.get("ecr-r"), {str(n): 9 for n in range(1, 37)})
    assert len(refused.value.errors) == 20


def answers(instrument: Instrument) -> st.SearchStrategy[dict[int, int | None]]:
    items = range(1, instrument.items + 1)
    return st.fixed_dictionaries({n: st.none() | st.sampled_from(instrument.choices_of(n)) for n in items})


@pytest.mark.parametrize("key", KEYS)
@given(data=st.data())
def test_scores_stay_within_their_range_also_with_missing_answers(key: str, data: st.DataObject) -> None:
    instrument = catalogue.get(key)
    for name, found in scoring.score(instrument, data.draw(answers(instrument))).items():
        low, high = instrument.score_range(name)
        assert found.value is None or low <= found.value <= high
        own = instrument.subscales[name].max_missing
        allowed = instrument.max_missing if own is None else own
        assert (found.value is None) == (found.of - found.answered > allowed or not found.answered)


@pytest.mark.parametrize("key", KEYS)
@given(data=st.data())
def test_the_order_of_the_answers_does_not_matter(key: str, data: st.DataObject) -> None:
    instrument = catalogue.get(key)
    given_answers = data.draw(answers(instrument))
    shuffled = dict(data.draw(st.permutations(list(given_answers.items()))))
    assert scoring.score(instrument, given_answers) == scoring.score(instrument, shuffled)


@pytest.mark.parametrize("key", KEYS)
@given(data=st.data())
def test_turning_an_item_round_twice_changes_nothing(key: str, data: st.DataObject) -> None:
    instrument = catalogue.get(key)
    for subscale in instrument.subscales.values():
        for item in subscale.items if not subscale.recode else ():
            value = data.draw(st.sampled_from(instrument.choices_of(item)))
            once = abs(instrument.counted(subscale, item, value))
            assert abs(instrument.counted(subscale, item, once)) == value


@pytest.mark.parametrize("key", KEYS)
def test_the_ends_of_each_scale_are_reached_and_none_lies_beyond(key: str) -> None:
    instrument = catalogue.get(key)
    for name, subscale in instrument.subscales.items():
        found = []
        for worst in (min, max):
            answers: dict[int, int | None] = dict.fromkeys(range(1, instrument.items + 1))
            for item in subscale.items:
                ends = (instrument.min, instrument.max_of(item))
                answers[item] = worst(ends, key=lambda value: instrument.counted(subscale, item, value))
            found.append(scoring.score(instrument, answers)[name].value)
        assert tuple(found) == pytest.approx(instrument.score_range(name)), name
        assert all(low <= high for low, high, _band in subscale.bands)


@pytest.mark.parametrize("key", KEYS)
@given(data=st.data())
def test_a_higher_answer_never_lowers_the_score_and_never_raises_it_when_reversed(
    key: str, data: st.DataObject
) -> None:
    instrument = catalogue.get(key)
    given_answers = {n: data.draw(st.sampled_from(instrument.choices_of(n))) for n in range(1, instrument.items + 1)}
    item = data.draw(st.integers(1, instrument.items))
    if given_answers[item] == instrument.max_of(item):
        given_answers[item] -= instrument.step
    before = scoring.score(instrument, given_answers)
    after = scoring.score(instrument, given_answers | {item: given_answers[item] + instrument.step})
    for name, subscale in instrument.subscales.items():
        low, high = before[name].value, after[name].value
        assert low is not None
        assert high is not None
        if item not in subscale.items:
            assert low == high
        else:
            lowest, highest = (instrument.counted(subscale, item, v) for v in (instrument.min, instrument.max_of(item)))
            falls = highest < lowest
            assert high <= low if falls else high >= low


@pytest.mark.parametrize(
    ("x", "y", "style"),
    [
        (3.55, 2.91, Style.SECURE),
        (3.56, 2.91, Style.PREOCCUPIED),
        (3.55, 2.92, Style.DISMISSING),
        (3.56, 2.92, Style.FEARFUL),
    ],
)
def test_a_score_at_the_cut_counts_as_above_it(x: float, y: float, style: Style) -> None:
    assert scoring.quadrant(x, y, 3.56, 2.92) is style


def test_near_a_border_the_neighbours_are_named() -> None:
    ecr_r = catalogue.get("ecr-r")
    middle: dict[int, int | None] = dict.fromkeys(range(1, 37), 4)
    placed = scoring.place(ecr_r, scoring.score(ecr_r, middle))
    assert placed is not None
    assert placed.style is Style.FEARFUL
    assert set(placed.near or ()) == {Style.SECURE, Style.PREOCCUPIED, Style.DISMISSING}  # on both lines


def test_an_unknown_error_is_never_a_certain_place() -> None:
    ecr_s = catalogue.get("ecr-s")
    placed = scoring.place(ecr_s, scoring.score(ecr_s, dict.fromkeys(range(1, 13), 4)))
    assert placed is not None
    assert placed.near is None
    assert scoring.neighbours(placed.near_text) is None
    assert scoring.neighbours("") == []


@pytest.mark.parametrize("key", ["ecr-r", "ecr-s", "ecr-rs"])
def test_one_line_between_the_quadrants_for_every_form(key: str) -> None:
    assert catalogue.get(key).middle == 4.0


def test_a_dimension_without_a_score_has_no_place_on_the_plane() -> None:
    ecr_r = catalogue.get("ecr-r")
    scores = scoring.score(ecr_r, dict.fromkeys(range(4, 37), 4))
    assert scores["anxiety"].value is None
    assert "3 of 18 items are missing" in note(scores["anxiety"])
    assert scoring.place(ecr_r, scores) is None


def test_the_standard_error_is_the_published_one() -> None:
    anxiety = catalogue.get("ecr-r").subscales["anxiety"]
    assert scoring.sem(anxiety) == pytest.approx(0.317, abs=0.0005)  # SD 1.12, reliability .92


@pytest.mark.parametrize(
    ("key", "item", "levels"),
    [("phq-9", 9, ["moderate", "high", "high"]), ("core-10", 6, ["high", "high", "high", "high"])],
)
def test_risk_items_are_found_from_one_on_with_the_level_of_the_answer(key: str, item: int, levels: list[str]) -> None:
    instrument = catalogue.get(key)
    assert instrument.risk_items == [item]
    for nothing in ({item: 0}, {item: None}, {}):
        assert scoring.risk_signals(instrument, nothing) == []
    for value, level in enumerate(levels, start=1):
        assert [(s.item, s.level) for s in scoring.risk_signals(instrument, {item: value})] == [(item, level)]


@pytest.mark.parametrize(("key", "item", "items"), [("phq-9", 9, 9), ("core-10", 6, 10)])
def test_a_risk_item_left_out_is_never_imputed_in_silence(key: str, item: int, items: int) -> None:
    instrument = catalogue.get(key)
    given_answers: dict[int, int | None] = {n: 2 for n in range(1, items + 1) if n != item}
    assert scoring.risk_items_unanswered(instrument, given_answers) == [item]
    total = scoring.score(instrument, given_answers)["total"]
    assert total.value == 2 * items  # prorated as published
    assert note(total) == f"1 of {items} items missing, prorated; risk item {item} not answered: ask"
    few = scoring.score(instrument, {1: 2})["total"]
    assert few.value is None
    assert f"risk item {item} not answered: ask" in note(few)
    other = dict.fromkeys(range(2, items + 1), 2)
    assert scoring.risk_items_unanswered(instrument, other) == []
    assert "ask" not in note(scoring.score(instrument, other)["total"])


# --- the screener ----------------------------------------------------------------------------------------------------

CSSRS = catalogue.get("c-ssrs-screen")
REFUSED, INCOMPLETE = 699, 1360  # of the 2,187 ways to answer or leave out seven questions


@pytest.mark.parametrize(
    ("responses", "level"),
    [
        ({"1": 0, "2": 0, "6": 0}, "none"),
        ({"1": 1, "2": 0, "6": 0}, "low"),
        ({"1": 0, "2": 1, "3": 0, "4": 0, "5": 0, "6": 0}, "low"),
        ({"1": 1, "2": 1, "3": 1, "4": 0, "5": 0, "6": 0}, "moderate"),
        ({"1": 0, "2": 0, "6": 1, "7": 0}, "moderate"),
        ({"1": 0, "2": 0, "6": 1, "7": 1}, "high"),
        ({"1": 1, "2": 1, "3": 1, "4": 1, "5": 0, "6": 0}, "high"),
        ({"1": 1, "2": 1, "3": 0, "4": 0, "5": 1, "6": 0}, "high"),
    ],
)
def test_the_screeners_level_follows_its_branches(responses: dict[str, object], level: str) -> None:
    answers = scoring.parse_answers(CSSRS, responses)
    assert scoring.score(CSSRS, answers)["level"].band == level
    assert [signal.level for signal in scoring.risk_signals(CSSRS, answers)] == ([] if level == "none" else [level])


@pytest.mark.parametrize("left_out", ["1", "2", "3", "5", "6"])
def test_a_screen_with_a_gap_has_no_level(left_out: str) -> None:
    responses = {"1": 1, "2": 1, "3": 0, "4": 0, "5": 0, "6": 0}
    del responses[left_out]
    score = scoring.score(CSSRS, scoring.parse_answers(CSSRS, dict(responses)))["level"]
    assert score.value is None
    assert "missing" in note(score)


def _oracle(given: tuple[int | None, ...]) -> str:
    """The table "what raises which alert", row by row, for any answers: yes is 1, no is 0, left out is None."""
    one, two, three, four, five, six, seven = given
    behaviour = six == 1 or (six is None and seven == 1)  # "within three months" says that there was some
    if four == 1 or five == 1 or (behaviour and seven != 0):
        return "high"
    if three == 1 or behaviour:
        return "moderate"
    return "low" if one == 1 or two == 1 else ""


def _to_ask(given: tuple[int | None, ...]) -> list[int]:
    """What is asked and has no answer: 3 to 5 after a yes to 2 (or to one of them), 7 after a yes to 6."""
    _one, two, three, four, five, six, seven = given
    thoughts = two == 1 or (two is None and 1 in (three, four, five))
    behaviour = six == 1 or (six is None and seven == 1)
    wanted = {1, 2, 6} | ({3, 4, 5} if thoughts else set()) | ({7} if behaviour else set())
    return [n for n in sorted(wanted) if given[n - 1] is None]


def test_every_partial_screen_raises_the_level_that_is_certain_and_names_what_is_to_be_asked() -> None:
    checked = refused = incomplete = 0
    for chosen in itertools.product((None, 0, 1), repeat=7):
        contradicts = (chosen[1] == 0 and 1 in chosen[2:5]) or (chosen[5] == 0 and chosen[6] == 1)
        responses: dict[str, object] = {str(n): value for n, value in enumerate(chosen, 1)}
        if contradicts:
            with pytest.raises(AnswersRefused, match="is not asked when"):
                scoring.parse_answers(CSSRS, responses)
            refused += 1
            continue
        answers = scoring.parse_answers(CSSRS, responses)
        found = tuple(answers[n] for n in range(1, 8))
        level, to_ask = _oracle(chosen), _to_ask(chosen)
        signals = scoring.risk_signals(CSSRS, answers)
        assert [signal.level for signal in signals] == ([level] if level else []), chosen
        assert scoring.risk_items_unanswered(CSSRS, answers) == to_ask, (chosen, found)
        score = scoring.score(CSSRS, answers)["level"]
        if to_ask:
            assert ("at least" in note(score)) == bool(level), chosen
            assert "incomplete" in note(score)
            assert not signals or "incomplete" in str(signals[0].reason)
            assert score.band == ("high" if level == "high" else ""), chosen
        else:
            assert score.band == (level or "none"), chosen
        checked, incomplete = checked + 1, incomplete + bool(to_ask)
    assert checked + refused == 3**7
    assert (refused, incomplete) == (REFUSED, INCOMPLETE)


def test_an_answer_that_follows_from_a_question_left_out_is_kept_and_counts() -> None:
    answers = scoring.parse_answers(CSSRS, {"4": 1})
    assert answers[4] == 1
    assert [s.level for s in scoring.risk_signals(CSSRS, answers)] == ["high"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"alerts": [{"item": 10, "at_least": 1, "reason": "x"}]}, "unknown item"),
        ({"alerts": [{"item": 9, "at_least": 1, "reason": "x", "level": "extreme"}]}, "level"),
        ({"alerts": [{"item": 9, "at_least": 1, "reason": "x"}] * 2}, "same answer"),
    ],
)
def test_alerts_of_an_instrument_that_cannot_be_are_refused(change: dict[str, object], words: str) -> None:
    whole = catalogue.get("phq-9").model_dump(mode="json", by_alias=True)
    with pytest.raises(ValueError, match=words):
        Instrument.model_validate(whole | change)


def test_an_alert_without_a_level_is_high_so_that_instruments_of_a_practice_keep_working() -> None:
    whole = catalogue.get("gad-7").model_dump(mode="json", by_alias=True)
    own = Instrument.model_validate(whole | {"alerts": [{"item": 2, "at_least": 2, "reason": "x"}]})
    assert [(s.item, s.level) for s in scoring.risk_signals(own, {2: 2})] == [(2, "high")]
    assert scoring.risk_items_unanswered(own, {1: 0}) == [2]


def test_the_levels_of_files_and_of_alerts_are_the_same_in_the_same_order() -> None:
    assert tuple(RiskAlert.Level.values) == catalogue.LEVELS


def test_an_answer_to_what_is_not_asked_is_refused() -> None:
    with pytest.raises(AnswersRefused, match="item 4: is not asked when item 2 is not 1"):
        scoring.parse_answers(CSSRS, {"1": 0, "2": 0, "4": 1, "6": 0})


# --- rules, targets, prototypes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("items", "holds"),
    [
        ({1: 2, 6: 2, 8: 2, 9: 2, 15: 2, 16: 2}, True),
        ({1: 1, 6: 2, 8: 2, 9: 2, 15: 2, 16: 2}, False),
        ({1: 2, 6: 2, 8: 2, 15: 2, 16: 2}, False),
        ({5: 4, 7: 4, 14: 4, 10: 3, 20: 2, 18: 2}, True),
        ({}, False),
    ],
)
def test_the_pattern_of_dsm_5_needs_each_cluster(items: dict[int, int | None], holds: bool) -> None:
    answers = dict.fromkeys(range(1, 21), 0) | items
    ((name, found, meaning),) = evaluate_rules(catalogue.get("pcl-5"), answers)
    assert (name, found) == ("DSM-5 pattern", Met.YES if holds else Met.NO)
    assert "provisional" in meaning


def test_a_rule_whose_items_are_left_out_is_open_unless_the_others_decide() -> None:
    pcl5 = catalogue.get("pcl-5")
    full: dict[int, int | None] = dict.fromkeys(range(1, 21), 4)
    assert evaluate_rules(pcl5, {})[0].met == Met.OPEN
    assert evaluate_rules(pcl5, full | {1: None})[0].met == Met.YES
    assert evaluate_rules(pcl5, full | {6: None, 7: 0})[0].met == Met.OPEN
    assert evaluate_rules(pcl5, full | {6: 0, 7: 0, 8: None})[0].met == Met.NO


def test_the_global_score_leaves_the_therapist_out() -> None:
    ecr_rs = catalogue.get("ecr-rs")
    by_target = {
        "mother": {"anxiety": 4.0, "avoidance": 5.0},
        "partner": {"anxiety": 2.0, "avoidance": 3.5},
        "therapist": {"anxiety": 7.0, "avoidance": 7.0},
    }
    assert scoring.global_scores(ecr_rs, by_target) == {"anxiety": 3.0, "avoidance": 4.25}
    assert scoring.global_scores(ecr_rs, {"therapist": by_target["therapist"]}) == {}


def test_a_choice_that_is_not_the_highest_rating_is_told() -> None:
    rq = catalogue.get("rq")
    ratings: dict[int, int | None] = {1: 3, 2: 6, 3: 2, 4: 5}
    assert scoring.disagreement(rq, ratings, "dismissing") == "fearful"
    assert scoring.disagreement(rq, ratings, "fearful") == ""
    assert scoring.disagreement(rq, {1: 6, 2: 6, 3: 1, 4: 1}, "secure") == ""  # a tie with the highest agrees


def test_steps_are_kept() -> None:
    with pytest.raises(AnswersRefused, match="steps of 10"):
        scoring.parse_answers(catalogue.get("des-ii"), {"1": 25})


@pytest.mark.parametrize(
    ("responses", "level", "complete"),
    [
        ({"1": 0, "2": 0, "6": 0}, "none", True),
        ({"1": 1, "2": 0, "6": 0}, "low", True),
        ({"1": 0, "2": 1, "3": 1, "4": 0, "5": 0, "6": 0}, "moderate", True),
        ({"1": 0, "2": 0, "6": 1}, "high", True),
        ({"2": 1, "3": 1}, "moderate", False),
        ({"4": 1}, "high", False),
        ({"6": 1}, "high", False),
        ({"1": 0, "2": 0}, None, False),
    ],
)
def test_since_last_contact_whatever_was_done_is_recent(
    responses: dict[str, object], level: str | None, complete: bool
) -> None:
    contact = catalogue.get("c-ssrs-contact")
    answers = scoring.parse_answers(contact, responses)
    found = scoring.triage(contact, answers)
    assert (found.level if found else None) == level
    assert scoring.is_complete(contact, answers) is complete
    assert [one.level for one in scoring.risk_signals(contact, answers)] == ([] if level in {None, "none"} else [level])
