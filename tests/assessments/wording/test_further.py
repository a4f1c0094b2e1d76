"""A practice's own instrument can use every part of a key that the shipped ones use."""

import json
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments.rules import Met, evaluate_rules
from assessments.scoring import score
from assessments.wording.findings import WordingRefused
from assessments.wording.fitting import CustomScoring, build_custom_instrument
from assessments.wording.further import ALLOWED, parse_further
from assessments.wording.queries import instruments
from clinic.core.access import Role
from tests.assessments.wording.questionnaires import plain
from tests.assessments.wording.test_wording import OWN, fhir
from tests.factories import a_practice, a_staff, inside
from tests.web import pages

PARTS = """
unscored = [4]
times = 10

[subscales.calm]
name = "Calm"
items = [1, 2]
higher_is = "better"
recode = { table = { 0 = 3, 1 = 1, 2 = 0 } }

[subscales.alarm]
name = "Alarm"
items = [3]
higher_is = "worse"

[[rules]]
name = "both"
at_least = 1
groups = [[2, [1, 3]]]
meaning = "Alarm and no calm."

[[alerts]]
item = 4
at_least = 1
level = "low"
reason = "item 4"

[[next_steps]]
instrument = "phq-9"
subscale = "alarm"
at_least = 2
reason = "The long form says more."
"""
WITH = replace(OWN, reverse="", bands="", further=PARTS)


def refusal(own: CustomScoring) -> str:
    with pytest.raises(WordingRefused) as caught:
        build_custom_instrument("custom-ft-4", 1, fhir(plain()), own)
    return " ".join(caught.value.problems)


def test_scales_recoding_rules_alerts_and_next_steps() -> None:
    made = build_custom_instrument("custom-ft-4", 1, fhir(plain()), WITH)
    answers = {1: 2, 2: 0, 3: 1, 4: 1}
    found = score(made, answers)
    assert (found["calm"].value, found["alarm"].value) == (30, 10)  # (0 + 3) and 1, each times ten
    assert [one.met for one in evaluate_rules(made, answers)] == [Met.YES]
    assert [one.met for one in evaluate_rules(made, {**answers, 3: None})] == [Met.OPEN]
    assert (made.alerts[0].level, made.next_steps[0].instrument) == ("low", "phq-9")


def test_a_checklist_has_no_score() -> None:
    made = build_custom_instrument("custom-ft-4", 1, fhir(plain()), replace(WITH, aggregate="checklist", further=""))
    assert score(made, {1: 2, 2: 0, 3: 1, 4: 0}) == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("unscored = [", "not TOML"),
        ("norms = 3", "No part of a key is called “norms”"),
        ("subscales = 3", "subscales"),
        ("item_max = { 9 = 5 }", "names item 9"),
        ('[subscales.x]\nname = "X"\nitems = [1, 2, 9]\nhigher_is = "worse"', "beyond 4"),
        ('[subscales.x]\nname = "X"\nitems = [1]\nhigher_is = "worse"', "belongs to no subscale"),
        ('[[rules]]\nname = "r"\ngroups = [[1, [12]]]\nmeaning = "m"', "12"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(text: str, said: str) -> None:
    assert said in refusal(replace(WITH, further=text))


def test_the_one_scale_has_no_key_where_others_take_its_place() -> None:
    assert "leave the fields above empty" in refusal(replace(WITH, reverse="2"))
    assert parse_further("") == {}
    assert "subscales" in ALLOWED


@pytest.mark.django_db
def test_it_is_entered_on_the_page_and_nothing_typed_is_lost() -> None:
    practice = a_practice()
    browser = pages(a_staff(practice, Role.ADMIN))
    file = SimpleUploadedFile("own.json", json.dumps(plain()).encode())
    preview: Any = browser.post("/practice/wordings/", {"file": file})
    sent = {
        "token": preview.context["token"],
        "short": "FT-4",
        "name": "Four things",
        "about": "Four",
        "aggregate": "mean",
        "higher_is": "worse",
        "max_missing": "0",
        "minutes": "3",
        "rights": OWN.rights,
        "further": "norms = 3",
    }
    refused = browser.post("/practice/wordings/own/", sent).content.decode()
    assert "No part of a key is called" in refused
    assert "norms = 3" in refused
    assert browser.post("/practice/wordings/own/", sent | {"further": PARTS}).status_code == 302
    with inside(practice):
        (own,) = [one for one in instruments().values() if one.short == "FT-4"]
    assert list(own.subscales) == ["calm", "alarm"]
