"""The report of a practice over the API, a table a call: the page's figures, as JSON or CSV."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.alerts.response import response_times
from clients.models import Episode, RiskAlert
from clinic.core.access import May
from clinic.core.api import PracticeAPIView
from clinic.core.tables import csv_response
from clinic.workspace import reporting
from clinic.workspace.forms import GROUPS, DaysForm, PeriodForm, errors_by_name

CSV = "csv"
PERIOD = [
    OpenApiParameter("since", date, description="First day; a year ago without it."),
    OpenApiParameter("until", date, description="Last day; today without it."),
    OpenApiParameter("as", str, enum=[CSV], description="`csv`: a table to keep; JSON without it."),
]
GROUP = OpenApiParameter("group", str, enum=[key for key, _name in GROUPS], description="`modality` without it.")
SMALL = "Null where the group is hidden: it has fewer than five clients, or would betray one that has."


class _GroupSerializer(serializers.Serializer[object]):
    """A group and what it has in the period."""

    key = serializers.CharField(
        allow_blank=True, help_text="The modality's key, empty for sessions without a plan; or the therapist's id."
    )
    name = serializers.CharField(help_text="Unlike every other group's; people of one name have their address with it.")
    hidden = serializers.BooleanField()
    clients = serializers.IntegerField(allow_null=True, help_text=SMALL)


class OutcomesSerializer(_GroupSerializer):
    """Each client once: by the last scores of the tracked measures against the treatment's baselines."""

    recovered = serializers.IntegerField(allow_null=True)
    improved = serializers.IntegerField(allow_null=True, help_text="Reliably, and not recovered.")
    unchanged = serializers.IntegerField(allow_null=True)
    worse = serializers.IntegerField(allow_null=True, help_text="Reliably, on any measure.")
    unmeasured = serializers.IntegerField(allow_null=True)


class AttendanceSerializer(_GroupSerializer):
    """What became of the sessions of the period; those of a couple count once."""

    attended = serializers.IntegerField(allow_null=True)
    missed = serializers.IntegerField(allow_null=True)
    cancelled = serializers.IntegerField(allow_null=True)
    sessions = serializers.IntegerField(allow_null=True, help_text="All three.")


class EndingSerializer(serializers.Serializer[object]):
    ending = serializers.ChoiceField(Episode.Ending.choices)
    hidden = serializers.BooleanField()
    clients = serializers.IntegerField(allow_null=True, help_text=SMALL)


class ResponseSerializer(serializers.Serializer[object]):
    """Alerts of one level. Times in minutes since they were raised; null without any, and where the level is hidden."""

    level = serializers.ChoiceField(RiskAlert.Level.choices)
    hidden = serializers.BooleanField()
    clients = serializers.IntegerField(allow_null=True, help_text=SMALL)
    raised = serializers.IntegerField(allow_null=True)
    still_open = serializers.IntegerField(allow_null=True, help_text="Not closed yet, taken or not.")
    escalated = serializers.IntegerField(
        allow_null=True, help_text="Of which somebody above was told, as nobody acted in time."
    )
    taken_median = serializers.FloatField(allow_null=True, help_text="Until somebody took it, or closed it at once.")
    taken_p90 = serializers.FloatField(allow_null=True, help_text="Nine of ten were taken within this time.")
    closed_median = serializers.FloatField(allow_null=True)
    closed_p90 = serializers.FloatField(allow_null=True)


def _answers(rows: type[serializers.Serializer[Any]]) -> Mapping[int | tuple[int, str], object]:
    return {
        (200, "application/json"): rows(many=True),
        (200, "text/csv"): OpenApiTypes.STR,
        400: OpenApiResponse(description="By parameter: no day, no period, no such group or form."),
    }


class OfPeriod(PracticeAPIView):
    """What is said of a period, as JSON, or as a file in one of ``files``."""

    form: ClassVar[type[DaysForm]] = DaysForm
    files: ClassVar[tuple[str, ...]] = (CSV,)

    def asked_of(self, period: tuple[date, date]) -> dict[str, Any]:
        """The days, and the group where there are any; ``period``: where none is named. Raises ValidationError by
        parameter."""
        usual = dict(zip(("since", "until", "group"), (*period, "modality"), strict=True))
        form = self.form({name: self.text(name) or usual[name] for name in self.form.base_fields})
        if not form.is_valid():
            raise exceptions.ValidationError(errors_by_name(form))
        if self.text("as") not in {"", *self.files}:
            raise exceptions.ValidationError({"as": [f"One of: {', '.join(self.files)}."]})
        return form.cleaned_data


class ReportTable(OfPeriod):
    """A table of the report of a practice."""

    capabilities: ClassVar = {"GET": May.SEE_REPORTS}
    table: ClassVar[str]

    def asked(self) -> dict[str, Any]:
        """The last twelve months, unless named, and the group; raises ValidationError by parameter."""
        return self.asked_of(reporting.default_period())

    def answer(self, rows: serializers.BaseSerializer[Any], asked: dict[str, Any]) -> HttpResponse:
        """The rows as JSON; the same table as CSV where it was asked for."""
        if self.text("as") != CSV:
            return Response(rows.data)
        lines = reporting.csv_table(self.actor, self.table, **{"group": "modality"} | asked)
        return csv_response(f"{self.table}-{asked['since']}-{asked['until']}.csv", lines)


class OutcomesView(ReportTable):
    """How the clients of each group are, by modality or therapist."""

    table, form = "outcomes", PeriodForm

    @extend_schema(parameters=[*PERIOD, GROUP], responses=_answers(OutcomesSerializer), operation_id="outcomes")
    def get(self, request: Request) -> HttpResponse:
        asked = self.asked()
        return self.answer(OutcomesSerializer(reporting.grouped(self.actor, self.table, **asked), many=True), asked)


class AttendanceView(ReportTable):
    """What became of the sessions of each group, by modality or therapist."""

    table, form = "attendance", PeriodForm

    @extend_schema(parameters=[*PERIOD, GROUP], responses=_answers(AttendanceSerializer), operation_id="attendance")
    def get(self, request: Request) -> HttpResponse:
        asked = self.asked()
        return self.answer(AttendanceSerializer(reporting.grouped(self.actor, self.table, **asked), many=True), asked)


class EndingsView(ReportTable):
    """How treatments ended that were closed in a period: the most first, the hidden last."""

    table = "endings"

    @extend_schema(parameters=PERIOD, responses=_answers(EndingSerializer), operation_id="endings")
    def get(self, request: Request) -> HttpResponse:
        asked = self.asked()
        return self.answer(EndingSerializer(reporting.endings(self.actor, **asked), many=True), asked)


class AlertResponseView(ReportTable):
    """How soon risk alerts were taken and closed, by level, the highest first."""

    table = "alerts"

    @extend_schema(parameters=PERIOD, responses=_answers(ResponseSerializer), operation_id="alert_response")
    def get(self, request: Request) -> HttpResponse:
        asked = self.asked()
        return self.answer(ResponseSerializer(response_times(self.actor, **asked), many=True), asked)
