"""Keeping when something that is to happen again and again last did."""

import logging
from collections.abc import Iterable

from django.db import DatabaseError
from django.utils import timezone

from clinic.core.status.models import Pulse

logger = logging.getLogger(__name__)


def record(name: str, *, seconds: float | None = None, error: str = "") -> None:
    """It has happened, or failed with an exception of this type. One statement."""
    now = timezone.now()
    row = Pulse(name=name, seconds=seconds, error=error[:80])
    if error:
        row.failed_at, changed = now, ["failed_at", "error", "seconds"]
    else:
        row.last_at, changed = now, ["last_at", "error", "seconds"]
    Pulse.objects.bulk_create([row], update_conflicts=True, update_fields=changed, unique_fields=["name"])


def record_task(name: str, *, seconds: float | None, error: str) -> None:
    """The same for a worker, which a database that is away must not stop."""
    try:
        record(name, seconds=seconds, error=error)
    except DatabaseError:
        logger.warning("the end of %s could not be kept", name, exc_info=True)


def expect(names: Iterable[str]) -> dict[str, Pulse]:
    """Name → what is kept of it; what never happened counts as waited for from now on."""
    wanted = list(names)
    found = {row.name: row for row in Pulse.objects.filter(name__in=wanted)}
    if missing := [Pulse(name=name) for name in wanted if name not in found]:
        Pulse.objects.bulk_create(missing, ignore_conflicts=True)
        found |= {row.name: row for row in missing}
    return found
