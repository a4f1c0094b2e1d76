"""The product's scoring against a scorer that shares no code with it, for every instrument."""

import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from assessments import catalogue, scoring
from assessments.given import TotalsRefused, given_scores, parse_totals
from tests.assessments import independent_keys as keys
from tests.assessments import independent_scorer as scorer


def _kept(name: str) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = json.loads((Path(__file__).parent / name).read_text())["vectors"]
    return kept


ALL = [vector for name in scorer.FILES for vector in _kept(name)]


@pytest.mark.parametrize("name", scorer.FILES)
def test_the_independent_scorer_agrees_with_every_kept_example(name: str) -> None:
    assert scorer.wrong_ones(_kept(name)) == []


def test_every_instrument_has_worked_examples_or_only_values_that_are_typed_in() -> None:
    counts = Counter(str(vector["instrument"]) for vector in ALL)
    shipped = catalogue.catalogue()
    assert set(counts) | set(keys.PROFILES) == set(shipped)
    assert min(counts.values()) >= 7
    profiles = {key: len(one.subscales) for key, one in shipped.items() if one.aggregate == "scales"}
    assert profiles == keys.PROFILES
    assert len(ALL) == sum(counts.values()) == 278


@pytest.mark.parametrize("key", sorted([*keys.KEYS, *keys.SCREENS]))
def test_random_sheets_are_scored_as_by_the_independent_scorer(key: str) -> None:
    instrument, chance = catalogue.get(key), random.Random(key)
    for number in range(100):
        sheet = scorer.random_sheet(key, chance, gaps=min(number % 4, instrument.items - 1))
        answers = scoring.parse_answers(instrument, sheet)
        found = scoring.score(instrument, answers)
        expected = scorer.scored(key, {int(item): answer for item, answer in sheet.items()})
        assert {name: one.value for name, one in found.items()} == expected["scores"], sheet
        assert {name: found[name].band for name in expected["bands"]} == expected["bands"], sheet
        placed = scoring.place(instrument, found)
        assert (placed.style if placed else None) == expected["style"], sheet


@pytest.mark.parametrize("key", sorted(keys.PROFILES))
def test_values_of_a_profile_are_kept_as_they_are_and_bad_ones_refused(key: str) -> None:
    instrument = catalogue.get(key)
    values = {name: 1 + number % 21 / 4 for number, name in enumerate(instrument.subscales)}  # 1, 1.25 … 6
    found = given_scores(instrument, parse_totals(instrument, values))
    assert {name: one.value for name, one in found.items()} == values
    first = next(iter(values))
    for wrong in (0.99, 6.01, 2.345, "two", True, float("nan"), [3]):
        with pytest.raises(TotalsRefused):
            parse_totals(instrument, {first: wrong})
    with pytest.raises(TotalsRefused):
        parse_totals(instrument, {"no such scale": 3})
