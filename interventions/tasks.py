"""Celery entry points: enter a practice's scope, call an action (see ``clinic.core.sweeps``)."""

from datetime import timedelta

from celery import shared_task

from assessments.questionnaires.actions import write_again
from assessments.questionnaires.schedules import assign_due_questionnaires
from assessments.questionnaires.timing import EARLY
from clinic.core.models import Practice
from clinic.core.scope import current_scope
from clinic.core.sweeps import sweep
from interventions.reminders.actions import (
    enqueue_due_exercise_reminders,
    enqueue_due_reminders,
    enqueue_due_staff_digests,
)
from interventions.reminders.queries import rules_of
from interventions.sessions.queries import coming_sessions


@shared_task(name="interventions.enqueue_reminders")
def enqueue_reminders(practice: str | None = None) -> int:
    """Queues the reminders that are due in a practice; without one, starts that for each."""
    return sweep("interventions.enqueue_reminders", practice, {"reminders": enqueue_due_reminders})


@shared_task(name="interventions.enqueue_due_work_reminders")
def enqueue_due_work_reminders(practice: str | None = None) -> int:
    """Reminds clients of exercises at their hour, and staff in the morning of what waits."""
    steps = {"exercise reminders": enqueue_due_exercise_reminders, "staff digests": enqueue_due_staff_digests}
    return sweep("interventions.enqueue_due_work_reminders", practice, steps)


@shared_task(name="interventions.assign_questionnaires")
def assign_questionnaires(practice: str | None = None) -> int:
    """Gives the questionnaires that are due by the rules of a practice."""
    return sweep("interventions.assign_questionnaires", practice, {"questionnaires": _give})


def _give() -> int:
    practice = Practice.objects.get(pk=current_scope().practice_id)
    given = assign_due_questionnaires(practice, coming_sessions(practice, EARLY + timedelta(days=1)))
    if rules_of(practice.pk).questionnaires:
        write_again()
    return given
