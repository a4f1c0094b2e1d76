"""Going through all practices, each in a task and a scope of its own.

Beat starts a sweep every so often. The task that it sends knows no practice: it sends itself again for each one, so
that a practice with much to do, or in which something fails, holds up no other. All of these expire: after an outage
nobody works off what lay there, for the next run finds the same. And a sweep of a practice runs once at a time.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar
from uuid import UUID

from celery import current_app
from django.db import connection

from clinic.core.access import system
from clinic.core.models import Practice
from clinic.core.scope import practice_scope

logger = logging.getLogger(__name__)
Row = TypeVar("Row")
Made = TypeVar("Made")


def sweep(task: str, practice: str | None, steps: Mapping[str, Callable[[], int]]) -> int:
    """What a task of this name does: without a practice it sends itself for each and returns how many these are; with
    one it takes the steps (label → action) there, one transaction each, and returns the sum."""
    if practice is None:
        return for_each_practice(task, lambda practice_id: send(task, practice_id))
    return sum(run(label, UUID(practice), act) for label, act in steps.items())


def send(task: str, practice_id: UUID) -> int:
    """Sends the task for one practice; it expires as beat's own do. Returns 1."""
    current_app.send_task(task, [str(practice_id)], expires=expiry_of(task))
    return 1


def expiry_of(task: str) -> float:
    """Seconds after which a task that beat sends is dropped unless a worker has begun it. Raises LookupError."""
    for entry in current_app.conf.beat_schedule.values():
        if entry["task"] == task:
            return float(entry["options"]["expires"])
    raise LookupError(f"beat does not send {task}")


def run(label: str, practice_id: UUID, act: Callable[[], int]) -> int:
    """Calls ``act`` in the practice's scope and returns what it returns; 0 where another worker is at the same.

    Whatever goes wrong is logged and undone, and tried again at the next run.
    """

    def inside(practice_id: UUID) -> int:
        with practice_scope(practice_id, system(practice_id, label)):
            return act() if _is_alone(label, practice_id) else 0

    return _guarded(label, practice_id, inside)


def _is_alone(label: str, practice_id: UUID) -> bool:
    """Takes the sweep of this practice until the transaction ends; False where somebody has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"{label}:{practice_id}"])
        return bool(cursor.fetchone()[0])


def for_each_practice(label: str, act: Callable[[UUID], int]) -> int:
    """Calls ``act`` with every practice's id, outside of any scope; a failure is logged and stops no other practice."""
    practices = list(Practice.objects.values_list("pk", flat=True))
    return sum(_guarded(label, practice_id, act) for practice_id in practices)


def _guarded(label: str, practice_id: UUID, act: Callable[[UUID], int]) -> int:
    try:
        return act(practice_id)
    except Exception:  # a bad row, a bug, a lost connection: it concerns this practice alone
        logger.exception("%s of practice %s failed; it is tried again at the next run", label, practice_id)
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()  # a lost one must not be the next practice's trouble
        return 0


def one_by_one(label: str, rows: Iterable[Row], act: Callable[[Row], Made | None]) -> list[Made]:
    """What ``act`` makes of each row, None left out. A row that it fails at is logged and stops no other.

    A statement that the database refuses spoils the transaction: ``act`` puts those in a savepoint of their own.
    """
    found = []
    for row in rows:
        try:
            made = act(row)
        except Exception:
            logger.exception("%s failed at %r; the others continue", label, row)
        else:
            if made is not None:
                found.append(made)
    return found
