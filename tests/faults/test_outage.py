"""No worker for a while: what beat has sent meanwhile is not worked off afterwards. A real broker and a real worker."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clinic.local.stack import free_port
from tests import servers
from tests.faults.test_delivery import environment, wait_for

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("stack")]
LONGEST = 5.0  # seconds that what beat sends so often is kept: clinic.config.queue


@contextmanager
def logged(env: dict[str, str], log: Path, *arguments: str) -> Iterator[None]:
    """A Celery process whose lines go to a file; ended with the block."""
    command = [sys.executable, "-m", "celery", *arguments, "--loglevel", "INFO"]
    with log.open("wb") as lines:
        process = subprocess.Popen(command, cwd=servers.BASE, env=env, stdout=lines, stderr=lines)
        try:
            yield
        finally:
            process.terminate()
            process.wait(30)


def ran(log: Path) -> list[str]:
    """What the worker says of tasks that it has done."""
    return [line.partition("Task ")[2] for line in log.read_text().splitlines() if " succeeded in " in line]


def test_sweeps_that_piled_up_while_no_worker_ran_are_dropped(own_database: str, tmp_path: Path) -> None:
    sent, done = tmp_path / "beat.log", tmp_path / "worker.log"
    env = environment(own_database, free_port()) | {"REMINDER_SWEEP": "0.1", "OUTBOX_SWEEP": "600", "LOG_LEVEL": "INFO"}
    beat = ("-A", "clinic.config.beat", "beat", "--pidfile", "", "--schedule", str(tmp_path / "beat"))
    worker = ("-A", "clinic.config", "worker", "--concurrency", "1")
    with logged(env, sent, *beat):
        # a few more than are counted below: beat writes its line before it sends, and is ended between the two at times
        assert wait_for(lambda: sent.read_text().count("interventions.enqueue_reminders") >= 45, 90)
    time.sleep(LONGEST + 1)
    with logged(env, done, *worker):
        dropped = "Discarding revoked task: interventions.enqueue_reminders"
        assert wait_for(lambda: done.read_text().count(dropped) >= 40, 90)
    assert not any("interventions.enqueue_reminders" in line for line in ran(done))
    with logged(env, sent, *beat), logged(env, done, *worker):  # the rounds from now on are done
        assert wait_for(lambda: any("interventions.enqueue_reminders" in line for line in ran(done)), 90)
