"""Reads of notes. A draft is its author's alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from clients.models import CareRelation
from clients.queries import annotate_known_names, may_for, visible
from clinic.core.access import Actor, May, may
from interventions.models import Note, TherapySession
from interventions.notes.models import NoteQuerySet
from interventions.sessions.models import SessionQuerySet

NOTES_EXPECTED = timedelta(days=30)  # an older session will have none: nobody is reminded for ever


def notes(actor: Actor) -> NoteQuerySet:
    """Signed notes of clients whose notes the actor may read, and their own drafts; the newest session first."""
    own = Q(author_id=actor.staff_id)
    found = Note.objects.filter(_readable(actor, May.READ_NOTES), Q(state=Note.State.SIGNED) | own)
    return found.select_related("client", "session", "author").order_by("-session__starts_at", "-id")


def _readable(actor: Actor, capability: May) -> Q:
    """The condition on notes that the actor may do this to: those of clients within reach, and single ones besides:
    their own that are left to finish, and those of a supervisee who held the session for somebody away."""
    own = Q(author_id=actor.staff_id, session__in=_left_to_note(actor).values("pk"))
    found = Q(client__in=visible(actor, capability)) | own
    if actor.staff_id and capability in {May.READ_NOTES, May.COSIGN} and may(actor, May.COSIGN):
        covered = TherapySession.objects.filter(_never_in_care(), therapist=OuterRef("author"))
        found |= Q(author__supervisor=actor.staff_id) & Q(Exists(covered.filter(pk=OuterRef("session"))))
    return found


def note_for(actor: Actor, note_id: UUID, capability: May = May.READ_NOTES) -> Note:
    """The note, if the actor may read it and do this to its client; otherwise Http404."""
    return _found(notes(actor).filter(_readable(actor, capability)), note_id)


def note_to_cosign(actor: Actor, note_id: UUID) -> Note:
    """A supervisee's note that waits for the actor's word; otherwise Http404."""
    return _found(notes_to_cosign(actor), note_id)


def _found(rows: QuerySet[Note], note_id: UUID) -> Note:
    found = rows.filter(pk=note_id).first()
    if found is None:
        raise Http404("no such note")
    return found


def notes_by_session(actor: Actor, rows: Iterable[TherapySession]) -> dict[UUID, list[Note]]:
    """Session → the notes of it that the actor may read; one statement."""
    found: dict[UUID, list[Note]] = {}
    for note in notes(actor).filter(session__in=[row.pk for row in rows]):
        found.setdefault(note.session_id, []).append(note)
    return found


def with_notes(rows: SessionQuerySet, actor: Actor) -> SessionQuerySet:
    """Sessions with ``noted`` (there is a signed note, whoever may read it) and ``may_note`` (the actor may write)."""
    signed = Note.objects.filter(session=OuterRef("pk"), state=Note.State.SIGNED)
    writable = visible(actor, May.WRITE_NOTES).filter(pk=OuterRef("client_id"))
    return rows.annotate(noted=Exists(signed), may_note=Exists(writable))


def my_draft(actor: Actor, session: TherapySession) -> Note | None:
    """The actor's own note of the session, draft or signed; None before the first save."""
    return Note.objects.filter(session=session, author_id=actor.staff_id).select_related("author").first()


def _never_in_care() -> Q:
    """The condition on sessions that their therapist is, and was, in no care team of the client: they held it for
    somebody who was away."""
    return ~Q(Exists(CareRelation.objects.filter(client=OuterRef("client"), staff=OuterRef("therapist"))))


def _left_to_note(actor: Actor) -> SessionQuerySet:
    """The sessions of which the actor finishes the note, also when they reach the client no longer: those that they
    held for somebody away, and those of which they have a draft. It opens this one note and nothing else.
    """
    if not actor.staff_id or not may(actor, May.WRITE_NOTES):
        return TherapySession.objects.none()
    draft = Note.objects.filter(session=OuterRef("pk"), author=actor.staff_id, state=Note.State.DRAFT)
    return TherapySession.objects.filter(Exists(draft)) | TherapySession.objects.begun().not_cancelled().filter(
        _never_in_care(), therapist=actor.staff_id
    )


