"""Risk alerts over the API: those in reach; taking, handing on, closing, opening again, following up."""

from decimal import Decimal, InvalidOperation
from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.alerts.actions import (
    AlertClosed,
    AlertNotClosed,
    AlertTaken,
    close_alert,
    follow_up_alert,
    hand_over_alert,
    reopen_alert,
    take_alert,
)
from clients.alerts.acts import history_of
from clients.alerts.queries import alert_for, alerts_in_reach, linked_alerts
from clients.alerts.sources import screenings_of, source_of
from clients.api import CLIENT, OfClients, many
from clients.models import RiskAlert
from clients.safety.api import EmergencyContactSerializer, SafetyPlanSerializer
from clients.safety.queries import contacts_of, current_plan
from clinic.core import audit
from clinic.core.access import May, may
from clinic.core.api import AFTER, PlainField, PracticeAPIView, RefusalSerializer, Strict, pages_of
from clinic.core.models import Staff
from clinic.core.practices import current_practice
from clinic.core.rest import Conflict

STATES = RiskAlert.State.values
WRONG = OpenApiResponse(description="By field: what is wrong.")
GONE = OpenApiResponse(description="No such alert, or none in reach.")
CLOSED = OpenApiResponse(RefusalSerializer, description="Somebody closed it before.")
BEFORE = "Somebody closed this alert before."


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


class AlertsView(OfClients):
    """Risk alerts in reach: the open ones first, of each the oldest first."""

    capabilities: ClassVar = {"GET": May.SEE_ALERTS}

    @extend_schema(
        parameters=[AFTER, CLIENT, OpenApiParameter("state", str, enum=STATES, description="Only these.")],
        responses={200: pages_of(AlertSerializer), 400: OpenApiResponse(description="A parameter that cannot be.")},
        operation_id="alerts_list",
    )
    def get(self, request: Request) -> Response:
        rows, state = alerts_in_reach(self.actor), self.text("state")
        if state and state not in STATES:
            raise exceptions.ValidationError({"state": [f"One of: {', '.join(STATES)}."]})
        if state:
            rows = rows.in_state(RiskAlert.State(state))
        return self.listed(
            rows,
            many(AlertSerializer),
            by="place",
            what="api alerts",
            parse=_place,
            descending=False,
        )


def _place(text: str) -> Decimal:
    """A cursor's place in the list; raises ValueError for text that is none."""
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text[:20]) from error
    if not value.is_finite() or abs(value) > 10**15:
        raise ValueError(text[:20])
    return value


class _OneAlertView(PracticeAPIView):
    """What is done to one alert."""

    def alert(self, alert_id: UUID, capability: May = May.SEE_ALERTS) -> RiskAlert:
        """The alert; that it was opened is logged."""
        alert = alert_for(self.actor, alert_id, capability)
        audit.log_access(alert.client_id, "api alert")
        return alert


class AlertView(_OneAlertView):
    """One alert with all that is needed to act on it; the reading is logged. Who is on call reads it too."""

    capabilities: ClassVar = {"GET": May.SEE_ALERTS}

    @extend_schema(responses={200: AlertDetailSerializer, 404: GONE})
    def get(self, request: Request, alert_id: UUID) -> Response:
        alert = self.alert(alert_id)
        audit.log_access(alert.client_id, "api safety plan")
        return Response(AlertDetailSerializer(alert, context={"actor": self.actor}).data)


class AlertTakingView(_OneAlertView):
    """Taking an alert in hand: for the practice's time nobody above is told. After that, somebody else may take it."""

    capabilities: ClassVar = {"POST": May.SEE_ALERTS}

    @extend_schema(
        request=None,
        responses={
            200: AlertSerializer,
            404: GONE,
            409: OpenApiResponse(
                RefusalSerializer, description="Somebody else has it (named) and their time is not up, or closed it."
            ),
        },
    )
    def post(self, request: Request, alert_id: UUID) -> Response:
        alert = self.alert(alert_id)
        try:
            alert = take_alert(alert=alert, by=self.actor)
        except AlertTaken as error:
            raise Conflict(f"{error.holder} has already taken this alert.") from error
        except AlertClosed as error:
            raise Conflict(BEFORE) from error
        return Response(AlertSerializer(alert).data)


