"""Recording, voiding, correcting: nothing is lost, nothing counts twice, and every comparison stays right."""

import itertools
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments import catalogue
from assessments.actions import AlreadyVoided, correct_assessment, record_assessment, void_assessment
from assessments.api import assessment_data, assessments_data
from assessments.models import Assessment, Score
from assessments.queries import global_of, latest_with_plane
from clients.models import Client, RiskAlert
from tests.factories import a_client, a_practice, a_staff, actor, an_assessment, inside, therapist_of, totals
from tests.threads import at_once
from tests.web import Api, pages, read, text

TODAY = timezone.localdate()


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def verdicts(client: Client) -> list[tuple[bool, float | None, str]]:
    with inside(client.practice):
        rows = Score.objects.filter(client=client, subscale="total").order_by("completed_on", "assessment_id")
        return [(row.is_baseline, None if row.change is None else float(row.change), row.verdict) for row in rows]


@pytest.mark.django_db
def test_an_earlier_measure_entered_late_becomes_the_baseline() -> None:
    client = a_client(a_staff(a_practice()))
    an_assessment(client, value=2, on=days_ago(30))
    an_assessment(client, value=1, on=days_ago(10))
    before = verdicts(client)
    an_assessment(client, value=3, on=days_ago(60))  # found on paper later
    after = verdicts(client)
    assert [row[0] for row in before] == [True, False]
    assert [row[0] for row in after] == [True, False, False]
    assert after[2][1] is not None
    assert before[1][1] is not None
    assert after[2][1] < before[1][1]  # compared with the new baseline


@pytest.mark.django_db
def test_voided_it_counts_for_nothing_and_its_answers_stay() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    client = a_client(therapist)
    first = an_assessment(client, value=4, on=days_ago(30))
    an_assessment(client, value=1, on=days_ago(10))
    with inside(practice, actor(therapist)) as scope:
        void_assessment(assessment=first, by=scope.actor, reason="Somebody else's questionnaire")
    assert [row[0] for row in verdicts(client)] == [True]  # the second is the baseline now
    with inside(practice):
        kept = Assessment.objects.get(pk=first.pk)
        assert kept.responses == first.responses
        assert (kept.void_reason, kept.voided_by_id) == ("Somebody else's questionnaire", therapist.pk)
        events = apps.get_model("assessments", "ScoreEvent").objects.filter(assessment_id=first.pk, pgh_label="delete")
        assert events.count() == 1  # the score is in the history


@pytest.mark.django_db
def test_voided_twice_is_said_and_without_a_reason_refused() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    assessment = an_assessment(a_client(therapist))
    with inside(practice, actor(therapist)) as scope:
        for reason in ("", "  ", "xx", "x" * 301, "a\x00bc"):
            with pytest.raises(ValidationError):
                void_assessment(assessment=assessment, by=scope.actor, reason=reason)
        void_assessment(assessment=assessment, by=scope.actor, reason="Wrong client")
        with pytest.raises(AlreadyVoided):
            void_assessment(assessment=assessment, by=scope.actor, reason="Wrong client")


@pytest.mark.django_db
def test_the_database_itself_wants_a_reason() -> None:
    practice = a_practice()
    assessment = an_assessment(a_client(a_staff(practice)))
    with inside(practice), pytest.raises(IntegrityError, match="voided_with_reason"), transaction.atomic():
        Assessment.objects.filter(pk=assessment.pk).update(voided_at=timezone.now())


@pytest.mark.django_db
def test_an_alert_outlives_the_voiding_of_its_assessment() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    client = a_client(therapist)
    with inside(practice, actor(therapist)) as scope:
        responses: dict[str, object] = {str(n): 1 for n in range(1, 10)}
        made = record_assessment(client=client, instrument=catalogue.get("phq-9"), responses=responses, by=scope.actor)
        void_assessment(assessment=made, by=scope.actor, reason="Typed twice")
        assert RiskAlert.objects.filter(closed_at__isnull=True).count() == 1


@pytest.mark.django_db
def test_a_correction_keeps_both_and_scores_the_new_one() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    client = a_client(therapist)
    first = an_assessment(client, value=4, on=days_ago(30))
    with inside(practice, actor(therapist)) as scope:
        new = correct_assessment(
            assessment=first, by=scope.actor, reason="Item 1 misread", responses=first.responses | {"1": 0}
        )
        assert new.corrects_id == first.pk
        assert new.completed_on == first.completed_on
        assert Assessment.objects.get(pk=first.pk).voided_at is not None
        assert Score.objects.filter(client=client).count() == 1
        with pytest.raises(AlreadyVoided):
            correct_assessment(assessment=first, by=scope.actor, reason="Once more", responses={"1": 1})


