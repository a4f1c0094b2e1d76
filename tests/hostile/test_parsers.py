"""What reads files, bodies and marks of others: it refuses in its own words, whatever it is given.

A fixed slice here; ``make prove`` draws 100,000 inputs anew, with a printed seed.
"""

import base64
import json
import os
from collections.abc import Callable
from random import Random

import pytest
from django.core.exceptions import ValidationError
from rest_framework.exceptions import APIException

from assessments import catalogue
from assessments.given import TotalsRefused, parse_totals
from assessments.interop.api import _day
from assessments.interop.response import ResponseRefused, find_instrument, read_response
from assessments.scoring import AnswersRefused, parse_answers
from assessments.wording.files import read_file
from assessments.wording.findings import WordingRefused
from assessments.wording.fitting import parse_bands, parse_numbers
from assessments.wording.further import parse_further
from clinic.core.api import decode_cursor
from clinic.core.phones import as_links, validate_phone
from clinic.core.text import clean_text
from interventions.catalogue import modality
from interventions.library.parsers import FileRefused, read_modality
from interventions.sessions.recurrence import BadRule, days_of, further
from tests.assessments.wording.questionnaires import panel
from tests.hostile import values
from tests.hostile.calls import spoiled

SEED = int(os.environ.get("SEED", "14"))
COUNT = int(os.environ.get("COUNT", "100000" if os.environ.get("PROVE") else "3000"))

Reader = Callable[[Random], object]


def _file(chance: Random, base: object, kept: int) -> bytes:
    """JSON of a document that was right, spoiled in some places; now and then cut, or in another encoding."""
    for _ in range(chance.randrange(1, kept)):
        base = spoiled(base, chance, ["#a", "urn:s", "http://loinc.org"])
    raw = json.dumps(base, ensure_ascii=chance.random() < 0.7).encode(
        chance.choice(("utf-8", "utf-8", "utf-8", "utf-16", "utf-32")), errors="surrogatepass"
    )
    return raw[: chance.randrange(len(raw))] if chance.random() < 0.05 else raw


def _mangled(chance: Random, text: str) -> str:
    """A text file whose lines and values were changed, doubled, left out."""
    lines = text.splitlines()
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(lines))
        name, sign, _value = lines[at].partition("=")
        act = chance.random()
        if act < 0.5 and sign:
            new = values.text(chance).replace("\n", " ")[:6000]
            lines[at] = f"{name}= {json.dumps(new) if chance.random() < 0.4 else new}"
        elif act < 0.7:
            lines[at] = values.text(chance)
        elif act < 0.85:
            lines.insert(at, lines[chance.randrange(len(lines))])
        elif len(lines) > 1:
            del lines[at]
    return "\n".join(lines)


VALUE_SET = {
    "resourceType": "ValueSet",
    "id": "a",
    "compose": {"include": [{"system": "urn:s", "concept": [{"code": "1", "display": "x"}]}, {"valueSet": ["#b"]}]},
}
SYSTEM = {"resourceType": "CodeSystem", "id": "s", "url": "urn:s", "concept": [{"code": "1", "concept": []}]}
ITEM = {"linkId": "set", "type": "choice", "text": "x", "answerValueSet": "#a"}
PANEL = panel("phq-9") | {"contained": [VALUE_SET, VALUE_SET | {"id": "b"}, SYSTEM]}
PANEL["item"] = [*PANEL["item"], ITEM]
CSV = "Number;Text\n1;First, and more\n2;Second\n=0;never\n=1;often\n"
TOML = (catalogue.FOLDER / "core-om.toml").read_text()
MODALITY = modality("emdr").model_dump(mode="json")
ANSWERED = {
    "resourceType": "QuestionnaireResponse",
    "status": "completed",
    "questionnaire": "Questionnaire/phq-9",
    "item": [{"linkId": str(n), "answer": [{"valueInteger": 1}]} for n in range(1, 10)],
}
INSTRUMENT = catalogue.get("phq-9")


def _fhir_response(chance: Random) -> object:
    body = json.loads(_file(chance, ANSWERED, 5))
    return read_response(body, find_instrument(body, {"phq-9": INSTRUMENT})) if isinstance(body, dict) else None


