"""One client over one period, over the API: the page's figures and sentences, and its files."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api import AssessmentSerializer, assessments_data
from assessments.reports.queries import ClientReport, client_report, report_rows
from clients.queries import client_for
from clinic.core import audit
from clinic.core.access import May
from clinic.core.paper import pdf_response
from clinic.core.tables import csv_response
from clinic.workspace.client_reporting import (
    Work,
    file_name,
    report_on_paper,
    report_with_sessions,
    usual_period,
    work_of,
)
from clinic.workspace.reports_api import CSV, OfPeriod
from interventions.sessions.numbers_api import GivenNumbersSerializer

FILES = (CSV, "pdf")


class ReportPartSerializer(serializers.Serializer[object]):
    """One instrument: what its newest scores of the period say, in words."""

    instrument = serializers.CharField()
    newest = serializers.UUIDField(help_text="The newest assessment of the period, of the first target that has one.")
    placement = serializers.CharField(allow_blank=True, help_text="Where it lies on the attachment plane.")
    sentences = serializers.ListField(child=serializers.CharField(), help_text="The change; of each target, if any.")


class ReachedStepSerializer(serializers.Serializer[object]):
    """A step of a method that the client's own work reached."""

    on = serializers.DateField()
    words = serializers.CharField(help_text="As on the page.")


class ClientReportSerializer(serializers.Serializer[object]):
    """What was measured and done in a period. No answers to items."""

    since = serializers.DateField()
    until = serializers.DateField()
    attended = serializers.IntegerField(help_text="Sessions of the period.")
    attended_in_treatment = serializers.IntegerField(help_text="Sessions of the treatment by the end of the period.")
    numbers = GivenNumbersSerializer(many=True, help_text="Given in sessions of plans of the client alone.")
    steps = ReachedStepSerializer(many=True, help_text="Of plans of the client alone, the newest first.")
    parts = ReportPartSerializer(many=True)
    assessments = AssessmentSerializer(many=True, help_text="Of the period, the oldest first; voided ones are not.")


def _shown(found: ClientReport, work: Work) -> dict[str, object]:
    parts = [
        {
            "instrument": part.instrument.key,
            "newest": part.newest.pk,
            "placement": part.placement,
            "sentences": part.sentences,
        }
        for part in found.parts
    ]
    return {
        "since": found.since,
        "until": found.until,
        "attended": work.attended,
        "attended_in_treatment": work.in_treatment,
        "numbers": GivenNumbersSerializer(work.numbers, many=True).data,
        "steps": ReachedStepSerializer(work.steps, many=True).data,
        "parts": parts,
        "assessments": assessments_data(found.assessments),
    }


class ClientReportView(OfPeriod):
    """A client over a period: scores with what they mean, attended sessions, numbers given in them."""

    capabilities: ClassVar = {"GET": May.READ_RECORD}
    files = FILES

    @extend_schema(
        parameters=[
            OpenApiParameter("since", date, description="First day; without it, the beginning of the treatment."),
            OpenApiParameter("until", date, description="Last day; today without it."),
            OpenApiParameter("as", str, enum=list(FILES), description="A file to keep; JSON without it."),
        ],
        responses={
            (200, "application/json"): ClientReportSerializer,
            (200, "text/csv"): OpenApiTypes.STR,
            (200, "application/pdf"): OpenApiTypes.BINARY,
            400: OpenApiResponse(description="By parameter: no day, no period, no such form."),
            404: OpenApiResponse(description="No such client, or none in reach."),
        },
        operation_id="client_report",
    )
    def get(self, request: Request, client_id: UUID) -> HttpResponse:
        client = client_for(self.actor, client_id, May.READ_RECORD)
        asked, file = self.asked_of(usual_period(client)), self.text("as")
        since, until = asked["since"], asked["until"]
        audit.log_access(client.pk, f"api report {file}".strip())
        if file == "pdf":
            return pdf_response(file_name(since, until, file), report_on_paper(self.actor, client, since, until))
        if file == "csv":
            return csv_response(file_name(since, until, file), report_rows(report_with_sessions(client, since, until)))
        return Response(_shown(client_report(client, since, until), work_of(self.actor, client, since, until)))