def sessions_to_note(actor: Actor) -> SessionQuerySet:
    """The sessions of which the actor may write, read and sign their own note."""
    reached = Q(client__in=visible(actor, May.WRITE_NOTES))
    return TherapySession.objects.filter(reached | Q(pk__in=_left_to_note(actor).values("pk")))


def session_to_note(actor: Actor, session_id: UUID) -> TherapySession:
    """The session, if the actor may write a note of it; otherwise Http404."""
    allowed = sessions_to_note(actor).filter(pk=session_id)
    found = annotate_known_names(allowed, actor).select_related("client", "plan", "therapist").first()
    if found is None:
        raise Http404("no such session")
    return found


def session_of_record(actor: Actor, session_id: UUID) -> TherapySession:
    """As :func:`session_to_note`, where the actor may work in the client's record besides; otherwise Http404."""
    found = session_to_note(actor, session_id)
    if not may_for(actor, found.client, May.WRITE_NOTES):
        raise Http404("no such session")
    return found


def unsigned_notes(actor: Actor) -> QuerySet[Note]:
    """The actor's own drafts, the oldest first."""
    found = Note.objects.filter(author_id=actor.staff_id, state=Note.State.DRAFT)
    return found.select_related("client", "session").order_by("session__starts_at", "id")


def unwritten(rows: SessionQuerySet) -> SessionQuerySet:
    """Those of these sessions of which their therapist has written nothing, not even a draft."""
    return rows.filter(~Exists(Note.objects.filter(session=OuterRef("pk"), author=OuterRef("therapist"))))


def without_note() -> SessionQuerySet:
    """Sessions held in the last 30 days of which their therapist has written nothing: one who cares for the client
    still, or who held it for somebody away."""
    now = timezone.now()
    caring = CareRelation.objects.current().filter(client=OuterRef("client"), staff=OuterRef("therapist"))
    held = TherapySession.objects.held().over(now).filter(ends_at__gt=now - NOTES_EXPECTED)
    return unwritten(held).filter(Q(Exists(caring)) | _never_in_care())


def my_sessions_without_note(actor: Actor) -> QuerySet[TherapySession]:
    """Those of the actor, of clients for whom they may write; the newest first."""
    found = without_note().filter(therapist_id=actor.staff_id, pk__in=sessions_to_note(actor).values("pk"))
    return annotate_known_names(found, actor).select_related("client").order_by("-starts_at")


def notes_to_cosign(actor: Actor) -> QuerySet[Note]:
    """Signed notes of supervisees that nobody has cosigned, nor returned since the last addendum; the oldest first."""
    found = Note.objects.to_cosign().filter(_readable(actor, May.COSIGN), author__supervisor=actor.staff_id)
    return found.select_related("client", "session", "author").order_by("signed_at", "id")


@dataclass(frozen=True)
class Place:
    """A note's place among those that wait for one's word: which of how many, and its neighbours' ids."""

    number: int
    of: int
    previous: UUID | None
    next: UUID | None


def place_in_queue(actor: Actor, note: Note) -> Place | None:
    """Where the note stands in the actor's queue of notes to cosign; None where it does not. One statement."""
    ids = list(notes_to_cosign(actor).values_list("pk", flat=True))
    if note.pk not in ids:
        return None
    at = ids.index(note.pk)
    return Place(at + 1, len(ids), ids[at - 1] if at else None, ids[at + 1] if at + 1 < len(ids) else None)


def returned_notes(actor: Actor) -> QuerySet[Note]:
    """The actor's own signed notes that their supervisor returned, and to which they added nothing since."""
    own = Note.objects.returned().filter(author_id=actor.staff_id)
    found = own.filter(session__in=sessions_to_note(actor).values("pk"))
    return found.select_related("client", "session").order_by("signed_at", "id")


def search(actor: Actor, text: str) -> QuerySet[Note]:
    """The actor's own notes that hold these words (PostgreSQL full text; “quoted phrases” and -without work)."""
    # Of JSON, PostgreSQL takes the texts alone: the parts' names are not searched.
    document = Func(F("parts"), template="to_tsvector('simple', %(expressions)s)", output_field=SearchVectorField())
    own = notes(actor).filter(author_id=actor.staff_id)
    return own.annotate(document=document).filter(document=SearchQuery(text, config="simple", search_type="websearch"))
