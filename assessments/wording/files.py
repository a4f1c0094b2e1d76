"""Reading a file of questions, CSV or FHIR JSON."""

import json
from dataclasses import replace
from typing import Any

from assessments.wording.encodings import AUTOMATIC, NotText, decode, repair_text
from assessments.wording.fhir import read_questionnaire
from assessments.wording.parsers import MOST_BYTES, Loaded, WordingRefused, read_csv


def read_file(content: bytes, title: str = "", encoding: str = AUTOMATIC) -> Loaded:
    """The questions of a file, CSV or FHIR JSON by its first character.

    ``encoding``: a key of ``encodings.ENCODINGS``, where it is known. Raises WordingRefused.
    """
    if len(content) > MOST_BYTES:
        raise WordingRefused(["The file is larger than 1 MB."])
    try:
        decoded = decode(content, encoding)
    except NotText as error:
        raise WordingRefused([str(error)]) from error
    text, notes = repair_text(decoded.text)
    if text.lstrip().startswith("{"):
        loaded = read_questionnaire(_json(text), title)
    else:
        loaded = read_csv(text, title)
    return replace(loaded, encoding=decoded.encoding, others=decoded.others, notes=[*notes, *loaded.notes])


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise WordingRefused([f"The file is no JSON that can be read: {str(error)[:120]}."]) from error
    if not isinstance(found, dict):
        raise WordingRefused(["The file is no FHIR resource."])
    return found
