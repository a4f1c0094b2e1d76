"""The caseload over the API: the page's statement, passed through as the database made it."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.core.access import May
from clinic.core.api import PracticeAPIView
from clinic.workspace.desk import KINDS, WHOSE, Wanted, desk


class NeedSerializer(serializers.Serializer[object]):
    kind = serializers.CharField(help_text="`worse`, `stuck`, `review`, `cosign` …: what is the matter.")
    id = serializers.UUIDField(allow_null=True, help_text="Of the plan, note or assessment that it is about.")
    what = serializers.CharField(allow_blank=True, allow_null=True)
    at = serializers.DateTimeField(allow_null=True)


class NeedsOfClientSerializer(serializers.Serializer[object]):
    client = serializers.UUIDField(source="client_id", allow_null=True, help_text="Null for what concerns several.")
    name = serializers.CharField(allow_blank=True)
    rows = NeedSerializer(many=True)


class TodaySerializer(serializers.Serializer[object]):
    results = NeedsOfClientSerializer(many=True)
    page = serializers.IntegerField()
    pages = serializers.IntegerField()
    cut = serializers.BooleanField(help_text="There is more of some kinds: ask for one `kind` to get all of it.")


class TodayView(PracticeAPIView):
    """What needs the caller, one client's rows together, the most urgent client first. Alerts are in `alerts/`."""

    capabilities: ClassVar = {"GET": May.SEE_CASELOAD}

    @extend_schema(
        parameters=[
            OpenApiParameter("kind", str, enum=list(KINDS)),
            OpenApiParameter("client", UUID),
            OpenApiParameter("whose", str, enum=list(WHOSE), description="For who treats and supervises."),
            OpenApiParameter("page", int, description="From 1; of 15 clients each. The last one where it is too high."),
        ],
        responses={200: TodaySerializer, 400: OpenApiResponse(description="By parameter: not one of these.")},
        operation_id="today",
    )
    def get(self, request: Request) -> Response:
        kind, whose = self.text("kind"), self.text("whose")
        for name, given, known in (("kind", kind, KINDS), ("whose", whose, WHOSE)):
            if given and given not in known:
                raise exceptions.ValidationError({name: [f"One of: {', '.join(known)}."]})
        found = desk(self.actor, Wanted(kind, self.uuid("client"), whose), self.text("page") or 1)
        page = {"page": found.page.number, "pages": found.page.paginator.num_pages}
        shown = {"results": found.page.object_list, "cut": found.cut} | page
        return Response(TodaySerializer(shown).data)
