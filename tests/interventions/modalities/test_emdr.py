"""The target ledger: its form and its JSON by field, and what the description of the API says of it."""

import pytest
from drf_spectacular.generators import SchemaGenerator

from clients.models import Client
from interventions.modalities.emdr.models import Target
from tests.factories import a_client, a_plan, a_practice, a_row, a_staff, inside, therapist_of
from tests.web import Api, pages, read


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice()))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "body", "field"),
    [
        ("target", {}, "label"),
        ("target", {"label": 7}, "label"),
        ("target", {"label": "x" * 61}, "label"),
        ("target", {"label": "the stairs", "prong": "sideways"}, "prong"),
        ("target", {"label": "the stairs", "incomplete": "yes"}, "incomplete"),
        ("target", {"label": "the stairs", "colour": "red"}, "colour"),
        ("target", {"label": "the stairs", "image": "a\u202eb"}, "image"),
        ("measure", {"sud": 3}, "target"),
        ("measure", {"target": "no id", "sud": 3}, "target"),
        ("measure", {"target": "0190a1b2-0000-7000-8000-000000000000", "sud": 3}, "target"),
        ("measure", {"sud": "3"}, "sud"),
        ("measure", {"sud": 11}, "sud"),
        ("measure", {"voc": 0}, "voc"),
        ("measure", {"sud": 3, "sets": 61}, "sets"),
        ("measure", {"sud": 3, "on": "yesterday"}, "on"),
    ],
)
def test_bad_input_is_named_at_its_field(client: Client, kind: str, body: dict[str, object], field: str) -> None:
    plan = a_plan(client)
    target = a_row(plan, "target", label="the door")
    given = ({"target": str(target.pk)} if kind == "measure" and field != "target" else {}) | body
    answer = Api(therapist_of(client)).post(f"plans/{plan.pk}/record/{kind}/", given)
    assert (answer.status_code, list(read(answer))) == (400, [field])


@pytest.mark.django_db
def test_the_target_of_another_plan_is_none_to_measure(client: Client) -> None:
    other = a_row(a_plan(a_client(therapist_of(client))), "target", label="somebody else's")
    plan, therapist = a_plan(client), therapist_of(client)
    answer = Api(therapist).post(f"plans/{plan.pk}/record/measure/", {"target": str(other.pk), "sud": 3})
    assert (answer.status_code, list(read(answer))) == (400, ["target"])
    page = pages(therapist).post(f"/plans/{plan.pk}/record/measure/", {"target": str(other.pk), "sud": 3})
    assert "Select a valid choice" in page.content.decode()


@pytest.mark.django_db
def test_a_row_is_written_read_and_changed_by_page_and_api(client: Client) -> None:
    plan, therapist = a_plan(client), therapist_of(client)
    browser, api, path = pages(therapist), Api(therapist), f"/plans/{plan.pk}/record/target/"
    typed = {"label": "the stairs", "prong": "past", "status": "assessed", "incomplete": "on"}
    refused = browser.post(path, typed | {"negative": "I am to blame"}).content.decode()
    assert "Name the containment of an incomplete session." in refused
    assert "I am to blame" in refused  # nothing typed is lost
    assert browser.post(path, typed | {"containment": "the box"}).status_code == 302
    with inside(client.practice):
        row = Target.objects.get(plan=plan)
    (shown,) = read(api.get(f"plans/{plan.pk}/record/target/"))["results"]
    assert (shown["id"], shown["revision"], shown["containment"]) == (str(row.pk), 1, "the box")
    answer = api.browser.patch(
        f"/api/v1/plans/{plan.pk}/record/target/{row.pk}/",
        {"image": "the top step"},
        content_type="application/json",
        headers=api.headers | {"If-Match": '"1"'},
    )
    assert answer.status_code == 200
    assert (read(answer)["image"], read(answer)["revision"]) == ("the top step", 2)
    assert 'value="the top step"' in browser.get(f"{path}{row.pk}/").content.decode()


def test_the_description_of_the_api_says_the_ledger_by_field() -> None:
    schema = SchemaGenerator().get_schema(request=None, public=True)
    shapes = schema["components"]["schemas"]
    post = schema["paths"]["/api/v1/plans/{plan_id}/record/{kind}/"]["post"]
    assert {"201", "400", "404"} <= set(post["responses"])
    row = {one["$ref"].rpartition("/")[2] for one in shapes["PlanRecordRow"]["anyOf"]}
    assert {"Target", "TargetMeasure"} <= row
    measure = shapes["TargetMeasure"]["properties"]
    assert (measure["sud"]["minimum"], measure["sud"]["maximum"]) == (0, 10)
    assert (measure["voc"]["minimum"], measure["voc"]["maximum"]) == (1, 7)
    assert shapes["TargetRequest"]["properties"]["label"]["maxLength"] == 60
    assert shapes["TargetRequest"]["required"] == ["label"]
