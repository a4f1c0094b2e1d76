"""The Celery application of worker and beat."""

import os

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.config.settings")
app = Celery("secure-base")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["clinic.core", "clients", "interventions"])


@worker_init.connect
def _refuse_to_start(**_: object) -> None:
    from django.core.exceptions import ImproperlyConfigured

    from clinic.core.checks import refuse_to_start

    try:
        refuse_to_start()
    except ImproperlyConfigured as error:
        raise SystemExit(f"secure-base: {error}") from error  # Celery would only log another exception of a signal
