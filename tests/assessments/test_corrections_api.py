"""Assessments are corrected and voided over the API: of what was read, and what is not named stays."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.models import Assessment, Score
from tests.factories import a_client, a_practice, a_staff, an_assessment, inside, portal_user, totals
from tests.web import Api, pages, read, text

TODAY = timezone.localdate()
ALL_ONES: dict[str, object] = {str(number): 1 for number in range(1, 10)}


def kept(assessment: Assessment) -> Assessment:
    with inside(assessment.practice):
        return Assessment.objects.select_related("voided_by").get(pk=assessment.pk)


@pytest.mark.django_db
def test_a_program_voids_what_it_has_read_with_a_reason_that_is_shown() -> None:
    therapist = a_staff(a_practice())
    client = a_client(therapist)
    made, api = an_assessment(client, "phq-9", 2), Api(therapist)
    found = api.get(f"assessments/{made.pk}/")
    assert (found["ETag"], read(found)["revision"], read(found)["void_reason"]) == ('"1"', 1, "")
    answer = api.change(f"assessments/{made.pk}/voiding/", 1, {"reason": "  Somebody else's sheet "})
    assert (answer.status_code, answer["ETag"]) == (200, '"2"')
    body = read(answer)
    assert (body["voided"], body["void_reason"], body["scores"]) == (True, "Somebody else's sheet", {})
    row = kept(made)
    assert (row.voided_by, row.responses) == (therapist, made.responses)
    assert "Somebody else&#x27;s sheet" in text(pages(therapist).get(f"/assessments/{made.pk}/"))


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["voiding", "correction", "totals-correction"])
def test_voided_once_it_says_who_did(verb: str) -> None:
    therapist = a_staff(a_practice())
    client = a_client(therapist)
    api, first = Api(therapist), totals(client, "phq-9", {"total": 14})
    new = api.change(f"assessments/{first.pk}/totals-correction/", 1, {"reason": "A digit", "totals": {"total": 4}})
    assert new.status_code == 201, new.content
    body = {"reason": "Once more", "responses": ALL_ONES, "totals": {"total": 3}}
    named = {"voiding": {"reason"}, "correction": {"reason", "responses"}, "totals-correction": {"reason", "totals"}}
    answer = api.change(f"assessments/{first.pk}/{verb}/", 2, {name: body[name] for name in named[verb]})
    assert answer.status_code == 409
    assert therapist.name in read(answer)["detail"]
    with inside(client.practice):
        assert Assessment.objects.filter(client=client).count() == 2


@pytest.mark.django_db
def test_a_correction_keeps_what_it_does_not_name_and_scores_anew() -> None:
    therapist = a_staff(a_practice())
    client = a_client(therapist)
    first = an_assessment(client, "phq-9", 2, on=TODAY - timedelta(days=20))
    body = {"reason": "Item 1 misread", "responses": first.responses | {"1": 0, "9": None}}
    answer = Api(therapist).change(f"assessments/{first.pk}/correction/", 1, body)
    assert (answer.status_code, answer["ETag"]) == (201, '"1"')
    found = read(answer)
    assert (found["corrects"], found["completed_on"]) == (str(first.pk), str(first.completed_on))
    assert found["unanswered_risk_items"] == [9]
    new = Assessment(pk=found["id"], practice=client.practice)
    assert (kept(new).source, kept(new).corrects_id) == (Assessment.Source.API, first.pk)
    assert kept(first).void_reason == "Item 1 misread"
    with inside(client.practice):
        assert Score.objects.filter(client=client, subscale="total").get().assessment_id == kept(new).pk


@pytest.mark.django_db
def test_the_choice_that_fits_best_stays_unless_another_is_named() -> None:
    therapist = a_staff(a_practice())
    client, api = a_client(therapist), Api(therapist)
    body = {"client": str(client.pk), "instrument": "rq", "responses": {str(n): 4 for n in range(1, 5)}}
    made = read(api.post("assessments/", body | {"forced_choice": "secure"}))
    answers = {"reason": "Item 2 misread", "responses": body["responses"] | {"2": 6}}  # type: ignore[operator]
    new = read(api.change(f"assessments/{made['id']}/correction/", 1, answers))
    assert kept(Assessment(pk=new["id"], practice=client.practice)).forced_choice == "secure"
    newer = read(api.change(f"assessments/{new['id']}/correction/", 1, answers | {"forced_choice": "fearful"}))
    assert kept(Assessment(pk=newer["id"], practice=client.practice)).forced_choice == "fearful"


@pytest.mark.django_db
def test_values_are_corrected_as_values_and_answers_as_answers() -> None:
    therapist = a_staff(a_practice())
    client, api = a_client(therapist), Api(therapist)
    values = totals(client, "phq-9", {"total": 14})
    new = api.change(f"assessments/{values.pk}/totals-correction/", 1, {"reason": "A digit", "totals": {"total": 4}})
    assert (new.status_code, read(new)["totals_from"]) == (201, values.totals_from)
    assert read(new)["scores"]["total"]["value"] == 4
    answered = an_assessment(client, "gad-7", 1)
    refused = api.change(
        f"assessments/{answered.pk}/totals-correction/", 1, {"reason": "A digit", "totals": {"total": 4}}
    )
    assert (refused.status_code, list(read(refused))) == (400, ["totals"])
    assert kept(answered).voided_at is None
    complete = api.change(
        f"assessments/{read(new)['id']}/correction/", 1, {"reason": "The sheet came", "responses": ALL_ONES}
    )
    assert (complete.status_code, read(complete)["totals_from"]) == (201, "")


@pytest.mark.django_db
def test_bad_values_are_named_by_their_scale() -> None:
    therapist = a_staff(a_practice())
    made = totals(a_client(therapist), "phq-9", {"total": 14})
    answer = Api(therapist).change(
        f"assessments/{made.pk}/totals-correction/", 1, {"reason": "A digit", "totals": {"total": 28}}
    )
    assert (answer.status_code, list(read(answer)["totals"])) == (400, ["total"])
    assert kept(made).voided_at is None


@pytest.mark.django_db
def test_whoever_noted_a_risk_answer_meanwhile_is_not_written_over() -> None:
    therapist = a_staff(a_practice())
    client, api = a_client(therapist), Api(therapist)
    body = {"client": str(client.pk), "instrument": "phq-9", "responses": {**ALL_ONES, "9": None}}
    made = read(api.post("assessments/", body))
    noted = api.post(f"assessments/{made['id']}/unanswered-risk-items/", {"note": "Asked: no such thought."})
    assert (noted.status_code, noted["ETag"]) == (200, '"2"')
    late = api.change(f"assessments/{made['id']}/voiding/", 1, {"reason": "Wrong sheet"})
    assert (late.status_code, read(late)["revision"]) == (412, 2)
    page = pages(therapist)
    sent = page.post(f"/assessments/{made['id']}/void/", {"reason": "Wrong sheet", "revision": "1"}, follow=True)
    assert "changed meanwhile" in text(sent)
    assert kept(Assessment(pk=made["id"], practice=client.practice)).voided_at is None
    assert 'name="revision" value="2"' in text(sent)


@pytest.mark.django_db
def test_another_therapist_an_admin_and_the_client_cannot() -> None:
    practice = a_practice()
    client = a_client(a_staff(practice))
    made = an_assessment(client, "phq-9", 2)
    for who, status in ((a_staff(practice), 404), (a_staff(a_practice()), 404), (portal_user(client), 403)):
        for verb in ("voiding", "correction"):
            answer = Api(who).change(f"assessments/{made.pk}/{verb}/", 1, {"reason": "Mine", "responses": ALL_ONES})
            assert answer.status_code == status
    assert kept(made).voided_at is None
