"""Five hundred reminders through a real broker and a real mail server, while parts of the stack are killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest
from django.utils import timezone

from clinic.core.mail import message_id
from clinic.core.models import Message, Practice
from clinic.local.stack import free_port
from interventions.models import TherapySession
from tests import servers
from tests.factories import a_client, a_practice, a_staff, inside
from tests.stack import INHERITED, copy_set_up_data

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("stack")]
CLIENTS, EACH = 10, 50


def environment(database: str, mail_port: int) -> dict[str, str]:
    """A broker database of one's own, short sweeps and leases, so that a death is noticed soon."""
    return (
        os.environ
        | servers.addresses(database)
        | {
            "BROKER_URL": f"{os.environ['BROKER_URL']}?virtual_host=7",
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "OUTBOX_LEASE_SECONDS": "4",
            "OUTBOX_SWEEP": "1",
            "REMINDER_SWEEP": "1",
        }
    )


@contextmanager
def running(env: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own, ended with the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments],
        cwd=servers.BASE,
        env=env,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        _kill(process)


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def a_day_full_of_sessions() -> Practice:
    """Ten therapists with fifty short sessions each, all due for a reminder."""
    practice = a_practice()
    start = timezone.now() + timedelta(hours=4)
    for _ in range(CLIENTS):
        therapist = a_staff(practice)
        client = a_client(therapist)
        with inside(practice):
            TherapySession.objects.bulk_create(
                TherapySession(
                    practice=practice,
                    client=client,
                    therapist=therapist,
                    starts_at=start + timedelta(minutes=10 * n),
                    ends_at=start + timedelta(minutes=10 * n + 10),
                )
                for n in range(EACH)
            )
    return practice


def states(practice: Practice) -> Counter[str]:
    with inside(practice):
        return Counter(Message.objects.values_list("state", flat=True))


def wait_for(what: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.05)
    return False


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def mails(folder: Path) -> list[str]:
    return [message_from_bytes(path.read_bytes())["Message-ID"] for path in folder.glob("*.eml")]


WORKER = ("celery", "-A", "clinic.config", "worker", "--concurrency", "2", "--loglevel", "ERROR")


def test_a_reminder_is_sent_once_though_the_worker_is_killed_five_times(
    own_database: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    practice = a_day_full_of_sessions()
    port, total = free_port(), CLIENTS * EACH
    env = environment(own_database, port)
    beat = ("celery", "-A", "clinic.config.beat", "beat", "--schedule", str(tmp_path / "beat"), "--pidfile", "")
    with running(env, "clinic.local.mailsink", str(port), str(tmp_path / "mail")), running(env, *beat):
        for kill in range(5):
            enough = len(mails(tmp_path / "mail")) + 30

            def in_the_middle(enough: int = enough) -> bool:
                return len(mails(tmp_path / "mail")) >= enough

            with running(env, *WORKER):
                assert wait_for(in_the_middle, 60), f"worker {kill} sent nothing"
            assert len(mails(tmp_path / "mail")) < total
        with running(env, *WORKER):
            assert wait_for(lambda: states(practice) == {"sent": total}, 120), states(practice)
    found = Counter(mails(tmp_path / "mail"))
    with inside(practice):
        expected = {message_id(row) for row in Message.objects.all()}
    assert set(found) == expected  # none lost, none invented
    assert len(found) == total
    repeats = sum(found.values()) - total
    record_property("repeats", repeats)
    # A mail may repeat only where a kill fell between the server's yes and the commit: at most one a worker process.
    assert repeats <= 5 * 2


def test_a_mail_server_that_is_away_for_a_while_loses_nothing(own_database: str, tmp_path: Path) -> None:
    practice = a_practice()
    therapist = a_staff(practice)
    client = a_client(therapist)
    with inside(practice):
        TherapySession.objects.create(
            practice=practice,
            client=client,
            therapist=therapist,
            starts_at=timezone.now() + timedelta(hours=5),
            ends_at=timezone.now() + timedelta(hours=6),
        )
    port = free_port()
    env = environment(own_database, port)
    beat = ("celery", "-A", "clinic.config.beat", "beat", "--schedule", str(tmp_path / "beat"), "--pidfile", "")
    with running(env, *beat), running(env, *WORKER):

        def tried() -> bool:
            with inside(practice):
                return Message.objects.filter(state="queued", state_reason__startswith="try 1: Connection").exists()

        assert wait_for(tried, 60)
        with running(env, "clinic.local.mailsink", str(port), str(tmp_path / "mail")):
            assert wait_for(lambda: _listens(port), 30)
            with inside(practice):
                Message.objects.update(due_at=timezone.now())  # the pause is over
            assert wait_for(lambda: states(practice) == {"sent": 1}, 60), states(practice)
    assert len(mails(tmp_path / "mail")) == 1


def test_reminders_come_once_though_worker_beat_broker_and_database_are_each_killed(tmp_path: Path) -> None:
    copy_set_up_data(tmp_path / "var")
    command = [sys.executable, "-m", "tests.benchmarks.reminders", "500"]  # with 10,000: ``docs/development.md``
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}  # servers of its own
    inherited["SET_UP"] = str(tmp_path / "var")
    done = subprocess.run(
        command, cwd=servers.BASE, env=inherited, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    for part in ("worker", "beat", "broker", "database"):
        assert f"killed the {part} after" in done.stdout
    assert done.stdout.count("500 wanted: 0 lost, 0 unknown") == 1
    assert "1000 wanted: 0 lost, 0 unknown" in done.stdout
