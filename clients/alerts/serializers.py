"""Risk alerts as the API shows them, and what it takes to close, hand over, open again and follow up one."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from clients.alerts.acts import history_of
from clients.alerts.queries import linked_alerts
from clients.alerts.sources import screenings_of, source_of
from clients.models import RiskAlert
from clients.safety.api import EmergencyContactSerializer, SafetyPlanSerializer
from clients.safety.queries import contacts_of, current_plan
from clinic.core.api import PlainField, Strict
from clinic.core.practices import current_practice


class AlertSerializer(serializers.ModelSerializer[RiskAlert]):
    assessment = serializers.UUIDField(source="source_id", help_text="What it came from.")
    state = serializers.ChoiceField(RiskAlert.State.choices, help_text="Open, then taken, then closed.")

    class Meta:
        model = RiskAlert
        fields = [
            "id",
            "client",
            "level",
            "source",
            "reason",
            "assessment",
            "asked_from",
            "answered_on",
            "raised_at",
            "risen_at",
            "escalated_at",
            "state",
            "taken_by",
            "taken_at",
            "closed_at",
            "closed_by",
            "outcome",
            "closing_note",
            "follow_up_on",
            "followed_up_at",
        ]
        extra_kwargs: ClassVar = {
            "asked_from": {
                "help_text": "The alert that the client was screened about, where the screening raised this one."
            },
            "risen_at": {"help_text": "When corrected answers last made it more urgent; null: it is as it was raised."},
            "taken_at": {
                "help_text": "Null with `taken_by`: it was handed to them, or it rose, and they have not confirmed it."
            },
        }


class RaisedAlertSerializer(serializers.Serializer[object]):
    """An alert in the answer to what raised it."""

    id = serializers.UUIDField()
    level = serializers.ChoiceField(RiskAlert.Level.choices)
    source = serializers.CharField()  # type: ignore[assignment]  # DRF's own name for where a field reads from


class AlertItemSerializer(serializers.Serializer[object]):
    """A question as it was answered."""

    number = serializers.IntegerField()
    prompt = serializers.CharField()
    answer = serializers.CharField(allow_blank=True, help_text="The number and its word; empty: not answered.")
    is_risk = serializers.BooleanField(help_text="Its answer can raise an alert.")


class EarlierAnswersSerializer(serializers.Serializer[object]):
    """How the risk items were answered another time."""

    id = serializers.UUIDField(help_text="Of that assessment.")
    answered_on = serializers.DateField()
    answers = AlertItemSerializer(many=True)


class AlertScreeningLineSerializer(serializers.Serializer[object]):
    """A screening interview (C-SSRS) that was recorded since the alert was raised."""

    id = serializers.UUIDField(help_text="Of that assessment.")
    title = serializers.CharField()
    recorded_at = serializers.DateTimeField()
    recorded_by = serializers.CharField(allow_blank=True)
    result = serializers.CharField(help_text="Its level in words; empty of one that is voided.", allow_blank=True)
    answers = AlertItemSerializer(many=True)
    is_voided = serializers.BooleanField(help_text="It no longer counts, and was not corrected.")


class AlertSourceSerializer(serializers.Serializer[object]):
    """The answers that raised an alert."""

    title = serializers.CharField()
    answered_on = serializers.DateField()
    total = serializers.CharField(allow_blank=True)
    items = AlertItemSerializer(many=True)
    earlier = EarlierAnswersSerializer(many=True, help_text="The newest first, six at most.")
    is_voided = serializers.BooleanField(help_text="The answers no longer count.")


class AlertLineSerializer(serializers.Serializer[object]):
    """One thing that happened to an alert."""

    at = serializers.DateTimeField()
    kind = serializers.CharField()
    what = serializers.CharField(help_text="In words.")
    text = serializers.CharField(allow_blank=True, help_text="What somebody wrote about it.")


class AlertDetailSerializer(AlertSerializer):
    """An alert with all that is needed to act on it."""

    client_name = serializers.CharField(source="client.name")
    client_phone = serializers.CharField(source="client.phone", allow_blank=True)
    crisis_contacts = serializers.SerializerMethodField(help_text="Of the practice.")
    emergency_contacts = serializers.SerializerMethodField()
    safety_plan = serializers.SerializerMethodField(help_text="The newest version; null without one.")
    answers = serializers.SerializerMethodField(help_text="Null where it came from no assessment.")
    screenings = serializers.SerializerMethodField(help_text="Since it was raised: the newest first, six at most.")
    raised = serializers.SerializerMethodField(
        help_text="Alerts that screenings about this one raised, the newest first; those that you may open."
    )
    history = serializers.SerializerMethodField(help_text="In order of time.")

    class Meta(AlertSerializer.Meta):
        fields = [
            *AlertSerializer.Meta.fields,
            "client_name",
            "client_phone",
            "crisis_contacts",
            "emergency_contacts",
            "safety_plan",
            "answers",
            "screenings",
            "raised",
            "history",
        ]

    def get_crisis_contacts(self, _alert: RiskAlert) -> str:
        return current_practice().crisis_contacts

    @extend_schema_field(EmergencyContactSerializer(many=True))
    def get_emergency_contacts(self, alert: RiskAlert) -> object:
        return EmergencyContactSerializer(contacts_of(alert.client), many=True).data

    @extend_schema_field(SafetyPlanSerializer(allow_null=True))
    def get_safety_plan(self, alert: RiskAlert) -> object:
        plan = current_plan(alert.client)
        return SafetyPlanSerializer(plan).data if plan else None

    @extend_schema_field(AlertSourceSerializer(allow_null=True))
    def get_answers(self, alert: RiskAlert) -> object:
        found = source_of(alert)
        return AlertSourceSerializer(found).data if found else None

    @extend_schema_field(AlertScreeningLineSerializer(many=True))
    def get_screenings(self, alert: RiskAlert) -> object:
        return AlertScreeningLineSerializer(screenings_of(alert), many=True).data

    @extend_schema_field(RaisedAlertSerializer(many=True))
    def get_raised(self, alert: RiskAlert) -> object:
        return RaisedAlertSerializer(linked_alerts(self.context["actor"], alert)[1], many=True).data

    @extend_schema_field(AlertLineSerializer(many=True))
    def get_history(self, alert: RiskAlert) -> object:
        return AlertLineSerializer(history_of(alert), many=True).data


class AlertClosingSerializer(Strict):
    outcome = serializers.ChoiceField(RiskAlert.Outcome.choices)
    closing_note = PlainField(max_length=2000, help_text="What was done: 3 to 2,000 characters. It stays.")
    follow_up_on = serializers.DateField(
        required=False, allow_null=True, help_text="From that day on it is on *today*, until it is followed up."
    )


class AlertHandOverSerializer(Strict):
    to = serializers.UUIDField(help_text="Somebody who is there and may open alerts.")
    holder = serializers.UUIDField(
        required=False, allow_null=True, help_text="Who had it when you read it; 409 where it is somebody else by now."
    )
    reason = PlainField(max_length=2000, help_text="3 to 2,000 characters.")


class AlertReopeningSerializer(Strict):
    reason = PlainField(max_length=2000, help_text="3 to 2,000 characters.")


class AlertFollowUpSerializer(Strict):
    note = PlainField(max_length=2000, help_text="What came of it: 3 to 2,000 characters.")
