"""What stands above the questions: from the instrument's file, or from the wording that a practice loaded."""

from typing import Any

import pytest

from assessments import catalogue
from assessments.models import Wording
from assessments.questionnaires.paper import questionnaire_sheets
from assessments.wording.actions import load_wording
from assessments.wording.fhir import read_questionnaire
from assessments.wording.findings import WordingRefused
from assessments.wording.parsers import Loaded, from_data, read_csv, to_data
from clients.models import Client
from clinic.core.access import Role
from tests.assessments.wording.questionnaires import HL7, panel
from tests.factories import a_client, a_practice, a_questionnaire, a_staff, actor, inside, portal_user, therapist_of
from tests.web import Api, pages, read

PHQ9 = catalogue.get("phq-9")
RIGHTS = "No permission needed, says its publisher."
ROWS = [f"{n};Statement {n}" for n in range(1, 10)] + [f"={n};answer {n}" for n in range(4)]
ABOVE = "How were the last fourteen days?"


@pytest.fixture
def client() -> Client:
    return a_client(a_staff(a_practice(), Role.ADMIN, Role.THERAPIST))


def loaded(client: Client, file: Loaded) -> Wording:
    with inside(client.practice):
        return load_wording(instrument=PHQ9, loaded=file, rights=RIGHTS, by=actor(therapist_of(client)))


def a_panel() -> dict[str, Any]:
    """LOINC's panel with an address, and an instruction as display item and as the text of a group."""
    found = panel("phq-9")
    shown = {"linkId": "above", "type": "display", "text": ABOVE}
    group = {"linkId": "all", "type": "group", "text": "Mark one answer in each line.", "item": found["item"]}
    return found | {"url": "https://example.org/q/phq-9-en", "item": [shown, group]}


@pytest.mark.parametrize(
    "rows",
    [
        [f"instruction;{ABOVE}", *ROWS],
        ["item;text;instruction", *(f"{row};{ABOVE}" for row in ROWS)],
        ["item;text;Instruction", f"{ROWS[0]};{ABOVE}", *ROWS[1:]],
    ],
)
def test_a_csv_brings_its_instruction_in_a_row_or_a_column(rows: list[str]) -> None:
    found = read_csv("\n".join(rows))
    assert (found.instruction, len(found.lines)) == (ABOVE, 9)
    assert found.lines[0].text == "Statement 1"
    assert found.lines[0].options == {n: f"answer {n}" for n in range(4)}


def test_a_csv_without_one_has_none() -> None:
    assert read_csv("\n".join(ROWS)).instruction == ""


def test_markup_in_an_instruction_is_refused_with_its_row() -> None:
    with pytest.raises(WordingRefused, match="1"):
        read_csv("\n".join(["instruction;<script>alert(1)</script>", *ROWS]))


def test_a_questionnaire_brings_its_display_items_and_group_texts_and_no_help_text() -> None:
    found = read_questionnaire(a_panel())
    assert found.instruction == f"{ABOVE}\nMark one answer in each line."
    assert found.canonical == "https://example.org/q/phq-9-en"
    again = from_data(to_data(found))
    assert (again.instruction, again.canonical, again.lines) == (found.instruction, found.canonical, found.lines)


def _control(code: str, name: str = "itemControl") -> dict[str, object]:
    coding = [{"system": "http://hl7.org/fhir/questionnaire-item-control", "code": code}]
    return {"url": f"{HL7}/questionnaire-{name}", "valueCodeableConcept": {"coding": coding}}


@pytest.mark.parametrize("control", ["drop-down", "radio-button", "check-box"])
def test_questions_that_say_how_they_are_drawn_do_not_drop_what_stands_above(control: str) -> None:
    resource = a_panel()
    for item in resource["item"][1]["item"]:
        item.setdefault("extension", []).append(_control(control))
    assert read_questionnaire(resource).instruction == f"{ABOVE}\nMark one answer in each line."


