"""Who looked at a client's record: an append-only log, chained by hash.

A view says :func:`log_access`; the rows are written when the scope ends, in its transaction. The database numbers and
hashes them (trigger ``chain`` on AccessLog), so the application cannot choose either. :func:`verify` walks the chain.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from clinic.core.access_log import Entry
from clinic.core.models import GENESIS, AccessLog, AuditHead
from clinic.core.scope import current_scope


@dataclass(frozen=True)
class Break:
    """The first place where the chain does not hold, in words."""

    sequence: int
    what: str


def log_access(client_id: UUID, what: str) -> None:
    """Notes that the current actor opened a client's record; ``what`` names the part (``overview``, ``result``)."""
    current_scope().accesses[Entry(client_id, what)] = None


def log_signature(client_id: UUID, kind: AccessLog.Kind, subject_id: UUID, content_hash: str) -> None:
    """Notes that the current actor signed ``subject_id``, of the table that ``kind`` says, in this client's record.

    ``content_hash``: SHA-256 of what was signed, 64 hex digits. The database refuses to end the transaction when a row
    that carries a signature has no such entry.
    """
    current_scope().accesses[Entry(client_id, kind.value, kind, subject_id, content_hash)] = None


def log_told(client_id: UUID, what: str) -> None:
    """Notes that a refusal tells something of a client: it stays in the log although nothing else of the request does.

    A request keeps it; elsewhere it is as :func:`log_access`.
    """
    log_access(client_id, what)
    current_scope().told[Entry(client_id, what)] = None


def unopened_since(user_id: UUID | None, client: str, moment: str, parts: Iterable[str]) -> Q:
    """The condition on rows that this account has opened none of these parts of a record at or after a moment.

    ``client``, ``moment``: the rows' fields that name whose record and when. What is older than the log, whose months
    were detached, counts as opened: nobody can tell any more.
    """
    opened = AccessLog.objects.filter(
        client_id=OuterRef(client), user_id=user_id, what__in=list(parts), at__gte=OuterRef(moment)
    )
    first = AccessLog.objects.order_by("sequence").values("at")[:1]
    is_whole = ~Exists(AuditHead.objects.filter(detached_sequence__gt=0))
    return ~Exists(opened) & (Q(is_whole) | Q(**{f"{moment}__gte": Subquery(first)}))


def row_hash(row: AccessLog, previous: str) -> str:
    """SHA-256, as 64 hex digits, over the row's content and the hash before it; the same text as the trigger makes."""
    content = [
        row.sequence,
        str(row.practice_id),
        row.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f"),
        str(row.user_id) if row.user_id else None,
        row.actor,
        str(row.client_id),
        row.what,
        row.request_id,
        previous,
    ]
    if row.kind != AccessLog.Kind.OPENED:
        content += [row.kind, str(row.subject_id), row.content_hash]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


class DetachError(ValueError):
    """The log cannot be cut at this instant, in words."""


def start_at(end: datetime) -> int:
    """Lets the current practice's chain start with the first row since ``end``, whose months are about to be detached.

    Returns the number of the last row before it, 0 where there never was one. Raises DetachError when the chain is
    broken, or when the numbers do not follow the times there: two people at once at midnight.
    """
    if found := verify()[2]:
        raise DetachError(f"the access log is broken at {found.sequence}: {found.what}")
    last = AccessLog.objects.filter(at__lt=end).order_by("sequence").last()
    if last is None:
        head = AuditHead.objects.first()
        return head.detached_sequence if head else 0
    if AccessLog.objects.filter(at__gte=end, sequence__lt=last.sequence).exists():
        raise DetachError("two openings cross that midnight; take the month before it or after it")
    AuditHead.objects.update(detached_sequence=last.sequence, detached_hash=last.hash)
    return last.sequence


def kept_since() -> datetime | None:
    """From when on the current practice's log is in the database; None when it is whole."""
    if not AuditHead.objects.filter(detached_sequence__gt=0).exists():
        return None
    first = AccessLog.objects.order_by("sequence").first()
    return first.at if first else timezone.now()


def _rows() -> Iterator[AccessLog]:
    return AccessLog.objects.order_by("sequence").iterator(chunk_size=2000)


def verify() -> tuple[int, str, Break | None]:
    """Walks the current practice's chain from where months were detached.

    Returns (number of the last row that holds, its hash, first break or None).
    """
    head = AuditHead.objects.first()
    count, previous = (head.detached_sequence, head.detached_hash) if head else (0, GENESIS)
    for row in _rows():
        if row.sequence != count + 1:
            return count, previous, Break(count + 1, f"row {count + 1} is missing, row {row.sequence} follows")
        if row.previous != previous or row.hash != row_hash(row, previous):
            return count, previous, Break(row.sequence, f"row {row.sequence} of {row.at:%Y-%m-%d %H:%M} was altered")
        count, previous = count + 1, row.hash
    head = AuditHead.objects.first()  # read again: somebody may have opened a file meanwhile
    if (head.sequence if head else 0) != count or (head.hash if head else GENESIS) != previous:
        return (
            count,
            previous,
            Break(count + 1, f"{count} rows are left, but the head counts {head.sequence if head else 0}"),
        )
    return count, previous, None
