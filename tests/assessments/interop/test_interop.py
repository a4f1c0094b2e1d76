"""FHIR: what goes out is by the standard, what went out comes back as the same, and what is refused with its place."""

import json
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import given
from hypothesis import strategies as st

from assessments import catalogue
from assessments.actions import void_assessment
from assessments.interop.response import ResponseRefused, find_instrument, read_response
from assessments.models import Assessment
from clients.models import Client
from tests.factories import a_client, a_practice, a_staff, actor, an_assessment, inside, therapist_of, totals
from tests.web import Api, read

PHQ9 = catalogue.get("phq-9")
KNOWN = dict(catalogue.catalogue())


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice()))


def a_response(client: Client | None = None, **fields: object) -> dict[str, object]:
    """A PHQ-9 as programs that use LOINC's panel send it: answers by code, the total beside them."""
    items = [
        {"linkId": f"/{code}", "answer": [{"valueCoding": {"system": "http://loinc.org", "code": "LA6569-3"}}]}
        for code in PHQ9.loinc
    ]
    items.append({"linkId": "/44261-6", "answer": [{"valueDecimal": 9}]})
    return {
        "resourceType": "QuestionnaireResponse",
        "id": "abc",
        "status": "completed",
        "authored": "2026-03-01",
        "questionnaire": "http://loinc.org/q/44249-1",
        "item": items,
        "subject": {"reference": f"Patient/{client.pk if client else ''}"},
    } | fields


# --- out --------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("key", sorted(key for key, one in KNOWN.items() if one.items))
def test_every_instrument_goes_out_by_the_standard(client: Client, key: str) -> None:
    instrument = catalogue.get(key)
    value = instrument.min if instrument.branches else instrument.min + instrument.step
    made = an_assessment(client, key, value)
    answer = Api(therapist_of(client)).get(f"assessments/{made.pk}/fhir/")
    assert answer.status_code == 200
    bundle = Bundle.model_validate_json(answer.content)
    kinds = [entry.resource.get_resource_type() for entry in bundle.entry or [] if entry.resource]
    assert kinds == ["QuestionnaireResponse", *["Observation"] * len(instrument.subscales)]
    text = answer.content.decode()
    assert client.name not in text
    assert not any(prompt in text for prompt in instrument.prompts["en"])


@pytest.mark.django_db
def test_values_without_answers_go_out_as_observations_alone(client: Client) -> None:
    made = totals(client, "phq-9", {"total": 16})
    found = read(Api(therapist_of(client)).get(f"assessments/{made.pk}/fhir/"))
    (entry,) = found["entry"]
    assert entry["resource"]["valueQuantity"]["value"] == 16
    assert "derivedFrom" not in entry["resource"]
    assert "without the answers" in entry["resource"]["note"][0]["text"]
    assert "Hale" not in str(found)


@pytest.mark.django_db
def test_scores_go_out_as_they_are(client: Client) -> None:
    made = an_assessment(client, "phq-9", 2)
    found = read(Api(therapist_of(client)).get(f"assessments/{made.pk}/fhir/"))
    observation = found["entry"][1]["resource"]
    assert observation["valueQuantity"]["value"] == 16
    assert observation["interpretation"] == [{"text": "moderately severe"}]
    assert observation["code"]["coding"][0] == {"system": "http://loinc.org", "code": "44261-6"}
    assert observation["derivedFrom"] == [{"reference": f"QuestionnaireResponse/{made.pk}"}]


@pytest.mark.django_db
def test_what_is_voided_goes_out_as_an_error(client: Client) -> None:
    made, by = an_assessment(client, "phq-9", 1), actor(therapist_of(client))
    with inside(client.practice, by):
        void_assessment(assessment=made, by=by, reason="wrong person")
    found = read(Api(therapist_of(client)).get(f"assessments/{made.pk}/fhir/"))
    assert [entry["resource"]["resourceType"] for entry in found["entry"]] == ["QuestionnaireResponse"]
    assert found["entry"][0]["resource"]["status"] == "entered-in-error"


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["phq-9", "gad-7", "ecr-r", "core-10", "des-ii", "who-5"])
def test_what_went_out_comes_back_the_same(client: Client, key: str) -> None:
    instrument = catalogue.get(key)
    made = an_assessment(client, key, instrument.min + instrument.step)
    api = Api(therapist_of(client))
    resource = read(api.get(f"assessments/{made.pk}/fhir/"))["entry"][0]["resource"]
    back = api.post("fhir/QuestionnaireResponse/", resource)
    assert back.status_code == 201
    with inside(client.practice):
        again = Assessment.objects.get(pk=read(back)["id"])
        assert again.responses == made.responses
        values = {score.subscale: score.value for score in made.scores.all()}
        assert {score.subscale: score.value for score in again.scores.all()} == values


@pytest.mark.django_db
def test_the_target_goes_out_and_comes_back(client: Client) -> None:
    api = Api(therapist_of(client))
    answers = {str(n): 3 for n in range(1, 10)}
    body = {"client": str(client.pk), "instrument": "ecr-rs", "responses": answers, "target": "mother"}
    made = read(api.post("assessments/", body))
    resource = read(api.get(f"assessments/{made['id']}/fhir/"))["entry"][0]["resource"]
    assert read(api.post("fhir/QuestionnaireResponse/", resource))["target"] == "mother"


