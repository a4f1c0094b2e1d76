"""Celery entry points: enter each practice's scope, call an action."""

from celery import shared_task

from clients.alerts.notices import escalate_alerts
from clinic.core.sweeps import sweep


@shared_task(name="clients.escalate_alerts")
def escalate() -> int:
    """Tells who has become responsible, and who is above where alerts wait too long, in every practice."""
    return sweep("alerts", escalate_alerts)
