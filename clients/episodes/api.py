"""Treatments over the API: opening one again."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.care_team.actions import CareChanged
from clients.episodes.reopening import AlreadyOpen, reopen_episode
from clients.models import Episode
from clients.queries import client_for
from clinic.core.access import May
from clinic.core.api import PlainField, PracticeAPIView, Strict
from clinic.core.rest import Conflict

GONE = OpenApiResponse(description="No such client, or none in reach.")


class EpisodeSerializer(serializers.ModelSerializer[Episode]):
    class Meta:
        model = Episode
        fields = ["id", "client", "opened_on", "opening_reason", "closed_on", "ending", "closing_reason", "paused_on"]


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
