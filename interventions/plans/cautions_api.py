"""What speaks against a running plan over the API, and noting that it was considered."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.health.models import HealthKind
from clients.households.joint import people_of
from clinic.core import audit
from clinic.core.access import May
from clinic.core.api import MessageSerializer, PlainField, PracticeAPIView, Strict
from interventions.models import Plan
from interventions.plans import reviewing
from interventions.plans.queries import plan_with
from interventions.plans.running import cautions_now

VIOLENCE = "violence"


class ReviewSerializer(Strict):
    reason = PlainField(max_length=1000, min_length=3, help_text="Why the plan continues as it is; kept.")
    facts = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=50,
        help_text="The answers about health that were considered, as listed (`fact`); without them violence was.",
    )


class ConsideredSerializer(serializers.Serializer[object]):
    made_by = serializers.UUIDField(source="made_by.pk")
    made_at = serializers.DateTimeField()
    reason = serializers.CharField(allow_blank=True, help_text="Empty where it may speak of somebody out of reach.")


class RunningCautionSerializer(serializers.Serializer[object]):
    client = serializers.UUIDField(
        source="person.pk", help_text="Whose answer it is. Do not mention violence in front of the others."
    )
    kind = serializers.ChoiceField([VIOLENCE, *HealthKind.values])
    fact = serializers.UUIDField(source="fact.pk", default=None, allow_null=True, help_text="The answer about health.")
    said = MessageSerializer()
    asked_at = serializers.DateTimeField(source="at")
    reviewed = serializers.BooleanField(help_text="Whether somebody considered this answer; a newer one asks again.")
    considered = ConsideredSerializer(many=True, help_text="What was considered, the newest first.")


class PlanCautionsView(PracticeAPIView):
    """What speaks against a plan while it runs, as far as one may read it; noting that it was considered.

    Nothing that the clients see changes by it.
    """

    capabilities: ClassVar = {"GET": May.READ_RECORD, "POST": May.PLAN}
    etags: ClassVar = {"POST": False}

    @extend_schema(responses=RunningCautionSerializer(many=True), operation_id="plan_cautions_list")
    def get(self, request: Request, plan_id: UUID) -> Response:
        plan = plan_with(self.actor, plan_id, May.READ_RECORD)
        for person in people_of(plan):
            audit.log_access(person, "api plan cautions")
        return Response(self._data(plan))

    @extend_schema(
        request=ReviewSerializer,
        responses={
            201: RunningCautionSerializer(many=True),
            400: OpenApiResponse(
                description="`reason`: what is wrong with it. `facts`: another answer counts by now, or somebody else "
                "has considered them. Or nothing waits for a review."
            ),
            404: OpenApiResponse(description="No such plan, or none in reach."),
        },
        operation_id="plan_cautions_review",
    )
    def post(self, request: Request, plan_id: UUID) -> Response:
        plan = self.unchanged(plan_with(self.actor, plan_id, May.READ_RECORD))
        found = self.body(ReviewSerializer)
        if "facts" in found:
            reviewing.review_health(plan=plan, by=self.actor, **found)
        else:
            reviewing.review_cautions(plan=plan, by=self.actor, reason=found["reason"])
        return self.respond_with_etag(self._data(plan), plan, 201)

    def _data(self, plan: Plan) -> object:
        found = cautions_now(self.actor, [plan]).get(plan.pk, [])
        return RunningCautionSerializer(found, many=True).data
