"""Diagnoses made of rules, recoding, checklists, next steps: what the further instruments ask of the engine."""

import itertools
from typing import Any

import pytest
from pydantic import ValidationError

from assessments import catalogue, scoring
from assessments.catalogue import Instrument
from assessments.rules import Met, evaluate_rules
from clients.models import RiskAlert
from tests.factories import a_client, a_practice, a_staff, an_assessment, inside, therapist_of
from tests.web import Api, pages, read, text

ITQ = catalogue.get("itq")


def _itq(ptsd: tuple[int, ...], dso: tuple[int, ...]) -> dict[int, int | None]:
    """Answers whose clusters and impairments (four of each part) have these highest answers."""
    first: dict[int, int | None] = {1: ptsd[0], 4: ptsd[1], 5: ptsd[2], 9: ptsd[3]}
    second: dict[int, int | None] = {11: dso[0], 12: dso[1], 15: dso[2], 16: dso[3]}
    nothing: dict[int, int | None] = dict.fromkeys(range(1, 19), 0)
    return nothing | first | second


def test_the_itq_tells_ptsd_from_complex_ptsd_and_never_both() -> None:
    seen = set()
    for values in itertools.product((1, 2), repeat=8):
        ptsd, dso = values[:4], values[4:]
        met = {one.name: one.met for one in evaluate_rules(ITQ, _itq(ptsd, dso))}
        is_ptsd, is_dso = min(ptsd) == 2, min(dso) == 2
        assert met["Complex PTSD (ICD-11)"] == (Met.YES if is_ptsd and is_dso else Met.NO)
        assert met["PTSD (ICD-11)"] == (Met.YES if is_ptsd and not is_dso else Met.NO)
        seen.add((met["PTSD (ICD-11)"], met["Complex PTSD (ICD-11)"]))
    assert seen == {(Met.NO, Met.NO), (Met.YES, Met.NO), (Met.NO, Met.YES)}


def test_a_diagnosis_is_open_only_where_a_missing_answer_could_change_it() -> None:
    both = _itq((2, 2, 2, 2), (2, 2, 2, 2))
    met = {one.name: one.met for one in evaluate_rules(ITQ, both | {16: None})}
    assert met["Complex PTSD (ICD-11)"] == met["PTSD (ICD-11)"] == Met.OPEN
    met = {one.name: one.met for one in evaluate_rules(ITQ, both | {16: None, 1: 0})}
    assert met["Complex PTSD (ICD-11)"] == met["PTSD (ICD-11)"] == Met.NO


@pytest.mark.parametrize(("value", "certainty", "uncertainty"), [(1, 3, 0.5), (4, 0, 0), (7, 0, 2.5)])
def test_the_rfq_is_recoded_and_its_seventh_item_read_the_other_way(
    value: int, certainty: float, uncertainty: float
) -> None:
    found = scoring.score(catalogue.get("rfq-8"), dict.fromkeys(range(1, 9), value))
    assert (found["certainty"].value, found["uncertainty"].value) == (certainty, uncertainty)


def test_the_first_item_of_the_csi_has_an_answer_more() -> None:
    csi = catalogue.get("csi-4")
    assert list(csi.choices_of(1)) == list(range(7))
    assert list(csi.choices_of(2)) == list(range(6))
    with pytest.raises(scoring.AnswersRefused, match="item 2"):
        scoring.parse_answers(csi, {"1": 6, "2": 6})


def _changed(key: str, **change: object) -> Instrument:
    whole = catalogue.get(key).model_dump(mode="json", by_alias=True) | {"criteria": []}
    return Instrument.model_validate(whole | change)


