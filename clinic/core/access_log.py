"""Writing the access log: who opened which client's record. Reading and verifying it: ``clinic.core.audit``."""

from collections.abc import Iterable
from uuid import UUID

from clinic.core.access import Actor
from clinic.core.models import AccessLog


def write(practice_id: UUID, actor: Actor, request_id: str, reads: Iterable[tuple[UUID, str]]) -> None:
    """Writes what was opened, as (client, part of the record): one INSERT, or nothing."""
    rows = [
        AccessLog(
            practice_id=practice_id,
            user_id=actor.user_id,
            actor=actor.label,
            client_id=client_id,
            what=what,
            request_id=request_id,
        )
        for client_id, what in reads
    ]
    if rows:
        AccessLog.objects.bulk_create(rows)
