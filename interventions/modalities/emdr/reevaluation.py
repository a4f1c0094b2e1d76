"""Which targets are taken up again at the next session. Pure: no Django."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID


class Measured(Protocol):
    """A row of SUD and VOC."""

    target_id: UUID
    on: date
    sets: int
    sud: int | None
    voc: int | None


@dataclass(frozen=True)
class Reevaluation:
    """A target that was processed on a day, and how it was left; nobody has asked since how it is."""

    target_id: UUID
    processed_on: date
    sud: int | None
    voc: int | None


def due(measures: Iterable[Measured]) -> dict[UUID, Reevaluation]:
    """Target → what is due at the next session (Shapiro 2018, phase 8: a session begins with the last one's targets).

    A target is due after a day with sets until it is measured on a later day.
    """
    by_target: dict[UUID, list[Measured]] = {}
    for row in measures:
        by_target.setdefault(row.target_id, []).append(row)
    return {target: found for target, rows in by_target.items() if (found := _due(target, rows))}


def _due(target: UUID, rows: Sequence[Measured]) -> Reevaluation | None:
    processed = max((row.on for row in rows if row.sets), default=None)
    if processed is None or any(row.on > processed for row in rows):
        return None
    day = sorted((row for row in rows if row.on == processed), key=lambda row: row.sets)
    sud = next((row.sud for row in reversed(day) if row.sud is not None), None)
    voc = next((row.voc for row in reversed(day) if row.voc is not None), None)
    return Reevaluation(target, processed, sud, voc)
