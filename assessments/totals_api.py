"""Scores without answers, over the API: the page's action."""

from typing import ClassVar

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api import AssessmentSerializer, assessment_data, known_instrument
from assessments.given import TotalsRefused
from assessments.models import Assessment
from assessments.models.recorded import MOST_SOURCE
from assessments.totals import record_totals
from clients.queries import client_for
from clinic.core.access import May
from clinic.core.api import PlainField, PracticeAPIView, Strict


class NewTotalsSerializer(Strict):
    client = serializers.UUIDField()
    instrument = serializers.CharField(max_length=30)
    totals = serializers.DictField(
        child=serializers.JSONField(allow_null=True),
        help_text='{"total": 14.5}: scale → value with up to two decimals; null or absent = not known.',
    )
    totals_from = PlainField(max_length=MOST_SOURCE, help_text="Where the values come from, for example a letter.")
    target = serializers.CharField(max_length=20, required=False, allow_blank=True)
    completed_on = serializers.DateField(required=False, help_text="Today, unless given.")
    key = serializers.UUIDField(required=False, help_text="Your own mark: the same values under it are kept once.")


class TotalsView(PracticeAPIView):
    """Recording scores without answers, for example from a letter. They have a course and a change, and no rules; risk
    items count as not answered."""

    capabilities: ClassVar = {"POST": May.RECORD}

    @extend_schema(
        request=NewTotalsSerializer,
        responses={
            201: AssessmentSerializer,
            400: OpenApiResponse(description="By field; bad values by scale under `totals`."),
        },
    )
    def post(self, request: Request) -> Response:
        found = self.body(NewTotalsSerializer)
        client = client_for(self.actor, found.pop("client"), May.RECORD)
        instrument = known_instrument(found.pop("instrument"))
        try:
            assessment = record_totals(
                client=client, instrument=instrument, by=self.actor, source=Assessment.Source.API, **found
            )
        except TotalsRefused as error:
            raise exceptions.ValidationError({"totals": error.texts}) from error
        return Response(assessment_data(assessment), status=201)
