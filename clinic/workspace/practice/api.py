"""The practice's details over the API: the page's action."""

from typing import ClassVar

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.care_team.former_models import MOST_DAYS
from clients.care_team.rules import care_rules, set_care_rules
from clients.models import CareRules
from clinic.core.access import May
from clinic.core.api import PracticeAPIView, Strict
from clinic.core.models import Practice
from clinic.core.practices import change_practice

DETAILS = ["name", "sender_name", "reply_to", "time_zone", "language", "crisis_contacts"]


class PracticeSerializer(serializers.ModelSerializer[Practice]):
    class Meta:
        model = Practice
        fields = ["id", *DETAILS, "revision"]


class PracticeChangeSerializer(Strict):
    name = serializers.CharField(max_length=120, required=False)
    sender_name = serializers.CharField(max_length=80, required=False, help_text="What clients see: keep it neutral.")
    reply_to = serializers.EmailField(
        required=False, allow_blank=True, help_text="Where clients' replies go. Empty: messages say nobody reads them."
    )
    time_zone = serializers.CharField(max_length=64, required=False, help_text="For example Europe/London.")
    language = serializers.CharField(
        max_length=16, required=False, help_text="By whose rules lists of clients are sorted, for example sv."
    )
    crisis_contacts = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class CareRulesSerializer(serializers.ModelSerializer[CareRules]):
    class Meta:
        model = CareRules
        fields = ["former_days", "revision"]


class CareRulesChangeSerializer(Strict):
    former_days = serializers.IntegerField(
        min_value=0, max_value=MOST_DAYS, help_text="How long somebody may read after their care ended. 0: not at all."
    )


class CareRulesView(PracticeAPIView):
    """What the practice has agreed on about care teams."""

    capabilities: ClassVar = {"GET": May.MANAGE_PRACTICE, "PATCH": May.MANAGE_PRACTICE}
    etags: ClassVar = {"GET": None, "PATCH": False}

    @extend_schema(responses=CareRulesSerializer)
    def get(self, request: Request) -> Response:
        row = care_rules(self.actor.practice_id)
        return self.respond_with_etag(CareRulesSerializer(row).data, row)

    @extend_schema(
        request=CareRulesChangeSerializer,
        responses={200: CareRulesSerializer, 400: OpenApiResponse(description="`former_days`: what is wrong.")},
    )
    def patch(self, request: Request) -> Response:
        practice_id, revision = self.actor.practice_id, self.expected_revision()
        row = set_care_rules(practice_id=practice_id, revision=revision, **self.body(CareRulesChangeSerializer))
        return self.respond_with_etag(CareRulesSerializer(row).data, row)


class PracticeView(PracticeAPIView):
    """The practice's details."""

    capabilities: ClassVar = {"GET": May.MANAGE_PRACTICE, "PATCH": May.MANAGE_PRACTICE}
    etags: ClassVar = {"GET": None, "PATCH": False}

    @extend_schema(responses=PracticeSerializer)
    def get(self, request: Request) -> Response:
        practice = Practice.objects.get(pk=self.actor.practice_id)
        return self.respond_with_etag(PracticeSerializer(practice).data, practice)

    @extend_schema(
        request=PracticeChangeSerializer,
        responses={200: PracticeSerializer, 400: OpenApiResponse(description="By field: what is wrong.")},
    )
    def patch(self, request: Request) -> Response:
        practice, revision = Practice.objects.get(pk=self.actor.practice_id), self.expected_revision()
        changed = change_practice(practice=practice, revision=revision, **self.body(PracticeChangeSerializer))
        return self.respond_with_etag(PracticeSerializer(changed).data, changed)
