"""What becomes of a session over the API: given to another therapist, cancelled, attended."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.core.access import May
from clinic.core.api import PlainField, PracticeAPIView, Strict
from interventions.models import TherapySession
from interventions.notices import acts
from interventions.notices.api import TELL
from interventions.sessions.actions import note_attendance
from interventions.sessions.api import (
    REFUSED,
    SessionSerializer,
    Telling,
    ToldSessionSerializer,
    answer_conflicts,
)
from interventions.sessions.queries import session_for
from interventions.sessions.series import Which


class GiveSerializer(Strict):
    therapist = serializers.UUIDField(help_text="Who holds it from now on; joins the care team if need be.")
    which = serializers.ChoiceField(choices=[one.value for one in Which], default=Which.THIS.value)
    despite = serializers.BooleanField(default=False, help_text="Also on leave, outside of the hours, without a pause.")
    tell_client = serializers.BooleanField(default=True, help_text=TELL)


class CancelSerializer(Strict):
    by_client = serializers.BooleanField(help_text="Who cancelled: the client, or the therapist (false).")
    reason = PlainField(max_length=200, required=False, allow_blank=True)
    which = serializers.ChoiceField(choices=[one.value for one in Which], default=Which.THIS.value)
    tell_client = serializers.BooleanField(default=True, help_text=TELL)


class RestoreSerializer(Strict):
    tell_client = serializers.BooleanField(required=False)


class AttendanceSerializer(Strict):
    state = serializers.ChoiceField(
        choices=[one.value for one in TherapySession.State if one != TherapySession.State.CANCELLED]
    )
    reason = PlainField(max_length=200, required=False, allow_blank=True)


class HolderView(Telling):
    """Giving a session to another therapist: time and place stay, and the clients are told of it."""

    capabilities: ClassVar = {"POST": May.BOOK}
    etags: ClassVar = {"POST": True}

    @extend_schema(
        request=GiveSerializer,
        responses={
            200: ToldSessionSerializer,
            400: OpenApiResponse(description="`therapist` or `despite`: why not."),
            404: OpenApiResponse(description="Not there, or not yours to change."),
            409: OpenApiResponse(description="Somebody was given this time at the same moment."),
        },
    )
    def post(self, request: Request, session_id: UUID) -> Response:
        row, revision, found = session_for(self.actor, session_id), self.expected_revision(), self.body(GiveSerializer)
        with answer_conflicts():
            done = acts.give(
                session=row,
                to=found["therapist"],
                by=self.actor,
                which=Which(found["which"]),
                revision=revision,
                despite=found["despite"],
                tell=found["tell_client"],
            )
        return self.respond_with_notices(done, done.session(row.pk))


class CancellationView(Telling):
    """Cancelling a session, or taking that back."""

    capabilities: ClassVar = {"POST": May.BOOK, "DELETE": May.BOOK}
    etags: ClassVar = {"POST": True, "DELETE": True}

    @extend_schema(request=CancelSerializer, responses={200: ToldSessionSerializer, 409: REFUSED})
    def post(self, request: Request, session_id: UUID) -> Response:
        row, revision, found = (
            session_for(self.actor, session_id),
            self.expected_revision(),
            self.body(CancelSerializer),
        )
        with answer_conflicts():
            done = acts.cancel(
                session=row,
                which=Which(found["which"]),
                by_client=found["by_client"],
                reason=found.get("reason", ""),
                revision=revision,
                tell=found["tell_client"],
            )
        return self.respond_with_notices(done, done.session(row.pk))

    @extend_schema(
        parameters=[
            OpenApiParameter(
                "tell_client",
                bool,
                description=(
                    "Tell the clients. When absent: those who were told of the cancellation. "
                    "Also taken from a JSON body."
                ),
            ),
        ],
        responses={200: ToldSessionSerializer, 409: REFUSED},
    )
    def delete(self, request: Request, session_id: UUID) -> Response:
        row, revision = session_for(self.actor, session_id), self.expected_revision()
        tell = self.flag("tell_client")
        if request._request.body.lstrip().startswith(b"{"):  # a DELETE needs no body; one that says something is read
            tell = self.body(RestoreSerializer).get("tell_client", tell)
        with answer_conflicts():
            done = acts.restore(session=row, revision=revision, tell=tell)
        return self.respond_with_notices(done, done.session(row.pk))


class AttendanceView(PracticeAPIView):
    """Whether the client came."""

    capabilities: ClassVar = {"POST": May.BOOK}
    etags: ClassVar = {"POST": True}

    @extend_schema(request=AttendanceSerializer, responses={200: SessionSerializer, 409: REFUSED})
    def post(self, request: Request, session_id: UUID) -> Response:
        row, revision, found = (
            session_for(self.actor, session_id),
            self.expected_revision(),
            self.body(AttendanceSerializer),
        )
        with answer_conflicts():
            noted = note_attendance(
                session=row,
                state=TherapySession.State(found["state"]),
                reason=found.get("reason", ""),
                revision=revision,
            )
        return self.respond_with_etag(SessionSerializer(noted).data, noted)
