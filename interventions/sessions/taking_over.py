"""Sessions that somebody else takes over at their times, several at once."""

from collections.abc import Sequence
from uuid import UUID

from clinic.core.constraints import constraint_errors
from interventions.models import Leave, TherapySession


def free_for(rows: Sequence[TherapySession], to: UUID) -> list[TherapySession]:
    """Those at whose time the therapist has nothing else, nor one of these given before."""
    first, last = min(row.starts_at for row in rows), max(row.ends_at for row in rows)
    own = TherapySession.objects.overlapping(first, last).not_cancelled().filter(therapist=to)
    busy = list(own.values_list("starts_at", "ends_at"))
    leaves = Leave.objects.overlapping(first, last).filter(therapist=to)
    busy += leaves.values_list("starts_at", "ends_at")
    free = []
    for row in rows:
        if all(end <= row.starts_at or start >= row.ends_at for start, end in busy):
            free.append(row)
            busy.append((row.starts_at, row.ends_at))
    return free


class _Refused(Exception):
    """The new therapist has something else then, or has left."""


def assign(rows: Sequence[TherapySession], to: UUID) -> set[UUID]:
    """Writes the new therapist; returns which sessions the database took."""
    if not rows:
        return set()
    ids = {row.pk for row in rows}
    try:
        with constraint_errors(
            {"interventions_session_therapist_free": _Refused(), "interventions_session_active": _Refused()}
        ):
            TherapySession.objects.filter(pk__in=ids).update(therapist=to)
    except _Refused:  # somebody has booked one of these times at this moment: one by one
        if len(rows) == 1:
            return set()
        return set().union(*(assign([row], to) for row in rows))
    return ids