class AlertHandOverView(_OneAlertView):
    """Handing an alert to somebody: for who has it, the client's lead, and admins."""

    capabilities: ClassVar = {"POST": May.HAND_ALERTS}

    @extend_schema(
        request=AlertHandOverSerializer,
        responses={
            200: AlertSerializer,
            204: OpenApiResponse(description="The same, for an admin who may not read the alert."),
            400: WRONG,
            403: OpenApiResponse(description="The caller neither has it, nor is the client's lead or an admin."),
            404: GONE,
            409: CLOSED,
        },
    )
    def post(self, request: Request, alert_id: UUID) -> Response:
        alert, found = self.alert(alert_id, May.HAND_ALERTS), self.body(AlertHandOverSerializer)
        reads = may(self.actor, May.SEE_ALERTS) and alerts_in_reach(self.actor).filter(pk=alert.pk).exists()
        to = Staff.objects.select_related("user").filter(pk=found["to"]).first()
        try:
            holder = found.get("holder", alert.taken_by_id)
            alert = hand_over_alert(alert=alert, to=to, by=self.actor, reason=found["reason"], holder=holder)
        except AlertClosed as error:
            raise Conflict(BEFORE) from error
        except AlertTaken as error:
            raise Conflict(f"{error.holder} has it by now.") from error
        return Response(AlertSerializer(alert).data) if reads else Response(status=204)


class AlertClosingView(_OneAlertView):
    """Closing an alert with its outcome and what was done about it."""

    capabilities: ClassVar = {"POST": May.SEE_ALERTS}

    @extend_schema(request=AlertClosingSerializer, responses={200: AlertSerializer, 400: WRONG, 404: GONE, 409: CLOSED})
    def post(self, request: Request, alert_id: UUID) -> Response:
        alert, found = self.alert(alert_id), self.body(AlertClosingSerializer)
        try:
            alert = close_alert(
                alert=alert,
                by=self.actor,
                outcome=found["outcome"],
                note=found["closing_note"],
                follow_up_on=found.get("follow_up_on"),
            )
        except AlertClosed as error:
            raise Conflict(BEFORE) from error
        return Response(AlertSerializer(alert).data)


class AlertReopeningView(_OneAlertView):
    """Opening a closed alert again: the responsible people are told anew."""

    capabilities: ClassVar = {"POST": May.SEE_ALERTS}

    @extend_schema(
        request=AlertReopeningSerializer,
        responses={
            200: AlertSerializer,
            400: WRONG,
            404: GONE,
            409: OpenApiResponse(RefusalSerializer, description="It is open already."),
        },
    )
    def post(self, request: Request, alert_id: UUID) -> Response:
        alert, found = self.alert(alert_id), self.body(AlertReopeningSerializer)
        try:
            alert = reopen_alert(alert=alert, by=self.actor, reason=found["reason"])
        except AlertNotClosed as error:
            raise Conflict("This alert is open already.") from error
        return Response(AlertSerializer(alert).data)


class AlertFollowUpView(_OneAlertView):
    """Writing what came of following a closed alert up."""

    capabilities: ClassVar = {"POST": May.SEE_ALERTS}

    @extend_schema(
        request=AlertFollowUpSerializer,
        responses={
            200: AlertSerializer,
            400: WRONG,
            404: GONE,
            409: OpenApiResponse(RefusalSerializer, description="Nothing is left to follow up."),
        },
    )
    def post(self, request: Request, alert_id: UUID) -> Response:
        alert, found = self.alert(alert_id), self.body(AlertFollowUpSerializer)
        try:
            alert = follow_up_alert(alert=alert, by=self.actor, note=found["note"])
        except AlertNotClosed as error:
            raise Conflict("Nothing is left to follow up here.") from error
        return Response(AlertSerializer(alert).data)
