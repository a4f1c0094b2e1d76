"""Numbers that were given in sessions, over the API."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.households.joint import people_of
from clinic.core import audit
from clinic.core.access import May
from clinic.core.api import PracticeAPIView
from interventions.plans.queries import plan_with
from interventions.sessions.numbers import numbers_given


class GivenNumbersSerializer(serializers.Serializer[Any]):
    """What was given on one track in one session, in order."""

    session = serializers.UUIDField(source="session_id")
    on = serializers.DateField(help_text="The day of the session, however late it was typed.")
    track = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # of the track, not of DRF
    about = serializers.CharField(allow_blank=True, help_text="The target that it belongs to.")
    values = serializers.ListField(child=serializers.IntegerField())


class PlanNumbersView(PracticeAPIView):
    """The numbers given in the sessions of a plan, the newest session first."""

    capabilities: ClassVar = {"GET": May.READ_RECORD}

    @extend_schema(
        responses={200: GivenNumbersSerializer(many=True), 404: OpenApiResponse(description="No such plan in reach.")},
        operation_id="plan_numbers",
    )
    def get(self, request: Request, plan_id: UUID) -> Response:
        plan = plan_with(self.actor, plan_id, May.READ_RECORD)
        for person in people_of(plan):
            audit.log_access(person, "api plan numbers")
        return Response(GivenNumbersSerializer(numbers_given([plan]), many=True).data)
