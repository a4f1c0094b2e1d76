"""Scores without answers: they have a course and a change, say where they come from, and hide no risk."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from assessments import catalogue
from assessments.given import TotalsRefused, parse_totals
from assessments.models import Assessment, Score
from assessments.recomputing import recompute_client
from clients.models import RiskAlert
from interventions.plans.queries import dissociation_forms, dissociation_of
from tests.factories import a_client, a_practice, a_questionnaire, a_staff, an_assessment, inside, therapist_of, totals
from tests.web import Api, pages, read, text

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LETTER = "Letter of Dr Hale"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"total": "14"}, "must be a number"),
        ({"total": True}, "must be a number"),
        ({"total": float("nan")}, "must be a number"),
        ({"total": [1]}, "must be a number"),
        ({"total": -1}, "out of range: 0 to 27"),
        ({"total": 28}, "out of range: 0 to 27"),
        ({"total": 10**40}, "out of range"),
        ({"total": 1.234}, "at most 2 decimals"),
        ({"sum": 3}, "unknown scale; PHQ-9 has: total"),
    ],
)
def test_a_value_that_cannot_be_is_named_with_its_scale(values: dict[str, object], words: str) -> None:
    with pytest.raises(TotalsRefused) as refused:
        parse_totals(catalogue.get("phq-9"), values)
    assert words in next(iter(refused.value.texts.values()))


@pytest.mark.parametrize("value", [0, 27, 13.5, 4.25])
def test_the_ends_and_fractions_can_be_typed(value: float) -> None:
    assert parse_totals(catalogue.get("phq-9"), {"total": value}) == {"total": value}


def test_a_value_has_its_band_and_is_compared_with_answers_before_it() -> None:
    client = a_client(a_staff(a_practice()))
    an_assessment(client, "phq-9", 2, on=TODAY - timedelta(days=30))  # 16, item 9 at 0
    made = totals(client, "phq-9", {"total": 8})
    with inside(client.practice):
        score = Score.objects.get(assessment=made)
        assert (float(score.value or 0), score.band, score.verdict) == (8, "mild", "recovered")
        assert made.responses == {}
        assert "without the answers" in score.note


def test_no_alert_is_raised_and_the_risk_item_is_asked_for() -> None:
    client = a_client(a_staff(a_practice()))
    made = totals(client, "phq-9", {"total": 27})
    with inside(client.practice):
        assert not RiskAlert.objects.exists()
        assert made.unanswered_risk_items == [9]
    browser = pages(therapist_of(client))
    assert "risk item 9 not answered: ask" in text(browser.get("/"))
    assert "Letter of Dr Hale" in text(browser.get(f"/assessments/{made.pk}/"))


@pytest.mark.parametrize(
    ("source", "key"), [("", "phq-9"), ("ab", "phq-9"), ("x" * 201, "phq-9"), ("a\x00bc", "phq-9")]
)
def test_without_a_source_nothing_is_kept(source: str, key: str) -> None:
    client = a_client(a_staff(a_practice()))
    with pytest.raises(ValidationError) as refused:
        totals(client, totals_from=source)
    assert "totals_from" in refused.value.message_dict


@pytest.mark.parametrize("key", ["c-ssrs-screen", "lec-5"])
def test_what_has_no_total_takes_none(key: str) -> None:
    client = a_client(a_staff(a_practice()))
    with pytest.raises(ValidationError) as refused:
        totals(client, key)
    assert "instrument" in refused.value.message_dict
    assert pages(therapist_of(client)).get(f"/clients/{client.pk}/record/{key}/totals/").status_code == 404


def test_the_database_keeps_source_and_values_together() -> None:
    client = a_client(a_staff(a_practice()))
    made = totals(client)
    for wrong in ({"totals_from": ""}, {"totals": None}, {"responses": {"1": 2}}):
        with inside(client.practice), pytest.raises(IntegrityError), transaction.atomic():
            Assessment.objects.filter(pk=made.pk).update(**wrong)


def test_typed_on_the_page_errors_stand_at_their_fields_and_nothing_is_lost() -> None:
    client = a_client(a_staff(a_practice()))
    browser, path = pages(therapist_of(client)), reverse("assessments:record-totals", args=[client.pk, "dass-21"])
    sent = {"completed_on": TODAY.isoformat(), "totals_from": "", "total-depression": "43", "total-stress": "12"}
    page = text(browser.post(path, sent))
    assert "less than or equal to 42" in page
    assert 'value="12"' in page
    with inside(client.practice):
        assert not Assessment.objects.exists()
    page = text(browser.post(path, sent | {"totals_from": LETTER, "total-depression": "14"}, follow=True))
    assert "Letter of Dr Hale" in page
    assert "moderate" in page
    with inside(client.practice):
        assert Assessment.objects.get().totals == {"depression": 14, "stress": 12}


def test_an_empty_form_is_refused() -> None:
    client = a_client(a_staff(a_practice()))
    path = reverse("assessments:record-totals", args=[client.pk, "phq-9"])
    page = text(pages(therapist_of(client)).post(path, {"completed_on": TODAY.isoformat(), "totals_from": LETTER}))
    assert "Type in at least one value." in page


def test_licensed_scales_open_as_values_and_have_a_profile() -> None:
    client = a_client(a_staff(a_practice()))
    browser = pages(therapist_of(client))
    answer = browser.get(reverse("assessments:record", args=[client.pk, "smi"]))
    assert answer.headers["Location"] == reverse("assessments:record-totals", args=[client.pk, "smi"])
    sent = {"completed_on": TODAY.isoformat(), "totals_from": "own scored sheet"}
    values = {"total-vulnerable_child": "4.75", "total-healthy_adult": "2.5", "total-punitive_parent": "5"}
    page = text(browser.post(answer.headers["Location"], sent | values, follow=True))
    assert "Profile" in page
    assert "4.75" in page


def test_over_the_api_values_are_kept_once_and_errors_stand_at_their_scales() -> None:
    client = a_client(a_staff(a_practice()))
    api = Api(therapist_of(client))
    body = {"client": str(client.pk), "instrument": "phq-9", "totals": {"total": 14.5}, "totals_from": LETTER}
    body["key"] = "0190f9a2-7b7c-7000-8000-000000000001"
    first, again = api.post("assessments/totals/", body), api.post("assessments/totals/", body)
    assert (first.status_code, again.status_code) == (201, 201)
    assert read(first)["id"] == read(again)["id"]
    assert read(first)["totals_from"] == LETTER
    assert read(first)["scores"]["total"]["value"] == 14.5
    assert read(first)["rules"] == []
    other = api.post("assessments/totals/", body | {"totals": {"total": 3}})
    assert (other.status_code, list(read(other))) == (400, ["key"])
    wrong = api.post(
        "assessments/totals/", body | {"totals": {"total": 99, "sum": 1}, "key": None} | {"key": body["key"]}
    )
    assert set(read(wrong)["totals"]) == {"total", "sum"}
    stranger = Api(a_staff(a_practice()))
    assert stranger.post("assessments/totals/", body).status_code == 404
    shown = read(api.get(f"assessments/{read(first)['id']}/"))
    assert shown["responses"] is None


def test_corrected_the_values_before_stay_voided_and_answers_may_take_their_place() -> None:
    client = a_client(a_staff(a_practice()))
    made = totals(client, "phq-9", {"total": 14})
    browser = pages(therapist_of(client))
    answer = browser.get(reverse("assessments:correct", args=[made.pk]))
    assert answer.headers["Location"] == reverse("assessments:correct-totals", args=[made.pk])
    sent = {"completed_on": TODAY.isoformat(), "totals_from": LETTER, "total-total": "15", "reason": "Misread"}
    browser.post(answer.headers["Location"], sent)
    with inside(client.practice):
        newest = Assessment.objects.get(corrects=made)
        assert newest.totals == {"total": 15}
        assert Assessment.objects.get(pk=made.pk).void_reason == "Misread"
    form = {f"item-{n}": "1" for n in range(1, 10)} | {"completed_on": TODAY.isoformat(), "reason": "The sheet came"}
    browser.post(reverse("assessments:correct", args=[newest.pk]) + "?complete", form)
    with inside(client.practice):
        answered = Assessment.objects.get(corrects=newest)
        assert (answered.totals, answered.totals_from, len(answered.responses)) == (None, "", 9)


def test_explained_it_says_that_it_was_typed_and_recomputed_it_keeps_its_value() -> None:
    client = a_client(a_staff(a_practice()))
    made = totals(client, "phq-9", {"total": 14.5})
    page = text(pages(therapist_of(client)).get(reverse("assessments:explain", args=[made.pk, "total"])))
    assert "14.5, typed in as a value" in page
    with inside(client.practice):
        Score.objects.filter(assessment=made).update(criterion=0, band="")
        assert recompute_client(catalogue.get("phq-9"), client.pk).judged == 1
        score = Score.objects.get(assessment=made)
        assert (float(score.value or 0), score.band) == (14.5, "moderately severe")


def test_an_open_questionnaire_is_not_settled_by_a_letter() -> None:
    client = a_client(a_staff(a_practice()))
    questionnaire = a_questionnaire(client, "gad-7")
    totals(client, "gad-7", {"total": 9})
    with inside(client.practice):
        questionnaire.refresh_from_db()
        assert questionnaire.state == questionnaire.State.OPEN


def test_a_low_dissociation_total_without_answers_still_asks_for_a_reason() -> None:
    client = a_client(a_staff(a_practice()))
    totals(client, "des-ii", {"total": 8})
    with inside(client.practice):
        found = dissociation_of(dissociation_forms(client))
        assert found.closes is None
        assert "typed in as a total" in str(found.asks)
