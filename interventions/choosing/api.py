"""The choice of a way of working over the API: the arguments, one's trainings, a client's wishes."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.queries import client_for
from clinic.core import audit
from clinic.core.access import May
from clinic.core.api import (
    AFTER,
    MessageSerializer,
    PlainField,
    PracticeAPIView,
    Strict,
    keyset_page,
    moment_of,
    pages_of,
)
from interventions.choosing.actions import note_wish, remove_training, set_training
from interventions.choosing.models import EARLIEST_YEAR, ModalityWish, Training, TrainingLevel, WishAnswer
from interventions.choosing.queries import cases_for, trainings_of, wishes_of
from interventions.plans.queries import file_of

WRONG = OpenApiResponse(description="Errors by field, for example a way of working that there is not.")
GONE = OpenApiResponse(description="Not there, or not within the caller's reach.")


class ArgumentSerializer(serializers.Serializer[Any]):
    said = MessageSerializer(source="found")
    evidence = serializers.CharField(help_text="strong, moderate, limited; empty where nothing is claimed.")
    reference = serializers.CharField(source="source", help_text="Where this was published.")
    needs_reason = serializers.BooleanField(help_text="Whoever goes ahead despite it gives a reason.")


class CaseSerializer(serializers.Serializer[Any]):
    """What is argued about one modality. Nothing is ranked, and nothing is recommended."""

    modality = serializers.CharField(source="modality.key")
    name = serializers.CharField(source="modality.name")
    evidence = serializers.CharField(source="modality.evidence")
    speaks_for = ArgumentSerializer(many=True)
    speaks_against = ArgumentSerializer(many=True)
    not_known = ArgumentSerializer(many=True)


class ChoiceView(PracticeAPIView):
    """What speaks for each modality with this client, what against it, and what is not known."""

    capabilities: ClassVar = {"GET": May.PLAN}

    @extend_schema(responses={200: CaseSerializer(many=True), 404: GONE}, operation_id="client_choice_list")
    def get(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.PLAN)
        audit.log_access(client.pk, "api choice of modality")
        found = cases_for(client, file_of(self.actor, client))
        return Response(CaseSerializer(found, many=True).data)


class TrainingSerializer(serializers.ModelSerializer[Training]):
    class Meta:
        model = Training
        fields = ["modality", "level", "year", "noted_at"]


class NewTrainingSerializer(Strict):
    modality = serializers.CharField(max_length=40, help_text="A key of /modalities/.")
    level = serializers.ChoiceField(TrainingLevel.choices)
    year = serializers.IntegerField(min_value=EARLIEST_YEAR, max_value=2200, required=False, allow_null=True)


class TrainingsView(PracticeAPIView):
    """What the caller was trained in; saying so, which replaces what was said of the same modality."""

    capabilities: ClassVar = {"GET": May.WRITE_NOTES, "POST": May.WRITE_NOTES}

    @extend_schema(responses=TrainingSerializer(many=True), operation_id="trainings_list")
    def get(self, request: Request) -> Response:
        return Response(TrainingSerializer(trainings_of(self.actor), many=True).data)

    @extend_schema(request=NewTrainingSerializer, responses={201: TrainingSerializer, 400: WRONG})
    def post(self, request: Request) -> Response:
        row = set_training(by=self.actor, **self.body(NewTrainingSerializer))
        return Response(TrainingSerializer(row).data, status=201)


class TrainingView(PracticeAPIView):
    """Taking back what one said of a training."""

    capabilities: ClassVar = {"DELETE": May.WRITE_NOTES}

    @extend_schema(responses={204: None})
    def delete(self, request: Request, modality: str) -> Response:
        remove_training(by=self.actor, modality=modality)
        return Response(status=204)


class WishSerializer(serializers.ModelSerializer[ModalityWish]):
    class Meta:
        model = ModalityWish
        fields = ["id", "client", "modality", "answer", "note", "noted_by", "noted_at"]


class NewWishSerializer(Strict):
    modality = serializers.CharField(max_length=40, help_text="A key of /modalities/.")
    answer = serializers.ChoiceField(WishAnswer.choices)
    note = PlainField(max_length=300, required=False, allow_blank=True)
    key = serializers.UUIDField(required=False, help_text="Your own mark: the same one again changes nothing.")


class WishesView(PracticeAPIView):
    """What a client said about ways of working, the newest first; noting an answer."""

    capabilities: ClassVar = {"GET": May.READ_RECORD, "POST": May.PLAN}

    @extend_schema(
        parameters=[AFTER], responses={200: pages_of(WishSerializer), 404: GONE}, operation_id="client_wishes_list"
    )
    def get(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.READ_RECORD)
        audit.log_access(client.pk, "api wishes")
        after = request.query_params.get("after", "")
        rows, following = keyset_page(wishes_of(client), "noted_at", after, parse=moment_of, descending=True)
        return Response({"results": WishSerializer(rows, many=True).data, "next": following})

    @extend_schema(request=NewWishSerializer, responses={201: WishSerializer, 400: WRONG, 404: GONE})
    def post(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.PLAN)
        wish = note_wish(client=client, by=self.actor, **self.body(NewWishSerializer))
        return Response(WishSerializer(wish).data, status=201)
