"""Celery entry points: enter each practice's scope, call an action."""

import logging

from celery import shared_task
from django.db import DatabaseError

from clinic.core.access import system
from clinic.core.models import Practice
from clinic.core.tenancy import practice_scope
from interventions.reminders.actions import queue_due_reminders

logger = logging.getLogger(__name__)


@shared_task(name="interventions.queue_reminders")
def queue_reminders() -> int:
    """Queues what is due in every practice; one practice's trouble does not keep another's reminders back."""
    queued = 0
    for practice_id in Practice.objects.values_list("pk", flat=True):
        try:
            with practice_scope(practice_id, system(practice_id, "reminders")):
                queued += queue_due_reminders()
        except DatabaseError:
            logger.exception("reminders of practice %s", practice_id)
    return queued
