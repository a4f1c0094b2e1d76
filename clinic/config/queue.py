"""What worker, beat and whoever sends a task know of the broker, in Celery's own names. It reads no Django settings."""

from clinic.config.environment import env

broker_url: str = env.str("BROKER_URL", default="redis://localhost:6379/0")
broker_connection_retry_on_startup = True
broker_transport_options = {"socket_connect_timeout": 2, "socket_timeout": 10}
task_publish_retry = False  # the outbox row is the truth; a lost wake-up costs one sweep
task_ignore_result = True
task_time_limit = 600  # seconds
worker_hijack_root_logger = False
timezone = "UTC"
LEAST_EXPIRY = 5.0  # seconds


def _every(task: str, seconds: float) -> dict[str, object]:
    """An entry of the schedule. What waits in the broker longer than two rounds is dropped: a later one does it."""
    return {"task": task, "schedule": seconds, "options": {"expires": max(LEAST_EXPIRY, 2 * seconds)}}


beat_schedule = {
    "reminders": _every("interventions.enqueue_reminders", env.float("REMINDER_SWEEP", default=60.0)),
    "work": _every("interventions.enqueue_due_work_reminders", env.float("WORK_SWEEP", default=300.0)),
    "questionnaires": _every("interventions.assign_questionnaires", env.float("QUESTIONNAIRE_SWEEP", default=300.0)),
    "alerts": _every("clients.escalate_alerts", env.float("ALERT_SWEEP", default=60.0)),
    "outbox": _every("core.poll_outbox", env.float("OUTBOX_SWEEP", default=20.0)),
    "retention": _every("core.delete_old_messages", 3600.0),
    "heads": _every("core.mail_heads", 21600.0),
    "months": _every("core.add_months", 86400.0),
    "housekeeping": _every("accounts.housekeeping", 3600.0),
}
