"""What a signature covers, as SHA-256. The hash is also in the access log's chain, so that changing both is noticed."""

import hashlib
import json
from datetime import UTC, datetime

from interventions.models import Addendum, Cosignature, Note


def digest(*values: object) -> str:
    """SHA-256 over these values, 64 hex digits."""
    return hashlib.sha256(json.dumps(values, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def moment(at: datetime | None) -> str | None:
    """A moment as it is hashed: in UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None


def note_hash(note: Note) -> str:
    """SHA-256, 64 hex digits, over whose note it is, of which session, its text, and who signed it when."""
    return digest(
        str(note.pk),
        str(note.practice_id),
        str(note.client_id),
        str(note.session_id),
        str(note.author_id),
        note.form,
        note.parts,
        note.signed_name,
        moment(note.signed_at),
    )


def addendum_hash(row: Addendum) -> str:
    """The same over an addendum."""
    return digest(str(row.pk), str(row.note_id), str(row.author_id), row.text, moment(row.made_at))


def cosignature_hash(row: Cosignature) -> str:
    """The same over a supervisor's decision."""
    return digest(str(row.pk), str(row.note_id), str(row.by_id), row.word, row.text, moment(row.made_at))
