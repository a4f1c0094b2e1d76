"""Reads of the rota: who is on call at a moment, and when nobody is."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import IntegerField, Q, QuerySet, Value
from django.http import Http404
from django.utils import timezone

from clients.on_call.models import OnCallException, OnCallShift
from clients.on_call.rota import WEEK, Stretch, gaps, minute_of
from clinic.core.practices import current_practice


def on_call_in_rota(at: datetime) -> list[UUID]:
    """Whom the rota names at a moment: of an exception, then of the week. One statement."""
    minute = minute_of(at, ZoneInfo(current_practice().time_zone))
    now, past = Q(begins__lte=minute, ends__gt=minute), Q(begins__lte=minute + WEEK, ends__gt=minute + WEEK)
    rank = IntegerField()
    exceptions = OnCallException.objects.filter(starts_at__lte=at, ends_at__gt=at)
    shifts = OnCallShift.objects.filter(now | past)
    rows = exceptions.values_list(Value(0, rank), "staff").union(shifts.values_list(Value(1, rank), "staff"))
    return list(dict.fromkeys(staff for _rank, staff in sorted(rows, key=lambda row: row[0])))


def shifts_of_week() -> QuerySet[OnCallShift]:
    """The rota, from Monday on."""
    return OnCallShift.objects.select_related("staff__user").order_by("begins")


def coming_exceptions(now: datetime | None = None) -> QuerySet[OnCallException]:
    """Exceptions that are not over, the next first."""
    rows = OnCallException.objects.filter(ends_at__gt=now or timezone.now())
    return rows.select_related("staff__user").order_by("starts_at")


def uncovered(shifts: list[OnCallShift]) -> list[Stretch]:
    """When nobody of the rota is on call; nothing where there is no rota at all."""
    return gaps((row.begins, row.ends) for row in shifts) if shifts else []


def shift_for(shift_id: UUID) -> OnCallShift:
    """A row of the rota; otherwise Http404."""
    if (found := shifts_of_week().filter(pk=shift_id).first()) is None:
        raise Http404("no such shift")
    return found


def exception_for(exception_id: UUID) -> OnCallException:
    """An exception from it; otherwise Http404."""
    found = OnCallException.objects.select_related("staff__user").filter(pk=exception_id).first()
    if found is None:
        raise Http404("no such exception")
    return found
