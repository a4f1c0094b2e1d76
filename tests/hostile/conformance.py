"""Whether an answer of the API is one that its description names: status, kind and shape."""

import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from tests.hostile.calls import description


@cache
def _validator(path: str, method: str, status: str) -> Draft202012Validator:
    content = description()["paths"][path][method]["responses"][status].get("content", {})
    schema = content.get("application/json", {}).get("schema", {})
    return Draft202012Validator(schema | {"components": description()["components"]})


def undescribed(path: str, method: str, answer: Any) -> str:
    """What the description of the operation does not say of this answer; empty where it says all.

    ``path``: as in the description, with its parameters in braces.
    """
    operation = description()["paths"].get(path, {}).get(method.lower())
    if operation is None:
        return "" if answer.status_code in {404, 405} else "no such operation"
    status = str(answer.status_code)
    if status == "304":
        return ""
    if status not in operation["responses"]:
        return f"status {status}: {answer.content[:120]!r}"
    stated = operation["responses"][status].get("content")
    if not stated:
        return "" if not answer.content else f"a body with {status}"
    kind = answer.get("Content-Type", "").partition(";")[0]
    if kind not in stated:
        return f"{status} as {kind or 'nothing'}"
    if kind != "application/json":
        return ""
    found = next(_validator(path, method.lower(), status).iter_errors(json.loads(answer.content)), None)
    return f"{status}: {found.json_path} {found.message[:160]}" if found else ""
