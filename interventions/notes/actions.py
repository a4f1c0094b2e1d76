"""Writing, signing, adding to and cosigning notes."""

from collections.abc import Mapping
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from clinic.core import audit
from clinic.core.access import Actor
from clinic.core.constraints import constraint_errors
from clinic.core.models import AccessLog
from clinic.core.moments import here_text
from clinic.core.revisions import check_revision, compare_revision
from clinic.core.text import clean_text
from interventions.models import Addendum, Cosignature, Note, TherapySession
from interventions.notes.formats import checked_parts
from interventions.notes.sealing import addendum_hash, cosignature_hash, note_hash
from interventions.sessions.actions import has_begun, note_attendance

MOST_CHARACTERS = 60_000  # of a whole note


class NoteSigned(Exception):
    """The note is signed: it stays as it is, and takes an addendum."""


class SessionNotBegun(Exception):
    """A note is signed from the beginning of its session on; says when that is."""

    def __init__(self, session: TherapySession) -> None:
        when = here_text(session.starts_at, "l j F Y, H:i")
        super().__init__(_("The session has not begun: you can sign the note from %(when)s on.") % {"when": when})


def _checked(form: str, parts: Mapping[str, str]) -> dict[str, str]:
    """The parts that the form has; raises ValidationError."""
    found = checked_parts(form, parts)
    if sum(map(len, found.values())) > MOST_CHARACTERS:
        raise ValidationError(
            {"form": _("A note has at most %(n)s characters. Nothing of it was saved.") % {"n": f"{MOST_CHARACTERS:,}"}}
        )
    return found


class _NoteBegun(Exception):
    """The author has a note of this session already."""


def _begin_note(session: TherapySession, author: UUID, form: str, parts: Mapping[str, str]) -> Note:
    with constraint_errors({"interventions_note_once": _NoteBegun()}):
        return Note.objects.create(
            practice_id=session.practice_id,
            session=session,
            client_id=session.client_id,
            author_id=author,
            form=form,
            parts=parts,
        )


@transaction.atomic
def save_note(
    *, session: TherapySession, by: Actor, form: str, parts: Mapping[str, str], revision: int | None = 0
) -> Note:
    """Saves the author's own draft of a session; the first time it makes it.

    ``revision``: the one that was shown, 0 for none. Raises EditConflict when another tab or device has saved since
    and the texts differ, NoteSigned, and ValidationError by field.
    """
    checked, author = _checked(form, parts), by.as_staff()
    note = Note.objects.select_for_update().filter(session=session, author_id=author).first()
    if note is None:
        try:
            return _begin_note(session, author, form, checked)
        except _NoteBegun:  # another tab was first
            note = Note.objects.select_for_update().get(session=session, author_id=author)
    if note.state == Note.State.SIGNED:
        raise NoteSigned(str(note.pk))
    if (note.form, note.parts) == (form, checked):
        return note
    compare_revision(note, revision)
    note.form, note.parts, note.saved_at = form, checked, timezone.now()
    note.save(update_fields=["form", "parts", "saved_at"])
    return note


@transaction.atomic
def sign_note(*, note: Note, by: Actor, revision: int | None, attendance: TherapySession.State | None = None) -> Note:
    """Signs it: name, time, hash of the content; from then on it cannot be changed. Signing twice changes nothing.

    ``attendance``: attended or missed, recorded in the same step where the session has no outcome yet. Raises
    SessionNotBegun; ValidationError for ``attendance`` without an outcome, and for an empty note; EditConflict when
    what was shown is not what is kept; PermissionDenied.
    """
    session = check_revision(note.session, None)  # before the note, as everywhere: two at once wait instead of failing
    found = Note.objects.select_for_update().get(pk=note.pk)
    if found.author_id != by.as_staff():
        raise PermissionDenied("only the author signs")
    if found.state == Note.State.SIGNED:
        return found
    compare_revision(found, revision)
    if not found.parts:
        raise ValidationError(_("There is nothing to sign yet."))
    _have_outcome(session, attendance)
    found.state, found.signed_at, found.signed_name = Note.State.SIGNED, timezone.now(), by.name or by.label
    found.content_hash = note_hash(found)
    found.save(update_fields=["state", "signed_at", "signed_name", "content_hash"])
    audit.log_signature(found.client_id, AccessLog.Kind.NOTE_SIGNED, found.pk, found.content_hash)
    return found


def _have_outcome(session: TherapySession, attendance: TherapySession.State | None) -> None:
    """Records the outcome that is missing; raises SessionNotBegun, or ValidationError where none is given."""
    if not has_begun(session):
        raise SessionNotBegun(session)
    if session.state in TherapySession.COMING:
        if attendance not in TherapySession.OUTCOMES:
            raise ValidationError({"attendance": _("Record the attendance first: attended, or did not attend.")})
        note_attendance(session=session, state=attendance)


@transaction.atomic
def save_and_sign(
    *,
    session: TherapySession,
    by: Actor,
    form: str,
    parts: Mapping[str, str],
    revision: int | None = 0,
    attendance: TherapySession.State | None = None,
) -> Note:
    """Both at once: what cannot be signed is not saved either. Raises what the two of them raise."""
    check_revision(session, None)
    note = save_note(session=session, by=by, form=form, parts=parts, revision=revision)
    return sign_note(note=note, by=by, revision=note.revision, attendance=attendance)


@transaction.atomic
def add_addendum(*, note: Note, by: Actor, text: str) -> Addendum:
    """Adds to a signed note; it stays beside it. Raises ValidationError."""
    text = clean_text(text, "text", 20_000)
    if note.state != Note.State.SIGNED:
        raise ValidationError(_("The note is a draft: change it instead."))
    row = Addendum(pk=uuid7(), practice_id=note.practice_id, note=note, author_id=by.as_staff(), text=text)
    row.content_hash = addendum_hash(row)
    row.save(force_insert=True)
    audit.log_signature(note.client_id, AccessLog.Kind.NOTE_ADDED, row.pk, row.content_hash)
    return row


@transaction.atomic
def cosign_note(*, note: Note, by: Actor, returned: bool = False, text: str = "") -> Cosignature:
    """The word of the author's supervisor on a signed note. Raises PermissionDenied for anybody else's.

    Raises ValidationError for a draft, twice, or a return without a reason.
    """
    if note.author.supervisor_id != by.as_staff():
        raise PermissionDenied("only the author's supervisor cosigns")
    if note.state != Note.State.SIGNED:
        raise ValidationError(_("The note is a draft."))
    message = _("Describe what should be added, in 3 to 1,000 characters.")
    text = clean_text(text, "text", 1000, least=3 if returned else 0, message=message if returned else None)
    row = Cosignature(
        pk=uuid7(),
        practice_id=note.practice_id,
        note=note,
        by_id=by.as_staff(),
        text=text,
        word=Cosignature.Word.RETURNED if returned else Cosignature.Word.COSIGNED,
    )
    row.content_hash = cosignature_hash(row)
    with constraint_errors({"interventions_cosignature_once": ValidationError(_("It is cosigned."))}):
        row.save(force_insert=True)
    audit.log_signature(note.client_id, AccessLog.Kind.COSIGNED, row.pk, row.content_hash)
    return row
