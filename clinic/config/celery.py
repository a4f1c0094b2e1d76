"""The Celery application of the worker and of what sends tasks; beat has one of its own in ``clinic.config.beat``."""

import gc
import os

from celery import Celery
from celery.signals import worker_before_create_process, worker_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.config.settings")
# Else Celery runs every check of Django, which reads all pages: _refuse_to_start runs those that matter here.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")
app = Celery("secure-base")
app.config_from_object("clinic.config.queue")
app.autodiscover_tasks(["clinic.core", "clinic.accounts", "clients", "interventions"])


@worker_init.connect
def _refuse_to_start(**_: object) -> None:
    from django.core.exceptions import ImproperlyConfigured

    import clinic.config.urls  # noqa: F401  (mails have links; read before the fork, so that the children share it)
    from clinic.core.checks import refuse_to_start

    try:
        refuse_to_start()
    except ImproperlyConfigured as error:
        raise SystemExit(f"secure-base: {error}") from error  # Celery would only log another exception of a signal


@worker_before_create_process.connect
def _share_memory(**_: object) -> None:
    """What the parent has read stays shared with its children: a collection would write into each page of it."""
    gc.collect()
    gc.freeze()
