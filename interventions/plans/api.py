"""A plan's life over the API: exits, phases, goals."""

from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.api import PAPER, SIZE, PaperView
from clients.households.joint import people_of
from clinic.core import audit
from clinic.core.access import May
from clinic.core.api import PlainField, PortalAPIView, PracticeAPIView, RefusalSerializer, Strict
from clinic.core.rest import Conflict, Unmet
from interventions.library.queries import modalities
from interventions.models import Goal, Plan
from interventions.plans import agreement, goals, phases
from interventions.plans.explained import explained
from interventions.plans.paper import plan_sheets
from interventions.plans.queries import client_in_plan, plan_with, plans_to_agree, portal_plan


class ExitSerializer(Strict):
    evidence = PlainField(max_length=1000)


class MoveSerializer(Strict):
    phase = serializers.CharField(max_length=40)
    reason = PlainField(
        max_length=1000, required=False, allow_blank=True, help_text="Overrides what is missing; kept, and shown."
    )


class PhaseStateSerializer(serializers.Serializer[object]):
    phase = serializers.CharField()
    state = serializers.CharField()


class GoalSerializer(serializers.Serializer[object]):
    id = serializers.UUIDField()
    revision = serializers.IntegerField(help_text="As an ETag, for If-Match.")
    words = serializers.CharField()
    kind = serializers.CharField()
    first = serializers.FloatField(allow_null=True)
    now = serializers.FloatField(allow_null=True)
    aim = serializers.FloatField(allow_null=True)
    share = serializers.FloatField(allow_null=True, help_text="Of the way from the first score to the target, 0 to 1.")
    level = serializers.IntegerField(allow_null=True, help_text="−2 to +2.")


class GoalsSerializer(serializers.Serializer[object]):
    t_score = serializers.FloatField(allow_null=True, help_text="Kiresuk & Sherman: 50 is as expected.")
    goals = GoalSerializer(many=True)


class NewGoalSerializer(Strict):
    words = PlainField(max_length=300)
    instrument = serializers.CharField(max_length=30, required=False)
    subscale = serializers.CharField(max_length=30, required=False)
    aim = serializers.DecimalField(6, 2, required=False)
    by_date = serializers.DateField(required=False)
    levels = serializers.ListField(child=PlainField(max_length=300), required=False, help_text="Five, from −2 to +2.")
    weight = serializers.IntegerField(min_value=1, max_value=5, required=False, default=1)


def _state(plan: Plan) -> dict[str, str]:
    return {"phase": plan.phase, "state": plan.state}


class PlanPaperView(PaperView):
    """The plan in plain words for a client to take home: phases, and the client's own goals."""

    capabilities: ClassVar = {"GET": May.READ_RECORD}

    @extend_schema(
        parameters=[
            SIZE,
            OpenApiParameter("client", UUID, description="Of a joint plan: for whom."),
        ],
        responses=PAPER,
        operation_id="plan_paper",
    )
    def get(self, request: Request, plan_id: UUID) -> HttpResponse:
        plan = plan_with(self.actor, plan_id, May.READ_RECORD)
        client = client_in_plan(self.actor, plan, self.uuid("client"))
        return self.printed(client, lambda: plan_sheets(plan, client), "plan")


class PlanExitView(PracticeAPIView):
    """Recording that the current phase's exit criterion is met."""

    capabilities: ClassVar = {"POST": May.PLAN}
    etags: ClassVar = {"POST": False}

    @extend_schema(request=ExitSerializer, responses={201: PhaseStateSerializer})
    def post(self, request: Request, plan_id: UUID) -> Response:
        plan = self.unchanged(plan_with(self.actor, plan_id, May.PLAN))
        phases.record_exit(plan=plan, by=self.actor, **self.body(ExitSerializer))
        plan.refresh_from_db(fields=["revision"])
        return self.respond_with_etag(_state(plan), plan, 201)


