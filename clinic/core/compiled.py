"""Querysets as parts of a hand-written statement: a rule is defined once, as a queryset, and SQL uses it.

The part is text with named parameters. What only the statement knows is written in the queryset as :func:`column` (of a
table that surrounds the part) or :func:`value` (given when the statement is sent), so that a part can be compiled once
and kept. PostgreSQL merges such a part into the statement around it. See decision 20.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.sql.compiler import SQLCompiler

from clinic.core.types import SqlParameters

_PLACE = re.compile(r"%(?:%|s|\(\w+\)s)")
_ALIAS = re.compile(r"\b[A-Z]\d+\b")  # what Django calls the tables of a subquery


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
    return Part(*_named(name, rows))


def _named(name: str, rows: QuerySet[Any, Any]) -> tuple[str, SqlParameters]:
    compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS, elide_empty=False)
    text, given = compiler.as_sql()
    parameters: SqlParameters = {}

    def named(found: re.Match[str]) -> str:
        if found[0] != "%s":
            return found[0]
        key = f"{name}_{len(parameters)}"
        parameters[key] = given[len(parameters)]
        return f"%({key})s"

    return _PLACE.sub(named, text), parameters


@dataclass(frozen=True, eq=False)
class Condition:
    """A condition on the rows of one table; see :func:`compile_condition`."""

    text: str  # with {row} for the table of the row
    names: tuple[str, ...]  # of its parameters, in their order
    constants: SqlParameters


def compile_condition(rows: QuerySet[Any, Any]) -> Condition:
    """The condition of a queryset that is nothing else: without joins of its own table. What is asked is written in it
    as :func:`value`.

    Its inner tables get names that no query of Django's uses, so that it can stand in any of them.
    """
    text, parameters = _named("kept", rows.order_by().values("pk"))
    table = connection.ops.quote_name(rows.model._meta.db_table)
    select, _where, condition = text.partition(" WHERE ")
    if not select.endswith(f" FROM {table}"):
        raise ValueError("a kept condition is about one table")
    condition = _ALIAS.sub(r"K\g<0>", condition.replace("{", "{{").replace("}", "}}")).replace(f"{table}.", "{row}.")
    names = tuple(found[2:-2] for found in _PLACE.findall(condition) if found != "%%")
    return Condition(_PLACE.sub(lambda found: "%%" if found[0] == "%%" else "%s", condition), names, parameters)


class Meets(Func):
    """Whether a row meets a condition that was compiled once; ``given``: its parameters by name."""

    output_field = BooleanField()

    def __init__(self, condition: Condition, **given: object) -> None:
        super().__init__(F("pk"))
        self.condition, self.given = condition, given

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        key, _nothing = compiler.compile(self.source_expressions[0])
        given = self.condition.constants | self.given
        text = self.condition.text.format(row=key.rpartition(".")[0])
        return f"({text})", [given[name] for name in self.condition.names]


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
