"""What is known of a client's health over the API."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.health.actions import note_health
from clients.health.models import LONGEST_NOTE, HealthAnswer, HealthFact, HealthKind
from clients.health.queries import conditions_of, health_of, newest_facts
from clients.queries import client_for
from clinic.core import audit
from clinic.core.access import May
from clinic.core.api import AFTER, PlainField, PracticeAPIView, Strict, keyset_page, moment_of

WRONG = OpenApiResponse(description="Errors by field, for example an answer that there is not.")
GONE = OpenApiResponse(description="Not there, or not within the caller's reach.")


class HealthFactSerializer(serializers.ModelSerializer[HealthFact]):
    """An answer about one condition."""

    class Meta:
        model = HealthFact
        fields = ["id", "client", "kind", "answer", "note", "noted_by", "noted_at"]


class HealthSerializer(serializers.Serializer[Any]):
    newest = HealthFactSerializer(many=True, help_text="The newest answer of each condition that was asked about.")
    not_asked = serializers.ListField(
        child=serializers.ChoiceField(HealthKind.choices), help_text="Conditions that nobody has asked about."
    )
    results = HealthFactSerializer(many=True, help_text="Every answer, the newest first, a page at a time.")
    next = serializers.CharField(allow_null=True, help_text="Send it as `after` to get the next page.")


class NewHealthFactSerializer(Strict):
    kind = serializers.ChoiceField(HealthKind.choices)
    answer = serializers.ChoiceField(HealthAnswer.choices, help_text="A pregnancy cannot be in the past.")
    note = PlainField(max_length=LONGEST_NOTE, required=False, allow_blank=True)
    key = serializers.UUIDField(required=False, help_text="Your own mark: the same one again changes nothing.")


class HealthView(PracticeAPIView):
    """What is known of a client's health, with its history; noting an answer."""

    capabilities: ClassVar = {"GET": May.READ_RECORD, "POST": May.PLAN}

    @extend_schema(parameters=[AFTER], responses={200: HealthSerializer, 404: GONE}, operation_id="client_health")
    def get(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.READ_RECORD)
        audit.log_access(client.pk, "api health")
        after = request.query_params.get("after", "")
        facts, following = keyset_page(health_of(client), "noted_at", after, parse=moment_of, descending=True)
        conditions = conditions_of(newest_facts(self.actor, [client.pk]), [])
        found = {
            "newest": [one.newest for one in conditions if one.newest],
            "not_asked": [one.kind for one in conditions if one.newest is None],
            "results": facts,
            "next": following,
        }
        return Response(HealthSerializer(found).data)

    @extend_schema(request=NewHealthFactSerializer, responses={201: HealthFactSerializer, 400: WRONG, 404: GONE})
    def post(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.PLAN)
        fact = note_health(client=client, by=self.actor, **self.body(NewHealthFactSerializer))
        return Response(HealthFactSerializer(fact).data, status=201)