@pytest.mark.django_db
def test_a_correction_that_is_refused_leaves_the_old_one_as_it_was() -> None:
    from assessments.scoring import AnswersRefused

    practice = a_practice()
    therapist = a_staff(practice)
    first = an_assessment(a_client(therapist))
    with inside(practice, actor(therapist)) as scope:
        with pytest.raises(AnswersRefused):
            correct_assessment(assessment=first, by=scope.actor, reason="Misread", responses={"1": 9})
        assert Assessment.objects.get().voided_at is None
        assert Score.objects.count() == 1


@pytest.mark.django_db
def test_a_voided_assessment_has_no_place_on_the_plane() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    client = a_client(therapist)
    earlier = an_assessment(client, "ecr-r", 5, on=days_ago(30))
    newest = an_assessment(client, "ecr-r", 2, on=days_ago(5))
    with inside(practice, actor(therapist)) as scope:
        void_assessment(assessment=newest, by=scope.actor, reason="Wrong client")
        assert latest_with_plane(client) == earlier
    row = read(Api(therapist).get("caseload/"))["results"][0]
    assert row["style"] == earlier.style


@pytest.mark.django_db
def test_sent_twice_under_one_key_it_is_kept_once() -> None:
    therapist = a_staff(a_practice())
    client = a_client(therapist)
    api, key = Api(therapist), str(uuid4())
    body = {"client": str(client.pk), "instrument": "gad-7", "responses": {str(n): 2 for n in range(1, 8)}, "key": key}
    first, again = api.post("assessments/", body), api.post("assessments/", body)
    assert first.status_code == again.status_code == 201
    assert read(first)["id"] == read(again)["id"]
    other = api.post("assessments/", body | {"responses": {str(n): 1 for n in range(1, 8)}})
    assert other.status_code == 400
    assert "key" in read(other)


def test_sent_twice_at_once_under_one_key_it_is_kept_once(own_database: str) -> None:
    therapist = a_staff(a_practice())
    client = a_client(therapist)
    key = str(uuid4())
    body = {"client": str(client.pk), "instrument": "gad-7", "responses": {str(n): 2 for n in range(1, 8)}, "key": key}
    apis = [Api(therapist) for _ in range(8)]
    found = {read(answer)["id"] for answer in at_once(lambda n: apis[n].post("assessments/", body), 8)}
    assert len(found) == 1


def test_two_recorded_at_once_are_compared_right(own_database: str) -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    client = a_client(therapist)

    def record(number: int) -> None:
        an_assessment(client, value=number % 4, on=days_ago(60 - number))

    at_once(record, 8)
    with inside(practice):
        rows = list(Score.objects.filter(client=client).order_by("completed_on", "assessment_id"))
    assert [row.is_baseline for row in rows] == [True] + [False] * 7
    for before, row in itertools.pairwise(rows):
        assert row.value is not None
        assert before.value is not None
        assert rows[0].value is not None
        assert row.change == row.value - rows[0].value
        assert row.change_last == row.value - before.value


@pytest.mark.django_db
def test_targets_are_kept_apart_and_the_global_score_leaves_the_therapist_out() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    client = a_client(therapist)
    api = Api(therapist)
    for target, value in (("mother", 2), ("partner", 6), ("therapist", 7)):
        body = {"client": str(client.pk), "instrument": "ecr-rs", "responses": {str(n): value for n in range(1, 10)}}
        made = read(api.post("assessments/", body | {"target": target}))
        assert made["scores"]["anxiety"]["change"] is None  # each target has a baseline of its own
    with inside(practice):
        last = Assessment.objects.order_by("-pk").first()
        assert last is not None
        assert global_of(last, catalogue.get("ecr-rs"))["anxiety"] == 4.0


@pytest.mark.django_db
@pytest.mark.parametrize("choice", ["anxious", "1", "SECURE"])
def test_a_choice_that_is_none_is_refused(choice: str) -> None:
    therapist = a_staff(a_practice())
    client = a_client(therapist)
    body = {"client": str(client.pk), "instrument": "rq", "responses": {"1": 1, "2": 2, "3": 3, "4": 4}}
    assert "forced_choice" in read(Api(therapist).post("assessments/", body | {"forced_choice": choice}))


@pytest.mark.django_db
def test_every_level_of_the_screener_raises_an_alert_and_all_no_raises_none() -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    client = a_client(therapist)
    api = Api(therapist)
    for one, six, level in ((0, 0, None), (1, 0, "low"), (0, 1, "high")):
        responses = {"1": one, "2": 0, "6": six} | ({"7": 1} if six else {})
        body = {"client": str(client.pk), "instrument": "c-ssrs-screen", "responses": responses}
        made = read(api.post("assessments/", body))
        assert [(row["level"], row["source"]) for row in made["alerts"]] == ([(level, "C-SSRS")] if level else [])
        assert made["unanswered_risk_items"] == []
    with inside(practice):
        assert [alert.title for alert in RiskAlert.objects.order_by("pk")] == ["C-SSRS: low risk", "C-SSRS: high risk"]


