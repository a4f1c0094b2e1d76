"""For whom the caller covers now, over the API."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.core import audit
from clinic.core.access import May
from clinic.core.api import PracticeAPIView
from clinic.workspace.covering import covering


class CoveredClientSerializer(serializers.Serializer[object]):
    id = serializers.UUIDField()
    name = serializers.CharField()
    has_alert = serializers.BooleanField(help_text="A risk alert is open.")
    session_at = serializers.DateTimeField(allow_null=True, help_text="Today's first session.")


class CoveringSerializer(serializers.Serializer[object]):
    cover = serializers.UUIDField(source="cover.pk")
    therapist = serializers.UUIDField(source="cover.therapist_id")
    name = serializers.CharField(source="cover.therapist.name", help_text="Of who is away.")
    starts_at = serializers.DateTimeField(source="cover.starts_at")
    ends_at = serializers.DateTimeField(source="cover.ends_at")
    clients = CoveredClientSerializer(
        many=True, help_text="In care: those with open alerts first, then those who come today, then by name; some."
    )
    more = serializers.IntegerField(help_text="How many more clients; `caseload/` has all, with `covered_for`.")


class CoveringsSerializer(serializers.Serializer[object]):
    results = CoveringSerializer(many=True)


class CoveringView(PracticeAPIView):
    """For whom the caller covers now or later, and which of their clients to know of first, once it has begun."""

    capabilities: ClassVar = {"GET": May.READ_RECORD}

    @extend_schema(responses={200: CoveringsSerializer})
    def get(self, request: Request) -> Response:
        found = covering(self.actor)
        for one in found:
            for client in one.clients:
                audit.log_access(client.id, "api covering")
        return Response(CoveringsSerializer({"results": found}).data)
