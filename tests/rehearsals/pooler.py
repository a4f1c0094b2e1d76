"""PgBouncer in transaction mode in front of PostgreSQL, with two web hosts, two workers and beat as real processes.

Two practices work through it at once: sign in, a client, a booking, its reminder by mail; each sees its own alone.

Usage: python -m tests.rehearsals.pooler   (needs pgbouncer: on Debian and Ubuntu, apt install pgbouncer)
SET_UP: as for tests.benchmarks.reminders.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import psycopg

from clinic.local.postgres import APP, Postgres
from clinic.local.stack import free_port
from tests.benchmarks.reminders import BASE, BEAT, SET_UP, WORKER, Running, parts, say, until

POOL, THREADS, ASKED = 4, 12, 240
WEB = ("gunicorn", "-c", "python:clinic.config.gunicorn", "clinic.config.wsgi")
CONFIGURATION = """[databases]
clinic = host={sockets} port=5432 dbname=clinic
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {users}
admin_users = {role}
pool_mode = transaction
default_pool_size = {pool}
max_client_conn = 200
"""


@dataclass
class House:
    """A practice's therapist, who asks by API at either host."""

    name: str
    email: str
    token: str = ""
    client: str = ""

    def ask(self, port: int, path: str, body: object = None) -> tuple[int, Any]:
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Token {self.token}"} if self.token else {}
        )
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/{path}", data, headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()


class Part(Running):
    """A process whose log is shown: with LOG_LEVEL ERROR it is silent unless something is wrong."""

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", *self.arguments], cwd=BASE, env=self.environment, start_new_session=True
        )


def pooler(folder: Path, postgres: Postgres, port: int) -> subprocess.Popen[bytes]:
    """PgBouncer as the user whom the database's socket belongs to: it does not run as root."""
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if program is None:
        raise SystemExit("pgbouncer is not installed: on Debian and Ubuntu, apt install pgbouncer")
    users, settings = folder / "users.txt", folder / "pgbouncer.ini"
    users.write_text(f'"{APP}" ""\n')
    settings.write_text(CONFIGURATION.format(sockets=postgres.sockets, port=port, users=users, role=APP, pool=POOL))
    for path, mode in ((folder, 0o755), (users, 0o644), (settings, 0o644)):
        path.chmod(mode)
    log = (folder / "pgbouncer.log").open("wb")
    return subprocess.Popen([program, str(settings)], stdout=log, stderr=log, cwd="/", **postgres._identity())


def connections(url: str) -> tuple[int, int]:
    """How many connections PgBouncer has from the application and to the database."""
    with psycopg.connect(url.removesuffix("clinic") + "pgbouncer", autocommit=True) as console:
        rows = [console.execute(statement).fetchall() for statement in ("SHOW CLIENTS", "SHOW SERVERS")]
    clients, servers = ([row for row in found if row[2] == "clinic"] for found in rows)
    return len(clients), len(servers)


def houses() -> list[House]:
    """Two practices with a therapist each."""
    from tests.factories import a_practice, a_staff

    names = ("Anchor House", "Beacon House")
    return [House(name, a_staff(a_practice(name=name, sender_name=name)).user.email) for name in names]


def journey(house: House, one: int, other: int) -> None:
    """Signs in at one host, adds a client, books at the other one for tomorrow."""
    from django.utils import timezone

    from tests.factories import PASSWORD

    status, answer = house.ask(one, "auth/token/", {"email": house.email, "password": PASSWORD})
    assert status == 200, answer
    house.token = answer["token"]
    new = {"name": f"Person of {house.name}", "email": f"{house.name[0].lower()}@example.org", "consents": ["email"]}
    status, answer = house.ask(other, "clients/", new)
    assert status == 201, answer
    house.client = answer["id"]
    start = (timezone.now() + timedelta(hours=20)).isoformat()
    booking = {"client": house.client, "starts_at": start, "despite": True, "tell_client": False}
    status, answer = house.ask(one, "sessions/", booking)
    assert status == 201, answer
    _by_browser(house, one, other)


def _by_browser(house: House, one: int, other: int) -> None:
    """A session that begins at one host goes on at the other: its rows are read through the pooler too."""
    from tests.factories import PASSWORD

    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = browser.open(f"http://localhost:{one}/account/login/", timeout=60).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    form = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], "login": house.email, "password": PASSWORD})
    browser.open(f"http://localhost:{one}/account/login/", form.encode(), timeout=60)
    found = browser.open(f"http://localhost:{other}/caseload/", timeout=60).read().decode()
    assert f"Person of {house.name}" in found


