"""Questionnaires in the shape in which LOINC's panels are published as FHIR, with this project's own prompts.

Structure and codes are those of the published files; the published sentences are not repeated here.
"""

from typing import Any

from assessments import catalogue

HL7 = "http://hl7.org/fhir/StructureDefinition"
LOINC = "http://loinc.org"
ANSWERS = {0: "LA6568-5", 1: "LA6569-3", 2: "LA6570-1", 3: "LA6571-9"}
OTHER_TWO = "LA18938-3"  # the published GAD-7 panel has another answer of weight 2 in its second item


def option(value: float, word: str, code: str, url: str = "ordinalValue") -> dict[str, object]:
    extensions = [
        {"url": f"{HL7}/questionnaire-optionPrefix", "valueString": str(value)},
        {"url": f"{HL7}/{url}", "valueDecimal": value},
    ]
    return {"valueCoding": {"system": LOINC, "code": code, "display": word}, "extension": extensions}


def help_text(link: str) -> dict[str, object]:
    control = {"url": f"{HL7}/questionnaire-itemControl", "valueCodeableConcept": {"text": "Help-Button"}}
    return {"linkId": f"{link}-help", "type": "display", "text": "For the one who fills in", "extension": [control]}


def panel(key: str) -> dict[str, Any]:
    """The LOINC panel of ``phq-9`` or ``gad-7``: its items, then how hard it makes life, then the total."""
    instrument = catalogue.get(key)
    words = instrument.anchors["en"]
    items: list[dict[str, object]] = []
    for number, (code, prompt) in enumerate(zip(instrument.loinc, instrument.prompts["en"], strict=True), 1):
        options = [option(v, words[str(v)], a) for v, a in ANSWERS.items()]
        if key == "gad-7" and number == 2:
            options[2] = option(2, "on most days", OTHER_TWO)
        items.append(
            {
                "type": "choice",
                "linkId": f"/{code}",
                "text": prompt,
                "required": False,
                "answerOption": options,
                "code": [{"system": LOINC, "code": code, "display": prompt}],
            }
        )
    items.append(
        {
            "type": "choice",
            "linkId": "/69722-7",
            "text": "How hard it makes life",
            "item": [help_text("/69722-7")],
            "code": [{"system": LOINC, "code": "69722-7"}],
            "answerOption": [
                {"valueCoding": {"system": LOINC, "code": code, "display": word}}
                for code, word in (("LA6572-7", "not hard"), ("LA6573-5", "somewhat"), ("LA6575-0", "very"))
            ],
        }
    )
    total = instrument.subscales["total"].loinc
    items.append(
        {
            "type": "decimal",
            "linkId": f"/{total}",
            "text": "Total",
            "item": [help_text(f"/{total}")],
            "code": [{"system": LOINC, "code": total}],
            "extension": [{"url": f"{HL7}/questionnaire-unit", "valueCoding": {"code": "{score}"}}],
        }
    )
    return {
        "resourceType": "Questionnaire",
        "id": f"panel-{key}",
        "status": "draft",
        "title": instrument.name,
        "meta": {"profile": ["http://hl7.org/fhir/4.0/StructureDefinition/Questionnaire"]},
        "code": [{"system": LOINC, "code": instrument.loinc_panel}],
        "subjectType": ["Patient"],
        "item": items,
    }


def plain(items: int = 4, values: tuple[int, ...] = (0, 1, 2), **fields: object) -> dict[str, Any]:
    """A questionnaire that is no known instrument's."""
    options = [option(v, f"word {v}", f"x{v}") for v in values]
    found = [
        {"type": "choice", "linkId": f"q{n}", "text": f"Statement {n}", "answerOption": options}
        for n in range(1, items + 1)
    ]
    return {"resourceType": "Questionnaire", "status": "active", "title": "Four things", "item": found} | fields
