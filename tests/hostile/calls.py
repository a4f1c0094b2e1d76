"""Requests to every route, drawn from its own description: an API call by its schema, a page by its forms."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from random import Random
from typing import Any, cast
from urllib.parse import urlencode

from django.urls import get_resolver
from drf_spectacular.generators import SchemaGenerator

from clinic.core.api import encode_cursor
from tests.core.test_access import EXPECTED, PEOPLE, Record, World, _body, _path
from tests.hostile import values
from tests.html_forms import Form, all_forms

HEADERS = ('"1"', "*", 'W/"1"', '"' + "9" * 5000 + '"', "\x00", "é", '"-1"', "1", "")


@dataclass
class Call:
    """One request, so that it can be shown and sent again."""

    who: str
    method: str
    path: str
    body: Any = None  # bytes of JSON, or the fields of a form
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.who} {self.method} {self.path[:300]} {str(self.body)[:600]!r} {self.headers}"


@cache
def description() -> dict[str, Any]:
    """The OpenAPI description of the whole API."""
    return cast(dict[str, Any], SchemaGenerator().get_schema(request=None, public=True))


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    while "$ref" in schema:
        schema = description()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def fitting(schema: Mapping[str, Any], chance: Random, ids: list[str], depth: int = 0) -> object:
    """A value that the schema takes, as far as types go."""
    schema = _resolved(schema)
    for several in ("oneOf", "anyOf", "allOf"):
        if schema.get(several):
            return fitting(chance.choice(schema[several]), chance, ids, depth)
    if schema.get("enum"):
        return chance.choice(schema["enum"])
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = chance.choice(kind)
    if kind == "object":
        found = {
            name: fitting(inner, chance, ids, depth + 1)
            for name, inner in schema.get("properties", {}).items()
            if depth < 4 and (name in schema.get("required", ()) or chance.random() < 0.5)
        }
        extra = schema.get("additionalProperties")
        if isinstance(extra, dict) and depth < 4:
            found |= {str(n): fitting(extra, chance, ids, depth + 1) for n in range(1, chance.randrange(1, 12))}
        return found
    if kind == "array":
        return [fitting(schema.get("items", {}), chance, ids, depth + 1) for _ in range(chance.randrange(3))]
    formats: dict[str, list[object]] = {
        "uuid": [*ids],
        "date": ["2027-02-01", "2026-01-04"],
        "date-time": ["2027-02-01T10:00:00Z", "2027-02-01T11:00:00+13:45"],
        "time": ["09:00", "17:30:00"],
        "email": ["b@example.org"],
    }
    plain: dict[str, list[object]] = {
        "integer": [0, 1, 2, 3, 5],
        "number": [0, 1.5],
        "boolean": [True, False],
        "null": [None],
    }
    return chance.choice(plain.get(str(kind)) or formats.get(schema.get("format", "")) or list(values.PLAIN))


def spoiled(value: object, chance: Random, ids: list[str]) -> object:
    """The same value with something wrong, somewhere in it."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        found = dict(value)
        name = chance.choice(list(found))
        act = chance.random()
        if act < 0.1:
            del found[name]
        elif act < 0.2:
            found[values.text(chance)[:100]] = values.anything(chance, ids)
        else:
            found[name] = spoiled(found[name], chance, ids)
        return found
    if isinstance(value, list) and value and chance.random() < 0.7:
        at = chance.randrange(len(value))
        return [*value[:at], spoiled(value[at], chance, ids), *value[at:]]
    return values.anything(chance, ids)


def _json(value: object, chance: Random) -> bytes:
    """As a program would write it; now and then broken off, or in an encoding that is none."""
    raw = json.dumps(value, ensure_ascii=chance.random() < 0.8).encode(errors="surrogatepass")
    if chance.random() < 0.04:
        return raw[: chance.randrange(len(raw) + 1)]
    return raw if chance.random() < 0.97 else raw + chance.choice((b"\xff", b"\0", b"[" * 100_000, b"{}"))


def _asked(chance: Random, ids: list[str]) -> str:
    return chance.choice(ids) if chance.random() < 0.3 else values.text(chance)[:4000]