def apart(both: list[House], ports: tuple[int, int]) -> None:
    """Many requests of both practices at once, on fewer connections than ask: each sees its own client alone."""

    def look(number: int) -> None:
        mine, theirs = both[number % 2], both[(number + 1) % 2]
        port = ports[number // 2 % 2]
        status, answer = mine.ask(port, "clients/")
        found = json.dumps(answer)
        assert (status, mine.client in found, theirs.client in found) == (200, True, False), answer
        assert mine.ask(port, f"clients/{theirs.client}/")[0] == 404

    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(look, range(ASKED)))
    say(f"{2 * ASKED} requests of two practices at once on two hosts: each saw its own client alone")


def local_settings(url: str, practices: list[str]) -> None:
    """What ``SET LOCAL`` set is gone with its transaction, for whoever has the connection next; ``SET`` stays."""
    first = "SELECT count(*), count(*) FILTER (WHERE practice_id::text <> %s) FROM clients_client"

    def turn(number: int) -> int:
        practice = practices[number % 2]
        with psycopg.connect(url, autocommit=True, prepare_threshold=None) as connection:
            with connection.transaction():
                connection.execute("SELECT set_config('clinic.practice', %s, true)", [practice])
                row = connection.execute(first, [practice]).fetchone()
                assert row == (1, 0), row
                pid = connection.execute("SELECT pg_backend_pid()").fetchone()
            row = connection.execute(
                "SELECT coalesce(current_setting('clinic.practice', true), ''), (SELECT count(*) FROM clients_client)"
            ).fetchone()
            assert row == ("", 0), row
        assert pid
        return int(pid[0])

    with ThreadPoolExecutor(THREADS) as threads:
        used = set(threads.map(turn, range(ASKED)))
    assert len(used) <= POOL
    with psycopg.connect(url, autocommit=True) as one:
        one.execute("SET clinic.rehearsal = 'left behind'")
    asked = "SELECT current_setting('clinic.rehearsal', true)"
    with psycopg.connect(url, autocommit=True) as other:
        left = {str(other.execute(asked).fetchone()) for _ in range(20 * POOL)}
    assert any("left behind" in value for value in left), left  # without LOCAL it leaks: the connections are shared
    say(f"{ASKED} transactions on {len(used)} connections: nothing of SET LOCAL was left; the control's SET was")


def reminded(folder: Path) -> set[str]:
    """Who had a mail that names an appointment."""
    mails = [message_from_bytes(path.read_bytes()) for path in folder.glob("*.eml")]
    return {str(mail["To"]) for mail in mails if "appointment" in str(mail["Subject"]).lower()}


def rehearse() -> None:
    with tempfile.TemporaryDirectory(prefix="sb-pool-", ignore_cleanup_errors=True) as name, ExitStack() as stack:
        folder = Path(name)
        postgres, _valkey, values = stack.enter_context(parts(folder))
        port, mail_port, hosts = free_port(), free_port(), (free_port(), free_port())
        url = f"postgres://{APP}@127.0.0.1:{port}/clinic"
        bouncer = pooler(folder, postgres, port)
        stack.callback(bouncer.wait)
        stack.callback(bouncer.terminate)
        os.environ |= values | {
            "DATABASE_URL": url,
            "DATABASE_PREPARE": "0",
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        }
        if (
            not SET_UP
        ):  # the owner's role goes to the database itself: a migration locks, and sets what its session keeps
            subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=BASE, check=True)
        import django

        django.setup()
        from clinic.core.models import Practice

        both = houses()
        mail = folder / "mail"
        commands = [("clinic.local.mailsink", str(mail_port), str(mail)), WORKER, WORKER, (*BEAT, str(folder / "beat"))]
        for number, command in enumerate(commands):
            extra = ("--hostname", f"worker{number}@here") if command is WORKER else ()
            stack.callback(Part(dict(os.environ), *command, *extra).kill)
        for host in hosts:
            web = dict(os.environ) | {"BIND": f"127.0.0.1:{host}", "DATABASE_POOL": "1"}
            stack.callback(Part(web, *WEB).kill)
        for host in hosts:
            until(lambda host=host: _well(host), 120, "a web host does not answer")  # type: ignore[misc]
        for house in both:
            journey(house, *hosts)
        say("both practices: signed in at one host, went on at the other, a client, a booking")
        apart(both, hosts)
        clients, servers = connections(url)
        assert servers <= POOL < clients, (clients, servers)
        say(f"{clients} connections of the application on {servers} of the database (the pool holds {POOL})")
        local_settings(url, [str(pk) for pk in Practice.objects.values_list("pk", flat=True)])
        wanted = {f"{house.name[0].lower()}@example.org" for house in both}
        waited = until(lambda: wanted <= reminded(mail), 120, f"no reminder: {reminded(mail)}")
        say(f"both reminders arrived by mail ({waited:.0f} s later)")


def _well(port: int) -> bool:
    with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10) as answer:
        return bool(answer.status == 200)
    return False


if __name__ == "__main__":
    rehearse()
