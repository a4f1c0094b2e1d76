"""Psychotherapy notes: a therapist's own thoughts, apart from the record. Their author reads them, nobody else: not the
supervisor, not the admin, no report and no export; and whoever has only the database can read none of them.

Fernet (AES-128-CBC with HMAC-SHA-256) of the ``cryptography`` package, with keys from NOTES_KEYS: the first encrypts,
all of them decrypt, so that a key can be changed: put the new one in front, run ``manage.py rotate_notes_keys``, take
the old one out.
"""

from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Client
from clients.queries import visible
from clinic.core.access import Actor, May
from clinic.core.revisions import compare_revision
from clinic.core.text import clean_text
from interventions.models import PrivateNote

MOST_CHARACTERS = 60_000


class Unreadable(Exception):
    """No key that is set opens this note, or it was altered."""


def is_set_up() -> bool:
    """Whether there is a key."""
    return bool(settings.NOTES_KEYS)


def _cipher() -> MultiFernet:
    try:
        return MultiFernet([Fernet(key) for key in settings.NOTES_KEYS])
    except (ValueError, TypeError) as error:
        raise ImproperlyConfigured("NOTES_KEYS: each key is 32 bytes in URL-safe base64") from error


def _bound(row: PrivateNote, text: str) -> bytes:
    """The text with whose it is, so that a sealed text moved to another row does not open there."""
    return f"{row.pk}\n{row.client_id}\n{row.author_id}\n{text}".encode()


def decrypt_note(row: PrivateNote) -> str:
    """The text. Raises Unreadable."""
    try:
        found = _cipher().decrypt(bytes(row.sealed)).decode()
    except InvalidToken as error:
        raise Unreadable(str(row.pk)) from error
    head, text = found[: len(_bound(row, "").decode())], found[len(_bound(row, "").decode()) :]
    if head != _bound(row, "").decode():
        raise Unreadable(str(row.pk))
    return text


def readable_text(row: PrivateNote) -> str | None:
    """The text; None where no key opens it."""
    try:
        return decrypt_note(row)
    except Unreadable:
        return None


def private_notes(actor: Actor, client: Client) -> QuerySet[PrivateNote]:
    """The actor's own about a client, the newest first."""
    return PrivateNote.objects.filter(author_id=actor.staff_id, client=client).order_by("-made_at", "-id")


def private_note_for(actor: Actor, note_id: UUID) -> PrivateNote:
    """One of the actor's own, of a client in their care; otherwise Http404."""
    found = PrivateNote.objects.filter(
        pk=note_id, author_id=actor.staff_id, client__in=visible(actor, May.WRITE_NOTES)
    ).first()
    if found is None:
        raise Http404("no such note")
    return found


@transaction.atomic
def write_private_note(*, client: Client, by: Actor, text: str) -> PrivateNote:
    """Keeps a new one. Raises ValidationError by field."""
    row = PrivateNote(practice_id=client.practice_id, client=client, author_id=by.as_staff())
    checked = _checked(text)
    row.sealed = _cipher().encrypt(_bound(row, checked))
    row.save(force_insert=True)
    return row


@transaction.atomic
def change_private_note(*, note: PrivateNote, by: Actor, text: str, revision: int | None) -> PrivateNote:
    """Replaces the text; nothing of the old one is kept. Raises ValidationError by field, EditConflict, Http404."""
    row = PrivateNote.objects.select_for_update().filter(pk=note.pk, author_id=by.as_staff()).first()
    if row is None:
        raise Http404("no such note")
    compare_revision(row, revision)
    checked = _checked(text)
    if readable_text(row) == checked:
        return row
    row.sealed = _cipher().encrypt(_bound(row, checked))
    row.changed_at = timezone.now()
    row.save(update_fields=["sealed", "changed_at"])
    return row


@transaction.atomic
def delete_private_note(*, note: PrivateNote, by: Actor) -> None:
    """Removes one for good: it is not a part of the record."""
    PrivateNote.objects.filter(pk=note.pk, author_id=by.as_staff()).delete()


def _checked(text: str) -> str:
    if not settings.NOTES_KEYS:
        raise ValidationError({"text": _("Psychotherapy notes are not set up here: NOTES_KEYS is empty.")})
    return clean_text(text, "text", MOST_CHARACTERS, least=1)


def rotate() -> tuple[int, int]:
    """Seals each note of the current practice again with the first key. Returns how many, and how many do not open."""
    cipher, done, closed = _cipher(), 0, 0
    for row in PrivateNote.objects.select_for_update().order_by("id").iterator(chunk_size=200):
        try:
            row.sealed = cipher.rotate(bytes(row.sealed))
        except InvalidToken:
            closed += 1
            continue
        row.save(update_fields=["sealed"])
        done += 1
    return done, closed
