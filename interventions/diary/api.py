"""The diary over the API: what the client writes, and what their therapist reads."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.core import audit
from clinic.core.access import May
from clinic.core.api import PlainField, PortalAPIView, PracticeAPIView, Strict
from interventions.diary.actions import write_entry
from interventions.diary.models import LONG, TEXTS, DiaryEntry
from interventions.diary.queries import entries_of, portal_cards, portal_entries, unread_entries
from interventions.plans.queries import plan_with

MOST = 100


class DiaryEntrySerializer(serializers.ModelSerializer[DiaryEntry]):
    """One hard moment in the client's own words."""

    class Meta:
        model = DiaryEntry
        fields = ["id", "plan", "on", *TEXTS, "strength", "written_at"]


class DiarySerializer(serializers.Serializer[Any]):
    results = DiaryEntrySerializer(many=True)


class UnreadDiarySerializer(serializers.Serializer[Any]):
    """A diary with entries that the caller has not opened."""

    plan = serializers.UUIDField()
    client = serializers.UUIDField()
    name = serializers.CharField()
    count = serializers.IntegerField()
    newest_at = serializers.DateTimeField()
    strongest = serializers.IntegerField(
        allow_null=True, help_text="The highest strength that the client gave, 0 to 10."
    )


class UnreadDiariesSerializer(serializers.Serializer[Any]):
    results = UnreadDiarySerializer(many=True)


class NewDiaryEntrySerializer(Strict):
    key = serializers.UUIDField(help_text="Made by the caller; sent again with the same content it is the same entry.")
    on = serializers.DateField(required=False, help_text="Today when absent.")
    happened = PlainField(max_length=LONG)
    felt = PlainField(max_length=LONG, required=False, allow_blank=True)
    thought = PlainField(max_length=LONG, required=False, allow_blank=True)
    side = PlainField(max_length=LONG, required=False, allow_blank=True)
    did = PlainField(max_length=LONG, required=False, allow_blank=True)
    healthy = PlainField(max_length=LONG, required=False, allow_blank=True)
    instead = PlainField(max_length=LONG, required=False, allow_blank=True)
    strength = serializers.IntegerField(min_value=0, max_value=10, required=False, allow_null=True)


class CardLineSerializer(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]  # of the line, not of DRF
    text = serializers.CharField()


class CardSerializer(serializers.Serializer[Any]):
    """A card that the client was given."""

    id = serializers.UUIDField()
    title = serializers.CharField()
    lines = CardLineSerializer(many=True)


class CardsSerializer(serializers.Serializer[Any]):
    results = CardSerializer(many=True)


class PlanDiaryView(PracticeAPIView):
    """What the client wrote into the diary of a plan, the newest first."""

    capabilities: ClassVar = {"GET": May.READ_RECORD}

    @extend_schema(
        responses={200: DiarySerializer, 404: OpenApiResponse(description="No such plan in reach.")},
        operation_id="plan_diary",
    )
    def get(self, request: Request, plan_id: UUID) -> Response:
        plan = plan_with(self.actor, plan_id, May.READ_RECORD)
        audit.log_access(plan.client_id, "api diary")
        return Response({"results": DiaryEntrySerializer(entries_of(plan)[:MOST], many=True).data})


class UnreadDiariesView(PracticeAPIView):
    """Diaries with entries that the caller has not opened, of clients in their care or whom they cover; the strongest
    moment first. Reading the diary of the plan takes it off."""

    capabilities: ClassVar = {"GET": May.RECORD}

    @extend_schema(responses=UnreadDiariesSerializer, operation_id="unread_diaries")
    def get(self, request: Request) -> Response:
        names = ("plan", "client", "name", "count", "newest_at", "strongest")
        found = [dict(zip(names, row, strict=True)) for row in unread_entries(self.actor)]
        return Response(UnreadDiariesSerializer({"results": found}).data)


class PortalDiaryView(PortalAPIView):
    """The caller's own diary; writing into it."""

    capabilities: ClassVar = {"GET": May.USE_PORTAL, "POST": May.USE_PORTAL}

    @extend_schema(responses=DiarySerializer, operation_id="me_diary")
    def get(self, request: Request) -> Response:
        found = portal_entries(self.portal_client_id)[:MOST]
        return Response({"results": DiaryEntrySerializer(found, many=True).data})

    @extend_schema(
        request=NewDiaryEntrySerializer,
        responses={
            201: DiaryEntrySerializer,
            400: OpenApiResponse(
                description="By field: what is wrong; `key`: it is that of an entry with other content; or no running "
                "plan keeps a diary."
            ),
        },
        operation_id="me_diary_write",
    )
    def post(self, request: Request) -> Response:
        body = self.body(NewDiaryEntrySerializer)
        texts = {name: body[name] for name in TEXTS if name in body}
        entry = write_entry(
            client_id=self.portal_client_id,
            key=body["key"],
            texts=texts,
            strength=body.get("strength"),
            on=body.get("on"),
        )
        return Response(DiaryEntrySerializer(entry).data, status=201)


class PortalCardsView(PortalAPIView):
    """The cards that the caller was given."""

    capabilities: ClassVar = {"GET": May.USE_PORTAL}

    @extend_schema(responses=CardsSerializer, operation_id="me_cards")
    def get(self, request: Request) -> Response:
        found = [
            {"id": card.id, "title": card.title, "lines": [{"label": a, "text": b} for a, b in card.lines]}
            for card in portal_cards(self.portal_client_id)
        ]
        return Response({"results": found})
