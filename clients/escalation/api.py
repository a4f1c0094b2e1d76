"""The steps of escalation over the API: the page's actions, for admins."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.escalation.actions import add_step, remove_step
from clients.escalation.models import LEAST, MOST, EscalationStep
from clients.escalation.queries import step_for, steps_kept
from clinic.core.access import May
from clinic.core.api import PracticeAPIView, Strict
from clinic.core.models import Staff


class EscalationStepSerializer(serializers.ModelSerializer[EscalationStep]):
    """So many minutes after an alert was raised, these people are told if nobody has acted."""

    class Meta:
        model = EscalationStep
        fields = ["id", "minutes", "whom", "staff"]


class EscalationStepsSerializer(serializers.Serializer[Any]):
    results = EscalationStepSerializer(many=True, help_text="None: the default steps apply.")


class NewEscalationStepSerializer(Strict):
    minutes = serializers.IntegerField(min_value=LEAST, max_value=MOST, help_text="After the alert was raised.")
    whom = serializers.ChoiceField(EscalationStep.Whom.choices)
    staff = serializers.UUIDField(required=False, allow_null=True, help_text="For `person` alone.")


class EscalationStepsView(PracticeAPIView):
    """The practice's own steps; adding one."""

    capabilities: ClassVar = {"GET": May.MANAGE_PRACTICE, "POST": May.MANAGE_PRACTICE}

    @extend_schema(responses=EscalationStepsSerializer, operation_id="escalation_steps_list")
    def get(self, request: Request) -> Response:
        return Response({"results": EscalationStepSerializer(steps_kept(), many=True).data})

    @extend_schema(
        request=NewEscalationStepSerializer,
        responses={
            201: EscalationStepSerializer,
            400: OpenApiResponse(description="By field: also a time at which there is a step already."),
        },
    )
    def post(self, request: Request) -> Response:
        found = self.body(NewEscalationStepSerializer)
        staff_id = found.get("staff")
        staff = Staff.objects.select_related("user").filter(pk=staff_id).first() if staff_id else None
        if staff_id and staff is None:
            raise serializers.ValidationError({"staff": ["Choose somebody of the practice."]})
        made = add_step(practice_id=self.actor.practice_id, minutes=found["minutes"], whom=found["whom"], staff=staff)
        return Response(EscalationStepSerializer(made).data, status=201)


class EscalationStepView(PracticeAPIView):
    """Removing a step."""

    capabilities: ClassVar = {"DELETE": May.MANAGE_PRACTICE}

    @extend_schema(responses={204: None, 404: OpenApiResponse(description="No such step.")})
    def delete(self, request: Request, step_id: UUID) -> Response:
        remove_step(step=step_for(step_id))
        return Response(status=204)
