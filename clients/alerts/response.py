"""How soon a practice responds to risk alerts: figures for a period, of no client in particular."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, F, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from clients.models import AlertAct, RiskAlert
from clinic.core.access import Actor, May, require
from clinic.core.small_groups import hidden_groups

Kind = AlertAct.Kind


FIGURES = (
    "clients",
    "raised",
    "still_open",
    "escalated",
    "taken_median",
    "taken_p90",
    "closed_median",
    "closed_p90",
)


@dataclass(frozen=True)
class ResponseTimes:
    """Alerts of one level that were raised in a period, and of how many clients. Times in minutes since they were
    raised, or rose to this level by a correction; None without any. Where ``hidden``, every figure is None."""

    level: RiskAlert.Level
    clients: int | None
    raised: int | None
    still_open: int | None
    escalated: int | None
    taken_median: float | None
    taken_p90: float | None
    closed_median: float | None
    closed_p90: float | None
    hidden: bool = False


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which this share (0 to 1) lies, between two neighbours in proportion, as PostgreSQL's
    ``percentile_cont``; None of nothing. One decimal."""
    if not values:
        return None
    ranked, place = sorted(values), share * (len(values) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ranked) - 1)
    return round(ranked[low] + (ranked[high] - ranked[low]) * (place - low), 1)


def response_times(actor: Actor, since: date, until: date) -> list[ResponseTimes]:
    """By level, the highest first, for alerts that were raised on these days, both included. One statement.

    A level with alerts of few clients is ``hidden``, with what would betray it. Raises PermissionDenied.
    """
    require(actor, May.SEE_REPORTS)
    found = measured_times(since, until)
    hidden = hidden_groups([row.clients or 0 for row in found])
    return [_without_figures(row.level) if place in hidden else row for place, row in enumerate(found)]


def _without_figures(level: RiskAlert.Level) -> ResponseTimes:
    return ResponseTimes(level, None, None, None, None, None, None, None, None, hidden=True)


def measured_times(since: date, until: date) -> list[ResponseTimes]:
    """The same with every figure, also of few clients: not to be shown as it is.

    An alert is responded to when somebody first took it, or closed it without taking it. Of one that was opened again
    the first closing counts. Old answers, of which nobody was told, are not in it. Two merged files are one client.
    """
    start, end = (timezone.make_aware(datetime.combine(day, time())) for day in (since, until + timedelta(days=1)))
    began = Coalesce(F("risen_at"), F("raised_at"))
    acts = AlertAct.objects.filter(alert=OuterRef("pk"), at__gte=Coalesce(OuterRef("risen_at"), OuterRef("raised_at")))
    of_each = acts.order_by().values("alert")
    first = {kind: Subquery(of_each.filter(kind=kind).values(at=Min("at"))) for kind in (Kind.TAKEN, Kind.CLOSED)}
    alerts = RiskAlert.objects.filter(raised_at__gte=start, raised_at__lt=end, told_at__isnull=False).annotate(
        first_taken=first[Kind.TAKEN],
        first_closed=Coalesce(first[Kind.CLOSED], F("closed_at")),
        passed_on=Exists(acts.filter(kind=Kind.ESCALATED)),
        waits=Q(closed_at__isnull=True),
        began=began,
        person=Coalesce("client__merged_into", "client"),
    )
    rows = list(alerts.values_list("level", "person", "began", "first_taken", "first_closed", "passed_on", "waits"))
    return [_of_level(level, [row[1:] for row in rows if row[0] == level]) for level in reversed(RiskAlert.Level)]


def _of_level(
    level: RiskAlert.Level, rows: list[tuple[UUID, datetime, datetime | None, datetime | None, bool, bool]]
) -> ResponseTimes:
    taken, closed = [], []
    for _person, began, first_taken, first_closed, _passed_on, _waits in rows:
        if responded := min((at for at in (first_taken, first_closed) if at), default=None):
            taken.append((responded - began).total_seconds() / 60)
        if first_closed:
            closed.append((first_closed - began).total_seconds() / 60)
    return ResponseTimes(
        level=level,
        clients=len({row[0] for row in rows}),
        raised=len(rows),
        still_open=sum(row[5] for row in rows),
        escalated=sum(row[4] for row in rows),
        taken_median=percentile(taken, 0.5),
        taken_p90=percentile(taken, 0.9),
        closed_median=percentile(closed, 0.5),
        closed_p90=percentile(closed, 0.9),
    )
