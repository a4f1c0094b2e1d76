"""How long an alert is left to who has it, and who may take it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from clients.alerts.queries import alert_rules
from clients.alerts.responsibility import wait_of
from clients.alerts.standing import UNCONFIRMED
from clients.escalation.queries import steps_in_use
from clients.models import AlertAct, AlertRules, RiskAlert


def handed_at(alerts: Collection[RiskAlert]) -> dict[UUID, datetime]:
    """Alert → when it was handed over last, given back, or its level rose, of those whose holder has not confirmed
    it."""
    waiting = [alert.pk for alert in alerts if alert.taken_by_id and not alert.taken_at]
    if not waiting:
        return {}
    acts = AlertAct.objects.filter(alert__in=waiting, kind__in=UNCONFIRMED)
    return dict(acts.order_by().values_list("alert").annotate(last=Max("at")))


def held_until(alert: RiskAlert, rules: AlertRules, first_wait: int, handed: datetime | None) -> datetime | None:
    """Until when an alert is left to who has it; None where nobody has.

    From when they took it, for the practice's time; from when it was ``handed`` to them, or rose, and until they
    confirm it, for the wait of the first step (``first_wait``, in minutes).
    """
    if alert.taken_by_id is None:
        return None
    if alert.taken_at:
        return alert.taken_at + timedelta(minutes=rules.taken_minutes)
    return (handed or alert.raised_at) + wait_of(alert.level, first_wait)


def may_take(alert: RiskAlert, staff_id: UUID | None) -> bool:
    """Whether an open alert is free to be taken by somebody: nobody has it, it was handed to them, or the time of who
    has it is up."""
    if alert.taken_by_id is None:
        return True
    if alert.taken_by_id == staff_id:
        return alert.taken_at is None
    rules = alert_rules(alert.practice_id)
    first_wait = steps_in_use(rules.escalate_minutes)[0].wait
    until = held_until(alert, rules, first_wait, handed_at([alert]).get(alert.pk))
    return until is None or until <= timezone.now()
