"""Writing the access log: who opened which client's record, and who signed what in it.

Reading and verifying it: ``clinic.core.audit``.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from uuid import UUID

from clinic.core.access import Actor
from clinic.core.models import AccessLog


@dataclass(frozen=True)
class Entry:
    """What a row of the log will say: a part of a client's record that was opened, or a signature in it."""

    client_id: UUID
    what: str
    kind: AccessLog.Kind = AccessLog.Kind.OPENED
    subject_id: UUID | None = None
    content_hash: str = ""


def write(practice_id: UUID, actor: Actor, request_id: str, entries: Iterable[Entry]) -> None:
    """Writes what was opened and signed: one INSERT, or nothing."""
    rows = [
        AccessLog(
            practice_id=practice_id, user_id=actor.user_id, actor=actor.label, request_id=request_id, **asdict(entry)
        )
        for entry in entries
    ]
    if rows:
        AccessLog.objects.bulk_create(rows)
