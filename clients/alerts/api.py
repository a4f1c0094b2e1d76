"""Risk alerts over the API: those in reach, and the written acknowledgement."""

from decimal import Decimal, InvalidOperation
from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.alerts.actions import AlertAlreadyAcknowledged, acknowledge_alert
from clients.alerts.queries import alert_for, alerts_in_reach
from clients.api import CLIENT, OfClients, many
from clients.models import RiskAlert
from clinic.core import audit
from clinic.core.access import May
from clinic.core.api import AFTER, PlainField, PracticeAPIView, Strict, pages_of
from clinic.core.rest import Conflict

STATES = ("open", "acknowledged")


class AlertSerializer(serializers.ModelSerializer[RiskAlert]):
    assessment = serializers.UUIDField(source="source_id", help_text="What it came from.")

    class Meta:
        model = RiskAlert
        fields = [
            "id",
            "client",
            "level",
            "source",
            "reason",
            "assessment",
            "answered_on",
            "raised_at",
            "escalated_at",
            "acknowledged_at",
            "acknowledged_by",
            "acknowledgement",
        ]


class RaisedAlertSerializer(serializers.Serializer[object]):
    """An alert in the answer to what raised it."""

    id = serializers.UUIDField()
    level = serializers.ChoiceField(RiskAlert.Level.choices)
    source = serializers.CharField()  # type: ignore[assignment]  # DRF's own name for where a field reads from


class AcknowledgementSerializer(Strict):
    acknowledgement = PlainField(max_length=2000, help_text="What was done: 3 to 2,000 characters. It stays.")


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
            rows = rows.open() if state == "open" else rows.exclude(pk__in=RiskAlert.objects.open())
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


class AlertAcknowledgementView(PracticeAPIView):
    """Closing an alert with what was done about it."""

    capabilities: ClassVar = {"POST": May.SEE_ALERTS}

    @extend_schema(
        request=AcknowledgementSerializer,
        responses={
            200: AlertSerializer,
            400: OpenApiResponse(description="By field: no text, or one that cannot be kept."),
            404: OpenApiResponse(description="No such alert, or none in reach."),
            409: OpenApiResponse(description="Somebody acknowledged it before."),
        },
    )
    def post(self, request: Request, alert_id: UUID) -> Response:
        alert, found = alert_for(self.actor, alert_id), self.body(AcknowledgementSerializer)
        audit.log_access(alert.client_id, "api alert")
        try:
            alert = acknowledge_alert(alert=alert, by=self.actor, text=found["acknowledgement"])
        except AlertAlreadyAcknowledged as error:
            raise Conflict("Somebody acknowledged this alert before.") from error
        return Response(AlertSerializer(alert).data)