def _cursor(chance: Random) -> object:
    kind = chance.random()
    raw = values.text(chance).encode(errors="surrogatepass")
    if kind < 0.7:
        raw = json.dumps(
            values.anything(chance, ["x"]) if kind < 0.4 else [values.text(chance), values.text(chance)]
        ).encode()
    elif kind < 0.75:
        raw = b"[" * chance.randrange(90_000)
    text = base64.urlsafe_b64encode(raw).decode()
    found = decode_cursor(text if kind < 0.9 else values.text(chance), 2)
    for value in found or []:
        value.encode()  # what goes to the database must be text of whole characters
    return found


def _answers(chance: Random) -> object:
    body = spoiled({str(n): 1 for n in range(1, 10)}, chance, ["1"])
    return parse_answers(INSTRUMENT, body) if isinstance(body, dict) else None


def _totals(chance: Random) -> object:
    body = spoiled(dict.fromkeys(INSTRUMENT.subscales, 4), chance, ["1"])
    return parse_totals(INSTRUMENT, body) if isinstance(body, dict) else None


def _rule(chance: Random) -> object:
    from datetime import date

    parts = ["FREQ=" + chance.choice(("DAILY", "WEEKLY", "MONTHLY", "YEARLY", values.text(chance)[:30]))]
    for name in ("COUNT", "UNTIL", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "BYMONTH"):
        if chance.random() < 0.4:
            good = chance.choice(("1", "2", "-1", "MO,WE", "5MO", "31", "20270131", "20270131T000000Z"))
            parts.append(f"{name}={good if chance.random() < 0.7 else values.text(chance)[:60]}")
    rule = ";".join(parts)
    first = chance.choice((date(2026, 1, 31), date(2026, 11, 30), date(2024, 2, 29), date(1, 1, 1), date(9999, 12, 31)))
    if chance.random() < 0.7:
        return days_of(rule, first)
    return further(
        rule, first, chance.choice((date(2027, 1, 1), date(9998, 1, 1))), chance.choice((0, 1, 5, 104, 10**9))
    )


def _modality(chance: Random) -> object:
    data = (
        _file(chance, MODALITY, 4) if chance.random() < 0.7 else _mangled(chance, TOML).encode(errors="surrogatepass")
    )
    return read_modality(data, gated=frozenset(), measures=frozenset({"phq-9"}))


def _phone(chance: Random) -> None:
    validate_phone(values.text(chance)[:99])


READERS: dict[str, tuple[Reader, tuple[type[Exception], ...]]] = {
    "questions of FHIR": (lambda c: read_file(_file(c, PANEL, 5)), (WordingRefused,)),
    "questions of a spreadsheet": (
        lambda c: read_file(_mangled(c, CSV).encode(errors="surrogatepass")),
        (WordingRefused,),
    ),
    "parts of a key": (lambda c: parse_further(_mangled(c, TOML)), (WordingRefused,)),
    "bands": (lambda c: parse_bands(values.text(c)), (WordingRefused,)),
    "item numbers": (lambda c: parse_numbers(values.text(c)), (WordingRefused,)),
    "modalities": (_modality, (FileRefused,)),
    "answers of FHIR": (_fhir_response, (ResponseRefused, ValueError)),
    "the day of an answer": (lambda c: _day(values.anything(c, ["x"])), (APIException,)),
    "answers": (_answers, (AnswersRefused,)),
    "totals": (_totals, (TotalsRefused,)),
    "marks of lists": (_cursor, (APIException,)),
    "rules of series": (_rule, (BadRule,)),
    "texts with telephone numbers": (lambda c: as_links(values.text(c)), ()),
    "telephone numbers": (_phone, (ValidationError,)),
    "short texts": (lambda c: clean_text(values.text(c), "note", 200, least=1), (ValidationError,)),
}


@pytest.mark.parametrize("name", READERS)
def test_a_reader_refuses_in_its_own_words(name: str) -> None:
    reader, refusals = READERS[name]
    chance = Random(f"{SEED} {name}")
    broken: dict[str, int] = {}
    for number in range(COUNT // len(READERS)):
        try:
            reader(chance)
        except refusals:
            continue
        except Exception as error:
            broken.setdefault(f"{type(error).__name__}: {str(error)[:200]}", number)
    assert not broken, f"SEED={SEED}"
