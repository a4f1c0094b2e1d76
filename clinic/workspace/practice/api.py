"""The practice's details over the API: the page's action."""

from typing import ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.alerts.actions import set_alert_rules
from clients.alerts.queries import alert_rules
from clients.care_team.former_models import MOST_DAYS
from clients.care_team.rules import care_rules, set_care_rules
from clients.models import AlertRules, CareRules
from clinic.core.access import May
from clinic.core.api import PracticeAPIView, Strict
from clinic.core.models import Practice, Staff
from clinic.core.practices import change_practice

DETAILS = ["name", "sender_name", "reply_to", "time_zone", "language", "crisis_contacts", "own_words_count"]


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
    own_words_count = serializers.BooleanField(
        required=False,
        help_text="Whether sheets answered in this program's own words are judged like published ones: for looking "
        "round only.",
    )


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


class AlertRulesSerializer(serializers.ModelSerializer[AlertRules]):
    class Meta:
        model = AlertRules
        fields = ["on_call", "escalate_minutes", "taken_minutes", "text_high", "revision"]


class AlertRulesChangeSerializer(Strict):
    on_call = serializers.UUIDField(
        required=False,
        allow_null=True,
        help_text="Told at once whenever the rota names nobody who can act; null: nobody.",
    )
    escalate_minutes = serializers.IntegerField(
        required=False,
        min_value=5,
        max_value=1440,
        help_text="Until the supervisor is told, where the practice has no steps; half as long for high risk.",
    )
    taken_minutes = serializers.IntegerField(
        required=False, min_value=15, max_value=1440, help_text="How long an alert is left to whoever took it."
    )
    text_high = serializers.BooleanField(required=False, help_text="Whether high risk is told by text as well.")

    def validate_on_call(self, value: UUID | None) -> Staff | None:
        found = Staff.objects.select_related("user").filter(pk=value).first() if value else None
        if value and found is None:
            raise serializers.ValidationError(_("Choose somebody of the practice."))
        return found


class AlertRulesView(PracticeAPIView):
    """Who is told of risk alerts, and when. Steps of escalation and the rota are lists of their own."""

    capabilities: ClassVar = {"GET": May.MANAGE_PRACTICE, "PATCH": May.MANAGE_PRACTICE}
    etags: ClassVar = {"GET": None, "PATCH": False}

    @extend_schema(responses=AlertRulesSerializer)
    def get(self, request: Request) -> Response:
        row = alert_rules(self.actor.practice_id)
        return self.respond_with_etag(AlertRulesSerializer(row).data, row)

    @extend_schema(
        request=AlertRulesChangeSerializer,
        responses={
            200: AlertRulesSerializer,
            400: OpenApiResponse(description="By field; `on_call`: also who has left, or may not see alerts."),
        },
    )
    def patch(self, request: Request) -> Response:
        practice_id, revision = self.actor.practice_id, self.expected_revision()
        row = set_alert_rules(practice_id=practice_id, revision=revision, **self.body(AlertRulesChangeSerializer))
        return self.respond_with_etag(AlertRulesSerializer(row).data, row)


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
