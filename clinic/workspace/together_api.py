"""The members of a household side by side, over the API."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.alerts.serializers import RaisedAlertSerializer
from clients.households.queries import household_for
from clinic.core import audit
from clinic.core.access import May
from clinic.core.api import PracticeAPIView
from clinic.workspace.side_by_side import Own, Side, readable_ids, side_by_side

GONE = OpenApiResponse(description="Not there, or nobody in it whose record you may read.")


class OwnGoalSerializer(serializers.Serializer[object]):
    id = serializers.UUIDField(source="goal.pk")
    words = serializers.CharField(source="goal.words")
    kind = serializers.CharField(source="goal.kind")
    now = serializers.FloatField(allow_null=True, help_text="The newest score, of a goal by a measure.")
    level = serializers.IntegerField(allow_null=True, help_text="The newest rating, of a goal on five levels.")


class OwnExerciseSerializer(serializers.Serializer[object]):
    id = serializers.UUIDField()
    title = serializers.CharField()


class OwnSerializer(serializers.Serializer[Own]):
    quadrant = serializers.SerializerMethodField(help_text="Of the newest form on the plane; empty without one.")
    tracked = serializers.SerializerMethodField(help_text="The most urgent of the tracked measures, in order of time.")
    open_alerts = RaisedAlertSerializer(many=True, help_text="Risk alerts that nobody has closed, the oldest first.")
    goals = OwnGoalSerializer(many=True)
    exercises = serializers.SerializerMethodField()

    def get_quadrant(self, own: Own) -> str:
        return own.placed.style if own.placed else ""

    def get_tracked(self, own: Own) -> list[float]:
        return own.measures[0].course if own.measures else []

    @extend_schema_field(OwnExerciseSerializer(many=True))
    def get_exercises(self, own: Own) -> list[dict[str, object]]:
        return [{"id": row.pk, "title": title} for row, title in own.exercises]


class SideSerializer(serializers.Serializer[Side]):
    client = serializers.SerializerMethodField(help_text="Null for somebody whom the caller may not know.")
    own = OwnSerializer(allow_null=True, help_text="Null where the caller may not read the record.")

    def get_client(self, side: Side) -> UUID | None:
        return side.member.client.pk if side.member.client else None


class SidesSerializer(serializers.Serializer[object]):
    results = SideSerializer(many=True)


class TogetherView(PracticeAPIView):
    """What belongs to each member of a household alone, of those whose records the caller may read."""

    capabilities: ClassVar = {"GET": May.READ_RECORD}

    @extend_schema(
        responses={200: SidesSerializer, 404: OpenApiResponse(description="Not there, or not yours to read.")}
    )
    def get(self, request: Request, household_id: UUID) -> Response:
        sides = side_by_side(self.actor, household_for(self.actor, household_id, May.READ_RECORD))
        for client_id in readable_ids(sides):
            audit.log_access(client_id, "api side by side")
        return Response(SidesSerializer({"results": sides}).data)
