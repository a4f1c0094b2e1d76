"""Plans and sessions over the API: a therapist's, and a client's own."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.api import CLIENT, OfClients, many
from clients.queries import client_for
from clinic.core.access import May
from clinic.core.api import AFTER, Own, PlainField, Strict, pages_of
from clinic.core.models import Room
from clinic.core.rest import Conflict
from interventions.catalogue import Modality
from interventions.models import Plan, TherapySession
from interventions.own.queries import modalities
from interventions.plans.actions import PlanExists, assign_plan
from interventions.plans.queries import plan_for, plans
from interventions.sessions.actions import SlotTaken, book_session
from interventions.sessions.queries import day_bounds, own_appointments, sessions


class PhaseSerializer(serializers.Serializer[Any]):
    phase = serializers.CharField()
    entered_on = serializers.DateField()
    left_on = serializers.DateField(allow_null=True)


class PlanSerializer(serializers.ModelSerializer[Plan]):
    phases = PhaseSerializer(many=True)

    class Meta:
        model = Plan
        fields = [
            "id", "client", "partner", "therapist", "modality", "version", "phase", "phases", "formulation",
            "started_on", "review_on", "state", "ended_on", "agreed_on", "agreed_how", "agreement_question", "cautions",
            "caution_reason",
        ]  # fmt: skip


class NewPlanSerializer(Strict):
    client = serializers.UUIDField()
    modality = serializers.CharField(max_length=40, help_text="A key of /modalities/.")
    phase = serializers.CharField(max_length=40, required=False, help_text="The first one when absent.")
    partner = serializers.UUIDField(required=False, allow_null=True)
    formulation = PlainField(max_length=4000, required=False, allow_blank=True)
    review_on = serializers.DateField(required=False, allow_null=True)
    caution_reason = PlainField(
        max_length=1000, required=False, allow_blank=True, help_text="Why, where the file speaks against it; kept."
    )


class SessionSerializer(serializers.ModelSerializer[TherapySession]):
    class Meta:
        model = TherapySession
        fields = ["id", "client", "partner", "therapist", "room", "plan", "starts_at", "ends_at", "state"]


class NewSessionSerializer(Strict):
    client = serializers.UUIDField()
    starts_at = serializers.DateTimeField(help_text="With offset, for example 2027-03-01T10:00:00+01:00.")
    minutes = serializers.IntegerField(min_value=10, max_value=240, default=50)
    therapist = serializers.UUIDField(required=False, help_text="Oneself when absent.")
    room = serializers.UUIDField(required=False, allow_null=True)
    plan = serializers.UUIDField(required=False, allow_null=True)


class AppointmentSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    therapist = serializers.CharField()
    room = serializers.CharField(allow_null=True)


class PlansView(OfClients):
    """Plans, newest first; assigning one."""

    capabilities: ClassVar = {"GET": May.READ_RECORD, "POST": May.PLAN}

    @extend_schema(parameters=[AFTER, CLIENT], responses=pages_of(PlanSerializer), operation_id="plans_list")
    def get(self, request: Request) -> Response:
        return self.listed(
            plans(self.actor), many(PlanSerializer), by="started_on", what="api plans", parse=date.fromisoformat
        )

    @extend_schema(request=NewPlanSerializer, responses={201: PlanSerializer})
    def post(self, request: Request) -> Response:
        found = self.body(NewPlanSerializer)
        client = client_for(self.actor, found["client"], May.PLAN)
        partner = client_for(self.actor, found["partner"], May.PLAN) if found.get("partner") else None
        try:
            plan = assign_plan(
                client=client, modality=_modality(found["modality"]), by=self.actor, partner=partner,
                phase=found.get("phase", ""), review_on=found.get("review_on"),
                formulation=found.get("formulation", ""), caution_reason=found.get("caution_reason", ""),
            )  # fmt: skip
        except PlanExists as error:
            raise Conflict(f"There is an active {error} plan already.") from error
        return Response(PlanSerializer(plan).data, status=201)


def _modality(key: str) -> Modality:
    known = modalities()
    if key not in known:
        raise exceptions.ValidationError({"modality": [f"One of: {', '.join(known)}."]})
    return known[key]


class SessionsView(OfClients):
    """Sessions from a day on, in order of time; booking one."""

    capabilities: ClassVar = {"GET": May.SEE_CLIENT, "POST": May.BOOK}

    @extend_schema(
        parameters=[AFTER, CLIENT, OpenApiParameter("since", date, description="First day; today when absent.")],
        responses=pages_of(SessionSerializer),
        operation_id="sessions_list",
    )
    def get(self, request: Request) -> Response:
        return self.listed(
            sessions(self.actor).filter(starts_at__gte=day_bounds(self._since())[0]),
            many(SessionSerializer),
            by="starts_at",
            what="api sessions",
            descending=False,
        )

    def _since(self) -> date:
        text = self.text("since")
        try:
            day = date.fromisoformat(text) if text else timezone.localdate()
        except ValueError as error:
            raise exceptions.ValidationError({"since": ["Must be a day, for example 2027-03-01."]}) from error
        if not 1950 <= day.year <= 2200:
            raise exceptions.ValidationError({"since": ["Must be a day between 1950 and 2200."]})
        return day

    @extend_schema(request=NewSessionSerializer, responses={201: SessionSerializer})
    def post(self, request: Request) -> Response:
        found = self.body(NewSessionSerializer)
        client = client_for(self.actor, found["client"], May.BOOK)
        try:
            session = book_session(
                client=client, therapist_id=found.get("therapist") or self.actor.staff_id,
                starts_at=found["starts_at"], minutes=found["minutes"], room=_room(found.get("room")),
                plan=plan_for(self.actor, found["plan"]) if found.get("plan") else None,
            )  # fmt: skip
        except SlotTaken as error:
            raise Conflict(str(error)) from error
        return Response(SessionSerializer(session).data, status=201)


def _room(room_id: UUID | None) -> Room | None:
    if room_id is None:
        return None
    room = Room.objects.filter(pk=room_id).first()
    if room is None:
        raise exceptions.ValidationError({"room": ["No such room."]})
    return room


class OwnAppointmentsView(Own):
    """The appointments to come."""

    capabilities: ClassVar = {"GET": May.USE_PORTAL}

    @extend_schema(responses=AppointmentSerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response(
            [
                {
                    "id": row.pk, "starts_at": row.starts_at, "ends_at": row.ends_at, "therapist": row.therapist.name,
                    "room": row.room.name if row.room else None,
                }
                for row in own_appointments(self.own_id)[:50]
            ]
        )  # fmt: skip
