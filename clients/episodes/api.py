"""Treatments over the API: the checklist, closing, and opening one again."""

from typing import ClassVar
from uuid import UUID

from django.urls import reverse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.care_team.actions import CareChanged
from clients.episodes.actions import NoTreatment
from clients.episodes.closing import ChecklistChanged, Closed, checklist, close_treatment, record_death
from clients.episodes.reopening import AlreadyOpen, reopen_episode
from clients.models import Client, Episode
from clients.queries import client_for
from clinic.core import audit
from clinic.core.access import May
from clinic.core.api import PlainField, PracticeAPIView, RefusalSerializer, Strict
from clinic.core.rest import Conflict

GONE = OpenApiResponse(description="No such client, or none in reach.")


class EpisodeSerializer(serializers.ModelSerializer[Episode]):
    class Meta:
        model = Episode
        fields = ["id", "client", "opened_on", "opening_reason", "closed_on", "ending", "closing_reason", "paused_on"]


class EndedSerializer(serializers.Serializer[object]):
    """What became of one kind of the checklist."""

    kind = serializers.CharField(help_text="As in the checklist, for example `sessions`.")
    text = serializers.CharField(allow_blank=True, help_text="In a sentence: how many, and who is told.")


class ClosedTreatmentSerializer(EpisodeSerializer):
    """A closed treatment, with what ended with it."""

    ended = EndedSerializer(many=True, read_only=True)

    class Meta(EpisodeSerializer.Meta):
        fields = [*EpisodeSerializer.Meta.fields, "ended"]


def _answer(closed: Closed) -> dict[str, object]:
    return {**EpisodeSerializer(closed.episode).data, "ended": EndedSerializer(closed.ended, many=True).data}


class OpenSerializer(serializers.Serializer[object]):
    id = serializers.UUIDField()
    text = serializers.CharField()
    url = serializers.CharField(help_text="The page where it can be dealt with.")


class OpenKindSerializer(serializers.Serializer[object]):
    kind = serializers.CharField(source="item.kind", help_text="For example `alerts`, `sessions`, `plans`.")
    title = serializers.CharField(source="item.title")
    means = serializers.CharField(source="item.means", help_text="What closing means for it.")
    treated = serializers.CharField(
        source="item.treated.value",
        help_text="`blocks`: deal with it before. `chosen`: name the kind in `end`, or it stays. `ends`, `stays`.",
    )
    open = OpenSerializer(many=True)


class TreatmentChecklistSerializer(serializers.Serializer[object]):
    seen = serializers.CharField(help_text="Send it back when you close the treatment.")
    items = OpenKindSerializer(many=True)


class TreatmentClosingSerializer(Strict):
    seen = serializers.CharField(max_length=64)
    ending = serializers.ChoiceField(choices=Episode.Ending.choices)
    reason = PlainField(max_length=200, required=False, allow_blank=True, help_text="In words; required for `other`.")
    on = serializers.DateField(required=False, help_text="Today when absent.")
    end = serializers.ListField(
        child=serializers.CharField(max_length=40),
        max_length=20,
        required=False,
        help_text="Kinds that end although they may stay: `sessions`, `portal`.",
    )
    tell_client = serializers.BooleanField(default=True, help_text="Of sessions that are cancelled; once.")
    outcome = PlainField(max_length=400, required=False, allow_blank=True, help_text="Of the plans that end.")
    follow_up = serializers.CharField(
        max_length=40, required=False, help_text="An instrument that is asked on the portal afterwards."
    )
    months = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=60), max_length=10, required=False
    )


class NotClosedSerializer(RefusalSerializer):
    """Why there is nothing to close, or not as it was listed (409)."""

    code = serializers.CharField(help_text="`treatment_closed`: none is running. `changed`: read the list again.")
    link = serializers.CharField(
        required=False, help_text="The call that opens a new treatment, where none is running."
    )


def _not_running(client: Client) -> Conflict:
    """The answer where a treatment is to be closed and none is running."""
    refusal = Conflict()
    link = reverse("api:client-reopening", args=[client.pk])
    found = {"detail": str(NoTreatment().message), "code": "treatment_closed", "link": link}
    refusal.detail = NotClosedSerializer(found).data
    return refusal


class TreatmentClosingView(PracticeAPIView):
    """What is open in a treatment, and closing it."""

    capabilities: ClassVar = {"GET": May.RECORD, "POST": May.RECORD}

    @extend_schema(
        responses={
            200: TreatmentChecklistSerializer,
            404: GONE,
            409: OpenApiResponse(
                NotClosedSerializer, description="No treatment is running, so there is none to close."
            ),
        }
    )
    def get(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.RECORD)
        audit.log_access(client.pk, "api closing")
        if not client.episodes.open().exists():
            raise _not_running(client)
        return Response(TreatmentChecklistSerializer(checklist(client, self.actor)).data)

    @extend_schema(
        request=TreatmentClosingSerializer,
        responses={
            201: ClosedTreatmentSerializer,
            400: OpenApiResponse(description="By field; by kind what has to be dealt with before, such as `alerts`."),
            404: GONE,
            409: OpenApiResponse(
                NotClosedSerializer,
                description="What is open has changed since the checklist was read, or no treatment is running.",
            ),
        },
    )
    def post(self, request: Request, client_id: UUID) -> Response:
        client, found = client_for(self.actor, client_id, May.RECORD), self.body(TreatmentClosingSerializer)
        try:
            closed = close_treatment(client=client, by=self.actor, **found)
        except NoTreatment as error:
            raise _not_running(client) from error
        except ChecklistChanged as error:
            refusal = Conflict()
            refusal.detail = NotClosedSerializer({"detail": str(error), "code": "changed"}).data
            raise refusal from error
        return Response(_answer(closed), status=201)


class ReopeningSerializer(Strict):
    reason = PlainField(max_length=400, min_length=3, help_text="Why a new treatment begins.")
    lead = serializers.UUIDField(
        required=False,
        allow_null=True,
        help_text="Who leads from now on; whoever leads now where absent. Required where the former lead has gone.",
    )


class ReopeningView(PracticeAPIView):
    """Opening a new treatment after a closed one. Nothing else comes back."""

    capabilities: ClassVar = {"POST": May.REOPEN}

    @extend_schema(
        request=ReopeningSerializer,
        responses={
            201: EpisodeSerializer,
            400: OpenApiResponse(description="By field: `reason`; `lead`, where the former lead has gone."),
            404: GONE,
            409: OpenApiResponse(description="The treatment is already open, or the care team changed meanwhile."),
        },
    )
    def post(self, request: Request, client_id: UUID) -> Response:
        client, found = client_for(self.actor, client_id, May.REOPEN), self.body(ReopeningSerializer)
        try:
            episode = reopen_episode(client=client, by=self.actor, **found)
        except (AlreadyOpen, CareChanged) as error:
            raise Conflict(str(error)) from error
        return Response(EpisodeSerializer(episode).data, status=201)


class DeathView(PracticeAPIView):
    """Noting that a client died after the treatment was closed. Twice changes nothing."""

    capabilities: ClassVar = {"POST": May.REOPEN}

    @extend_schema(
        request=None,
        responses={
            200: ClosedTreatmentSerializer,
            400: OpenApiResponse(description="The treatment is open: close it with the ending `died`."),
            404: GONE,
        },
    )
    def post(self, request: Request, client_id: UUID) -> Response:
        client = client_for(self.actor, client_id, May.REOPEN)
        return Response(_answer(record_death(client=client, by=self.actor)))
