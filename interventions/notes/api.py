"""Notes of sessions over the API: staff only, with the rules of the pages; ETag and If-Match instead of two tabs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.api import CLIENT, OfClients, many
from clinic.core import audit
from clinic.core.access import May
from clinic.core.api import AFTER, PlainField, PracticeAPIView, RefusalSerializer, Strict, pages_of
from clinic.core.rest import Conflict
from interventions.models import Note, TherapySession
from interventions.notes.actions import NoteSigned, SessionNotBegun, add_addendum, save_note, sign_note
from interventions.notes.queries import my_draft, note_for, notes, session_to_note


class NoteSerializer(serializers.ModelSerializer[Note]):
    class Meta:
        model = Note
        fields = [
            "id",
            "client",
            "session",
            "author",
            "form",
            "parts",
            "state",
            "revision",
            "saved_at",
            "signed_at",
            "signed_name",
            "content_hash",
        ]


class AddendumSerializer(serializers.Serializer[object]):
    author = serializers.UUIDField(source="author_id")
    text = serializers.CharField()
    made_at = serializers.DateTimeField()
    content_hash = serializers.CharField()


class FullNoteSerializer(NoteSerializer):
    addenda = AddendumSerializer(many=True)

    class Meta(NoteSerializer.Meta):
        fields = [*NoteSerializer.Meta.fields, "addenda"]


class DraftSerializer(Strict):
    form = serializers.CharField(max_length=20, help_text="soap, dap, birp or free.")
    parts = serializers.DictField(child=PlainField(max_length=60_000, allow_blank=True), help_text="Part → text.")


class SigningSerializer(Strict):
    attendance = serializers.ChoiceField(
        choices=TherapySession.OUTCOMES, required=False, help_text="Recorded where the session has no outcome yet."
    )


class NoOutcomeSerializer(serializers.Serializer[object]):
    attendance = serializers.ListField(child=serializers.CharField())


class NewAddendumSerializer(Strict):
    text = PlainField(max_length=20_000)


class NotesView(OfClients):
    """Signed notes in reach and one's own drafts, the last saved first."""

    capabilities: ClassVar = {"GET": May.READ_NOTES}

    @extend_schema(parameters=[AFTER, CLIENT], responses=pages_of(NoteSerializer), operation_id="notes_list")
    def get(self, request: Request) -> Response:
        return self.listed(notes(self.actor), many(NoteSerializer), by="saved_at", what="api notes")


class NoteView(PracticeAPIView):
    """One note with its addenda; the reading is logged."""

    capabilities: ClassVar = {"GET": May.READ_NOTES}
    etags: ClassVar = {"GET": None}

    @extend_schema(responses=FullNoteSerializer)
    def get(self, request: Request, note_id: UUID) -> Response:
        note = note_for(self.actor, note_id)
        audit.log_access(note.client_id, "api note")
        return self.respond_with_etag(FullNoteSerializer(note).data, note)


@contextmanager
def _answered() -> Iterator[None]:
    """A session that has not begun, and a signed note, become 409."""
    try:
        yield
    except SessionNotBegun as error:
        raise Conflict(str(error)) from error
    except NoteSigned as error:
        raise Conflict("The note is signed: it stays as it is, and takes an addendum.") from error


class SessionNoteView(PracticeAPIView):
    """The caller's own note of a session."""

    capabilities: ClassVar = {"GET": May.WRITE_NOTES, "PUT": May.WRITE_NOTES}
    etags: ClassVar = {"GET": None, "PUT": True}

    @extend_schema(responses=NoteSerializer)
    def get(self, request: Request, session_id: UUID) -> Response:
        note = my_draft(self.actor, session_to_note(self.actor, session_id))
        if note is None:
            raise exceptions.NotFound
        return self.respond_with_etag(NoteSerializer(note).data, note)

    @extend_schema(request=DraftSerializer, responses={200: NoteSerializer, 201: NoteSerializer})
    def put(self, request: Request, session_id: UUID) -> Response:
        """Saves the draft. The first time ``If-None-Match: *`` takes the place of the ETag."""
        session = session_to_note(self.actor, session_id)
        first = request.headers.get("If-None-Match", "").strip() == "*"
        revision, found = 0 if first else self.expected_revision(), self.body(DraftSerializer)
        new = my_draft(self.actor, session) is None
        with _answered():
            note = save_note(session=session, by=self.actor, revision=revision, **found)
        return self.respond_with_etag(NoteSerializer(note).data, note, 201 if new else 200)


class SignatureView(PracticeAPIView):
    """Signs the caller's own note as it was read."""

    capabilities: ClassVar = {"POST": May.WRITE_NOTES}
    etags: ClassVar = {"POST": True}

    @extend_schema(
        request=SigningSerializer,
        responses={
            200: NoteSerializer,
            400: OpenApiResponse(
                NoOutcomeSerializer, "The session's outcome is not recorded: send `attendance`, or record it first."
            ),
            409: OpenApiResponse(RefusalSerializer, "The session has not begun."),
        },
    )
    def post(self, request: Request, note_id: UUID) -> Response:
        """Only for a session that has begun and has an outcome; ``attendance`` records that in the same step."""
        note, revision = note_for(self.actor, note_id, May.WRITE_NOTES), self.expected_revision()
        found = self.body(SigningSerializer) if request.data else {}
        attendance = TherapySession.State(found["attendance"]) if "attendance" in found else None
        with _answered():
            signed = sign_note(note=note, by=self.actor, revision=revision, attendance=attendance)
        return self.respond_with_etag(NoteSerializer(signed).data, signed)


class AddendaView(PracticeAPIView):
    """Adds to a signed note."""

    capabilities: ClassVar = {"POST": May.WRITE_NOTES}

    @extend_schema(request=NewAddendumSerializer, responses={201: AddendumSerializer})
    def post(self, request: Request, note_id: UUID) -> Response:
        note = note_for(self.actor, note_id, May.WRITE_NOTES)
        row = add_addendum(note=note, by=self.actor, text=self.body(NewAddendumSerializer)["text"])
        return Response(AddendumSerializer(row).data, status=201)
