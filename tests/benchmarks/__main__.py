"""``make bench``: ratios within one run, on this machine, against bare SQL and against plain DRF.

Usage: python -m tests.benchmarks [clients …]   (default: 100 1000 10000 100000)
"""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from statistics import median

from tests import servers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.config.settings")
import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from knox.models import get_token_model  # noqa: E402

from clinic.core.models import Practice, Staff  # noqa: E402
from clinic.local.stack import free_port  # noqa: E402
from tests.benchmarks import calendar, overview, pages, recording, scoring  # noqa: E402
from tests.benchmarks.data import fill  # noqa: E402
from tests.benchmarks.load import rate  # noqa: E402

ROUNDS = 3
STARTS_WITHIN = 120  # seconds, also on a busy machine
FEW = 1_000  # recording is measured there: it does not depend on how many clients there are


def say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


@contextmanager
def server(database: str, practice: Practice, therapist: Staff) -> Iterator[int]:
    """gunicorn as ``make run`` starts it, with the measured things beside the application."""
    port = free_port()
    environment = (
        os.environ
        | servers.addresses(database)
        | {
            "BIND": f"127.0.0.1:{port}",
            "DATABASE_POOL": "1",
            "LOG_LEVEL": "ERROR",
            "BENCH_PRACTICE": str(practice.pk),
            "BENCH_PERSON": str(therapist.pk),
            "BENCH_CONNINFO": f"host={os.environ['TEST_PG_SOCKETS']} user=clinic_app dbname={database}",
        }
    )
    command = [sys.executable, "-m", "gunicorn", "-c", "python:clinic.config.gunicorn", "--log-level", "error"]
    process = subprocess.Popen([*command, "tests.benchmarks.wsgi"], cwd=servers.BASE, env=environment)
    try:
        for _ in range(STARTS_WITHIN * 10):
            with suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz/live", timeout=2).close()
                break
            time.sleep(0.1)
        else:
            raise TimeoutError(f"The server did not start within {STARTS_WITHIN} s.")
        yield port
    finally:
        process.terminate()
        process.wait()


def rounds(port: int, token: str) -> dict[str, tuple[float, float]]:
    """Median requests a second and milliseconds of each, measured in turn so that the machine's moods hit all alike."""
    paths = {"bare SQL": "/bare/", "caseload": "/api/v1/caseload/", "plain ModelViewSet": "/api/plain/caseload/"}
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in paths}
    for path in paths.values():
        rate(port, path, token, 1.0)
    for _ in range(ROUNDS):
        for name, path in paths.items():
            found[name].append(rate(port, path, token)[:2])
    return {name: (median(r for r, _ in rows), median(ms for _, ms in rows)) for name, rows in found.items()}


def statements(therapist: Staff, token: str) -> dict[str, int]:
    """How many statements each page takes."""
    settings.ALLOWED_HOSTS = ["testserver"]
    browser = Client()
    browser.force_login(therapist.user)
    counted = {}
    for path in ("/", "/caseload/", "/api/v1/caseload/", "/api/v1/clients/"):
        headers = {"Authorization": f"Token {token}"} if path.startswith("/api/") else {}
        browser.get(path, headers=headers)
        with CaptureQueriesContext(connection) as queries:
            answer = browser.get(path, headers=headers)
        assert answer.status_code == 200, path
        counted[path] = len([q for q in queries if "SAVEPOINT" not in q["sql"]])
    return counted


def measure(count: int) -> tuple[dict[str, tuple[float, float]], dict[str, float]]:
    database = f"clinic_bench_{count}"
    with servers.database_copy(database):
        connection.close()
        connection.settings_dict["NAME"] = database
        practice, therapist = fill(database, count)
        _row, token = get_token_model().objects.create(user=therapist.user)
        counted = statements(therapist, token)
        connection.close()
        with server(database, practice, therapist) as port:
            found = rounds(port, token)
            recorded = recording.measure(port, token) if count == FEW else []
        connection.close()
        shown = pages.measure(practice, therapist)
        recorded += overview.measure(practice, therapist) + calendar.measure() if count == FEW else []
    say(f"\n{count:,} clients, one page of 25")
    for name, (per_second, milliseconds) in found.items():
        say(f"  {name:20} {per_second:8.0f} requests/s   median {milliseconds:6.1f} ms")
    ours = found["caseload"][0]
    say(f"  bare SQL / caseload       {found['bare SQL'][0] / ours:5.2f}   (aim: at most 2)")
    say(f"  caseload / ModelViewSet   {ours / found['plain ModelViewSet'][0]:5.2f}   (aim: at least 8)")
    for line in recorded:
        say(line)
    say("  statements: " + ", ".join(f"{path} {number}" for path, number in counted.items()))
    return found, shown


def main() -> None:
    counts = [int(text) for text in sys.argv[1:]] or [100, 1_000, 10_000, 100_000]
    say(f"secure-base: measuring on {os.cpu_count()} cores, {ROUNDS} rounds in turn")
    for line in scoring.measure():
        say(line)
    found = {count: measure(count) for count in counts}
    if len(counts) > 1:
        first, last = found[counts[0]][0]["caseload"][1], found[counts[-1]][0]["caseload"][1]
        say(f"\ncaseload at {counts[-1]:,} clients / at {counts[0]:,}: {last / first:.2f} times as long (flat is 1)")
        for line in pages.report({count: shown for count, (_api, shown) in found.items()}):
            say(line)


if __name__ == "__main__":
    try:
        main()
    finally:
        servers._stop()
