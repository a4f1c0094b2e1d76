"""Going through all practices, each in a scope of its own."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar
from uuid import UUID

from django.db import connection

from clinic.core.access import system
from clinic.core.models import Practice
from clinic.core.scope import practice_scope

logger = logging.getLogger(__name__)
Row = TypeVar("Row")
Made = TypeVar("Made")


def sweep(label: str, act: Callable[[], int]) -> int:
    """Calls ``act`` in every practice's scope and returns the sum.

    Whatever goes wrong in one practice is logged and undone there; the others go on, and that one is tried again the
    next time.
    """

    def inside(practice_id: UUID) -> int:
        with practice_scope(practice_id, system(practice_id, label)):
            return act()

    return for_each_practice(label, inside)


def for_each_practice(label: str, act: Callable[[UUID], int]) -> int:
    """Calls ``act`` with every practice's id, outside of any scope; a failure is logged and stops no other practice."""
    total = 0
    for practice_id in list(Practice.objects.values_list("pk", flat=True)):
        try:
            total += act(practice_id)
        except Exception:  # a bad row, a bug, a lost connection: it concerns this practice alone
            logger.exception("%s of practice %s failed; it is tried again at the next run", label, practice_id)
            if not connection.in_atomic_block:
                connection.close_if_unusable_or_obsolete()  # a lost one must not be the next practice's trouble
    return total


def one_by_one(label: str, rows: Iterable[Row], act: Callable[[Row], Made | None]) -> list[Made]:
    """What ``act`` makes of each row, None left out. A row that it fails at is logged and stops no other.

    A statement that the database refuses spoils the transaction: ``act`` puts those in a savepoint of their own.
    """
    found = []
    for row in rows:
        try:
            made = act(row)
        except Exception:
            logger.exception("%s failed at %r; the others go on", label, row)
        else:
            if made is not None:
                found.append(made)
    return found
