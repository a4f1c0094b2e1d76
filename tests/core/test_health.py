"""/healthz answers 200 only when database, broker and worker answer, /healthz/ready when pages can be served."""

import os
import subprocess
import sys
import time

import pytest

from clinic.core.schema import migration_files
from tests import servers
from tests.web import pages

pytestmark = pytest.mark.django_db


def test_live_needs_nothing_else() -> None:
    answer = pages().get("/healthz/live")
    assert (answer.status_code, answer.json()) == (200, {"web": "ok"})


def test_it_is_ready_without_a_worker() -> None:
    answer = pages().get("/healthz/ready")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "migrations": "ok"})


def test_it_is_not_ready_while_migrations_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    newer = [*migration_files(servers.BASE), servers.BASE / "clients" / "migrations" / "9999_newer.py"]
    monkeypatch.setattr("clinic.core.health.migration_files", lambda _base: newer)
    answer = pages().get("/healthz/ready")
    assert (answer.status_code, answer.json()) == (503, {"database": "ok", "migrations": "1 to apply"})


def test_without_a_worker_it_is_503_and_says_which_part() -> None:
    answer = pages().get("/healthz")
    found = answer.json()
    assert answer.status_code == 503
    assert (found["database"], found["broker"]) == ("ok", "ok")
    assert found["worker"].startswith("no answer")


def test_with_a_worker_it_is_200() -> None:
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "clinic.config", "worker", "--pool", "solo", "--loglevel", "ERROR"],
        cwd=servers.BASE,
        env=dict(os.environ),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + 60
        while (answer := pages().get("/healthz")).status_code != 200 and time.monotonic() < end:
            time.sleep(0.2)
        assert answer.json() == {"database": "ok", "broker": "ok", "worker": "ok"}
    finally:
        worker.kill()
        worker.wait()


def test_a_database_that_is_away_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import OperationalError

    def away() -> None:
        raise OperationalError("connection refused: secret-host")

    monkeypatch.setattr("clinic.core.health._database", away)
    ready = pages().get("/healthz/ready")
    assert (ready.status_code, ready.json()["migrations"]) == (503, "no answer (database)")
    answer = pages().get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["database"] == "no answer (OperationalError)"
    assert "secret-host" not in answer.content.decode()


def test_a_broker_that_is_away_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    from kombu.exceptions import OperationalError

    def away() -> None:
        raise OperationalError("refused")

    monkeypatch.setattr("clinic.core.health._broker", away)
    found = pages().get("/healthz").json()
    assert found["broker"] == "no answer (OperationalError)"
    assert found["worker"] == "no answer (broker)"
