"""The PHQ-9 in the shapes in which it is published as a FHIR Questionnaire, with this project's own prompts.

Nesting, link ids, codes and controls are those of the published files; the published sentences are not repeated here.
"""

from typing import Any

from assessments import catalogue
from tests.assessments.wording.questionnaires import ANSWERS, HL7, LOINC, panel

PHQ9 = catalogue.get("phq-9")
ABOVE = "Thinking of the last fourteen days, how often did each of these trouble you?"


def _control(code: str) -> dict[str, object]:
    system = "http://hl7.org/fhir/questionnaire-item-control"
    concept = {"coding": [{"system": system, "code": code}]}
    return {"url": f"{HL7}/questionnaire-itemControl", "valueCodeableConcept": concept}


def _coding(value: int) -> dict[str, object]:
    return {"system": LOINC, "code": ANSWERS[value], "display": PHQ9.anchors["en"][str(value)]}


def _question(number: int, link: str, **fields: object) -> dict[str, object]:
    return {"linkId": link, "type": "choice", "text": PHQ9.prompts["en"][number - 1], **fields}


def _loinc(number: int) -> list[dict[str, str]]:
    return [{"system": LOINC, "code": PHQ9.loinc[number - 1]}]


def _whole(address: str, *items: dict[str, Any], **fields: object) -> dict[str, Any]:
    found = {"resourceType": "Questionnaire", "status": "active", "title": "PHQ-9", "url": address}
    return found | {"item": list(items)} | fields


def _value_set(url: str) -> dict[str, object]:
    concepts = [_coding(value) | {"extension": [{"url": url, "valueDecimal": value}]} for value in ANSWERS]
    compose = {"include": [{"system": LOINC, "concept": concepts}]}
    return {"resourceType": "ValueSet", "id": "VSPHQ9", "status": "active", "compose": compose}


def of_structured_data_capture(kind: str = "choice", weight: str = "ordinalValue") -> dict[str, Any]:
    """R4; R5 with ``coding`` and ``itemWeight``. Questions in a group that has the text, answers in a value set."""
    questions = [_question(n, f"H1/T1/Q{n}", type=kind, answerValueSet="#VSPHQ9") for n in range(1, 10)]
    total = {"linkId": "H1/TS", "type": "quantity", "text": "Total"}
    group = {"linkId": "H1/T1", "type": "group", "text": ABOVE, "item": [*questions, total]}
    return _whole("http://hl7.org/fhir/uv/sdc/Questionnaire/phq9", group, contained=[_value_set(f"{HL7}/{weight}")])


def of_a_research_network() -> dict[str, Any]:
    """Answers with codes and no weights, a text above, and a tenth question with other answers."""
    options = [{"valueCoding": _coding(value)} for value in ANSWERS]
    questions = [_question(n, f"PHQ.{n}", code=_loinc(n), answerOption=options) for n in range(1, 10)]
    harder = [{"valueCoding": {"system": LOINC, "code": code}} for code in ("LA6572-7", "LA6573-5", "LA6575-0")]
    tenth = {"linkId": "PHQ.10", "type": "choice", "text": "How hard it makes life", "answerOption": harder}
    above = {"linkId": "PHQ.0", "type": "display", "text": ABOVE}
    return _whole("https://example.org/fhir/Questionnaire/qst-pro-phq-9", above, *questions, tenth)


def of_a_form_builder() -> dict[str, Any]:
    """A switch, a text that is drawn inline, the weights on the codings, and a total that cannot be typed in."""
    weight = f"{HL7}/ordinalValue"
    options = [
        {"valueCoding": _coding(value) | {"extension": [{"url": weight, "valueDecimal": value}]}} for value in ANSWERS
    ]
    questions = [_question(n, PHQ9.loinc[n - 1], code=_loinc(n), answerOption=options) for n in range(1, 10)]
    switch = {"linkId": "switch", "type": "boolean", "text": "Ask all nine"}
    above = {"linkId": "ai9", "type": "display", "text": ABOVE, "extension": [_control("inline")]}
    total = {"linkId": "total", "type": "integer", "readOnly": True, "text": "Total"}
    group = {"linkId": "g", "type": "group", "item": questions}
    return _whole("http://forms.example.org/phq2-phq9", switch, above, group, total)


def of_the_argonaut_project() -> dict[str, Any]:
    """A text above, numbers as link ids, and a value set that is listed as expanded."""
    expanded = [
        _coding(value) | {"extension": [{"url": f"{HL7}/ordinalValue", "valueDecimal": value}]} for value in ANSWERS
    ]
    held = {"resourceType": "ValueSet", "id": "VSPHQ9", "status": "active", "expansion": {"contains": expanded}}
    questions = [_question(n, str(n), code=_loinc(n), answerValueSet="#VSPHQ9") for n in range(1, 10)]
    above = {"linkId": "Instructions", "type": "display", "text": ABOVE}
    return _whole("http://fhir.org/guides/argonaut/Questionnaire/phq9", above, *questions, contained=[held])


def of_the_library_of_medicine() -> dict[str, Any]:
    """LOINC's panel: each question is drawn as a list to open, in a group that has the text."""
    found = panel("phq-9")
    for item in found["item"]:
        item["extension"] = [*item.get("extension", []), _control("drop-down")]
    group = {"linkId": "/44249-1", "type": "group", "text": ABOVE, "item": found["item"]}
    return found | {"url": "https://example.org/lforms/44249-1", "item": [group]}


SHAPES = {
    "structured data capture, R4": of_structured_data_capture(),
    "structured data capture, R5": of_structured_data_capture("coding", "itemWeight"),
    "research network": of_a_research_network(),
    "form builder": of_a_form_builder(),
    "Argonaut": of_the_argonaut_project(),
    "library of medicine": of_the_library_of_medicine(),
}
