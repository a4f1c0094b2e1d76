"""An assessment as FHIR R4: a QuestionnaireResponse and one Observation a score, in a Bundle.

The resources are made as plain data and checked against the standard by ``fhir.resources`` (its R4B models, which for
these three resources have the elements of R4). No name and no wording leaves the practice: the subject is an id, the
items are numbers or public codes.
"""

from django.conf import settings

from assessments.catalogue import Instrument, Subscale
from assessments.interop.response import TARGET
from assessments.models import Assessment, Score
from assessments.wording.fhir import LOINC, WEIGHTS

ORDINAL = next(url for url in sorted(WEIGHTS) if url.endswith("/ordinalValue"))
SURVEY = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "survey"}


def canonical(instrument: Instrument) -> str:
    """The address that names an instrument in one version."""
    return f"{settings.SITE_URL}/fhir/Questionnaire/{instrument.key}|{instrument.version}"


def link_id(instrument: Instrument, item: int) -> str:
    """What an item is called: its LOINC code as LOINC's panels write it, where there is one; else its number."""
    return f"/{instrument.loinc[item - 1]}" if instrument.loinc else str(item)


def _answer(instrument: Instrument, value: int) -> dict[str, object]:
    codes = [code for code, weight in instrument.loinc_answers.items() if weight == value]
    if not codes:
        return {"valueInteger": value}
    weight = {"url": ORDINAL, "valueDecimal": value}
    return {"valueCoding": {"system": LOINC, "code": codes[0], "extension": [weight]}}


def _response(assessment: Assessment, instrument: Instrument) -> dict[str, object]:
    answered = sorted((int(item), value) for item, value in assessment.responses.items())
    target = [{"url": f"{settings.SITE_URL}{TARGET}", "valueString": assessment.target}] if assessment.target else []
    return {
        "resourceType": "QuestionnaireResponse",
        **({"extension": target} if target else {}),
        "id": str(assessment.pk),
        "questionnaire": canonical(instrument),
        "status": "entered-in-error" if assessment.voided_at else "completed",
        "subject": {"reference": f"Patient/{assessment.client_id}"},
        "authored": assessment.completed_on.isoformat(),
        "item": [
            {"linkId": link_id(instrument, item), "answer": [_answer(instrument, value)]} for item, value in answered
        ],
    }


def _code(instrument: Instrument, score: Score, subscale: Subscale) -> dict[str, object]:
    name = f"{instrument.short} {subscale.name}"
    own = {"system": f"{settings.SITE_URL}/fhir/CodeSystem/scores", "code": f"{instrument.key}.{score.subscale}"}
    public = [{"system": LOINC, "code": subscale.loinc}] if subscale.loinc else []
    return {"coding": [*public, own | {"display": name}], "text": name}


def _observation(assessment: Assessment, instrument: Instrument, score: Score) -> dict[str, object]:
    derived = [{"reference": f"QuestionnaireResponse/{assessment.pk}"}]
    made: dict[str, object] = {
        "resourceType": "Observation",
        "id": str(score.pk),
        "status": "final",
        "category": [{"coding": [SURVEY]}],
        "code": _code(instrument, score, instrument.subscales[score.subscale]),
        "subject": {"reference": f"Patient/{assessment.client_id}"},
        "effectiveDateTime": assessment.completed_on.isoformat(),
        **({"derivedFrom": derived} if assessment.totals is None else {}),
    }
    if score.value is None:
        unknown = {"system": "http://terminology.hl7.org/CodeSystem/data-absent-reason", "code": "insufficient-data"}
        return made | {"dataAbsentReason": {"coding": [unknown], "text": score.note or "too many items missing"}}
    unit = {"value": float(score.value), "unit": "score", "system": "http://unitsofmeasure.org", "code": "{score}"}
    made["valueQuantity"] = unit
    if score.band:
        made["interpretation"] = [{"text": score.band}]
    notes = [score.note] if assessment.totals is not None else []
    if score.verdict and score.change is not None:
        notes.append(f"{float(score.change):+g} since baseline: {score.verdict_words}")
    return made | ({"note": [{"text": text} for text in notes]} if notes else {})


def fhir_bundle(assessment: Assessment, instrument: Instrument) -> str:
    """The Bundle as JSON text, checked against the standard; a voided assessment has no Observations, and one of which
    only values are known no QuestionnaireResponse."""
    from fhir.resources.R4B.bundle import Bundle  # builds a model for each type of the standard: only when needed

    resources = [_response(assessment, instrument)] if assessment.totals is None else []
    resources += [
        _observation(assessment, instrument, score)
        for score in sorted(assessment.scores.all(), key=lambda score: score.subscale)
    ]
    entries = [
        {"fullUrl": f"{settings.SITE_URL}/fhir/{one['resourceType']}/{one['id']}", "resource": one} for one in resources
    ]
    bundle = Bundle.model_validate({"resourceType": "Bundle", "type": "collection", "entry": entries})
    return str(bundle.model_dump_json())
