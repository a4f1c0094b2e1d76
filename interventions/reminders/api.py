"""What the practice reminds and tells of, over the API: the page's action."""

from typing import ClassVar

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.core.access import May
from clinic.core.api import PracticeAPIView, Strict
from interventions.models import ReminderRules
from interventions.reminders.actions import EARLIEST_HOURS, MOST_OFFSETS, SHORTEST_HOURS, set_reminder_rules
from interventions.reminders.queries import rules_of


class ReminderRulesSerializer(serializers.ModelSerializer[ReminderRules]):
    class Meta:
        model = ReminderRules
        fields = ["offsets", "changes", "questionnaires", "exercises", "staff_digest", "no_contact_days", "revision"]


class ReminderRulesChangeSerializer(Strict):
    offsets = serializers.ListField(
        child=serializers.IntegerField(min_value=SHORTEST_HOURS, max_value=EARLIEST_HOURS),
        max_length=MOST_OFFSETS,
        required=False,
        help_text="Hours before a session; empty: no reminders.",
    )
    changes = serializers.BooleanField(required=False, help_text="Tell clients of booked and changed appointments.")
    questionnaires = serializers.BooleanField(required=False)
    exercises = serializers.BooleanField(required=False)
    staff_digest = serializers.BooleanField(required=False)
    no_contact_days = serializers.IntegerField(min_value=1, max_value=365, required=False)


class ReminderRulesView(PracticeAPIView):
    """What clients are reminded and told of, and staff in the morning."""

    capabilities: ClassVar = {"GET": May.MANAGE_PRACTICE, "PATCH": May.MANAGE_PRACTICE}
    etags: ClassVar = {"GET": None, "PATCH": False}

    @extend_schema(responses=ReminderRulesSerializer)
    def get(self, request: Request) -> Response:
        rules = rules_of(self.actor.practice_id)
        return self.respond_with_etag(ReminderRulesSerializer(rules).data, rules)

    @extend_schema(
        request=ReminderRulesChangeSerializer,
        responses={200: ReminderRulesSerializer, 400: OpenApiResponse(description="By field: what is wrong.")},
    )
    def patch(self, request: Request) -> Response:
        revision, found = self.expected_revision(), self.body(ReminderRulesChangeSerializer)
        changed = set_reminder_rules(practice_id=self.actor.practice_id, revision=revision, **found)
        return self.respond_with_etag(ReminderRulesSerializer(changed).data, changed)
