"""The on-call rota over the API: the page's actions, for admins."""

from typing import Any, ClassVar
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clients.alerts.queries import alert_rules
from clients.on_call.actions import add_exception, add_shifts, remove_exception, remove_shift
from clients.on_call.models import OnCallException, OnCallShift
from clients.on_call.queries import (
    coming_exceptions,
    exception_for,
    on_call_in_rota,
    shift_for,
    shifts_of_week,
    uncovered,
)
from clients.on_call.rota import DAY
from clinic.core.access import May
from clinic.core.api import PracticeAPIView, Strict
from clinic.core.models import Staff

WRONG = OpenApiResponse(description="By field: also a time that is taken, and somebody who may not open alerts.")
GONE = OpenApiResponse(description="No such row.")


def _clock(minute: int) -> str:
    return f"{minute % DAY // 60:02}:{minute % DAY % 60:02}"


class OnCallShiftSerializer(serializers.ModelSerializer[OnCallShift]):
    """A row of the rota, on the clock of the practice's zone."""

    weekday = serializers.SerializerMethodField(help_text="0: Monday.")
    starts = serializers.SerializerMethodField(help_text="For example 18:00.")
    until = serializers.SerializerMethodField(help_text="An earlier time than `starts` is on the next day.")

    class Meta:
        model = OnCallShift
        fields = ["id", "staff", "weekday", "starts", "until"]

    def get_weekday(self, row: OnCallShift) -> int:
        return row.begins // DAY

    def get_starts(self, row: OnCallShift) -> str:
        return _clock(row.begins)

    def get_until(self, row: OnCallShift) -> str:
        return _clock(row.ends)


class OnCallExceptionSerializer(serializers.ModelSerializer[OnCallException]):
    """Somebody on call at a certain time; the rota does not apply then."""

    class Meta:
        model = OnCallException
        fields = ["id", "staff", "starts_at", "ends_at"]


class GapSerializer(serializers.Serializer[Any]):
    """When the rota names nobody. Minutes since Monday 00:00; the last one is not in it."""

    begins = serializers.IntegerField()
    ends = serializers.IntegerField()


class RotaSerializer(serializers.Serializer[Any]):
    """The rota, its exceptions, its gaps, and who is on call now."""

    now = serializers.UUIDField(allow_null=True, help_text="Who is on call now.")
    shifts = OnCallShiftSerializer(many=True)
    exceptions = OnCallExceptionSerializer(many=True)
    gaps = GapSerializer(many=True)


class NewShiftSerializer(Strict):
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=6), min_length=1, max_length=7, help_text="0: Monday."
    )
    starts = serializers.TimeField(format="%H:%M", input_formats=["%H:%M"])
    until = serializers.TimeField(format="%H:%M", input_formats=["%H:%M"])
    staff = serializers.UUIDField()


class NewExceptionSerializer(Strict):
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    staff = serializers.UUIDField()


class ShiftsSerializer(serializers.Serializer[Any]):
    results = OnCallShiftSerializer(many=True)


def _person(staff_id: UUID) -> Staff | None:
    return Staff.objects.select_related("user").filter(pk=staff_id).first()


class RotaView(PracticeAPIView):
    """The rota as a whole."""

    capabilities: ClassVar = {"GET": May.MANAGE_PRACTICE}

    @extend_schema(responses=RotaSerializer)
    def get(self, request: Request) -> Response:
        shifts = list(shifts_of_week())
        named = [*on_call_in_rota(timezone.now()), alert_rules(self.actor.practice_id).on_call_id]
        gaps = [{"begins": begins, "ends": ends} for begins, ends in uncovered(shifts)]
        found = {"now": named[0], "shifts": shifts, "exceptions": coming_exceptions(), "gaps": gaps}
        return Response(RotaSerializer(found).data)


class ShiftsView(PracticeAPIView):
    """Putting somebody on call on days of each week: all of them or none."""

    capabilities: ClassVar = {"POST": May.MANAGE_PRACTICE}

    @extend_schema(request=NewShiftSerializer, responses={201: ShiftsSerializer, 400: WRONG})
    def post(self, request: Request) -> Response:
        found = self.body(NewShiftSerializer)
        made = add_shifts(practice_id=self.actor.practice_id, **found | {"staff": _person(found["staff"])})
        return Response({"results": OnCallShiftSerializer(made, many=True).data}, status=201)


class ShiftView(PracticeAPIView):
    """Taking a row out of the rota."""

    capabilities: ClassVar = {"DELETE": May.MANAGE_PRACTICE}

    @extend_schema(responses={204: None, 404: GONE})
    def delete(self, request: Request, shift_id: UUID) -> Response:
        remove_shift(shift=shift_for(shift_id))
        return Response(status=204)


class ExceptionsView(PracticeAPIView):
    """Putting somebody on call at a certain time."""

    capabilities: ClassVar = {"POST": May.MANAGE_PRACTICE}

    @extend_schema(request=NewExceptionSerializer, responses={201: OnCallExceptionSerializer, 400: WRONG})
    def post(self, request: Request) -> Response:
        found = self.body(NewExceptionSerializer)
        made = add_exception(practice_id=self.actor.practice_id, **found | {"staff": _person(found["staff"])})
        return Response(OnCallExceptionSerializer(made).data, status=201)


class ExceptionView(PracticeAPIView):
    """Taking an exception back."""

    capabilities: ClassVar = {"DELETE": May.MANAGE_PRACTICE}

    @extend_schema(responses={204: None, 404: GONE})
    def delete(self, request: Request, exception_id: UUID) -> Response:
        remove_exception(exception=exception_for(exception_id))
        return Response(status=204)
