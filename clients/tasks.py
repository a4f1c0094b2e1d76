"""Celery entry points: enter a practice's scope, call an action (see ``clinic.core.sweeps``)."""

from celery import shared_task

from clients.alerts.notices import escalate_alerts
from clinic.core.sweeps import sweep


@shared_task(name="clients.escalate_alerts")
def escalate(practice: str | None = None) -> int:
    """Tells who has become responsible, and who is above where alerts wait too long."""
    return sweep("clients.escalate_alerts", practice, {"alerts": escalate_alerts})