class PlanPhaseView(PracticeAPIView):
    """Entering a phase. 409 with what is missing, unless a reason is given."""

    capabilities: ClassVar = {"POST": May.PLAN}
    etags: ClassVar = {"POST": False}

    @extend_schema(request=MoveSerializer, responses={201: PhaseStateSerializer})
    def post(self, request: Request, plan_id: UUID) -> Response:
        plan = self.unchanged(plan_with(self.actor, plan_id, May.PLAN))
        try:
            moved = phases.move_to_phase(plan=plan, by=self.actor, **self.body(MoveSerializer))
        except phases.GateShut as shut:
            raise Unmet(shut.unmet) from shut
        return self.respond_with_etag(_state(moved), moved, 201)


class GoalsView(PracticeAPIView):
    """The plan's open goals and their progress; setting one, by a measure or on five levels."""

    capabilities: ClassVar = {"GET": May.READ_RECORD, "POST": May.PLAN}

    @extend_schema(responses=GoalsSerializer, operation_id="plan_goals_list")
    def get(self, request: Request, plan_id: UUID) -> Response:
        plan = plan_with(self.actor, plan_id, May.READ_RECORD)
        for person in people_of(plan):
            audit.log_access(person, "api goals")
        return Response(self._data(plan))

    @extend_schema(request=NewGoalSerializer, responses={201: GoalsSerializer})
    def post(self, request: Request, plan_id: UUID) -> Response:
        plan, found = plan_with(self.actor, plan_id, May.PLAN), self.body(NewGoalSerializer)
        if "levels" in found:
            goals.set_attainment_goal(
                plan=plan, by=self.actor, words=found["words"], levels=found["levels"], weight=found["weight"]
            )
        else:
            goals.set_measure_goal(
                plan=plan,
                by=self.actor,
                words=found["words"],
                instrument=found.get("instrument", ""),
                subscale=found.get("subscale", ""),
                aim=found.get("aim", Decimal(-1)),
                by_date=found.get("by_date"),
            )
        return Response(self._data(plan), status=201)

    def _data(self, plan: Plan) -> dict[str, object]:
        found, t_score = goals.readable_goal_progress(self.actor, plan)
        rows = [
            {
                "id": one.goal.pk,
                "revision": one.goal.revision,
                "words": one.goal.words,
                "kind": one.goal.kind,
                "first": one.first,
                "now": one.now,
                "aim": None if one.goal.aim is None else float(one.goal.aim),
                "share": one.share,
                "level": one.level,
            }
            for one in found
        ]
        return {"t_score": t_score, "goals": rows}


class RatingSerializer(Strict):
    level = serializers.IntegerField(min_value=-2, max_value=2)
    on = serializers.DateField(required=False)


class GoalView(PracticeAPIView):
    """Rating a goal on its five levels, or closing it."""

    capabilities: ClassVar = {"POST": May.PLAN, "DELETE": May.PLAN}
    etags: ClassVar = {"POST": False, "DELETE": False}

    @extend_schema(request=RatingSerializer, responses={201: RatingSerializer}, operation_id="plan_goal_rate")
    def post(self, request: Request, plan_id: UUID, goal_id: UUID) -> Response:
        goal = self._goal(plan_id, goal_id)
        rating = goals.rate_goal(goal=goal, by=self.actor, **self.body(RatingSerializer))
        return self.respond_with_etag({"level": rating.level, "on": rating.on}, goal, 201)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, plan_id: UUID, goal_id: UUID) -> Response:
        goals.close_goal(goal=self._goal(plan_id, goal_id))
        return Response(status=204)

    def _goal(self, plan_id: UUID, goal_id: UUID) -> Goal:
        plan = plan_with(self.actor, plan_id, May.PLAN)
        goal = plan.goals.select_related("plan").filter(pk=goal_id).first()
        if goal is None:
            raise exceptions.NotFound
        return self.unchanged(goal)


class FitSerializer(serializers.Serializer[object]):
    problem = serializers.CharField()
    evidence = serializers.CharField()
    reference = serializers.CharField(source="source", help_text="Where this was published.")


class ExplainedPhaseSerializer(serializers.Serializer[object]):
    name = serializers.CharField()
    does = serializers.CharField(allow_blank=True, help_text="What we do.")
    stirs = serializers.CharField(allow_blank=True, help_text="What it may stir up.")


