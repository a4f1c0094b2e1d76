"""What is followed, over the API: the pages' actions and queries."""

from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.models import Score, SetAside, TrackedChoice
from assessments.texts import VERDICT_CHOICES
from assessments.tracked.actions import choose_tracked, end_set_aside, set_no_change_aside
from assessments.tracked.models import LEAST_REASON, MOST_INSTRUMENTS, MOST_REASON
from assessments.tracked.queries import choice_of, set_aside_of, tracked_scores
from clients.queries import client_for
from clinic.core import audit
from clinic.core.access import May
from clinic.core.api import PlainField, PracticeAPIView, Strict

WRONG = OpenApiResponse(description="By field: an instrument without a criterion of change, or none that is known.")
GONE = OpenApiResponse(description="No such client, or none in reach.")
CHOSEN = "Their keys. Empty: the wider rule holds, see above."


class TrackedChoiceSerializer(serializers.ModelSerializer[TrackedChoice]):
    """Instruments that are followed. Nobody has chosen while ``chosen_by`` is null."""

    instruments = serializers.ListField(child=serializers.CharField(), help_text=CHOSEN)
    chosen_by = serializers.UUIDField(source="chosen_by_id", allow_null=True)

    class Meta:
        model = TrackedChoice
        fields = ["instruments", "chosen_by", "chosen_at"]
        extra_kwargs = {"chosen_at": {"allow_null": True}}

    def to_representation(self, instance: TrackedChoice) -> dict[str, Any]:
        found: dict[str, Any] = super().to_representation(instance)
        return found | ({"chosen_at": None} if instance._state.adding else {})


class NewTrackedChoiceSerializer(Strict):
    instruments = serializers.ListField(
        child=serializers.CharField(max_length=30), allow_empty=True, max_length=MOST_INSTRUMENTS, help_text=CHOSEN
    )


class TrackedScoreSerializer(serializers.ModelSerializer[Score]):
    """The newest score of a series that is followed."""

    assessment = serializers.UUIDField(source="assessment_id")
    value = serializers.FloatField()
    change = serializers.FloatField(allow_null=True, help_text="Since the first of the treatment.")
    verdict = serializers.ChoiceField(
        VERDICT_CHOICES, allow_blank=True, help_text="Empty for the first of a treatment."
    )

    class Meta:
        model = Score
        fields = ["assessment", "instrument", "target", "subscale", "completed_on", "value", "change", "verdict"]


class SetAsideSerializer(serializers.ModelSerializer[SetAside]):
    """Until when "no reliable change" is not shown, and why."""

    set_by = serializers.UUIDField(source="set_by_id")

    class Meta:
        model = SetAside
        fields = ["until", "reason", "set_by", "set_on"]


class ClientMeasuresSerializer(serializers.Serializer[Any]):
    choice = TrackedChoiceSerializer()
    tracked = TrackedScoreSerializer(many=True, help_text="The most urgent first.")
    set_aside = SetAsideSerializer(allow_null=True)


class NewSetAsideSerializer(Strict):
    until = serializers.DateField(help_text="The day on which it is shown again; at most twelve months from now.")
    reason = PlainField(min_length=LEAST_REASON, max_length=MOST_REASON)


class PracticeMeasuresView(PracticeAPIView):
    """Which instruments are followed of everybody; without a choice, every one given in the current treatment.

    To choose for the first time send ``If-Match: "0"``.
    """

    capabilities: ClassVar = {"GET": May.MANAGE_PRACTICE, "PATCH": May.MANAGE_PRACTICE}
    etags: ClassVar = {"GET": None, "PATCH": True}

    @extend_schema(responses=TrackedChoiceSerializer)
    def get(self, request: Request) -> Response:
        row = choice_of(self.actor.practice_id)
        return self.respond_with_etag(TrackedChoiceSerializer(row).data, row)

    @extend_schema(request=NewTrackedChoiceSerializer, responses={200: TrackedChoiceSerializer, 400: WRONG})
    def patch(self, request: Request) -> Response:
        revision, found = self.expected_revision(), self.body(NewTrackedChoiceSerializer)
        row = choose_tracked(practice_id=self.actor.practice_id, by=self.actor, revision=revision, **found)
        return self.respond_with_etag(TrackedChoiceSerializer(row).data, row)


class ClientMeasuresView(PracticeAPIView):
    """A client's measures that are followed in the current treatment, and whether "no reliable change" is set aside."""

    capabilities: ClassVar = {"GET": May.READ_RECORD}

    @extend_schema(responses={200: ClientMeasuresSerializer, 404: GONE})
    def get(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.READ_RECORD)
        audit.log_access(client.pk, "api measures")
        shown = {
            "choice": choice_of(client.practice_id, client),
            "tracked": tracked_scores(client),
            "set_aside": set_aside_of(client).first(),
        }
        return Response(ClientMeasuresSerializer(shown).data)


class ClientChoiceView(PracticeAPIView):
    """Which instruments are followed of one client; without a choice, those that the practice has chosen.

    To choose for the first time send ``If-Match: "0"``.
    """

    capabilities: ClassVar = {"GET": May.READ_RECORD, "PATCH": May.RECORD}
    etags: ClassVar = {"GET": None, "PATCH": True}

    @extend_schema(responses={200: TrackedChoiceSerializer, 404: GONE})
    def get(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.READ_RECORD)
        row = choice_of(client.practice_id, client)
        return self.respond_with_etag(TrackedChoiceSerializer(row).data, row)

    @extend_schema(request=NewTrackedChoiceSerializer, responses={200: TrackedChoiceSerializer, 400: WRONG, 404: GONE})
    def patch(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.RECORD)
        revision, found = self.expected_revision(), self.body(NewTrackedChoiceSerializer)
        row = choose_tracked(practice_id=client.practice_id, client=client, by=self.actor, revision=revision, **found)
        return self.respond_with_etag(TrackedChoiceSerializer(row).data, row)


class SetAsideView(PracticeAPIView):
    """Setting "no reliable change" of a client aside until a day, and showing it again before that."""

    capabilities: ClassVar = {"POST": May.RECORD, "DELETE": May.RECORD}

    @extend_schema(
        request=NewSetAsideSerializer,
        responses={
            201: SetAsideSerializer,
            400: OpenApiResponse(description="By field; or it is set aside already, or no treatment is running."),
            404: GONE,
        },
    )
    def post(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.RECORD)
        row = set_no_change_aside(client=client, by=self.actor, **self.body(NewSetAsideSerializer))
        return Response(SetAsideSerializer(row).data, status=201)

    @extend_schema(responses={204: None, 404: OpenApiResponse(description="No such client, or nothing is set aside.")})
    def delete(self, request: Request, client_id: UUID) -> Response:
        if not end_set_aside(client=client_for(self.actor, client_id, May.RECORD), by=self.actor):
            raise Http404("nothing is set aside")
        return Response(status=204)
