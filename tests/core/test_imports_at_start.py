"""What a process reads before it does anything is what it needs: memory and the time to start follow from it."""

import os
import subprocess
import sys

import pytest

from tests import servers
from tests.stack import TEMPLATE

# Each is large, and needed by a few requests or tasks only, which import it when they come.
SELDOM = ("apprise", "typst", "fhir", "phonenumbers", "icalendar", "anymail.utils", "drf_spectacular.sidecar")
WEB = "import clinic.config.wsgi"
WORKER = """
from clinic.config import celery_app
from celery.signals import worker_init
celery_app.loader.import_default_modules()
worker_init.send(sender=None)
"""
BEAT = """
from clinic.config.beat import app
app.loader.import_default_modules()
app.finalize()
import celery.apps.beat
"""


def run(code: str, **change: str) -> str:
    """What a fresh process prints that runs this."""
    environment = os.environ | servers.addresses(TEMPLATE) | change
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        cwd=servers.BASE,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def loaded(code: str, names: tuple[str, ...]) -> list[str]:
    """Which of these modules are loaded once this code has run."""
    return run(f"{code}\nimport sys; print(*sorted(set({names!r}) & set(sys.modules)))").split()


@pytest.mark.parametrize("code", [WEB, WORKER], ids=["web", "worker"])
def test_web_and_worker_start_without_what_is_seldom_needed(code: str) -> None:
    assert loaded(code, SELDOM) == []


def test_beat_reads_neither_models_nor_pages_nor_settings() -> None:
    apps = ("clinic.config.settings", "clinic.core.models", "clients", "assessments", "interventions")
    libraries = ("django.db", "pghistory", "psycopg", "rest_framework", "allauth", "pydantic")
    assert loaded(BEAT, (*SELDOM, *apps, *libraries)) == []


def test_every_task_that_beat_sends_exists() -> None:
    code = f"{WORKER}\nfrom clinic.config.beat import app\nprint({{e['task'] for e in app.conf.beat_schedule.values()}}"
    assert run(f"{code} - set(celery_app.tasks))") == "set()\n"


@pytest.mark.parametrize("code", [WEB, WORKER], ids=["web", "worker"])
def test_pages_are_read_before_the_process_forks(code: str) -> None:
    assert loaded(code, ("clinic.config.urls", "clinic.workspace.urls")) == [
        "clinic.config.urls",
        "clinic.workspace.urls",
    ]


@pytest.mark.parametrize("pool", ["0", "1"])
def test_no_database_connection_and_no_pool_crosses_the_fork(pool: str) -> None:
    code = (
        f"{WEB}\nimport threading\nfrom django.db import connections\nfound = connections['default']\n"
        "print(found.connection, found._connection_pools, threading.active_count())"
    )
    assert run(code, DATABASE_POOL=pool) == "None {} 1\n"


def test_gunicorn_reads_the_application_once_for_all_its_processes() -> None:
    from clinic.config import gunicorn

    assert gunicorn.preload_app
    assert callable(gunicorn.when_ready)
