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
beat_schedule = {
    "reminders": {"task": "interventions.enqueue_reminders", "schedule": env.float("REMINDER_SWEEP", default=60.0)},
    "work": {"task": "interventions.enqueue_due_work_reminders", "schedule": env.float("WORK_SWEEP", default=300.0)},
    "questionnaires": {
        "task": "interventions.assign_questionnaires",
        "schedule": env.float("QUESTIONNAIRE_SWEEP", default=300.0),
    },
    "alerts": {"task": "clients.escalate_alerts", "schedule": env.float("ALERT_SWEEP", default=60.0)},
    "outbox": {"task": "core.poll_outbox", "schedule": env.float("OUTBOX_SWEEP", default=20.0)},
    "months": {"task": "core.add_months", "schedule": 86400.0},
    "housekeeping": {"task": "accounts.housekeeping", "schedule": 3600.0},
}