class ExplainedSerializer(serializers.Serializer[object]):
    name = serializers.CharField()
    phases = ExplainedPhaseSerializer(many=True)
    instead = serializers.CharField(allow_blank=True, help_text="What else there is.")
    known = serializers.CharField(allow_blank=True, help_text="What is known about it.")
    stop = serializers.CharField(help_text="That one may stop.")


class ModalitySerializer(serializers.Serializer[object]):
    key = serializers.CharField()
    version = serializers.IntegerField()
    name = serializers.CharField()
    short = serializers.CharField()
    evidence = serializers.CharField()
    formats = serializers.ListField(child=serializers.CharField())
    fits = FitSerializer(many=True, help_text="What it was studied for, and how well that is founded.")
    cautions = serializers.ListField(child=serializers.CharField())
    caution_kinds = serializers.ListField(child=serializers.CharField())
    phases = serializers.ListField(child=serializers.DictField())
    explained = ExplainedSerializer(help_text="In plain words for a client.")


class ModalitiesView(PracticeAPIView):
    """The modalities that can be assigned: shipped and the practice's own."""

    capabilities: ClassVar = {"GET": May.READ_LIBRARY}

    @extend_schema(responses=ModalitySerializer(many=True), operation_id="modalities_list")
    def get(self, request: Request) -> Response:
        rows = [one.model_dump(mode="json") | {"explained": explained(one)} for one in modalities().values()]
        return Response(ModalitySerializer(rows, many=True).data)


class PortalPlanSerializer(serializers.Serializer[object]):
    id = serializers.UUIDField()
    name = serializers.CharField(help_text="Of the way of working.")
    phases = serializers.ListField(child=serializers.CharField())
    explained = ExplainedSerializer(help_text="The same in plain words, to be read before agreeing.")
    asked_at = serializers.DateTimeField()
    question = serializers.CharField(allow_blank=True)
    to_agree = serializers.BooleanField(help_text="False for the others in a joint plan: to read, not to answer.")


class AgreementSerializer(Strict):
    question = PlainField(
        max_length=500, min_length=3, required=False, help_text="What to talk about first; without it one agrees."
    )


class PortalPlansView(PortalAPIView):
    """Plans that wait for one's agreement; a joint one also for the others who take part, to read."""

    capabilities: ClassVar = {"GET": May.USE_PORTAL}

    @extend_schema(responses=PortalPlanSerializer(many=True))
    def get(self, request: Request) -> Response:
        rows = [
            {
                "id": plan.pk,
                "name": modality.name,
                "phases": [phase.name for phase in modality.phases],
                "explained": explained(modality),
                "asked_at": plan.agreement_asked_at,
                "question": plan.agreement_question if plan.client_id == self.portal_client_id else "",
                "to_agree": plan.client_id == self.portal_client_id,
            }
            for plan, modality in plans_to_agree(self.portal_client_id)
        ]
        return Response(PortalPlanSerializer(rows, many=True).data)


class PortalAgreementView(PortalAPIView):
    """Agreeing to a plan, or asking first."""

    capabilities: ClassVar = {"POST": May.USE_PORTAL}

    @extend_schema(
        request=AgreementSerializer,
        responses={
            204: None,
            409: OpenApiResponse(RefusalSerializer, "The therapist notes the agreement of the others."),
        },
    )
    def post(self, request: Request, plan_id: UUID) -> Response:
        plan = portal_plan(self.portal_client_id, plan_id)
        if plan.client_id != self.portal_client_id:
            raise Conflict(_("Your therapist notes your agreement when you talk."))
        agreement.answer_agreement(plan=plan, question=self.body(AgreementSerializer).get("question"))
        return Response(status=204)


class AgreementView(PracticeAPIView):
    """Asking the client for their agreement on the portal."""

    capabilities: ClassVar = {"POST": May.PLAN}
    etags: ClassVar = {"POST": False}

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, plan_id: UUID) -> Response:
        plan = agreement.ask_agreement(plan=self.unchanged(plan_with(self.actor, plan_id, May.PLAN)))
        return self.respond_with_etag(None, plan, 204)
