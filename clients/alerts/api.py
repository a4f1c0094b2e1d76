"""Risk alerts over the API: those in reach; taking, handing on, closing, opening again, following up."""

from decimal import Decimal, InvalidOperation
from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions
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
from clients.alerts.queries import alert_for, alerts_in_reach
from clients.alerts.serializers import (
    AlertClosingSerializer,
    AlertDetailSerializer,
    AlertFollowUpSerializer,
    AlertHandOverSerializer,
    AlertReopeningSerializer,
    AlertSerializer,
)
from clients.api import CLIENT, OfClients, many
from clients.models import RiskAlert
from clinic.core import audit
from clinic.core.access import May, may
from clinic.core.api import AFTER, PracticeAPIView, RefusalSerializer, pages_of
from clinic.core.models import Staff
from clinic.core.rest import Conflict

STATES = RiskAlert.State.values
WRONG = OpenApiResponse(description="By field: what is wrong.")
GONE = OpenApiResponse(description="No such alert, or none in reach.")
CLOSED = OpenApiResponse(RefusalSerializer, description="Somebody closed it before.")
BEFORE = "Somebody closed this alert before."


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
