"""Published FHIR Questionnaires: recognised, with what stands above the questions, and responses to them scored."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from assessments import catalogue
from assessments.wording.actions import load_wording
from assessments.wording.fhir import read_questionnaire
from assessments.wording.findings import WordingRefused
from assessments.wording.fitting import fit, matching
from clients.models import Client
from clinic.core.access import Role
from tests.assessments.wording.published_shapes import ABOVE, PHQ9, SHAPES
from tests.assessments.wording.questionnaires import ANSWERS
from tests.factories import a_client, a_practice, a_staff, actor, inside, therapist_of
from tests.web import Api, pages, read


@pytest.mark.parametrize("name", SHAPES)
def test_each_is_the_phq_9_and_nothing_else_with_the_text_above_its_questions(name: str) -> None:
    found = read_questionnaire(SHAPES[name])
    assert [one.key for one in matching(found, dict(catalogue.catalogue())) if one.items == 9] == ["phq-9"]
    assert found.instruction == ABOVE
    fitted = fit(PHQ9, found)
    assert fitted.prompts == PHQ9.prompts["en"]
    assert fitted.answer_codes["9"] == {code: value for value, code in ANSWERS.items()}


@pytest.mark.parametrize("key", [one.key for one in catalogue.catalogue().values() if not one.items])
def test_no_file_fits_a_profile_whose_values_are_typed_in(key: str) -> None:
    with pytest.raises(WordingRefused, match="has 0"):
        fit(catalogue.get(key), read_questionnaire(SHAPES["research network"]))


@pytest.mark.django_db
@pytest.mark.parametrize("name", SHAPES)
def test_each_is_previewed_on_the_page(name: str) -> None:
    browser = pages(a_staff(a_practice(), Role.ADMIN))
    file = SimpleUploadedFile("phq9.json", json.dumps(SHAPES[name]).encode())
    answer = browser.post("/practice/wordings/", {"file": file})
    assert answer.status_code == 200
    assert ABOVE in answer.content.decode()


def _answered(item: dict[str, Any], codes: dict[str, str]) -> list[dict[str, object]]:
    """Responses in the nesting of the questionnaire."""
    found: list[dict[str, object]] = []
    for one in item.get("item", []):
        if one.get("item") and one["type"] == "group":
            found.append({"linkId": one["linkId"], "item": _answered(one, codes)})
        elif one["linkId"] in codes:
            found.append({"linkId": one["linkId"], "answer": [{"valueCoding": {"code": codes[one["linkId"]]}}]})
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("name", SHAPES)
def test_a_response_to_each_is_scored_by_its_links_and_codes(name: str) -> None:
    client: Client = a_client(a_staff(a_practice(), Role.THERAPIST, Role.ADMIN))
    therapist, loaded = therapist_of(client), read_questionnaire(SHAPES[name])
    with inside(client.practice):
        load_wording(instrument=PHQ9, loaded=loaded, rights="Free, says its publisher.", by=actor(therapist))
    links = fit(PHQ9, loaded).link_ids
    codes = {link: ANSWERS[at % 4] for at, link in enumerate(links)}  # 0, 1, 2, 3, 0, 1, 2, 3, 0
    body: dict[str, object] = {
        "resourceType": "QuestionnaireResponse",
        "id": "one",
        "status": "completed",
        "questionnaire": SHAPES[name]["url"],
        "subject": {"reference": f"Patient/{client.pk}"},
        "item": _answered(SHAPES[name], codes),
    }
    answer = Api(therapist).post("fhir/QuestionnaireResponse/", body)
    assert answer.status_code == 201, answer.content
    assert (read(answer)["instrument"], read(answer)["scores"]["total"]["value"]) == ("phq-9", 12)
    codes[links[3]] = "LA0000-0"
    answer = Api(therapist).post(
        "fhir/QuestionnaireResponse/", body | {"id": "two", "item": _answered(SHAPES[name], codes)}
    )
    assert answer.status_code == 400
    assert "item 4" in str(read(answer))
