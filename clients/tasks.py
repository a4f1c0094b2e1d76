"""Celery entry points: enter each practice's scope, call an action."""

from celery import shared_task

from clients.actions import escalate_alerts
from clinic.core.sweeps import sweep


@shared_task(name="clients.escalate_alerts")
def escalate() -> int:
    """Tells supervisors of alerts that wait too long, in every practice."""
    return sweep("alerts", escalate_alerts)