# --- in ---------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_loinc_panel_is_scored_and_kept_once(client: Client) -> None:
    api = Api(therapist_of(client))
    first = read(api.post("fhir/QuestionnaireResponse/", a_response(client)))
    assert (first["instrument"], first["scores"]["total"]["value"], first["completed_on"]) == ("phq-9", 9, "2026-03-01")
    assert first["ignored"] == ["/44261-6"]
    again = read(api.post("fhir/QuestionnaireResponse/", a_response(client)))
    assert again["id"] == first["id"]
    with inside(client.practice):
        assert client.alerts.count() == 1  # item 9


@pytest.mark.parametrize(
    "fields",
    [
        {"questionnaire": "https://elsewhere.example/Questionnaire/phq-9|2"},
        {"questionnaire": "urn:uuid:unknown"},  # then by the codes of its items
        {"questionnaire": None},
    ],
)
def test_the_instrument_is_found(fields: dict[str, Any]) -> None:
    resource = a_response(**fields)
    assert find_instrument(resource, KNOWN).key == "phq-9"
    assert read_response(resource, PHQ9).responses == {str(n): 1 for n in range(1, 10)}


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        ({"valueInteger": 2}, 2),
        ({"valueDecimal": 2.0}, 2),
        ({"valueCoding": {"code": "LA18938-3"}}, 2),
        ({"valueCoding": {"code": "2"}}, 2),
        (
            {
                "valueCoding": {
                    "code": "x",
                    "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/itemWeight", "valueDecimal": 2}],
                }
            },
            2,
        ),
        ({"valueInteger": 2, "item": [{"linkId": "deep", "answer": [{"valueString": "x"}]}]}, 2),
    ],
)
def test_the_ways_an_answer_is_sent(answer: dict[str, object], value: int) -> None:
    group = [{"linkId": "g", "item": [{"linkId": "3", "answer": [answer]}]}]
    assert read_response(a_response(item=group), PHQ9).responses == {"3": value}


@pytest.mark.django_db
@pytest.mark.parametrize("yes", [{"valueBoolean": True}, {"valueCoding": {"code": "LA33-6"}}, {"valueInteger": 1}])
def test_a_yes_of_a_screen_is_read_however_it_is_sent_and_raises_its_alert(
    client: Client, yes: dict[str, object]
) -> None:
    body = a_response(
        client,
        questionnaire="https://example.org/c-ssrs-screen",
        item=[{"linkId": "1", "answer": [{"valueBoolean": False}]}, {"linkId": "4", "answer": [yes]}],
    )
    answer = Api(therapist_of(client)).post("fhir/QuestionnaireResponse/", body)
    assert answer.status_code == 201
    assert [row["level"] for row in read(answer)["alerts"]] == ["high"]


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"status": "in-progress"}, "status"),
        ({"status": "entered-in-error"}, "status"),
        ({"item": [{"linkId": "3", "answer": [{"valueString": "often"}]}]}, "3"),
        ({"item": [{"linkId": "3", "answer": [{"valueDecimal": 1.5}]}]}, "3"),
        ({"item": [{"linkId": "3", "answer": [{"valueInteger": 1}, {"valueInteger": 2}]}]}, "3"),
        ({"item": [{"linkId": link, "answer": [{"valueInteger": 1}]} for link in ("3", "/44259-0")]}, "/44259-0"),
        ({"item": [{"linkId": "3", "answer": [{"valueCoding": {"code": "LA0000-0"}}]}]}, "3"),
    ],
)
def test_responses_that_cannot_be(fields: dict[str, Any], place: str) -> None:
    with pytest.raises(ResponseRefused) as caught:
        read_response(a_response(**fields), PHQ9)
    assert list(caught.value.problems) == [place]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "status", "place"),
    [
        ({"resourceType": "Patient"}, 400, "resourceType"),
        ({"subject": {"reference": "Patient/x"}}, 400, "subject"),
        ({"subject": None}, 400, "subject"),
        ({"subject": {"reference": "Patient/00000000-0000-7000-8000-000000000000"}}, 404, "detail"),
        ({"questionnaire": "Questionnaire/none", "item": []}, 400, "questionnaire"),
        ({"authored": "2090-01-01"}, 400, "completed_on"),
        ({"authored": "2026"}, 400, "authored"),
        ({"authored": "yesterday"}, 400, "authored"),
        ({"authored": 5}, 400, "authored"),
        ({"authored": "2026-03-01T10:00:60Z"}, 400, "authored"),
        ({"authored": "9999-12-31T23:59:59-12:00"}, 400, "authored"),
        ({"item": [{"linkId": "3", "answer": [{"valueInteger": 9}]}]}, 400, "item"),
        ({"item": []}, 400, "responses"),
        ({"item": [{"answer": []}]}, 400, None),
        ({"nonsense": 1}, 400, "nonsense"),
    ],
)
def test_what_the_api_refuses_names_its_place(
    client: Client, fields: dict[str, object], status: int, place: str | None
) -> None:
    answer = Api(therapist_of(client)).post("fhir/QuestionnaireResponse/", a_response(client) | fields)
    assert answer.status_code == status
    assert place is None or place in read(answer)
    with inside(client.practice):
        assert client.assessments.count() == 0


NAMES = st.sampled_from(["item", "answer", "linkId", "valueInteger", "valueCoding", "code"])


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
        max_leaves=15,
    )
)
def test_no_response_breaks_the_reader(value: object) -> None:
    resource = {"status": "completed", "item": value}
    json.dumps(resource)
    try:
        found = read_response(resource, PHQ9)
    except ResponseRefused:
        return
    assert set(found.responses) <= {str(n) for n in range(1, 10)}
