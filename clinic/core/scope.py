"""The scope of a practice: one transaction in which exactly its rows can be seen, and in whose name."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from uuid_utils.compat import uuid7

from clinic.core import access_log, logs
from clinic.core.access import Actor
from clinic.core.models import Practice


class ScopeError(RuntimeError):
    """Practice data was asked for outside a scope, or a scope of one practice inside another's."""


@dataclass
class Scope:
    """The practice and actor of the current transaction, and the reads it has to log."""

    practice_id: UUID
    actor: Actor
    request_id: str = ""
    accesses: dict[access_log.Entry, None] = field(default_factory=dict)
    told: dict[access_log.Entry, None] = field(default_factory=dict)  # by a refusal: logged though all else is undone
    zone: ZoneInfo | None = None  # of the practice's wall clock, once somebody asked
    practice: Practice | None = None  # likewise
    added: dict[type[Any], Any] = field(default_factory=dict)  # rows of what the practice added: see core.definitions
    definitions: dict[type[Any], Any] = field(default_factory=dict)  # the same, checked by their schemas


_current: ContextVar[Scope | None] = ContextVar("practice_scope", default=None)


def current_scope() -> Scope:
    """The scope this code runs in; raises ScopeError outside of one."""
    scope = _current.get()
    if scope is None:
        raise ScopeError("no practice scope: wrap the work in practice_scope(practice_id, actor)")
    return scope


def _set_local(practice: str, context: dict[str, str]) -> None:
    # The history triggers read pghistory.context_*; setting it here costs no statement of its own.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('clinic.practice', %s, true), set_config('pghistory.context_id', %s, true),"
            " set_config('pghistory.context_metadata', %s, true)",
            [practice, str(uuid7()) if practice else "", json.dumps(context) if practice else ""],
        )


@contextmanager
def practice_scope(practice_id: UUID, actor: Actor, *, reason: str = "") -> Iterator[Scope]:
    """Opens a transaction in which exactly this practice's rows can be seen, and in which changes carry the actor.

    Everything is ``SET LOCAL``: nothing outlives the transaction, whatever a pool does with the connection.
    Raises ScopeError inside another practice's scope.
    """
    outer = _current.get()
    if outer is not None and outer.practice_id != practice_id:
        raise ScopeError("already in the scope of another practice")
    nested, request_id = connection.in_atomic_block, logs.request_id.get()
    context = {"actor": actor.label, "user": str(actor.user_id or ""), "request": request_id, "reason": reason}
    with transaction.atomic():
        _set_local(str(practice_id), context)
        scope = Scope(practice_id, actor, request_id)
        token, logged = _current.set(scope), logs.practice_id.set(str(practice_id))
        try:
            yield scope
            if not connection.needs_rollback:
                access_log.write(practice_id, actor, request_id, scope.accesses)
                scope.accesses.clear()
        finally:
            logs.practice_id.reset(logged)
            _current.reset(token)
            if nested and not connection.needs_rollback and outer is None:
                _set_local("", {})
