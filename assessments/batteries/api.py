"""Batteries over the API: kept by admins, given by therapists; several questionnaires in one step or as one PDF."""

from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.batteries.actions import add_battery, give_questionnaires, remove_battery
from assessments.batteries.models import MOST, Battery
from assessments.batteries.queries import batteries, battery_for, chosen_instruments
from assessments.questionnaires.api import QuestionnaireAssignmentSerializer
from assessments.questionnaires.paper import questionnaire_sheets
from assessments.wording.queries import instruments
from clients.api import PAPER, SIZE, PaperView
from clients.queries import client_for
from clinic.core.access import May
from clinic.core.api import PlainField, PracticeAPIView, Strict

GONE = OpenApiResponse(description="No such battery or client, or none in reach.")


class BatterySerializer(serializers.ModelSerializer[Battery]):
    """Several questionnaires under one name."""

    class Meta:
        model = Battery
        fields = ["id", "name", "instruments"]


class BatteriesSerializer(serializers.Serializer[Any]):
    results = BatterySerializer(many=True)


class KeysField(serializers.ListField):
    """Keys of instruments, in order."""

    child = serializers.CharField(max_length=30)


class NewBatterySerializer(Strict):
    name = PlainField(lines=False, min_length=2, max_length=60)
    instruments = KeysField(max_length=MOST, help_text="Keys of /instruments/, in the order in which they are given.")


class GiveSeveralSerializer(Strict):
    battery = serializers.UUIDField(required=False, allow_null=True, help_text="One of /batteries/.")
    instruments = KeysField(max_length=MOST, required=False, help_text="Keys of /instruments/, besides or instead.")
    due_on = serializers.DateField(required=False, allow_null=True, help_text="In three days when absent.")


class GivenSeveralSerializer(serializers.Serializer[Any]):
    given = QuestionnaireAssignmentSerializer(many=True)
    waiting = KeysField(help_text="Instruments that were waiting for the client already: not given a second time.")


def _named(battery_id: UUID | None) -> Battery | None:
    """The battery of a body or a query; raises ValidationError by field for one that there is not."""
    try:
        return battery_for(battery_id) if battery_id else None
    except Http404 as error:
        raise ValidationError({"battery": _("There is no such battery.")}) from error


class BatteriesView(PracticeAPIView):
    """The practice's batteries by name; keeping one."""

    capabilities: ClassVar = {"GET": May.READ_INSTRUMENTS, "POST": May.MANAGE_PRACTICE}

    @extend_schema(responses=BatteriesSerializer, operation_id="batteries_list")
    def get(self, request: Request) -> Response:
        return Response({"results": BatterySerializer(batteries(), many=True).data})

    @extend_schema(
        request=NewBatterySerializer,
        responses={
            201: BatterySerializer,
            400: OpenApiResponse(description="By field: also a name that there is, or an unknown questionnaire."),
        },
    )
    def post(self, request: Request) -> Response:
        found = self.body(NewBatterySerializer)
        row = add_battery(practice_id=self.actor.practice_id, name=found["name"], keys=found["instruments"])
        return Response(BatterySerializer(row).data, status=201)


class BatteryView(PracticeAPIView):
    """Taking a battery off the list; what was given from it stays."""

    capabilities: ClassVar = {"DELETE": May.MANAGE_PRACTICE}

    @extend_schema(responses={204: None, 404: GONE})
    def delete(self, request: Request, battery_id: UUID) -> Response:
        remove_battery(battery=battery_for(battery_id))
        return Response(status=204)


class SeveralView(PracticeAPIView):
    """Several questionnaires for the client's portal in one step, with one message to them."""

    capabilities: ClassVar = {"POST": May.RECORD}

    @extend_schema(
        request=GiveSeveralSerializer,
        responses={
            201: GivenSeveralSerializer,
            400: OpenApiResponse(description="By field; also no sign-in for the portal, or a closed treatment."),
            404: GONE,
        },
    )
    def post(self, request: Request, client_id: UUID) -> Response:
        client, found = client_for(self.actor, client_id, May.RECORD), self.body(GiveSeveralSerializer)
        battery = _named(found.get("battery"))
        chosen = chosen_instruments(found.get("instruments", ()), instruments(), battery, field="instruments")
        given = give_questionnaires(client=client, chosen=chosen, by=self.actor, due_on=found.get("due_on"))
        data = {"given": given.given, "waiting": [one.key for one in given.waiting]}
        return Response(GivenSeveralSerializer(data).data, status=201)


class QuestionnairePaperView(PaperView):
    """Questionnaires to fill in by hand, each on a page of its own, in one PDF. With the published wording where the
    practice has loaded it, otherwise with the numbers of the items."""

    capabilities: ClassVar = {"GET": May.RECORD}

    @extend_schema(
        parameters=[
            SIZE,
            OpenApiParameter("battery", UUID, description="One of /batteries/."),
            OpenApiParameter("instrument", str, many=True, description="Again for each, in this order."),
        ],
        responses={**PAPER, 400: OpenApiResponse(description="No questionnaire, an unknown one, too many, or a size.")},
        operation_id="questionnaire_paper",
    )
    def get(self, request: Request, client_id: UUID) -> HttpResponse:
        client = client_for(self.actor, client_id, May.RECORD)
        battery = _named(self.uuid("battery"))
        chosen = chosen_instruments(request.query_params.getlist("instrument"), instruments(), battery)
        return self.printed(client, lambda: questionnaire_sheets(client, chosen), "questionnaires")
