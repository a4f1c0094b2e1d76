"""What the signatures of notes, addenda and cosignatures cover, compared with what is kept."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from clinic.core.models import AccessLog, Staff
from clinic.core.signatures import Signed, problems
from interventions.models import Addendum, Cosignature, Note
from interventions.notes.sealing import addendum_hash, cosignature_hash, note_hash

COSIGNATURES_SEALED = ("interventions", "0015_signatures")  # the migration since which they have a hash


def _sealed_since() -> datetime | None:
    app, name = COSIGNATURES_SEALED
    applied = MigrationRecorder(connection).migration_qs.filter(app=app, name=name)
    return applied.values_list("applied", flat=True).first()


def _signed_at(note: Note) -> datetime:
    return note.signed_at or note.started_at  # a constraint says that it has been signed


def _user_of(row: Note | Addendum) -> UUID | None:
    author: Staff = row.author
    return author.user_id


NOTES = Signed[Note](
    kind=AccessLog.Kind.NOTE_SIGNED,
    name="note",
    rows=lambda: Note.objects.filter(state=Note.State.SIGNED).select_related("author").order_by("signed_at"),
    digest=note_hash,
    at=_signed_at,
    signer=_user_of,
    content_hash=lambda row: row.content_hash,
    before="note signed ",
)
ADDENDA = Signed[Addendum](
    kind=AccessLog.Kind.NOTE_ADDED,
    name="addendum",
    rows=lambda: Addendum.objects.select_related("author").order_by("made_at"),
    digest=addendum_hash,
    at=lambda row: row.made_at,
    signer=_user_of,
    content_hash=lambda row: row.content_hash,
    before="note added ",
)
COSIGNATURES = Signed[Cosignature](
    kind=AccessLog.Kind.COSIGNED,
    name="cosignature",
    rows=lambda: Cosignature.objects.select_related("by").order_by("made_at"),
    digest=cosignature_hash,
    at=lambda row: row.made_at,
    signer=lambda row: row.by.user_id,
    content_hash=lambda row: row.content_hash,
    sealed_since=_sealed_since,
)


def verify() -> Iterator[str]:
    """What does not hold in the current practice's signed rows, in words."""
    yield from problems(NOTES)
    yield from problems(ADDENDA)
    yield from problems(COSIGNATURES)
