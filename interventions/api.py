"""Plans and sessions over the API: a therapist's, and a client's own."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.models import Assessment
from clients.api import CLIENT, OfClients
from clients.households.joint import people_of
from clients.households.queries import household_to_join
from clients.queries import client_for
from clinic.core import audit
from clinic.core.access import Actor, May
from clinic.core.api import AFTER, MessageSerializer, PlainField, PracticeAPIView, Strict, pages_of
from clinic.core.rest import Conflict, Unmet
from interventions.catalogue import Modality
from interventions.library.queries import modalities
from interventions.models import Plan
from interventions.plans.actions import PlanExists, assign_plan, change_plan
from interventions.plans.cautions_api import RunningCautionSerializer
from interventions.plans.phases import GateShut
from interventions.plans.queries import plan_with, plans
from interventions.plans.running import cautions_now


class PhaseSerializer(serializers.Serializer[object]):
    phase = serializers.CharField()
    entered_on = serializers.DateField()
    left_on = serializers.DateField(allow_null=True)


MEMBERS = "The clients who take part, first the one in whose file it was made."
HOUSEHOLD = "Joint work with this household, of which the client is a member; see /households/."


class PlanSerializer(serializers.ModelSerializer[Plan]):
    phases = PhaseSerializer(many=True)
    cautions = MessageSerializer(many=True, read_only=True, help_text="What spoke against it in the file.")
    cautions_now = serializers.SerializerMethodField(help_text="What speaks against it while it runs.")
    members = serializers.ListField(child=serializers.UUIDField(), source="people_ids", help_text=MEMBERS)

    class Meta:
        model = Plan
        fields = [
            "id",
            "client",
            "household",
            "members",
            "therapist",
            "modality",
            "version",
            "phase",
            "phases",
            "formulation",
            "started_on",
            "review_on",
            "state",
            "ended_on",
            "agreed_on",
            "agreed_how",
            "agreement_question",
            "cautions",
            "caution_reason",
            "cautions_now",
            "revision",
        ]

    @extend_schema_field(RunningCautionSerializer(many=True))
    def get_cautions_now(self, plan: Plan) -> object:
        return RunningCautionSerializer(self.context["now"].get(plan.pk, []), many=True).data

    def to_representation(self, instance: Plan) -> dict[str, object]:
        """Without what rests on the record of somebody whom the reader may not read."""
        found: dict[str, object] = super().to_representation(instance)
        if not instance.reads_client:
            found |= {"formulation": "", "agreement_question": ""}
        if not instance.reads_client or instance.reads_all is False:
            found |= {"cautions": [], "caution_reason": ""}
        return found


def _shown(actor: Actor, found: list[Plan]) -> list[dict[str, object]]:
    """Plans as JSON, each with what speaks against it now."""
    return list(PlanSerializer(found, many=True, context={"now": cautions_now(actor, found)}).data)


class NewPlanSerializer(Strict):
    client = serializers.UUIDField()
    modality = serializers.CharField(max_length=40, help_text="A key of /modalities/.")
    phase = serializers.CharField(
        max_length=40,
        required=False,
        help_text="The first one when absent. A later one passes every gate up to it: 409 says what is missing.",
    )
    reason = PlainField(
        max_length=1000, required=False, allow_blank=True, help_text="Overrides what is missing; kept, and shown."
    )
    household = serializers.UUIDField(required=False, allow_null=True, help_text=HOUSEHOLD)
    formulation = PlainField(max_length=4000, required=False, allow_blank=True)
    review_on = serializers.DateField(required=False, allow_null=True)
    caution_reason = PlainField(
        max_length=1000, required=False, allow_blank=True, help_text="Why, where the file speaks against it; kept."
    )


class PlansView(OfClients):
    """Plans, newest first; assigning one."""

    capabilities: ClassVar = {"GET": May.READ_RECORD, "POST": May.PLAN}
    etags: ClassVar = {"POST": None}

    @extend_schema(parameters=[AFTER, CLIENT], responses=pages_of(PlanSerializer), operation_id="plans_list")
    def get(self, request: Request) -> Response:
        return self.listed(
            plans(self.actor),
            lambda found: _shown(self.actor, found),
            by="started_on",
            what="api plans",
            parse=date.fromisoformat,
        )

    @extend_schema(request=NewPlanSerializer, responses={201: PlanSerializer})
    def post(self, request: Request) -> Response:
        found = self.body(NewPlanSerializer)
        client = client_for(self.actor, found["client"], May.PLAN)
        household = household_to_join(self.actor, found["household"], May.PLAN) if found.get("household") else None
        try:
            plan = assign_plan(
                client=client,
                modality=_modality(found["modality"]),
                by=self.actor,
                household=household,
                phase=found.get("phase", ""),
                review_on=found.get("review_on"),
                formulation=found.get("formulation", ""),
                caution_reason=found.get("caution_reason", ""),
                reason=found.get("reason", ""),
            )
        except PlanExists as error:
            raise Conflict(f"There is an active {error} plan already.") from error
        except GateShut as shut:
            raise Unmet(shut.unmet) from shut
        return self.respond_with_etag(_shown(self.actor, [plan])[0], plan, 201)


class PlanChangeSerializer(Strict):
    formulation = PlainField(max_length=4000, required=False, allow_blank=True)
    review_on = serializers.DateField(required=False, allow_null=True)
    linked = serializers.ListField(
        child=serializers.UUIDField(), required=False, max_length=100, help_text="The assessments that it rests on."
    )


class PlanView(PracticeAPIView):
    """One plan; changing its formulation and the review date. What is not named stays as it is."""

    capabilities: ClassVar = {"GET": May.READ_RECORD, "PATCH": May.PLAN}
    etags: ClassVar = {"GET": None, "PATCH": False}

    @extend_schema(responses=PlanSerializer, operation_id="plan_read")
    def get(self, request: Request, plan_id: UUID) -> Response:
        plan = self._shown(plan_id)
        for person in people_of(plan):
            audit.log_access(person, "api plan")
        return self.respond_with_etag(_shown(self.actor, [plan])[0], plan)

    @extend_schema(
        request=PlanChangeSerializer,
        responses={
            200: PlanSerializer,
            400: OpenApiResponse(description="By field: what is wrong; or the plan has ended."),
            404: OpenApiResponse(description="No such plan, or none in reach."),
        },
        operation_id="plan_change",
    )
    def patch(self, request: Request, plan_id: UUID) -> Response:
        plan, found = self.unchanged(plan_with(self.actor, plan_id, May.PLAN)), self.body(PlanChangeSerializer)
        kept = [row.assessment_id for row in plan.linked.all()]
        change_plan(
            plan=plan,
            formulation=found.get("formulation", plan.formulation),
            review_on=found.get("review_on", plan.review_on),
            linked=_assessments(found.get("linked", kept)),
        )
        changed = self._shown(plan_id)
        return self.respond_with_etag(_shown(self.actor, [changed])[0], changed)

    def _shown(self, plan_id: UUID) -> Plan:
        plan = plans(self.actor).filter(pk=plan_id).first()
        if plan is None:
            raise exceptions.NotFound
        return plan


def _assessments(ids: list[UUID]) -> list[Assessment]:
    """Raises ValidationError for one that is not there; whether they are the client's own, the action says."""
    found = list(Assessment.objects.filter(pk__in=ids))
    if len(found) < len(set(ids)):
        raise exceptions.ValidationError({"linked": ["Choose from this client's assessments."]})
    return found


def _modality(key: str) -> Modality:
    known = modalities()
    if key not in known:
        raise exceptions.ValidationError({"modality": [f"One of: {', '.join(known)}."]})
    return known[key]
