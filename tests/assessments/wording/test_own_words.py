"""What clients answer in this program's own words is marked, and published figures judge nothing of it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from assessments import catalogue
from assessments.actions import record_assessment
from assessments.change import Verdict
from assessments.models import Assessment, QuestionnaireAssignment, Schedule, Score
from assessments.questionnaires.actions import (
    assign_questionnaire,
    check_asked,
    save_answers,
    submit_questionnaire,
)
from assessments.questionnaires.queries import portal_questionnaires
from assessments.questionnaires.schedules import add_schedule
from assessments.wording.actions import load_wording
from assessments.wording.parsers import read_csv
from clients.models import Client
from clinic.core.access import Role
from clinic.core.models import Practice
from interventions.plans.queries import dissociation_forms, dissociation_of
from tests.factories import (
    a_client,
    a_practice,
    a_questionnaire,
    a_staff,
    actor,
    an_assessment,
    inside,
    therapist_of,
)
from tests.web import Api, pages, read

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
RIGHTS = "Free to use unchanged, as its holder says."


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice(), Role.ADMIN, Role.THERAPIST))


def sent(client: Client, value: int, key: str = "phq-9", **others: int) -> Assessment:
    """Given on the portal and answered with the same value everywhere, but for ``others`` (i9=0)."""
    given = a_questionnaire(client, key)
    answers: dict[str, Any] = {str(n): value for n in range(1, catalogue.get(key).items + 1)}
    answers |= {name.removeprefix("i"): other for name, other in others.items()}
    with inside(client.practice):
        save_answers(questionnaire=given, answers=answers)
        return submit_questionnaire(questionnaire=given, by=actor(therapist_of(client)))


def recorded(client: Client, value: int, days_ago: int, *, own: bool, key: str = "phq-9") -> Score:
    instrument = catalogue.get(key)
    with inside(client.practice):
        made = record_assessment(
            client=client,
            instrument=instrument,
            responses={str(n): value for n in range(1, instrument.items + 1)},
            by=actor(therapist_of(client)),
            completed_on=TODAY - timedelta(days=days_ago),
            own_words=own,
        )
        return made.scores.get(subscale="total")


def test_a_sheet_in_own_words_has_a_score_and_no_band_error_or_norm(client: Client) -> None:
    made = sent(client, 2, i9=0)
    with inside(client.practice):
        score = made.scores.get()
        assert (made.own_words, made.published_wording) == (True, False)
        assert (float(score.value or 0), score.band, score.sem) == (16, "", None)
    page = pages(therapist_of(client)).get(f"/assessments/{made.pk}/").content.decode()
    assert "own wording" in page
    assert "moderately severe" not in page
    found = read(Api(therapist_of(client)).get(f"assessments/{made.pk}/"))
    assert found["own_words"] is True
    assert found["scores"]["total"]["sem_unknown"] == "not known in own wording"


def test_risk_items_count_in_whatever_words(client: Client) -> None:
    made = sent(client, 0, i9=2)
    with inside(client.practice):
        assert [alert.level for alert in client.alerts.filter(source_id=made.pk)] == ["high"]


def test_a_rise_counts_and_an_improvement_is_not_judged(client: Client) -> None:
    recorded(client, 1, 40, own=True)
    assert recorded(client, 2, 30, own=True).verdict == Verdict.RISEN
    score = recorded(client, 0, 20, own=True)
    assert (score.verdict, score.verdict_words) == (Verdict.OWN_WORDS, "not judged: own wording")
    page = pages(therapist_of(client)).get(f"/assessments/{score.assessment_id}/").content.decode()
    assert "not judged: own wording" in page


def test_a_rise_in_own_words_is_followed_like_a_worse_one(client: Client) -> None:
    recorded(client, 1, 40, own=True)
    recorded(client, 2, 0, own=True)
    page = pages(therapist_of(client)).get(f"/clients/{client.pk}/").content.decode()
    assert "worse: PHQ-9" in page
    assert "higher, own wording" in page


def test_the_first_in_the_published_wording_is_the_baseline_of_those_after_it(client: Client) -> None:
    recorded(client, 3, 50, own=True)
    assert recorded(client, 2, 40, own=False).verdict == Verdict.OWN_WORDS
    last = recorded(client, 0, 30, own=False)
    assert last.change == -18
    assert last.verdict == Verdict.RECOVERED


def test_what_is_better_falls_in_words_of_its_own(client: Client) -> None:
    recorded(client, 5, 40, own=True, key="who-5")
    score = recorded(client, 1, 30, own=True, key="who-5")
    assert (score.verdict, score.verdict_words) == (Verdict.RISEN, "lower, own wording")


@pytest.mark.parametrize("key", ["core-10", "who-5"])
def test_what_may_not_be_reworded_is_given_once_its_wording_is_there(client: Client, key: str) -> None:
    staff, instrument = therapist_of(client), catalogue.get(key)
    a_questionnaire(client, "gad-7")  # makes the portal account
    with inside(client.practice):
        with pytest.raises(ValidationError, match="in its published wording only"):
            assign_questionnaire(client=client, instrument=instrument, by=actor(staff))
        with pytest.raises(ValidationError, match="in its published wording only"):
            add_schedule(client=client, instrument=instrument, rhythm=Schedule.Rhythm.WEEKS, every=2, by=actor(staff))
    assert float(recorded(client, 1, 3, own=False, key=key).value or 0) > 0  # from paper at any time
    rows = [f"{n};Statement {n}" for n in range(1, instrument.items + 1)]
    rows += [f"={value};answer {value}" for value in instrument.choices]
    with inside(client.practice):
        load_wording(instrument=instrument, loaded=read_csv("\n".join(rows)), rights=RIGHTS, by=actor(staff))
    made = sent(client, 1, key)
    assert (made.own_words, made.published_wording) == (False, True)


def test_one_that_was_given_before_waits_for_its_wording(client: Client) -> None:
    waiting = a_questionnaire(client)
    with inside(client.practice):
        QuestionnaireAssignment.objects.filter(pk=waiting.pk).update(instrument="core-10")
        assert portal_questionnaires(client.pk) == []


def test_several_at_once_name_what_may_not_be_given(client: Client) -> None:
    a_questionnaire(client, "gad-7")  # makes the portal account
    body = {"client": str(client.pk), "instrument": "core-10"}
    answer = Api(therapist_of(client)).post("questionnaires/", body)
    assert answer.status_code == 400
    assert "published wording only" in str(read(answer)["instrument"])


def test_a_practice_that_looks_round_may_count_own_words(client: Client) -> None:
    Practice.objects.filter(pk=client.practice_id).update(own_words_count=True)
    made = sent(client, 2, i9=0)
    with inside(client.practice):
        assert (made.own_words, made.scores.get().band) == (False, "moderately severe")
    with inside(client.practice), pytest.raises(ValidationError, match="in its published wording only"):
        check_asked(catalogue.get("core-10"))


@pytest.mark.parametrize(("value", "closes"), [(0, "des-own-words"), (40, "des-high")])
def test_a_des_ii_in_own_words_closes_the_gate_and_never_opens_it(client: Client, value: int, closes: str) -> None:
    recorded(client, value, 5, own=True, key="des-ii")
    with inside(client.practice):
        found = dissociation_of(dissociation_forms(client)).closes
        assert found is not None
        assert found.code == closes


def test_a_low_des_ii_in_own_words_takes_nothing_from_a_published_one(client: Client) -> None:
    an_assessment(client, "des-ii", 10, TODAY - timedelta(days=30))
    recorded(client, 0, 5, own=True, key="des-ii")
    with inside(client.practice):
        assert dissociation_of(dissociation_forms(client)).closes is None


def test_a_program_says_in_which_words_it_asked(client: Client) -> None:
    body = {"client": str(client.pk), "instrument": "gad-7", "responses": {str(n): 3 for n in range(1, 8)}}
    made = read(Api(therapist_of(client)).post("assessments/", body | {"own_words": True}))
    assert (made["own_words"], made["scores"]["total"]["band"]) == (True, "")


def test_the_level_of_a_clinicians_screening_stands_in_whatever_words(client: Client) -> None:
    body = {"client": str(client.pk), "instrument": "c-ssrs-screen", "responses": {"4": 1}, "own_words": True}
    made = read(Api(therapist_of(client)).post("assessments/", body))
    assert (made["own_words"], made["scores"]["level"]["band"]) == (False, "high")
    assert [alert["level"] for alert in made["alerts"]] == ["high"]


def test_where_the_wordings_are_published_is_a_page_and_a_call(client: Client) -> None:
    staff = therapist_of(client)
    page = pages(staff).get("/instruments/rights/").content.decode()
    found = read(Api(staff).get("instrument-rights/"))
    assert {row["key"] for row in found} == set(catalogue.catalogue())
    assert {row["key"] for row in found if not row["own_words"]} == {"core-10", "core-om", "who-5"}
    for row in found:
        assert row["terms"]
        assert bool(row["holder"]) == bool(row["checked"])  # a file without a table of rights has its one line of terms
        assert row["short"] in page
