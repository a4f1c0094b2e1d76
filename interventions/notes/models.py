"""Notes of sessions: build_session, signed, then fixed for ever; what comes later is an addendum.

The database itself refuses to change or delete a signed note, whatever the application asks (trigger ``signed_stays``).
"""

from typing import Self, TypeAlias
from uuid import UUID

import pghistory
import pgtrigger
from django.db import models
from django.db.models import OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.households.joint import JointQuerySet
from clients.models import Client
from clinic.core.audit_models import logged
from clinic.core.fields import EncryptableTextField
from clinic.core.models import LoggedKind, Staff, track
from clinic.core.revisions import Revised, counted
from clinic.core.tenancy import PracticeModel, TenantForeignKey, tenant_constraints
from interventions.notes.formats import note_choices
from interventions.sessions.models import Attendee, TherapySession
from interventions.sessions.states import SessionState

# A note is signed of a session that has begun and whose outcome is recorded. The lock makes whoever cancels or moves
# the session at the same moment wait, and then see the signature.
OF_A_SESSION_HELD = f"""
    SELECT s.starts_at, s.state INTO STRICT held FROM interventions_therapysession s
    WHERE s.practice_id = NEW.practice_id AND s.id = NEW.session_id FOR SHARE;
    IF NEW.signed_at < held.starts_at OR held.state IN ('{SessionState.BOOKED}', '{SessionState.ARRIVED}') THEN
        RAISE EXCEPTION 'a note is signed once its session has begun and its outcome is recorded'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'interventions_note_of_a_session_held';
    END IF;
    RETURN NEW;
"""  # noqa: S608 -- values of an enumeration


class NoteQuerySet(JointQuerySet["Note"]):
    """Notes; ``of(client)`` finds those of joint sessions for everybody who took part."""

    household = "session__household"

    def participants(self) -> models.QuerySet[Attendee]:
        """The attendees on record of the session."""
        return Attendee.objects.filter(session=OuterRef("session"))

    def _returned(self) -> models.Exists:
        """That the supervisor's last word is a return, to which the author has added nothing since."""
        later = Addendum.objects.filter(note=OuterRef("note"), made_at__gt=OuterRef("made_at"))
        returned = Cosignature.objects.filter(note=OuterRef("pk"), word=CosignatureWord.RETURNED)
        return models.Exists(returned.filter(~models.Exists(later)))

    def _uncosigned(self) -> Self:
        done = Cosignature.objects.filter(note=OuterRef("pk"), word=CosignatureWord.COSIGNED)
        return self.filter(~models.Exists(done), state=NoteState.SIGNED)

    def to_cosign(self) -> Self:
        """Signed ones of supervised authors that nobody has cosigned, nor returned since the last addendum."""
        return self._uncosigned().filter(~self._returned(), author__supervisor__isnull=False)

    def returned(self) -> Self:
        """Signed ones that a supervisor returned, to which the author has added nothing since."""
        return self._uncosigned().filter(self._returned())


class NoteState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SIGNED = "signed", _("signed")


@track(pghistory.UpdateEvent(condition=pgtrigger.Q(new__state=NoteState.SIGNED)), pghistory.DeleteEvent())
class Note(Revised, PracticeModel):
    """What a therapist writes of a session. ``parts``: part of the form → text.

    Its history holds what was signed: a draft is saved every few seconds, and what its author took out again before
    signing is not kept.
    """

    State: TypeAlias = NoteState

    author_id: UUID
    client = TenantForeignKey(Client, follows=True, related_name="notes")
    session = TenantForeignKey(TherapySession, related_name="notes", db_index=False)
    author = TenantForeignKey(Staff, related_name="+")
    form = models.CharField(_("form"), max_length=40, choices=note_choices)
    parts = models.JSONField(default=dict)
    state = models.CharField(max_length=6, choices=State.choices, default=State.DRAFT)
    started_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_name = models.CharField(max_length=120, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)  # SHA-256, see interventions.notes.sealing

    objects = NoteQuerySet.as_manager()

    class Meta:
        constraints = [
            *tenant_constraints("client", "session", "author"),
            models.UniqueConstraint(fields=["session", "author"], name="interventions_note_once"),
            models.CheckConstraint(
                condition=Q(state=NoteState.DRAFT, signed_at__isnull=True, signed_name="", content_hash="")
                | (
                    Q(state=NoteState.SIGNED, signed_at__isnull=False)
                    & ~Q(signed_name="")
                    & Q(content_hash__regex="^[0-9a-f]{64}$")
                ),
                name="interventions_note_signed",
            ),
            models.CheckConstraint(
                condition=Q(form__regex="^[a-z0-9-]{2,40}$"),  # the packages of the modalities define which there are
                name="interventions_note_form",
            ),
        ]
        indexes = [
            models.Index(fields=["practice", "client", "-signed_at"], name="interventions_note_client"),
            models.Index(
                fields=["practice", "author", "started_at"],
                condition=Q(state=NoteState.DRAFT),
                name="interventions_note_open",
            ),
        ]
        triggers = [
            counted(),
            pgtrigger.Protect(
                name="signed_stays", operation=pgtrigger.Update, condition=pgtrigger.Q(old__state=NoteState.SIGNED)
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="of_a_session_held",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                condition=pgtrigger.Q(new__state=NoteState.SIGNED),
                declare=[("held", "record")],
                func=OF_A_SESSION_HELD,
            ),
            logged(LoggedKind.NOTE_SIGNED, pgtrigger.Q(new__state=NoteState.SIGNED)),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.state}"


def _stays() -> pgtrigger.Trigger:
    return pgtrigger.Protect(name="stays", operation=pgtrigger.Update | pgtrigger.Delete)


@track()
class Addendum(PracticeModel):
    """What was added to a signed note, with name and time; it stays as it is."""

    note = TenantForeignKey(Note, related_name="addenda")
    author = TenantForeignKey(Staff, related_name="+")
    text = EncryptableTextField(max_length=20_000, lines=True)
    made_at = models.DateTimeField(default=timezone.now)
    content_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            *tenant_constraints("note", "author"),
            models.CheckConstraint(condition=~Q(text=""), name="interventions_addendum_text"),
        ]
        triggers = [_stays(), logged(LoggedKind.NOTE_ADDED)]

    def __str__(self) -> str:
        return self.text[:40]


class CosignatureWord(models.TextChoices):
    COSIGNED = "cosigned", _("cosigned")
    RETURNED = "returned", _("returned for change")


@track()
class Cosignature(PracticeModel):
    """A supervisor's decision on a signed note: cosigned, or returned with what should be added."""

    Word: TypeAlias = CosignatureWord

    note = TenantForeignKey(Note, related_name="cosignatures")
    by = TenantForeignKey(Staff, related_name="+")
    word = models.CharField(max_length=8, choices=Word.choices)
    text = EncryptableTextField(max_length=1000, blank=True, lines=True)
    made_at = models.DateTimeField(default=timezone.now)
    content_hash = models.CharField(max_length=64, blank=True, db_default="")  # "" of those made before it was kept

    class Meta:
        constraints = [
            *tenant_constraints("note", "by"),
            models.UniqueConstraint(
                fields=["note"], condition=Q(word=CosignatureWord.COSIGNED), name="interventions_cosignature_once"
            ),
            models.CheckConstraint(
                condition=Q(word=CosignatureWord.COSIGNED) | (Q(word=CosignatureWord.RETURNED) & ~Q(text="")),
                name="interventions_cosignature_word",
            ),
        ]
        triggers = [_stays(), logged(LoggedKind.COSIGNED)]

    def __str__(self) -> str:
        return self.word
