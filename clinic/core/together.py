"""Several querysets read by one statement: a page that shows ten lists goes to the database once for them."""

import json
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.sql.compiler import SQLCompiler

Convert = Callable[[Any], Any]
Rows: TypeAlias = "models.QuerySet[Any, Any]"
Column: TypeAlias = "models.Field[Any, Any]"

# What JSON has no type for. A number with a fraction is read as a Decimal, so that none of its digits is lost.
FROM_JSON: dict[type[Column], Convert] = {
    models.UUIDField: UUID,
    models.DateTimeField: datetime.fromisoformat,
    models.DateField: date.fromisoformat,
    models.TimeField: time.fromisoformat,
    models.DecimalField: Decimal,
    models.FloatField: float,
}
AS_THEY_ARE = (models.BooleanField, models.CharField, models.IntegerField, models.JSONField, models.TextField)


def fetch_together(*querysets: Rows) -> None:
    """Evaluates the querysets in one statement: each then holds its rows, as if it had been looped over.

    Each is sent as it is, inside of one that returns its rows as JSON. What a queryset prefetches is read when it is
    looped over, by statements of its own. A column of a type that is not listed here raises TypeError.
    """
    compiled = [(queryset, _compiled(queryset)) for queryset in querysets]
    asked = [(queryset, *found) for queryset, found in compiled if found is not None]
    answers: list[str | None] = []
    if asked:
        columns = ", ".join(f"({_as_json(compiler, sql)})" for _queryset, compiler, sql, _given in asked)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {columns}", [one for *_rest, given in asked for one in given])
            answers = list(cursor.fetchone() or [])
    for queryset, found in compiled:
        _fill(queryset, found[0] if found else None, (answers.pop(0) or "[]") if found else "[]")


def hold_related(instance: models.Model, name: str, rows: list[Any]) -> None:
    """Lets the instance's related ``name`` hold rows that were just kept, so that nobody reads them again."""
    related = getattr(instance, name).all()
    related._result_cache, related._prefetch_done = rows, True
    held: dict[str, Rows] = getattr(instance, "_prefetched_objects_cache", {})
    instance._prefetched_objects_cache = held | {name: related}  # type: ignore[attr-defined]


def _compiled(queryset: Rows) -> tuple[SQLCompiler, str, tuple[Any, ...]] | None:
    """The queryset's compiler and statement; None where it is known to be empty."""
    compiler = queryset.query.get_compiler(queryset.db)
    try:
        sql, given = compiler.as_sql(with_col_aliases=True)
    except EmptyResultSet:
        return None
    return compiler, sql, tuple(given)


def _columns(compiler: SQLCompiler) -> list[tuple[str, Column]]:
    """(name in the statement, field) of what is selected."""
    return [
        (alias or f"col{number}", _of_key(expression.output_field))
        for number, (expression, _sql, alias) in enumerate(compiler.select, 1)
    ]


def _of_key(field: Column) -> Column:
    """The field itself; of a relation that of the key that it points at."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


def _as_json(compiler: SQLCompiler, sql: str) -> str:
    columns = [f"q.{connection.ops.quote_name(name)}{_cast(field)}" for name, field in _columns(compiler)]
    return f"SELECT json_agg(json_build_array({', '.join(columns)}))::text FROM ({sql}) q"  # noqa: S608 -- Django's


def _cast(field: Column) -> str:
    """JSON travels as text inside of JSON: its field reads it, and its numbers stay what they are."""
    if isinstance(field, ArrayField):
        return "::text[]" if isinstance(field.base_field, models.JSONField) else ""
    return "::text" if isinstance(field, models.JSONField) else ""


def _converter(field: Column) -> Convert | None:
    """From JSON to what the driver would have given; None for what is the same in both."""
    if isinstance(field, ArrayField):
        inner = _converter(_of_key(field.base_field))
        return None if inner is None else lambda values: [None if one is None else inner(one) for one in values]
    for kind, convert in FROM_JSON.items():
        if isinstance(field, kind):
            return convert
    if isinstance(field, AS_THEY_ARE):
        return None
    raise TypeError(f"{type(field).__name__} is not read together with others")


def _fill(queryset: Any, compiler: Any, answer: str) -> None:
    """Lets the queryset make its rows, models or values, of what its compiler would have fetched."""
    rows = json.loads(answer, parse_float=Decimal)
    if compiler is not None:
        for place, (_name, field) in enumerate(_columns(compiler)):
            if convert := _converter(field):
                for row in rows:
                    row[place] = None if row[place] is None else convert(row[place])
        compiler.execute_sql = lambda *_, **__: [rows]
        queryset.query.get_compiler = lambda *_, **__: compiler
        try:
            rows = list(queryset._iterable_class(queryset))
        finally:
            del queryset.query.get_compiler
    queryset._result_cache = rows
