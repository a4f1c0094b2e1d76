"""Log records as lines of JSON, with the request they belong to and without what a record must not say.

A log is read by people who may not see a client's record. So an exception is told by its type and where it was raised,
never by its text (a database quotes the row in it), an object by its type and key, a tuple by those of what is in it,
and a path by its route (some hold a secret). Knows no Django: beat, which reads none, logs the same way.
"""

import json
import logging
import traceback
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import TracebackType
from typing import Any
from uuid import UUID

request_id: ContextVar[str] = ContextVar("request_id", default="")
practice_id: ContextVar[str] = ContextVar("practice_id", default="")

MOST_FRAMES = 40
PLAIN = (str, int, float, Decimal, UUID, date, timedelta, type(None))  # what a line may hold as it is
# What Celery gives of a task that failed: the text of the exception and the arguments, beside its name and id.
QUOTED_BY_CELERY = {"traceback", "args", "kwargs"}


class JsonFormatter(logging.Formatter):
    """One line a record: time (UTC), level, logger, message, and where known request_id, practice_id, error, stack."""

    def format(self, record: logging.LogRecord) -> str:
        found: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
        }
        request = getattr(record, "request", None)  # Django logs some answers after the middleware has ended
        found |= {
            name: value
            for name, value in (
                ("request_id", request_id.get() or getattr(request, "request_id", "")),
                ("practice_id", practice_id.get() or _practice_of(request)),
            )
            if value
        }
        if record.exc_info and record.exc_info[1] is not None:
            found |= {"error": _types(record.exc_info[1]), "stack": _frames(record.exc_info[2])}
        return json.dumps(found, ensure_ascii=False, default=str)


class LineFormatter(logging.Formatter):
    """One line a record for people, with what an exception says; paths and objects are told as in the other form."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        record.message = _message(record)
        return super().formatMessage(record)


def _practice_of(request: object) -> str:
    actor = getattr(request, "actor", None)
    return str(actor.practice_id) if actor else ""


def _message(record: logging.LogRecord) -> str:
    request = getattr(record, "request", None)
    args: Any = record.args
    if record.name == "gunicorn.error":
        return _of_server(str(record.msg), args)
    if isinstance(args, dict):
        args = {name: _argument(name, value) for name, value in args.items()}
    elif args:
        args = tuple(_value(value, request) for value in args)
    text = record.msg if isinstance(record.msg, str) else str(_value(record.msg, request))
    return text % args if args else text


def _of_server(text: str, args: Any) -> str:
    """What gunicorn says without what was asked: a path is an argument, a line that is no HTTP follows a colon."""
    if text.startswith("Invalid request from"):
        return text.partition(": ")[0]
    if isinstance(args, tuple):
        args = tuple(f"/{one[1:].partition('?')[0].partition('/')[0]}/…" if _is_path(one) else one for one in args)
    return text % args if args else text


def _is_path(value: object) -> bool:
    return isinstance(value, str) and value.startswith("/")


def _argument(name: str, value: object) -> object:
    if name in QUOTED_BY_CELERY:
        return "…"
    return str(value).partition("(")[0] if name == "exc" else _value(value, None)


def _value(value: object, request: object) -> object:
    """What of an argument may be said."""
    if request is not None and isinstance(value, str) and value.startswith("/"):
        match = getattr(request, "resolver_match", None)
        return f"/{match.route}" if match else f"/{value.split('/')[1]}/…"
    return value if isinstance(value, PLAIN) else _object(value)


def _object(value: object) -> str:
    """An object by its type and, where it has one, its key; within a tuple only that, and ids."""
    name = type(value).__name__
    if isinstance(value, tuple):
        return f"{name}({', '.join(str(one) if isinstance(one, UUID) else _object(one) for one in value)})"
    return f"{name} {value.pk}" if hasattr(value, "pk") else name


def _types(error: BaseException) -> str:
    """``IntegrityError from UniqueViolation``: the error and what caused it."""
    names = [type(error).__name__]
    while (cause := error.__cause__) is not None and len(names) < 5:
        names.append(type(cause).__name__)
        error = cause
    return " from ".join(names)


def _frames(place: TracebackType | None) -> list[str]:
    """Where it was raised, the outermost place first: file, line and function, no source and no values."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(place)[-MOST_FRAMES:]]
