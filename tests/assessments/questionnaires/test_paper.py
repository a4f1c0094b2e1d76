"""Questionnaires on paper: numbers and boxes, and the published wording only where the practice has loaded it."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from assessments import catalogue
from assessments.models import Wording
from clients.models import Client
from tests.factories import a_client, a_practice, a_staff, inside
from tests.web import Api, pages

pytestmark = pytest.mark.django_db


def sheets(answer: Any) -> list[str]:
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(answer.content)).pages]


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice(name="Harbour Lane", crisis_contacts="Night line 0800")), name="Ana")


def therapist_of(client: Client) -> Any:
    with inside(client.practice):
        return client.care.get().staff


def test_without_a_wording_only_numbers_and_boxes_are_printed(client: Client) -> None:
    path = f"/clients/{client.pk}/questionnaires.pdf?instrument=phq-9"
    (sheet,) = sheets(pages(therapist_of(client)).get(path))
    for said in ("Harbour Lane", "Ana", "Patient Health Questionnaire", "Filled in on", "1. 0 1 2 3", "9. 0 1 2 3"):
        assert said in sheet
    assert "The questions are on the sheet that came with this page." in sheet
    assert "Night line 0800" in sheet  # it asks about harm
    for prompt in catalogue.get("phq-9").prompts["en"]:
        assert prompt not in sheet


def test_with_the_practices_wording_the_questions_are_printed(client: Client) -> None:
    staff = therapist_of(client)
    with inside(client.practice):
        Wording.objects.create(
            practice=client.practice,
            instrument="gad-7",
            version=catalogue.get("gad-7").version,
            language="en",
            prompts=[f"Published words {n}" for n in range(1, 8)],
            anchors={"0": "never", "3": "always"},
            item_anchors={"7": {"0": "seldom"}},
            rights="ours",
            confirmed_by=staff,
        )
    (sheet,) = sheets(pages(staff).get(f"/clients/{client.pk}/questionnaires.pdf?instrument=gad-7"))
    for said in ("1. Published words 1 0 1 2 3", "Published words 7", "0 = never · 3 = always", "0 = seldom"):
        assert said in sheet
    assert "came with this page" not in sheet


def test_several_are_one_pdf_each_once_in_their_order(client: Client) -> None:
    query = {"instrument": ["who-5", "ecr-rs", "who-5"]}
    found = sheets(Api(therapist_of(client)).get(f"clients/{client.pk}/questionnaires/paper/", **query))
    assert [sheet.partition("Filled")[0].strip() for sheet in found] == [
        f"Harbour Lane Ana {catalogue.get(key).name}" for key in ("who-5", "ecr-rs")
    ]
    assert "Think of: general" in found[1]


@pytest.mark.parametrize(
    ("query", "error"),
    [
        ({}, "Choose a questionnaire."),
        ({"instrument": "nothing"}, "There is no questionnaire “nothing”."),
        ({"instrument": "c-ssrs-screen"}, "is filled in by the clinician."),
        ({"instrument": [str(n) for n in range(13)]}, "Choose at most 12 questionnaires."),
    ],
)
def test_what_cannot_be_printed_is_said_on_page_and_api(client: Client, query: dict[str, Any], error: str) -> None:
    staff = therapist_of(client)
    answer = Api(staff).get(f"clients/{client.pk}/questionnaires/paper/", **query)
    assert answer.status_code == 400
    assert error in answer.json()["instrument"][0]
    page = pages(staff).get(f"/clients/{client.pk}/questionnaires.pdf", query, follow=True)
    assert error in page.content.decode()