@pytest.mark.django_db
def test_an_answered_assessment_keeps_its_version(monkeypatch: pytest.MonkeyPatch) -> None:
    client = a_client(a_staff(a_practice()))
    assessment = an_assessment(client, "gad-7", 1)
    old = catalogue.get("gad-7")
    new = old.model_copy(update={"version": 2, "max_missing": 0})
    monkeypatch.setattr(catalogue, "catalogue", lambda: {"gad-7": new})
    monkeypatch.setattr(catalogue, "_earlier", lambda: {("gad-7", 1): old})
    assert catalogue.get("gad-7").version == 2
    assert catalogue.get("gad-7", assessment.version) is old
    with pytest.raises(catalogue.UnknownInstrument):
        catalogue.get("gad-7", 3)
    assert therapist_of(client).pk


@pytest.mark.django_db
def test_a_questionnaire_that_comes_in_late_or_is_voided_changes_what_later_ones_say_of_a_rupture() -> None:
    client = a_client(a_staff(a_practice()))
    day = timezone.localdate()
    an_assessment(client, "wai-sr", 4, day - timedelta(days=30))
    later = an_assessment(client, "wai-sr", 4, day)
    with inside(client.practice):
        assert not later.ruptures.exists()
    high = an_assessment(client, "wai-sr", 5, day - timedelta(days=10))  # typed in afterwards
    with inside(client.practice, by := actor(therapist_of(client))):
        assert later.ruptures.get().fell_by == 1
        void_assessment(assessment=high, by=by, reason="another client's")
        assert not later.ruptures.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("key", [one.key for one in catalogue.catalogue().values() if one.items])
def test_what_is_answered_at_once_is_what_is_read_later(key: str) -> None:
    """The answer is made of the rows that were just kept, without reading them again."""
    client = a_client(a_staff(a_practice()))
    instrument = catalogue.get(key)
    low, high = instrument.min, instrument.min if instrument.branches else instrument.min + 2 * instrument.step
    before, second = an_assessment(client, key, low, days_ago(20)), an_assessment(client, key, high)
    with inside(client.practice):
        again = {row["id"]: row for row in assessments_data(list(client.assessments.all()))}
        assert [assessment_data(one)["scores"] == again[one.pk]["scores"] for one in (before, second)] == [True, True]


def test_noted_by_two_at_once_one_note_stays(own_database: str) -> None:
    therapist = a_staff(a_practice())
    body = {"client": str(a_client(therapist).pk), "instrument": "phq-9", "responses": {"1": 1}}
    made = read(Api(therapist).post("assessments/", body))
    apis = [Api(therapist) for _ in range(4)]
    path = f"assessments/{made['id']}/unanswered-risk-items/"
    answers = at_once(lambda n: apis[n].post(path, {"note": f"Asked, {n}."}).status_code, 4)
    assert sorted(answers) == [200, 409, 409, 409]


@pytest.mark.django_db
def test_who_corrects_what_somebody_else_corrected_meanwhile_is_told_and_keeps_what_was_typed() -> None:
    client = a_client(a_staff(a_practice(), name="Ada"))
    first = an_assessment(client)
    staff = therapist_of(client)
    path = f"/assessments/{first.pk}/correct/"
    sent = {f"item-{n}": "1" for n in range(1, 11)} | {"completed_on": str(first.completed_on), "reason": "Misread"}
    browser = pages(staff)
    assert browser.post(path, sent).status_code == 302
    page = text(browser.post(path, sent | {"item-1": "3", "reason": "Misread by me"}), 409)
    assert "Ada has corrected or voided these answers meanwhile." in page
    assert "Misread by me" in page
    with inside(client.practice):
        assert Assessment.objects.filter(client=client, voided_at=None).count() == 1


@pytest.mark.django_db
def test_values_that_somebody_else_corrected_meanwhile_are_not_corrected_again() -> None:
    client = a_client(a_staff(a_practice(), name="Ada"))
    first = totals(client)
    path = f"/assessments/{first.pk}/correct/totals/"
    sent = {"total-total": "12", "completed_on": str(first.completed_on), "totals_from": "Letter", "reason": "Misread"}
    browser = pages(therapist_of(client))
    assert browser.post(path, sent).status_code == 302
    assert "meanwhile" in text(browser.post(path, sent | {"total-total": "13"}), 409)
