"""Households over the API: who is treated together, begun and ended."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.alerts.serializers import RaisedAlertSerializer
from clients.api import CLIENT, OfClients
from clients.households.actions import LARGEST, Ending, begin_household, end_household, joint_work_of
from clients.households.models import LONGEST_NAME, LONGEST_REASON, Household
from clients.households.queries import as_seen, household_for, households, open_alerts_of
from clients.queries import client_for
from clinic.core import audit
from clinic.core.access import Actor, May
from clinic.core.api import AFTER, PlainField, PracticeAPIView, Strict, pages_of

ERRORS = {
    400: OpenApiResponse(description="Errors by field: `members`, `name`, `began_on`, `reason`, and so on."),
    404: OpenApiResponse(description="Not there, or not yours to change."),
}


class MemberSerializer(serializers.Serializer[object]):
    client = serializers.UUIDField(source="client.pk", allow_null=True, default=None, help_text="null: not in reach.")
    name = serializers.CharField(source="client.name", allow_null=True, default=None)
    joined_on = serializers.DateField()
    left_on = serializers.DateField(allow_null=True)


class HouseholdSerializer(serializers.Serializer[object]):
    id = serializers.UUIDField(source="household.pk")
    name = serializers.CharField(help_text="Empty also where not everybody in it is in reach.")
    began_on = serializers.DateField(source="household.began_on")
    ended_on = serializers.DateField(source="household.ended_on", allow_null=True)
    end_reason = serializers.CharField(help_text="Empty also where not everybody in it is in reach.")
    members = MemberSerializer(many=True)


class JointWorkSerializer(serializers.Serializer[object]):
    kind = serializers.CharField(help_text="`plan` or `session`.")
    id = serializers.UUIDField(allow_null=True, help_text="null: a plan that is not yours to read.")
    text = serializers.CharField()


class AlertOfMemberSerializer(RaisedAlertSerializer):
    """An open risk alert of somebody who belongs to it."""

    client = serializers.UUIDField(source="client_id")


class OneHouseholdSerializer(HouseholdSerializer):
    open_alerts = AlertOfMemberSerializer(
        many=True, help_text="Of members whose alerts are yours to see, oldest first."
    )
    joint_work = JointWorkSerializer(many=True, help_text="The joint work that is running, and ends with it.")


class NewHouseholdSerializer(Strict):
    members = serializers.ListField(
        child=serializers.UUIDField(), min_length=2, max_length=LARGEST, help_text="Clients who are in no household."
    )
    name = PlainField(max_length=LONGEST_NAME, required=False, allow_blank=True)
    began_on = serializers.DateField(required=False, help_text="Today when absent.")


class EndingSerializer(Strict):
    reason = PlainField(max_length=LONGEST_REASON)
    continue_with = serializers.UUIDField(
        required=False, allow_null=True, help_text="The member who keeps the coming sessions; cancelled when absent."
    )
    tell_clients = serializers.BooleanField(default=True, help_text="Whoever loses an appointment is sent word of it.")


def _one(household: Household, actor: Actor) -> dict[str, object]:
    seen, work = as_seen(household), JointWorkSerializer(joint_work_of(household, actor), many=True)
    alerts = AlertOfMemberSerializer(open_alerts_of(actor, seen), many=True)
    return {**HouseholdSerializer(seen).data, "open_alerts": alerts.data, "joint_work": work.data}


class HouseholdsView(OfClients):
    """Households, the newest first; beginning one."""

    capabilities: ClassVar = {"GET": May.SEE_CLIENT, "POST": May.KEEP_FILE}

    @extend_schema(parameters=[AFTER, CLIENT], responses=pages_of(HouseholdSerializer), operation_id="households_list")
    def get(self, request: Request) -> Response:
        return self.listed(
            households(self.actor),
            lambda rows: HouseholdSerializer([as_seen(row) for row in rows], many=True).data,
            by="began_on",
            what="api households",
            parse=date.fromisoformat,
        )

    @extend_schema(request=NewHouseholdSerializer, responses={201: OneHouseholdSerializer, **ERRORS})
    def post(self, request: Request) -> Response:
        found = self.body(NewHouseholdSerializer)
        clients = [client_for(self.actor, client_id, May.KEEP_FILE) for client_id in found.pop("members")]
        made = begin_household(clients=clients, **found)
        return Response(_one(household_for(self.actor, made.pk), self.actor), status=201)


class HouseholdView(PracticeAPIView):
    """One household, with its joint work; that its members' files were read is logged."""

    capabilities: ClassVar = {"GET": May.SEE_CLIENT}

    @extend_schema(responses={200: OneHouseholdSerializer, 404: ERRORS[404]})
    def get(self, request: Request, household_id: UUID) -> Response:
        found = household_for(self.actor, household_id)
        for member in found.members.all():
            audit.log_access(member.client_id, "api household")
        return Response(_one(found, self.actor))


class HouseholdEndingView(PracticeAPIView):
    """Ends a household: its plans end, its coming sessions are cancelled or continue with one member. Both histories
    stay."""

    capabilities: ClassVar = {"POST": May.KEEP_FILE}

    @extend_schema(request=EndingSerializer, responses={200: OneHouseholdSerializer, **ERRORS})
    def post(self, request: Request, household_id: UUID) -> Response:
        household = household_for(self.actor, household_id, May.KEEP_FILE)
        end_household(household=household, ending=Ending(by=self.actor, **self.body(EndingSerializer)))
        return Response(_one(household_for(self.actor, household_id), self.actor))
