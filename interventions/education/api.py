"""Pages to read over the API: giving one, and a client's own with the receipts."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.api import CLIENT, OfClients, many
from clients.queries import client_for
from clinic.core.access import May
from clinic.core.api import AFTER, PlainField, PortalAPIView, Strict, pages_of
from clinic.core.rest import Conflict
from interventions.catalogue import pages
from interventions.education.actions import AlreadyGiven, give_page, mark_page_opened, mark_page_read
from interventions.education.queries import portal_reading, portal_readings, readings
from interventions.models import ReadingAssignment


class ReadingAssignmentSerializer(serializers.ModelSerializer[ReadingAssignment]):
    class Meta:
        model = ReadingAssignment
        fields = ["id", "client", "page", "version", "given_at", "note", "opened_at", "read_at"]


class NewReadingAssignmentSerializer(Strict):
    client = serializers.UUIDField()
    page = serializers.ChoiceField(list(pages()))
    note = PlainField(max_length=300, required=False, allow_blank=True)


class SectionSerializer(serializers.Serializer[object]):
    heading = serializers.CharField()
    text = serializers.ListField(child=serializers.CharField())
    evidence = serializers.CharField(allow_blank=True)
    source = serializers.CharField(allow_blank=True)  # type: ignore[assignment]  # a reference, not DRF's


class PortalReadingSerializer(serializers.Serializer[object]):
    id = serializers.UUIDField()
    title = serializers.CharField()
    minutes = serializers.IntegerField()
    note = serializers.CharField(allow_blank=True)
    read_at = serializers.DateTimeField(allow_null=True)
    sections = SectionSerializer(many=True)


class ReadingAssignmentsView(OfClients):
    """Pages given, newest first, with receipts; giving one."""

    capabilities: ClassVar = {"GET": May.READ_RECORD, "POST": May.PLAN}

    @extend_schema(
        parameters=[AFTER, CLIENT], responses=pages_of(ReadingAssignmentSerializer), operation_id="readings_list"
    )
    def get(self, request: Request) -> Response:
        return self.listed(readings(self.actor), many(ReadingAssignmentSerializer), by="given_at", what="api readings")

    @extend_schema(request=NewReadingAssignmentSerializer, responses={201: ReadingAssignmentSerializer})
    def post(self, request: Request) -> Response:
        found = self.body(NewReadingAssignmentSerializer)
        client = client_for(self.actor, found["client"], May.PLAN)
        try:
            row = give_page(client=client, page=pages()[found["page"]], by=self.actor, note=found.get("note", ""))
        except AlreadyGiven as error:
            raise Conflict(f"The client has this page and has not read it yet: {error}.") from error
        return Response(ReadingAssignmentSerializer(row).data, status=201)


class PortalReadingsView(PortalAPIView):
    """The pages one was given, unread ones first."""

    capabilities: ClassVar = {"GET": May.USE_PORTAL}

    @extend_schema(responses=PortalReadingSerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response(
            [_portal_data(row) for row in portal_readings(self.portal_client_id)[:50] if row.page in pages()]
        )


class PortalReadingView(PortalAPIView):
    """One page: asking for it is the receipt that it was opened, posting that it was read."""

    capabilities: ClassVar = {"GET": May.USE_PORTAL, "POST": May.USE_PORTAL}

    @extend_schema(responses=PortalReadingSerializer, operation_id="me_reading")
    def get(self, request: Request, reading_id: UUID) -> Response:
        row = self._found(reading_id)
        mark_page_opened(reading=row)
        return Response(_portal_data(row))

    @extend_schema(request=None, responses=PortalReadingSerializer, operation_id="me_reading_read")
    def post(self, request: Request, reading_id: UUID) -> Response:
        row = self._found(reading_id)
        mark_page_read(reading=row)
        row.refresh_from_db()
        return Response(_portal_data(row))

    def _found(self, reading_id: UUID) -> ReadingAssignment:
        row = portal_reading(self.portal_client_id, reading_id)
        if row.page not in pages():
            raise exceptions.NotFound
        return row


def _portal_data(row: ReadingAssignment) -> dict[str, object]:
    page = pages()[row.page]
    return {
        "id": row.pk,
        "title": page.title,
        "minutes": page.minutes,
        "note": row.note,
        "read_at": row.read_at,
        "sections": [section.model_dump() for section in page.sections],
    }
