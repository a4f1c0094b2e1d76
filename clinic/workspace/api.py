"""The caseload over the API: the page's statement, passed through as the database made it."""

import json
from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.texts import VERDICT_CHOICES
from clients.finding.api import as_close, searched_pages_of
from clinic.core.access import May
from clinic.core.api import AFTER, SEARCH, PracticeAPIView, decode_cursor
from clinic.core.rest import RawJSON
from clinic.workspace import queries, sql
from clinic.workspace.desk import KINDS, WHOSE, Wanted, desk


class CaseloadRowSerializer(serializers.Serializer[object]):
    """For the schema only; the rows come from one SQL statement."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    sort_name = serializers.CharField(help_text="Rows are in its order. It says nothing by itself.")
    pronouns = serializers.CharField(allow_blank=True)
    style = serializers.CharField(allow_blank=True)  # type: ignore[assignment]  # of the plane, not of DRF
    style_near = serializers.CharField(allow_blank=True)
    modality = serializers.CharField(allow_null=True)
    modality_version = serializers.IntegerField(allow_null=True)
    phase = serializers.CharField(allow_null=True)
    together_with = serializers.CharField(
        allow_null=True, help_text="The others of the running joint plan; “partner” for somebody who may not be named."
    )
    course = serializers.ListField(
        child=serializers.FloatField(), allow_null=True, help_text="Up to eight scores of `measure` in this treatment."
    )
    measure = serializers.CharField(
        allow_null=True, help_text="Of the tracked instruments, the most urgent: reliably worse, CORE-10, the newest."
    )
    measure_target = serializers.CharField(allow_null=True, allow_blank=True)
    measure_subscale = serializers.CharField(allow_null=True)
    score = serializers.FloatField(allow_null=True)
    verdict = serializers.ChoiceField(
        VERDICT_CHOICES,
        allow_null=True,
        allow_blank=True,
        help_text="Of the last score of `measure`; empty for a baseline.",
    )
    measured_on = serializers.DateField(allow_null=True)
    next_session = serializers.DateTimeField(allow_null=True)
    last_seen = serializers.DateTimeField(allow_null=True)
    exercises_done = serializers.IntegerField(allow_null=True, help_text="Times in the last seven days.")
    exercises_asked = serializers.IntegerField(allow_null=True, help_text="Times a week that were agreed.")
    open_alerts = serializers.IntegerField()
    covered_for = serializers.CharField(
        allow_null=True, help_text="Whose client it is, where you only cover for them now; else null."
    )


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


class CaseloadView(PracticeAPIView):
    """Active clients in reach, 25 at a time."""

    capabilities: ClassVar = {"GET": May.SEE_CASELOAD}

    @extend_schema(
        parameters=[AFTER, SEARCH, OpenApiParameter("show", str, enum=[key for key in sql.FILTERS if key])],
        responses=searched_pages_of(CaseloadRowSerializer),
        operation_id="caseload_list",
    )
    def get(self, request: Request) -> Response:
        chosen = self.text("show")
        if chosen not in sql.FILTERS:
            raise exceptions.ValidationError({"show": [f"One of: {', '.join(key for key in sql.FILTERS if key)}."]})
        after = decode_cursor(request.query_params.get("after", ""), 2)
        search = self.text("search")
        rows, following = queries.caseload_json(self.actor, search=search, chosen=chosen, after=after)
        found_nobody = search and rows == "[]" and not after
        meant = as_close(queries.caseload_close_to(self.actor, search, chosen) if found_nobody else [])
        answer = f'{{"results":{rows},"next":{json.dumps(following)},"did_you_mean":{json.dumps(meant)}}}'
        return Response(RawJSON(answer))
