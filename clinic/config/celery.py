"""The Celery application of the worker and of what sends tasks; beat has one of its own in ``clinic.config.beat``."""

import gc
import os
import time
from collections.abc import Sequence
from typing import Any

from celery import Celery, Task, states
from celery.signals import (
    before_task_publish,
    setup_logging,
    task_postrun,
    task_prerun,
    worker_before_create_process,
    worker_init,
)

from clinic.config import logs
from clinic.core.logs import request_id

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


setup_logging.connect(logs.configure)
REQUEST = "request_id"  # a header of the task's message


@before_task_publish.connect
def _send_request_id(headers: dict[str, object], **_: object) -> None:
    """A task belongs to the request that enqueued it, in the logs and in the change history."""
    headers[REQUEST] = request_id.get()


@task_prerun.connect
def _take_request_id(task_id: str, task: "Task[..., Any]", **_: object) -> None:
    """The task of a sweep has no request: it goes by its own id."""
    headers = task.request.headers or {}  # where a task called in this process has them
    request_id.set(getattr(task.request, REQUEST, None) or headers.get(REQUEST) or task_id)


_begun: dict[str, float] = {}  # a task that runs here → when it began


@task_prerun.connect
def _begin(task_id: str, **_: object) -> None:
    _begun[task_id] = time.monotonic()


@task_postrun.connect
def _keep_pulse(
    task_id: str, task: "Task[..., Any]", args: Sequence[object], state: str, retval: object, **_: object
) -> None:
    """When what beat sends last ran: without arguments, unlike what a sweep sends for each practice."""
    from clinic.core.status.pulses import record_task

    seconds = time.monotonic() - _begun.pop(task_id, time.monotonic())
    if not args and any(entry["task"] == task.name for entry in app.conf.beat_schedule.values()):
        error = "" if state == states.SUCCESS else type(retval).__name__
        record_task(task.name, seconds=seconds, error=error)


@task_postrun.connect
def _drop_request_id(**_: object) -> None:
    request_id.set("")
