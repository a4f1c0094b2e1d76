"""Celery entry points: enter each practice's scope, call an action."""

from celery import shared_task

from clinic.core.sweeps import sweep
from interventions.reminders.actions import queue_due_reminders


@shared_task(name="interventions.queue_reminders")
def queue_reminders() -> int:
    """Queues the reminders that are due in every practice."""
    return sweep("reminders", queue_due_reminders)
