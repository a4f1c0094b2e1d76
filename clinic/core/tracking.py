"""Change history of practice tables."""

from collections.abc import Sequence
from typing import Any

import pghistory
import pgtrigger
from django.db.models.constraints import BaseConstraint

from clinic.core.partitions import MonthlyPartitions
from clinic.core.tenancy import RowLevelSecurity


def track(
    *trackers: pghistory.Tracker, by_month: bool = False, triggers: Sequence[pgtrigger.Trigger] = (), **options: object
) -> Any:
    """Change history for a practice table: an event table under the same row-level security, that nobody can alter.

    ``by_month``: it grows with every session, and is kept in a partition for each month (ADR 21). ``triggers``: more of
    the event table's own.
    """
    constraints: list[BaseConstraint] = [RowLevelSecurity(name="%(app_label)s_%(class)s_rls")]
    if by_month:
        constraints.insert(0, MonthlyPartitions("pgh_created_at", name="%(app_label)s_%(class)s_months"))
    meta: dict[str, object] = {"constraints": constraints}
    if triggers:
        meta["triggers"] = list(triggers)
    return pghistory.track(*trackers, meta=meta, **options)