@pytest.mark.parametrize(
    ("key", "change", "words"),
    [
        ("itq", {"rules": [{"name": "a", "needs": ["b"], "meaning": "x"}]}, "no earlier rule"),
        ("csi-4", {"max_missing": 1}, "cannot be prorated"),
        ("csi-4", {"item_max": {"9": 6}}, "does not exist"),
        ("phq-2", {"next_steps": [{"instrument": "phq-9", "subscale": "x", "at_least": 3, "reason": "x"}]}, "unknown"),
        ("lec-5", {"subscales": {"total": {"name": "T", "items": [1], "higher_is": "worse"}}}, "checklist"),
        ("smi", {"items": 3}, "neither items nor prompts"),
        ("smi", {"respondent": "client"}, "typed in by the clinician"),
        ("phq-2", {"unscored": [7]}, "belongs to no subscale|does not exist"),
    ],
)
def test_a_key_that_contradicts_itself_is_refused(key: str, change: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        _changed(key, **change)


def test_a_recoding_without_a_value_for_an_answer_is_refused() -> None:
    rfq = catalogue.get("rfq-8").model_dump(mode="json", by_alias=True)
    del rfq["subscales"]["certainty"]["recode"]["table"]["7"]
    with pytest.raises(ValidationError, match="no value for the answer 7"):
        Instrument.model_validate(rfq)


def test_licensed_instruments_carry_no_prompts() -> None:
    for key, scales in (("ysq-s3", 18), ("ysq-r", 20), ("smi", 14)):
        instrument = catalogue.get(key)
        assert (len(instrument.subscales), instrument.items, instrument.prompts) == (scales, 0, {})


@pytest.mark.django_db
def test_a_checklist_is_recorded_and_shown_without_a_score() -> None:
    client = a_client(a_staff(a_practice()))
    made = an_assessment(client, "lec-5", 5)
    browser = pages(therapist_of(client))
    page = text(browser.get(f"/assessments/{made.pk}/"))
    assert "it has no score" in page
    assert "happened to me" in page
    found = read(Api(therapist_of(client)).get(f"assessments/{made.pk}/"))
    assert found["scores"] == {}


@pytest.mark.django_db
@pytest.mark.parametrize(("value", "steps"), [(1, []), (2, ["phq-9"])])  # 2 and 4 of 6
def test_three_or_more_in_the_short_form_suggests_the_long_one(value: int, steps: list[str]) -> None:
    client = a_client(a_staff(a_practice()))
    made = an_assessment(client, "phq-2", value)
    found = read(Api(therapist_of(client)).get(f"assessments/{made.pk}/"))
    assert [one["instrument"] for one in found["next_steps"]] == steps
    page = text(pages(therapist_of(client)).get(f"/assessments/{made.pk}/"))
    assert ("PHQ-9: 3 or more" in page) == bool(steps)


@pytest.mark.django_db
def test_rules_are_sent_with_an_assessment() -> None:
    client = a_client(a_staff(a_practice()))
    made = an_assessment(client, "itq", 2)
    rules: list[dict[str, Any]] = read(Api(therapist_of(client)).get(f"assessments/{made.pk}/"))["rules"]
    assert [one["met"] for one in rules] == ["yes", "yes", "yes", "no"]
    assert "Complex PTSD (ICD-11)" in text(pages(therapist_of(client)).get(f"/assessments/{made.pk}/"))


@pytest.mark.django_db
def test_each_risk_item_of_the_core_om_raises_its_alert() -> None:
    client = a_client(a_staff(a_practice()))
    browser = pages(therapist_of(client))
    answers = {f"item-{n}": "0" for n in range(1, 35)} | {f"item-{n}": "1" for n in (6, 9, 16, 22, 24)}
    del answers["item-34"]
    browser.post(f"/clients/{client.pk}/record/core-om/", answers | {"completed_on": "2026-11-20"})
    with inside(client.practice):
        found = dict(RiskAlert.objects.values_list("source", "level"))
    levels = {6: "moderate", 9: "moderate", 16: "high", 22: "moderate", 24: "moderate"}
    assert found == {f"CORE-OM item {item}": level for item, level in levels.items()}
    assert "risk item 34 not answered: ask" in text(browser.get("/"))