def _mark(chance: Random, ids: list[str]) -> str:
    """A place in a list, in the shape of ours."""
    value = chance.choice((values.MOMENTS, values.NUMBERS, values.PLAIN, values.TEXTS))
    return encode_cursor(chance.choice(value), chance.choice(ids))


def _query(names: list[str], chance: Random, ids: list[str]) -> str:
    pairs = [
        (name, _mark(chance, ids) if name == "after" and chance.random() < 0.7 else _asked(chance, ids))
        for name in names
        if chance.random() < 0.6
    ]
    if chance.random() < 0.1:
        pairs.append((values.text(chance)[:50], values.text(chance)[:50]))
    return "?" + urlencode(pairs, errors="surrogatepass") if pairs else ""


class Draw:
    """Requests without end to the routes of one practice, from one seed."""

    def __init__(self, world: World, seed: int, forms: Iterable[tuple[str, Form]]) -> None:
        self.world, self.chance = world, Random(seed)
        self.forms: dict[str, list[Form]] = {}
        for target, form in forms:
            self.forms.setdefault(target, []).append(form)
        self.ids = [str(one) for record in world.records.values() for one in record.ids.values()]
        self.operations = {
            (path, method.upper()): operation
            for path, methods in description()["paths"].items()
            for method, operation in methods.items()
            if isinstance(operation, dict)
        }
        self.paths = self._paths()

    def _paths(self) -> dict[str, str]:
        """Route of the API → its path in the description."""
        found: dict[str, str] = {}
        space = get_resolver().namespace_dict["api"]
        for name in EXPECTED:
            if name.startswith("api:"):
                pattern = space[1].reverse_dict.getlist(name.partition(":")[2])[0][0][0][0]
                found[name] = "/" + space[0] + pattern.replace("%(", "{").replace(")s", "}")
        return found

    def who(self, name: str, method: str) -> str:
        """Mostly somebody who is let in, for the others are refused before anything is read."""
        people = [person for person in PEOPLE if EXPECTED[name][method][person].startswith("ok")]
        return self.chance.choice(people if people and self.chance.random() < 0.9 else PEOPLE)

    def record(self) -> Record:
        return self.world.records["own" if self.chance.random() < 0.85 else self.chance.choice(("other", "foreign"))]

    def call(self, name: str, method: str) -> Call:
        """One request to this route by this method."""
        chance, record = self.chance, self.record()
        path, who = _path(name, record), self.who(name, method)
        if not name.startswith("api:"):
            if method == "GET":
                return Call(
                    who, method, path + _query(["q", "search", "after", "page", "state", "day"], chance, self.ids)
                )
            return self._form(who, name, path)
        operation = self.operations.get((self.paths.get(name, ""), method), {})
        names = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"]
        path += _query([*names, "after"], chance, self.ids)
        headers = {"If-Match": chance.choice(HEADERS)} if chance.random() < 0.7 else {}
        if method in {"GET", "DELETE"}:
            return Call(who, method, path, headers=headers)
        content = operation.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        body: object = _body(name, record)
        if not body or chance.random() < 0.5:
            body = fitting(schema, chance, self.ids) if schema else {}
        for _ in range(chance.choice((0, 1, 1, 1, 2, 3))):
            body = spoiled(body, chance, self.ids)
        kind = (
            chance.choice(("text/plain", "multipart/form-data", "")) if chance.random() < 0.02 else "application/json"
        )
        return Call(who, method, path, _json(body, chance), kind, headers)

    def _form(self, who: str, name: str, path: str) -> Call:
        """The fields that its page has, some of them spoiled; without such a page: names that forms use."""
        known = self.forms.get(name)
        fields = dict(self.chance.choice(known).fields) if known else {}
        fields = fields or {one: [""] for one in ("reason", "to", "note", "until", "text", "revision")}
        for one in list(fields):
            act = self.chance.random()
            if act < 0.35:
                fields[one] = [values.text(self.chance)]
            elif act < 0.4:
                fields[one] = [self.chance.choice(self.ids)]
            elif act < 0.43:
                fields[one] = [*fields[one], values.text(self.chance)]
            elif act < 0.46:
                del fields[one]
        return Call(who, "POST", path, fields, "application/x-www-form-urlencoded")


def forms_of(page: str) -> Iterator[Form]:
    """The forms that change something."""
    return (form for form in all_forms(page) if form.fields)
