"""Interview codings over the API."""

from datetime import date
from typing import ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.interviews.actions import record_interview
from assessments.interviews.queries import codings
from assessments.models import InterviewCoding
from clients.api import CLIENT, OfClients, many
from clients.queries import client_for
from clinic.core.access import May
from clinic.core.api import AFTER, MessageSerializer, PlainField, Strict, pages_of
from clinic.core.messages import as_shown


class InterviewSerializer(serializers.ModelSerializer[InterviewCoding]):
    code = serializers.CharField(read_only=True, help_text="As coders write it: U/CC/E/Ds.")
    warnings = serializers.SerializerMethodField(help_text="What the scales say against the class.")
    voided = serializers.SerializerMethodField()

    class Meta:
        model = InterviewCoding
        fields = [
            "id",
            "client",
            "interviewed_on",
            "coded_on",
            "coder",
            "certification",
            "classification",
            "secondary",
            "earned",
            "coherence_of_transcript",
            "coherence_of_mind",
            "alternates",
            "unresolved_loss",
            "unresolved_trauma",
            "code",
            "warnings",
            "voided",
        ]

    @extend_schema_field(MessageSerializer(many=True))
    def get_warnings(self, row: InterviewCoding) -> list[dict[str, object]]:
        return [as_shown(one) for one in row.warnings]

    def get_voided(self, row: InterviewCoding) -> bool:
        return row.voided_at is not None


class NewInterviewSerializer(Strict):
    client = serializers.UUIDField()
    interviewed_on = serializers.DateField()
    coded_on = serializers.DateField()
    coder = PlainField(max_length=120, lines=False)
    certification = PlainField(max_length=200)
    classification = serializers.CharField(max_length=2, help_text="F, Ds, E, U or CC.")
    secondary = serializers.CharField(max_length=2, required=False, help_text="For U alone: F, Ds, E or CC.")
    earned = serializers.BooleanField(required=False, help_text="For F alone.")
    coherence_of_transcript = serializers.DecimalField(2, 1, required=False, allow_null=True)
    coherence_of_mind = serializers.DecimalField(2, 1, required=False, allow_null=True)
    alternates = serializers.ListField(
        child=serializers.CharField(max_length=2),
        required=False,
        max_length=3,
        help_text="For CC, alone or beside U: the best-fitting of F, Ds and E.",
    )
    unresolved_loss = serializers.DecimalField(2, 1, required=False, allow_null=True)
    unresolved_trauma = serializers.DecimalField(2, 1, required=False, allow_null=True)


class InterviewsView(OfClients):
    """Codings of interviews, the newest first; keeping one."""

    capabilities: ClassVar = {"GET": May.READ_RECORD, "POST": May.RECORD}

    @extend_schema(
        parameters=[AFTER, CLIENT],
        responses=pages_of(InterviewSerializer),
        operation_id="interviews_list",
    )
    def get(self, request: Request) -> Response:
        return self.listed(
            codings(self.actor),
            many(InterviewSerializer),
            by="interviewed_on",
            what="api interviews",
            parse=date.fromisoformat,
        )

    @extend_schema(request=NewInterviewSerializer, responses={201: InterviewSerializer})
    def post(self, request: Request) -> Response:
        found = self.body(NewInterviewSerializer)
        client = client_for(self.actor, found.pop("client"), May.RECORD)
        coding = record_interview(client=client, by=self.actor, **found)
        return Response(InterviewSerializer(coding).data, status=201)
