"""Correcting and voiding over the API, and two people who correct the same answers at the same moment."""

import pytest
from django.test import Client as Browser

from assessments.models import Assessment
from clients.models import Client
from tests.factories import a_client, a_practice, a_staff, an_assessment, inside, therapist_of
from tests.threads import at_once
from tests.web import UNKNOWN, Api, pages, read

RIGHT = {str(n): 1 for n in range(1, 11)}
WHY = {"reason": "Misread"}


def counting(client: Client) -> list[Assessment]:
    with inside(client.practice):
        return list(Assessment.objects.filter(client=client, voided_at=None))


def typed(row: Assessment, **items: str) -> dict[str, str]:
    """The page's form, all answers 1."""
    return {f"item-{n}": "1" for n in RIGHT} | WHY | {"completed_on": str(row.completed_on)} | items


@pytest.mark.django_db
def test_right_answers_take_the_place_of_wrong_ones() -> None:
    client = a_client(a_staff(a_practice(), name="Ada"))
    first = an_assessment(client)
    api = Api(therapist_of(client))
    made = read(api.post(f"assessments/{first.pk}/correction/", {"responses": RIGHT} | WHY))
    assert (made["scores"]["total"]["value"], made["completed_on"]) == (14, str(first.completed_on))
    assert [str(row.pk) for row in counting(client)] == [made["id"]]
    with inside(client.practice):
        earlier = Assessment.objects.get(pk=first.pk)
    assert (earlier.void_reason, counting(client)[0].corrects_id) == ("Misread", first.pk)
    again = api.post(f"assessments/{first.pk}/correction/", {"responses": RIGHT} | WHY)
    assert again.status_code == 409
    assert read(again)["detail"] == "Ada has corrected or voided these answers meanwhile."


@pytest.mark.django_db
def test_right_values_take_the_place_of_wrong_ones() -> None:
    client = a_client(a_staff(a_practice()))
    api = Api(therapist_of(client))
    body = {"client": str(client.pk), "instrument": "core-10", "totals": {"total": 14}, "totals_from": "Letter"}
    first = read(api.post("assessments/totals/", body))
    path = f"assessments/{first['id']}/totals-correction/"
    made = read(api.post(path, {"totals": {"total": 12}, "totals_from": "Letter of 3 May"} | WHY))
    assert (made["scores"]["total"]["value"], made["totals_from"]) == (12, "Letter of 3 May")
    assert api.post(path, {"totals": {"total": 12}, "totals_from": "Letter"} | WHY).status_code == 409


@pytest.mark.django_db
def test_voided_answers_count_no_more_and_are_voided_once() -> None:
    client = a_client(a_staff(a_practice()))
    first = an_assessment(client)
    api = Api(therapist_of(client))
    made = read(api.post(f"assessments/{first.pk}/voiding/", WHY))
    assert (made["voided"], made["scores"], counting(client)) == (True, {}, [])
    assert api.post(f"assessments/{first.pk}/voiding/", WHY).status_code == 409


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("correction", {"responses": RIGHT}, "reason"),
        ("correction", WHY, "responses"),
        ("correction", {"responses": {"1": 9}} | WHY, "responses"),
        ("correction", {"responses": {}} | WHY, "responses"),
        ("correction", {"responses": RIGHT, "completed_on": "2999-01-01"} | WHY, "completed_on"),
        ("correction", {"responses": RIGHT, "target": "mother"} | WHY, "target"),
        ("correction", {"responses": RIGHT, "reason": "x" * 301}, "reason"),
        ("correction", {"responses": RIGHT, "reason": "\x00Misread"}, "reason"),
        ("correction", {"responses": RIGHT, "client": str(UNKNOWN)} | WHY, "client"),
        ("voiding", {"reason": "  "}, "reason"),
        ("voiding", {}, "reason"),
        ("totals-correction", {"totals": {"total": 99}, "totals_from": "Letter"} | WHY, "totals"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_voided(
    verb: str, body: dict[str, object], field: str
) -> None:
    client = a_client(a_staff(a_practice()))
    first = an_assessment(client)
    refused = Api(therapist_of(client)).post(f"assessments/{first.pk}/{verb}/", body)
    assert (refused.status_code, list(read(refused))) == (400, [field])
    assert [row.pk for row in counting(client)] == [first.pk]


@pytest.mark.django_db
def test_somebody_elses_assessment_is_not_there() -> None:
    first = an_assessment(a_client(a_staff(a_practice())))
    stranger = Api(a_staff(a_practice()))
    for verb in ("correction", "voiding", "totals-correction"):
        for one in (first.pk, UNKNOWN):
            body = {"responses": RIGHT, "totals": {}, "totals_from": "x"} | WHY
            assert stranger.post(f"assessments/{one}/{verb}/", body).status_code in (400, 404)
            assert stranger.post(f"assessments/{one}/voiding/", WHY).status_code == 404


@pytest.mark.usefixtures("own_database")
def test_two_corrections_at_once_by_api_one_wins_and_the_other_is_told_by_whom() -> None:
    client = a_client(a_staff(a_practice(), name="Ada"))
    first = an_assessment(client)
    apis = [Api(therapist_of(client)) for _ in range(4)]
    path = f"assessments/{first.pk}/correction/"
    answers = at_once(lambda n: apis[n].post(path, {"responses": RIGHT | {"1": n}} | WHY), 4)
    assert sorted(one.status_code for one in answers) == [201, 409, 409, 409]
    said = {read(one)["detail"] for one in answers if one.status_code == 409}
    assert said == {"Ada has corrected or voided these answers meanwhile."}
    assert len(counting(client)) == 1


@pytest.mark.usefixtures("own_database")
def test_two_corrections_at_once_on_the_page_one_wins_and_the_other_keeps_what_was_typed() -> None:
    client = a_client(a_staff(a_practice(), name="Ada"))
    first = an_assessment(client)
    browsers: list[Browser] = [pages(therapist_of(client)) for _ in range(3)]
    path = f"/assessments/{first.pk}/correct/"
    answers = at_once(lambda n: browsers[n].post(path, typed(first) | {"reason": f"Misread {n}"}), 3)
    lost = [(n, one) for n, one in enumerate(answers) if one.status_code != 302]
    assert [one.status_code for _n, one in lost] == [409, 409]
    for n, one in lost:
        page = one.content.decode()
        assert "Ada has corrected or voided these answers meanwhile. What you typed is not saved" in page
        assert f"Misread {n}" in page
    assert len(counting(client)) == 1


@pytest.mark.usefixtures("own_database")
def test_a_correction_and_a_voiding_at_once() -> None:
    client = a_client(a_staff(a_practice()))
    first = an_assessment(client)
    apis = [Api(therapist_of(client)) for _ in range(2)]
    bodies: list[tuple[str, dict[str, object]]] = [("correction", {"responses": RIGHT, **WHY}), ("voiding", {**WHY})]
    answers = at_once(lambda n: apis[n].post(f"assessments/{first.pk}/{bodies[n][0]}/", bodies[n][1]).status_code, 2)
    assert sorted(answers) in ([201, 409], [200, 409])
    assert len(counting(client)) == (answers[0] == 201)
