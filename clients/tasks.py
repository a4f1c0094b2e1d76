"""Celery entry points: enter a practice's scope, call an action (see ``clinic.core.sweeps``)."""

from uuid import UUID

from celery import shared_task

from clients.alerts.notices import escalate_alerts
from clients.finding.actions import rebuild_keys as make_anew
from clinic.core.sweeps import sweep


@shared_task(name="clients.escalate_alerts")
def escalate(practice: str | None = None) -> int:
    """Notifies whoever has become responsible, and the next above where alerts wait too long."""
    return sweep("clients.escalate_alerts", practice, {"alerts": escalate_alerts})


@shared_task(name="clients.rebuild_keys")
def rebuild_keys(practice: str) -> int:
    """Sorts and finds the clients of a practice by keys that are made anew."""
    return make_anew(UUID(practice))
