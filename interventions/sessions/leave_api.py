"""Leave over the API, and who covers in it."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.care_team.covers import coming_covers, cover_for, name_cover, remove_cover
from clients.models import Cover
from clinic.core.access import May
from clinic.core.api import PlainField, PracticeAPIView, Strict
from interventions.models import Leave
from interventions.notices.api import TELL, NoticesMixin, serialize_outcomes
from interventions.notices.leave import settle
from interventions.sessions.api import SessionSerializer
from interventions.sessions.calendar_settings import leave_for, remove_leave, take_leave, therapist_with
from interventions.sessions.leave_changes import LeaveAct, SessionsRefused, shown_sessions
from interventions.sessions.uncovered import uncovered_for

MOST_SESSIONS = 500  # in one call
GONE = OpenApiResponse(description="Not there, or not yours to keep.")


class LeaveSerializer(serializers.ModelSerializer[Leave]):
    class Meta:
        model = Leave
        fields = ["id", "therapist", "starts_at", "ends_at", "label"]


class CoverSerializer(serializers.ModelSerializer[Cover]):
    name = serializers.CharField(source="staff.name", help_text="Of who covers.")

    class Meta:
        model = Cover
        fields = ["id", "therapist", "staff", "name", "starts_at", "ends_at", "added_by"]


class NewLeaveSerializer(Strict):
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    label = PlainField(  # type: ignore[assignment]  # a serializer has a label of its own
        max_length=60, required=False, allow_blank=True, default="", help_text="Colleagues see it."
    )
    cover = serializers.UUIDField(required=False, allow_null=True, default=None, help_text="Who covers all of it.")
    nobody = serializers.BooleanField(
        default=False, help_text="Knowingly without cover: whoever is on call. One of the two is needed, see 400."
    )


class TakenLeaveSerializer(LeaveSerializer):
    sessions = serializers.ListField(child=serializers.UUIDField(), help_text="Booked in it: move or cancel them.")

    class Meta(LeaveSerializer.Meta):
        fields = [*LeaveSerializer.Meta.fields, "sessions"]


class NewCoverSerializer(Strict):
    cover = serializers.UUIDField(help_text="An active therapist who is not away in that time.")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class CoversSerializer(serializers.Serializer[object]):
    results = CoverSerializer(many=True)


class LeavesView(PracticeAPIView):
    """Taking leave. Who leads clients in care says who covers, or that nobody does."""

    capabilities: ClassVar = {"POST": May.KEEP_HOURS}

    @extend_schema(
        request=NewLeaveSerializer,
        responses={
            201: TakenLeaveSerializer,
            400: OpenApiResponse(description="By field: `starts_at`, `ends_at`, `label`, `cover`."),
            404: GONE,
        },
    )
    def post(self, request: Request, therapist_id: UUID) -> Response:
        therapist = therapist_with(self.actor, therapist_id, May.KEEP_HOURS)
        leave, booked = take_leave(therapist=therapist, by=self.actor, **self.body(NewLeaveSerializer))
        found = {**LeaveSerializer(leave).data, "sessions": [row.pk for row in booked]}
        return Response(found, status=201)


class TakenBackSerializer(serializers.Serializer[object]):
    alerts_given_back = serializers.IntegerField(
        help_text="Risk alerts that the therapist had taken, lost when this leave began, and has again: they are told."
    )


class LeaveView(PracticeAPIView):
    """Taking a leave back: who covered no longer does, sessions that were given for it come back, and so do risk alerts
    that the therapist had and nobody has taken since."""

    capabilities: ClassVar = {"DELETE": May.KEEP_HOURS}

    @extend_schema(
        responses={
            200: TakenBackSerializer,
            400: OpenApiResponse(description="`cover`: a session that was given for it cannot come back."),
            404: GONE,
        }
    )
    def delete(self, request: Request, leave_id: UUID) -> Response:
        given = remove_leave(leave=leave_for(self.actor, leave_id))
        return Response(TakenBackSerializer({"alerts_given_back": len(given)}).data)


class CoversView(PracticeAPIView):
    """Who covers for a therapist, now and later; several for parts of one leave."""

    capabilities: ClassVar = {"GET": May.KEEP_HOURS, "POST": May.KEEP_HOURS}

    @extend_schema(responses={200: CoversSerializer, 404: GONE})
    def get(self, request: Request, therapist_id: UUID) -> Response:
        therapist = therapist_with(self.actor, therapist_id, May.KEEP_HOURS)
        return Response(CoversSerializer({"results": coming_covers(therapist)}).data)

    @extend_schema(
        request=NewCoverSerializer,
        responses={
            201: CoverSerializer,
            400: OpenApiResponse(description="By field: `cover`, `starts_at` (taken), `ends_at` (not on leave then)."),
            404: GONE,
        },
    )
    def post(self, request: Request, therapist_id: UUID) -> Response:
        therapist, found = therapist_with(self.actor, therapist_id, May.KEEP_HOURS), self.body(NewCoverSerializer)
        row = name_cover(therapist=therapist, staff_id=found.pop("cover"), by=self.actor, **found)
        return Response(CoverSerializer(row).data, status=201)


class UncoveredSerializer(serializers.Serializer[object]):
    leave = serializers.UUIDField()
    therapist = serializers.UUIDField()
    name = serializers.CharField(help_text="Of who is away.")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class UncoveredsSerializer(serializers.Serializer[object]):
    results = UncoveredSerializer(many=True)


class UncoveredView(PracticeAPIView):
    """When, from now on, nobody covers who is there: of all therapists with clients in care for an admin, of oneself
    for a therapist."""

    capabilities: ClassVar = {"GET": May.KEEP_HOURS}

    @extend_schema(responses={200: UncoveredsSerializer})
    def get(self, request: Request) -> Response:
        return Response(UncoveredsSerializer({"results": uncovered_for(self.actor)}).data)


class ChosenSerializer(Strict):
    session = serializers.UUIDField()
    revision = serializers.IntegerField(required=False, allow_null=True, help_text="As you read it; refused if other.")


class SettleSerializer(Strict):
    act = serializers.ChoiceField(choices=[one.value for one in LeaveAct])
    sessions = ChosenSerializer(many=True, help_text=f"At most {MOST_SESSIONS}.")
    reason = PlainField(max_length=200, required=False, allow_blank=True, default="", help_text="Of a cancellation.")
    tell_client = serializers.BooleanField(default=True, help_text=TELL)

    def validate_sessions(self, rows: list[dict[str, UUID]]) -> list[dict[str, UUID]]:
        """Each is named once."""
        if len({row["session"] for row in rows}) < len(rows):
            raise serializers.ValidationError("A session is named twice.")
        if len(rows) > MOST_SESSIONS:
            raise serializers.ValidationError(f"At most {MOST_SESSIONS} sessions at once.")
        return rows


class InLeaveSerializer(serializers.Serializer[object]):
    results = SessionSerializer(many=True)


class SettledSerializer(NoticesMixin):
    sessions = SessionSerializer(many=True)


class LeaveSessionsView(PracticeAPIView):
    """The booked sessions that lie in a leave; several are cancelled, moved or given to whoever covers at once."""

    capabilities: ClassVar = {"GET": May.KEEP_HOURS, "POST": May.KEEP_HOURS}

    @extend_schema(responses={200: InLeaveSerializer, 404: GONE})
    def get(self, request: Request, leave_id: UUID) -> Response:
        rows = shown_sessions(leave_for(self.actor, leave_id), self.actor)
        return Response(InLeaveSerializer({"results": rows}).data)

    @extend_schema(
        request=SettleSerializer,
        responses={
            200: SettledSerializer,
            400: OpenApiResponse(
                description="By field; under `refused`, session → why not. Then nothing was done with any of them."
            ),
            404: GONE,
        },
    )
    def post(self, request: Request, leave_id: UUID) -> Response:
        leave, found = leave_for(self.actor, leave_id), self.body(SettleSerializer)
        try:
            done = settle(
                leave=leave,
                by=self.actor,
                act=LeaveAct(found["act"]),
                chosen={row["session"]: row.get("revision") for row in found["sessions"]},
                reason=found["reason"],
                tell=found["tell_client"],
            )
        except SessionsRefused as error:
            refused = {str(pk): [text] for pk, text in error.reasons.items()}
            raise exceptions.ValidationError({"sessions": [str(error)], "refused": refused}) from error
        rows = SessionSerializer(done.sessions, many=True).data
        return Response({"sessions": rows, **serialize_outcomes(done.outcomes, self.actor)})


class CoverView(PracticeAPIView):
    """Taking a cover back."""

    capabilities: ClassVar = {"DELETE": May.KEEP_HOURS}

    @extend_schema(
        responses={204: None, 400: OpenApiResponse(description="`cover`: sessions were given for it."), 404: GONE}
    )
    def delete(self, request: Request, therapist_id: UUID, cover_id: UUID) -> Response:
        therapist = therapist_with(self.actor, therapist_id, May.KEEP_HOURS)
        remove_cover(cover=cover_for(therapist, cover_id))
        return Response(status=204)
