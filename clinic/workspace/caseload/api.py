"""The caseload over the API: the page's statement, passed through as the database made it."""

import json
from dataclasses import asdict
from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.scoring import Style
from assessments.texts import VERDICT_CHOICES
from clients.finding.api import as_close, searched_pages_of
from clinic.core.access import May
from clinic.core.api import AFTER, MOST_TEXT, SEARCH, PlainField, PracticeAPIView, Strict
from clinic.core.list_models import LONGEST_LIST_NAME
from clinic.core.models import SavedList
from clinic.core.rest import RawJSON
from clinic.workspace.caseload import queries
from clinic.workspace.caseload.listing import COLUMNS, ORDER_NAMES, checked_listing
from clinic.workspace.caseload.saved import keep_list, listing_kept, remove_list, saved_lists
from clinic.workspace.caseload.statements import FILTERS
from interventions.library.queries import modalities

STYLES = [(style.value, style.value) for style in Style]


class CaseloadRowSerializer(serializers.Serializer[object]):
    """For the schema only; the rows come from one SQL statement."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    sort_name = serializers.CharField(help_text="What the order of names goes by. It says nothing by itself.")
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


class SavedListSerializer(serializers.Serializer[SavedList]):
    """What a kept list asks for: parameters of the caseload, and the columns that its page shows."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    opens = serializers.BooleanField(help_text="The caseload's page opens with it.")
    show = serializers.ChoiceField([key for key in FILTERS if key], allow_blank=True)
    plan = serializers.CharField(allow_blank=True)
    style = serializers.ChoiceField(STYLES, allow_blank=True)  # type: ignore[assignment]  # of the plane
    order = serializers.ChoiceField(ORDER_NAMES)
    columns = serializers.ListField(child=serializers.ChoiceField(list(COLUMNS)))

    def to_representation(self, instance: SavedList) -> dict[str, object]:
        kept = asdict(listing_kept(instance, self.context["modalities"]))
        return {"id": str(instance.pk), "name": instance.name, "opens": instance.opens} | kept


class NewSavedListSerializer(Strict):
    name = PlainField(lines=False, max_length=LONGEST_LIST_NAME, help_text="Of one's own lists: that one is changed.")
    opens = serializers.BooleanField(default=False, help_text="No other list of the caller's opens the page any more.")
    show = serializers.ChoiceField([key for key in FILTERS if key], required=False, allow_blank=True)
    plan = serializers.CharField(max_length=MOST_TEXT, required=False, allow_blank=True)
    style = serializers.ChoiceField(STYLES, required=False, allow_blank=True)  # type: ignore[assignment]
    order = serializers.ChoiceField(ORDER_NAMES, required=False)
    columns = serializers.ListField(
        child=serializers.ChoiceField(list(COLUMNS)), required=False, max_length=len(COLUMNS), help_text="Default: all."
    )


class SavedListsView(PracticeAPIView):
    """Lists of the caseload that the caller keeps under a name."""

    capabilities: ClassVar = {"GET": May.SEE_CASELOAD, "POST": May.SEE_CASELOAD}

    @extend_schema(responses=SavedListSerializer(many=True), operation_id="caseload_lists")
    def get(self, request: Request) -> Response:
        known = {"modalities": modalities()}
        return Response([SavedListSerializer(row, context=known).data for row in saved_lists(self.actor)])

    @extend_schema(
        request=NewSavedListSerializer,
        responses={
            201: SavedListSerializer,
            400: OpenApiResponse(description="By field: what cannot be asked for; `name`: 20 lists are there already."),
        },
        operation_id="caseload_lists_keep",
    )
    def post(self, request: Request) -> Response:
        found, known = self.body(NewSavedListSerializer), modalities()
        asked = {name: found.get(name, "") for name in ("show", "plan", "style", "order")}
        if (columns := found.get("columns")) is not None:
            asked["columns"] = ",".join(columns) or "none"
        row = keep_list(self.actor, checked_listing(asked, known), name=found["name"], opens=found["opens"])
        return Response(SavedListSerializer(row, context={"modalities": known}).data, status=201)


class SavedListView(PracticeAPIView):
    """One list that the caller keeps."""

    capabilities: ClassVar = {"DELETE": May.SEE_CASELOAD}

    @extend_schema(
        responses={204: None, 404: OpenApiResponse(description="No such list, or somebody else's.")},
        operation_id="caseload_lists_remove",
    )
    def delete(self, request: Request, list_id: UUID) -> Response:
        try:
            remove_list(self.actor, list_id)
        except SavedList.DoesNotExist as error:
            raise exceptions.NotFound from error
        return Response(status=204)


class CaseloadView(PracticeAPIView):
    """Active clients in reach, 25 at a time."""

    capabilities: ClassVar = {"GET": May.SEE_CASELOAD}

    @extend_schema(
        parameters=[
            AFTER,
            SEARCH,
            OpenApiParameter("show", str, enum=[key for key in FILTERS if key]),
            OpenApiParameter("plan", str, description="A modality's key: with a plan of it. `none`: without a plan."),
            OpenApiParameter("style", str, enum=list(Style), description="Whose newest placement is there."),
            OpenApiParameter(
                "order",
                str,
                enum=ORDER_NAMES,
                description="By what; `-` from the other end. `course`: worse first. Without a value: last.",
            ),
        ],
        responses=searched_pages_of(CaseloadRowSerializer),
        operation_id="caseload_list",
    )
    def get(self, request: Request) -> Response:
        asked = {name: self.text(name) for name in ("show", "plan", "style", "order")}
        listing = checked_listing(asked, modalities() if asked["plan"] else {})
        after = queries.place_of(request.query_params.get("after", ""), listing)
        search = self.text("search")
        rows, following = queries.caseload_json(self.actor, listing, search=search, after=after)
        found_nobody = search and rows == "[]" and not after
        meant = as_close(queries.close_in_caseload(self.actor, search, listing) if found_nobody else [])
        answer = f'{{"results":{rows},"next":{json.dumps(following)},"did_you_mean":{json.dumps(meant)}}}'
        return Response(RawJSON(answer))
