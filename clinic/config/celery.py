"""The Celery application of worker and beat."""

import os

from celery import Celery
from celery.signals import worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.config.settings")
app = Celery("secure-base")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["clinic.core", "interventions"])


@worker_init.connect
def _refuse_unsafe_role(**_: object) -> None:
    from clinic.core.checks import refuse_unsafe_role

    refuse_unsafe_role()
