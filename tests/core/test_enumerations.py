"""States and kinds are written down once: tables, queries and SQL take their values from the enumeration."""

import ast
import re

from django.apps import apps
from django.db import models

from assessments.change import Verdict
from tests import servers
from tests.core.test_structure import PACKAGES

IN_SQL = re.compile(
    r"\b\w+\.(?:state|kind|part|done|level|word|rhythm|channel|answer|verdict|cancelled_how)"
    r" (?:=|<>|IN|NOT IN) (\('[^)]*'\)|'[^']*')"
)


def _choices() -> dict[str, set[str]]:
    """Field → the values that it takes in one table or another."""
    found: dict[str, set[str]] = {}
    for model in apps.get_models():
        if model.__module__.partition(".")[0] in PACKAGES:
            for field in model._meta.get_fields():
                if isinstance(field, models.CharField) and field.choices:
                    values = {str(value) for value, _label in field.flatchoices}
                    found.setdefault(field.name, set()).update(values)
    return found


def _sources() -> dict[str, str]:
    files = [file for package in PACKAGES for file in (servers.BASE / package).rglob("*.py")]
    return {str(file.relative_to(servers.BASE)): file.read_text() for file in files if "migrations" not in file.parts}


def _literals(node: ast.expr) -> list[str]:
    parts = node.elts if isinstance(node, ast.List | ast.Tuple | ast.Set) else [node]
    values = [part.value for part in parts if isinstance(part, ast.Constant)]
    return [value for value in values if isinstance(value, str) and value]


def test_no_query_or_constraint_spells_out_a_value_of_an_enumeration() -> None:
    choices, spelt = _choices(), []
    for file, source in _sources().items():
        for call in ast.walk(ast.parse(source)):
            if not isinstance(call, ast.Call):
                continue
            if getattr(call.func, "attr", getattr(call.func, "id", "")) not in {"Q", "filter", "exclude", "get"}:
                continue
            for keyword in call.keywords:
                name = re.sub(r"^(old|new)__|__(in|contained_by)$", "", keyword.arg or "")
                known = choices.get(name.rpartition("__")[2], set())
                spelt += [f"{file}:{call.lineno} {name}={one}" for one in _literals(keyword.value) if one in known]
    assert not spelt, "\n".join(spelt)


def test_sql_compares_with_values_that_there_are() -> None:
    known = set().union(*_choices().values()) | {str(one.value) for one in Verdict}
    compared = {
        (file, value)
        for file, source in _sources().items()
        for found in IN_SQL.findall(source)
        for value in re.findall(r"'([^']*)'", found)
        if value and "{" not in value
    }
    assert compared == {  # the others come from the enumerations, or compiled from querysets
        ("clinic/core/audit_models.py", "opened"),
        ("clinic/workspace/sql.py", "draft"),
        ("clinic/workspace/caseload/statements.py", "no"),
        ("clinic/workspace/sql.py", "none"),
        ("interventions/sessions/triggers.py", "signed"),
    }
    assert {pair for pair in compared if pair[1] not in known} == set()
