"""Ten thousand reminders due at once, to a mail server on loopback: how fast against a bare smtplib loop; then again
while worker, beat, broker and database are each killed once, and a second beat runs by mistake.

Usage: python -m tests.benchmarks.reminders [reminders]   (default: 10000, in steps of 50)
SET_UP: a folder with data that are migrated already, to begin with a copy of; without it, migrations are applied first.
"""

import os
import smtplib
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

from clinic.local.postgres import APP, OWNER, Postgres
from clinic.local.stack import free_port
from clinic.local.valkey import Valkey

BASE = Path(__file__).parent.parent.parent
SET_UP = os.environ.get("SET_UP", "")
EACH = 50  # sessions of one therapist, ten minutes each
BEAT = ("celery", "-A", "clinic.config.beat", "beat", "--pidfile", "", "--schedule")
WORKER = ("celery", "-A", "clinic.config", "worker", "--concurrency", "2", "--loglevel", "ERROR")


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


class Running:
    """A process that can be killed and started again."""

    def __init__(self, environment: dict[str, str], *arguments: str) -> None:
        self.environment, self.arguments = environment, arguments
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", *self.arguments],
            cwd=BASE,
            env=self.environment,
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, 9)
        self.process.wait()

    def again(self) -> None:
        self.kill()
        self.start()


def sessions_due(total: int) -> Any:
    """A practice with so many sessions in the next hours, each with a client who wants a mail."""
    from django.utils import timezone

    from interventions.models import TherapySession
    from tests.factories import a_client, a_practice, a_staff, inside

    practice, start = a_practice(), timezone.now() + timedelta(hours=8)
    for _ in range(total // EACH):
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


def states(practice: Any) -> Counter[str]:
    from django.db import DatabaseError, connection

    from clinic.core.models import Message
    from tests.factories import inside

    try:
        with inside(practice):
            return Counter(Message.objects.values_list("state", flat=True))
    except DatabaseError:  # it was killed a moment ago
        connection.close()
        return Counter()


def until(what: Callable[[], bool], seconds: float, why: str) -> float:
    """Waits, and returns how long it took; raises AssertionError with ``why``."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        if what():
            return time.monotonic() - begun
        time.sleep(0.1)
    raise AssertionError(why)


def bare(port: int, total: int) -> float:
    """Seconds of the same mails in a loop of smtplib over one connection."""
    from clinic.core.mail import compose
    from clinic.core.models import Message

    row = Message(
        kind="staff",
        from_name="Harbour House",
        to_address="one@example.org",
        body="You have an appointment.\n",
        subject="Your appointment on Tuesday 2 March at 14:00",
    )
    begun = time.monotonic()
    with smtplib.SMTP("127.0.0.1", port) as connection:
        for _ in range(total):
            connection.sendmail("a@example.org", ["one@example.org"], compose(row).message().as_bytes())
    return time.monotonic() - begun


def found(folder: Path) -> Counter[str]:
    """Message-ID → how many of it arrived."""
    return Counter(message_from_bytes(path.read_bytes())["Message-ID"] for path in folder.glob("*.eml"))


def count(folder: Path) -> int:
    return sum(1 for entry in os.scandir(folder) if entry.name.endswith(".eml") and not entry.name.startswith("."))


def expected(practice: Any) -> set[str]:
    from clinic.core.mail import message_id
    from clinic.core.models import Message
    from tests.factories import inside

    with inside(practice):
        return {message_id(row) for row in Message.objects.only("id")}


@contextmanager
def parts(folder: Path) -> Iterator[tuple[Postgres, Valkey, dict[str, str]]]:
    """A database that is durable, as one in use is, and a broker."""
    if SET_UP:
        subprocess.run(["cp", "-a", f"{SET_UP}/postgres", str(folder)], check=True)
    postgres, valkey = Postgres(folder / "postgres"), Valkey(folder / "valkey")
    postgres.start()
    try:
        postgres.provision()
        valkey.start()
        yield (
            postgres,
            valkey,
            {
                "DATABASE_URL": postgres.url(APP, "clinic"),
                "DATABASE_OWNER_URL": postgres.url(OWNER, "clinic"),
                "BROKER_URL": valkey.broker_url,
                "SECRET_KEY": "only-for-measuring-" * 4,
                "OUTBOX_LEASE_SECONDS": "5",
                "OUTBOX_SWEEP": "1",
                "REMINDER_SWEEP": "1",
                "LOG_LEVEL": "ERROR",
                "VAR": str(folder / "var"),
                "DJANGO_SETTINGS_MODULE": "clinic.config.settings",
                "OUTBOX_BATCH": "50",
            },
        )
    finally:
        valkey.stop()
        postgres.stop()


def measure(total: int) -> None:
    with tempfile.TemporaryDirectory(prefix="sb-rem-", ignore_cleanup_errors=True) as name, ExitStack() as stack:
        folder = Path(name)
        postgres, valkey, values = stack.enter_context(parts(folder))
        port = free_port()
        os.environ |= values | {"EMAIL_URL": f"smtp://127.0.0.1:{port}"}
        environment = dict(os.environ)
        if not SET_UP:
            subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=BASE, env=environment, check=True)
        import django

        django.setup()

        def running(*arguments: str) -> Running:
            one = Running(environment, *arguments)
            stack.callback(one.kill)
            return one

        mail = folder / "mail"
        running("clinic.local.mailsink", str(port), str(mail))
        until(mail.is_dir, 20, "no mail server")
        time.sleep(1)
        loop = bare(port, total)
        say(f"bare smtplib, one connection: {total} mails in {loop:.1f} s, {total / loop:.0f} a second")
        for path in mail.glob("*.eml"):
            path.unlink()

        practice = sessions_due(total)
        beat, worker = running(*BEAT, str(folder / "beat")), running(*WORKER)
        queued = until(lambda: sum(states(practice).values()) == total, 120, "not all were queued")
        whole = queued + until(lambda: states(practice)["sent"] == total, 900, f"{states(practice)}")
        _judge(found(mail), expected(practice))
        say(f"through the outbox, two workers: {total} in {whole:.1f} s from the start of the worker on,")
        say(f"  {total / whole:.0f} a second; {whole / loop:.1f} times as long as the bare loop")

        running(*BEAT, str(folder / "beat2"))  # by mistake
        before = count(mail)
        second = sessions_due(total)
        for share, what, act in (
            (0.15, "worker", worker.again),
            (0.35, "beat", beat.again),
            (0.55, "broker", lambda: _again(valkey)),
            (0.75, "database", lambda: _again(postgres)),
        ):
            enough = before + share * total

            def reached(enough: float = enough) -> bool:
                return count(mail) >= enough

            until(reached, 300, f"stuck before the {what} was killed")
            act()
            say(f"  killed the {what} after {count(mail) - before} mails")
        until(lambda: states(second)["sent"] == total, 600, f"{states(second)}")
        everything = found(mail)
        _judge(everything, expected(practice) | expected(second))


def _again(part: Any) -> None:
    """Kills a server without warning and starts it on the same folder."""
    process = part.process
    if isinstance(part, Postgres):
        import psutil

        children = psutil.Process(process.pid).children(recursive=True)
        process.kill()
        psutil.wait_procs(children, timeout=20)
    else:
        process.kill()
    process.wait()
    part.start()


def _judge(arrived: Counter[str], wanted: set[str]) -> None:
    repeats = sum(arrived.values()) - len(arrived)
    say(
        f"  {len(wanted)} wanted: {len(wanted - set(arrived))} lost, {len(set(arrived) - wanted)} unknown,"
        f" {repeats} sent twice"
    )
    assert set(arrived) == wanted


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
