"""Reading a file of questions, CSV or FHIR JSON."""

import json
from dataclasses import replace

from assessments.wording.encodings import AUTOMATIC, NotText, decode, repair_text
from assessments.wording.fhir import read_questionnaire
from assessments.wording.findings import Found, WordingRefused
from assessments.wording.parsers import MOST_BYTES, Loaded, read_csv
from clinic.core.messages import message


def read_file(content: bytes, title: str = "", encoding: str = AUTOMATIC) -> Loaded:
    """The questions of a file, CSV or FHIR JSON by its first character.

    ``encoding``: Python's name of it, where it is known. Raises WordingRefused.
    """
    if len(content) > MOST_BYTES:
        raise WordingRefused([message(Found.TOO_LARGE)])
    try:
        decoded = decode(content, encoding)
    except NotText as error:
        raise WordingRefused([error.found]) from error
    text, notes = repair_text(decoded.text)
    if text.lstrip().startswith("{"):
        loaded = read_questionnaire(_json(text), title)
    else:
        loaded = read_csv(text, title)
    return replace(loaded, encoding=decoded.encoding, others=decoded.others, notes=[*notes, *loaded.notes])


def _json(text: str) -> dict[str, object]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WordingRefused([message(Found.NO_JSON, why=str(error)[:120])]) from error
    if not isinstance(found, dict):
        raise WordingRefused([message(Found.NO_RESOURCE)])
    return found
