"""Querysets as parts of a hand-written statement: a rule is defined once, as a queryset, and SQL uses it.

The part is text with named parameters. What only the statement knows is written in the queryset as :func:`column` (of a
table that surrounds the part) or :func:`value` (given when the statement is sent), so that a part can be compiled once
and kept. PostgreSQL merges such a part into the statement around it. See decision 20.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from clinic.core.types import SqlParameters

_PLACE = re.compile(r"%(?:%|s|\(\w+\)s)")


@dataclass(frozen=True, eq=False)
class Part:
    """Text of a statement, and the parameters that it needs; their names begin with the part's name.

    A part is equal to itself alone, so that statements made of parts that are kept can be kept by them.
    """

    text: str
    parameters: SqlParameters = field(default_factory=dict)


def column(name: str) -> RawSQL:
    """A column of a table around the part, as ``c.id``. For names in the source, never for input."""
    return RawSQL(name, ())  # noqa: S611


def value(name: str, kind: str) -> RawSQL:
    """The parameter ``name`` of the statement, of the PostgreSQL type ``kind``."""
    return RawSQL(f"%({name})s::{kind}", ())  # noqa: S611


def compile_part(name: str, rows: QuerySet[Any, Any]) -> Part:
    """The queryset as a SELECT; one that can have no rows is a SELECT without any.

    ``name`` begins the names of its parameters, so that parts of one statement need different ones.
    """
    compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS, elide_empty=False)
    text, given = compiler.as_sql()
    parameters: SqlParameters = {}

    def named(found: re.Match[str]) -> str:
        if found[0] != "%s":
            return found[0]
        key = f"{name}_{len(parameters)}"
        parameters[key] = given[len(parameters)]
        return f"%({key})s"

    return Part(_PLACE.sub(named, text), parameters)


def fill(statement: str, **parts: Part) -> tuple[str, SqlParameters]:
    """The statement with its ``{parts}`` in place, and the parameters of all of them."""
    parameters: SqlParameters = {}
    for part in parts.values():
        parameters |= part.parameters
    return statement.format(**{name: part.text for name, part in parts.items()}), parameters


def inline(part: Part) -> str:
    """The text with its parameters written out, for what is kept in the database, as a trigger's body.

    Text and numbers only: they come from enumerations in the source, never from input. Raises TypeError for others.
    """

    def literal(given: object) -> str:
        if isinstance(given, bool | int):
            return str(given).lower()
        if isinstance(given, str):
            return "'" + str(given).replace("'", "''") + "'"
        raise TypeError(f"{given!r} cannot be written out in a statement")

    return _PLACE.sub(lambda found: "%" if found[0] == "%%" else literal(part.parameters[found[0][2:-2]]), part.text)
