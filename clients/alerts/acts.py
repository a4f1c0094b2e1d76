"""What happened to an alert, in order: kept as it happens, and told in sentences."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import AlertAct, RiskAlert
from clinic.core.access import Actor

Kind = AlertAct.Kind
ANEW = (Kind.REOPENED, Kind.RISEN)  # people are told as at first
KNOWING = (Kind.LISTED, Kind.TOLD, Kind.ESCALATED, Kind.HANDED, Kind.TAKEN, Kind.RETURNED)
HOLDING = (Kind.TAKEN, Kind.HANDED, Kind.RELEASED, Kind.RETURNED, Kind.CLOSED, Kind.REOPENED)  # who has it changes


def keep_act(
    alert: RiskAlert,
    kind: AlertAct.Kind,
    *,
    by: Actor | None = None,
    staff: UUID | None = None,
    text: str = "",
    level: str = "",
) -> AlertAct:
    """Keeps that this happened now. ``level``: what corrected answers say; empty: no risk."""
    return AlertAct.objects.create(
        practice_id=alert.practice_id,
        alert=alert,
        kind=kind,
        by_id=by.staff_id if by else None,
        staff_id=staff,
        text=text,
        level=level,
    )


def keep_closing(alert: RiskAlert) -> None:
    """Keeps how a closed alert was closed, before it is opened again."""
    AlertAct.objects.create(
        practice_id=alert.practice_id,
        alert=alert,
        kind=Kind.CLOSED,
        at=alert.closed_at or timezone.now(),
        by_id=alert.closed_by_id,
        outcome=alert.outcome,
        text=alert.closing_note,
    )


def keep_told(alert: RiskAlert, kind: AlertAct.Kind, people: Iterable[UUID], *, since: datetime | None = None) -> None:
    """Keeps who was told in the round of now, or ``since`` a moment; who was told in it before is not named twice. Two
    statements."""
    round_began = since or alert.told_at or alert.raised_at
    known = set(alert.acts.filter(at__gte=round_began, kind=kind).values_list("staff", flat=True))
    AlertAct.objects.bulk_create(
        AlertAct(practice_id=alert.practice_id, alert=alert, kind=kind, staff_id=one)
        for one in dict.fromkeys(people)
        if one not in known
    )


def told_since_open(alerts: Collection[RiskAlert]) -> dict[UUID, set[UUID]]:
    """Alert → who knows of it since it was raised, its level rose, or it was opened again: told, handed it, or took it.
    One statement."""
    began = AlertAct.objects.filter(alert=OuterRef("alert"), kind__in=ANEW).order_by("-at").values("at")[:1]
    rows = AlertAct.objects.filter(alert__in=alerts, kind__in=KNOWING).annotate(began=Subquery(began))
    found: dict[UUID, set[UUID]] = {alert.pk: set() for alert in alerts}
    rows = rows.filter(Q(began__isnull=True) | Q(at__gte=F("began")))
    for alert_id, staff_id, by_id in rows.values_list("alert", "staff", "by"):
        found[alert_id].add(staff_id or by_id)
    return found


@dataclass(frozen=True)
class Line:
    """One line of an alert's history. ``text``: what somebody wrote, or nothing."""

    at: datetime
    kind: str
    what: str
    text: str = ""


def _sentence(act: AlertAct, *, was_closed: bool) -> str:
    """What happened, in words. ``was_closed``: at that time the alert was closed."""
    names = {"by": act.by.name if act.by else "", "staff": act.staff.name if act.staff else ""}
    sentences = {
        Kind.LISTED: _("On the Today page of %(staff)s"),
        Kind.TOLD: _("%(staff)s was told"),
        Kind.ESCALATED: _("%(staff)s was told, as nobody had acted"),
        Kind.TAKEN: _("%(by)s took it"),
        Kind.HANDED: _("%(by)s handed it to %(staff)s"),
        Kind.RELEASED: _("%(staff)s is no longer available; the alert is open again"),
        Kind.RETURNED: _("The leave of %(staff)s was taken back; they have it again"),
        Kind.CLOSED: _("%(by)s closed it") + f": {act.get_outcome_display()}",
        Kind.REOPENED: _("%(by)s opened it again"),
        Kind.FOLLOWED_UP: _("%(by)s followed it up"),
        Kind.CORRECTED: _("%(staff)s corrected the answers; the level stays until this is closed"),
        Kind.RISEN: _("%(staff)s corrected the answers, which made it more urgent"),
        Kind.VOIDED: _("%(by)s voided the answers; it stays until somebody closes it"),
    }
    if act.kind == Kind.RELEASED and act.by:
        return _("The time of %(staff)s was up; %(by)s took it over") % names
    if was_closed:
        sentences |= {
            Kind.CORRECTED: _("%(staff)s corrected the answers; this alert stays closed"),
            Kind.VOIDED: _("%(by)s voided the answers; this alert stays closed"),
        }
    return sentences[Kind(act.kind)] % names


def _lines(alert: RiskAlert) -> Iterator[Line]:
    """The acts of an alert as lines, in order of time."""
    is_closed = False
    for act in alert.acts.select_related("by", "staff").order_by("at", "id"):
        if act.kind in (Kind.CLOSED, Kind.REOPENED):
            is_closed = act.kind == Kind.CLOSED
        was_closed = is_closed or (alert.closed_at is not None and act.at >= alert.closed_at)
        yield Line(act.at, act.kind, _sentence(act, was_closed=was_closed), act.text)


def history_of(alert: RiskAlert) -> list[Line]:
    """What happened to an alert, the first thing first: raised, who was told when, taken, handed on, closed."""
    lines = [Line(alert.raised_at, "raised", _("Raised")), *_lines(alert)]
    if alert.closed_at and alert.closed_by:
        what = _("%(by)s closed it") % {"by": alert.closed_by.name}
        closing = Line(alert.closed_at, Kind.CLOSED, f"{what}: {alert.get_outcome_display()}", alert.closing_note)
        lines.append(closing)
    return sorted(lines, key=lambda line: line.at)