@pytest.mark.parametrize(
    ("extensions", "is_shown"),
    [
        ([_control("inline")], True),
        ([_control("prompt")], True),
        ([_control("instructions", "displayCategory")], True),
        ([_control("help")], False),
        ([_control("flyover")], False),
        ([_control("legal")], False),
        ([_control("security", "displayCategory")], False),
        ([_control("inline"), _control("security", "displayCategory")], False),
    ],
)
def test_only_a_text_that_is_drawn_among_the_questions_is_instruction(
    extensions: list[dict[str, object]], is_shown: bool
) -> None:
    resource = a_panel()
    resource["item"][0]["extension"] = extensions
    assert (ABOVE in read_questionnaire(resource).instruction) == is_shown


def test_an_instruction_is_cut_at_a_whole_text_not_within_one() -> None:
    resource = a_panel()
    resource["item"].insert(1, {"linkId": "long", "type": "display", "text": "word " * 190})
    resource["item"].insert(1, {"linkId": "longer", "type": "display", "text": "other " * 160})
    resource["item"].insert(1, {"linkId": "last", "type": "display", "text": "third " * 160})
    assert len(read_questionnaire(resource).instruction) <= 2000


@pytest.mark.django_db
def test_own_texts_stand_on_every_page_of_the_client_and_on_paper(client: Client) -> None:
    me, given = portal_user(client), a_questionnaire(client)
    browser = pages(me)
    for path in ("", "1/", "all/"):
        page = browser.get(f"/my/questions/{given.pk}/{path}").content.decode()
        assert "the past two weeks" in page, path
        assert "mark on how many days" in page, path
    form = pages(therapist_of(client)).get(f"/clients/{client.pk}/record/phq-9/").content.decode()
    assert "the past two weeks" in form
    with inside(client.practice):
        (sheet,) = questionnaire_sheets(client, [PHQ9])
    assert "the past two weeks" in str(sheet)


@pytest.mark.django_db
def test_the_published_instruction_takes_their_place(client: Client) -> None:
    wording = loaded(client, read_questionnaire(a_panel()))
    assert wording.instruction.startswith(ABOVE)
    me, given = portal_user(client), a_questionnaire(client)
    page = pages(me).get(f"/my/questions/{given.pk}/1/").content.decode()
    assert ABOVE in page
    assert "mark on how many days" not in page
    found = read(Api(me).get("me/questionnaires/"))[0]
    assert found["instruction"].startswith(ABOVE)
    assert found["recall_period"] == "the past two weeks"


@pytest.mark.django_db
@pytest.mark.parametrize("version", ["", "|1.0"])
def test_a_response_to_the_loaded_questionnaire_is_scored_by_its_links_and_codes(client: Client, version: str) -> None:
    resource = a_panel()
    items = resource["item"][1]["item"]
    for number, item in enumerate(items[:9], 1):
        item["linkId"], item["code"] = f"q-{number}", []
        for option in item["answerOption"]:
            option["valueCoding"]["code"] = "code-" + option["valueCoding"]["code"]
    loaded(client, read_questionnaire(resource))
    body = {
        "resourceType": "QuestionnaireResponse",
        "id": "one",
        "status": "completed",
        "questionnaire": resource["url"] + version,
        "subject": {"reference": f"Patient/{client.pk}"},
        "item": [
            {"linkId": f"q-{number}", "answer": [{"valueCoding": {"code": "code-LA6570-1"}}]} for number in range(1, 9)
        ]
        + [{"linkId": "q-9", "answer": [{"valueCoding": {"code": "code-LA6568-5"}}]}],
    }
    answer = Api(therapist_of(client)).post("fhir/QuestionnaireResponse/", body)
    assert answer.status_code == 201, answer.content
    made = read(answer)
    assert (made["instrument"], made["scores"]["total"]["value"], made["own_words"]) == ("phq-9", 16, False)
    body |= {"id": "two", "questionnaire": "https://example.org/q/another"}
    assert Api(therapist_of(client)).post("fhir/QuestionnaireResponse/", body).status_code == 400
