"""The whole system on one machine: what `manage.py up` starts, in which order, and how it ends."""

import base64
import contextlib
import errno
import fcntl
import ipaddress
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from clinic.core.catalogues import compile_catalogues
from clinic.core.demo_password import weak_password
from clinic.local import migrations
from clinic.local.errors import LocalStackError
from clinic.local.generation import check_generation
from clinic.local.log_files import keep_short
from clinic.local.postgres import APP, OWNER, Postgres
from clinic.local.supervisor import Child, Server, Supervisor
from clinic.local.valkey import Valkey

# One machine's own addresses. A browser is given the name: it refuses passkeys on a number.
LOCAL = ("127.0.0.1", "::1", "localhost")
LEAST_DISK_MB = int(os.environ.get("LEAST_DISK_MB") or 300)
PATIENCE = 90.0  # seconds until the first page; a small machine needs 15


class Stopped(BaseException):
    """Somebody asked us to end."""


def free_port() -> int:
    """A TCP port on loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine only."""
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def bindable(host: str, port: int) -> bool:
    """Whether we can listen there; False where the machine has no such address (::1 without IPv6).

    Raises OSError when the port is taken or not allowed.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            probe.bind((host, port))
    except OSError as error:
        if family == socket.AF_INET6 and error.errno in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
            return False
        raise
    return True


def write_private(path: Path, text: str) -> None:
    """A file only we can read, whole or not at all."""
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
    part.rename(path)


@dataclass
class LocalStack:
    """PostgreSQL, Valkey, mail sink, web, worker and beat on one data folder and one port."""

    base: Path
    var: Path
    host: str
    port: int
    demo: bool
    lock: IO[str] | None = field(default=None, init=False)
    environment: dict[str, str] = field(default_factory=dict, init=False)
    settings: dict[str, str] = field(default_factory=dict, init=False)
    bind: str = field(default="", init=False)
    is_demo: bool = field(default=False, init=False)  # whether the data is, or is about to be, the demo practice

    @property
    def name(self) -> str:
        """The host in links."""
        if self.host in LOCAL:
            return "localhost"
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def url(self) -> str:
        return f"http://{self.name}:{self.port}/"

    def addresses(self) -> list[str]:
        """Where to listen. The name localhost is ::1 on one machine and 127.0.0.1 on the next: both, where both are.

        Raises LocalStackError for an address that cannot be used.
        """
        wanted = ["127.0.0.1", "::1"] if self.host in LOCAL else [self.host]
        found = []
        for host in wanted:
            try:
                if bindable(host, self.port):
                    found.append(f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}")
            except OSError as error:
                hint = f"choose another: make run PORT={self.port % 65000 + 1}"
                reason = f"port {self.port} on {host} cannot be used ({error.strerror}); {hint}"
                raise LocalStackError(reason) from error
        if not found:
            raise LocalStackError(f"this machine has no address {self.host}; choose another: HOST=…")
        return found

    def check(self) -> None:
        """Raises LocalStackError, in one line, for what would go wrong later."""
        try:
            self.var.mkdir(parents=True, exist_ok=True)
            # As root, PostgreSQL's own user has to pass through; nobody else has business here.
            self.var.chmod(0o711 if os.geteuid() == 0 else 0o700)
            for name in ("logs", "mail"):
                (self.var / name).mkdir(exist_ok=True, mode=0o700)
            self.lock = (self.var / "lock").open("a")
        except OSError as error:
            raise LocalStackError(
                f"the folder {self.var} cannot be written ({error.strerror}); choose: VAR=…"
            ) from error
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise LocalStackError(f"{self.var} is in use by another instance; choose another folder: VAR=…") from error
        free = shutil.disk_usage(self.var).free // 2**20
        if free < LEAST_DISK_MB:
            raise LocalStackError(f"only {free} MB free on the disk of {self.var}; {LEAST_DISK_MB} MB are needed")
        check_generation(self.var)
        self.bind = ",".join(self.addresses())
        self.is_demo = self._is_demo()
        password = os.environ.get("DEMO_PASSWORD", "")
        if self.is_demo and password and (reason := weak_password(password)):
            raise LocalStackError(reason)

    def _is_demo(self) -> bool:
        """Whether this start shows the demo practice: on new data, or where the last start did."""
        if not self.demo or not is_loopback(self.host):
            return False
        last = self.var / "embedded.env"
        new = not (self.var / "postgres" / "PG_VERSION").exists()
        return new or (last.exists() and "DEMO_PRACTICE=1" in last.read_text(errors="replace").split())

    def _kept(self, name: str, fresh: str) -> str:
        """What the file of this name in the folder says; the first time it is written."""
        path = self.var / name
        if not path.exists():
            if name == "notes_keys" and (self.var / "embedded.env").exists():
                say(f"{path} is gone and a new key was made; psychotherapy notes of the old one stay closed")
            write_private(path, fresh)
        return path.read_text().strip()

    def write_environment(self, postgres: Postgres, valkey: Valkey, mail_port: int) -> None:
        """Puts the parts' addresses into ``embedded.env``, where other commands of this folder find them."""
        values = {
            "MODE": "embedded",
            "DATABASE_URL": postgres.url(APP, "clinic"),
            "DATABASE_OWNER_URL": postgres.url(OWNER, "clinic"),
            "BROKER_URL": valkey.broker_url,
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "MAIL_FOLDER": str(self.var / "mail"),
            "SECRET_KEY": self._kept("secret_key", secrets.token_urlsafe(50)),
            "NOTES_KEYS": self._kept("notes_keys", base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()),
            "SITE_URL": self.url.rstrip("/"),
            "ALLOWED_HOSTS": f"{os.environ.get('ALLOWED_HOSTS') or '127.0.0.1,localhost,[::1]'},{self.name}",
            "DEMO_PRACTICE": "1" if self.is_demo else "0",
            "COOKIE_SUFFIX": f"_{self.port}",
        }
        self.environment = {**os.environ, "VAR": str(self.var), "PYTHONUNBUFFERED": "1"}
        self.add_settings(values)

    def add_settings(self, values: dict[str, str]) -> None:
        """Adds settings for the parts and for other commands of this folder."""
        self.settings |= values
        self.environment |= values
        write_private(self.var / "embedded.env", "".join(f"{name}={value}\n" for name, value in self.settings.items()))

    def manage(self, *arguments: str) -> str:
        """Runs a management command to its end and returns what it printed; raises LocalStackError."""
        command = [sys.executable, str(self.base / "manage.py"), *arguments]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, cwd=self.base)
        if done.returncode:
            (self.var / "logs" / f"{arguments[0]}.log").write_text(done.stdout + done.stderr)
            last = (done.stderr.strip() or done.stdout.strip() or "no output").splitlines()[-1]
            raise LocalStackError(f"manage.py {arguments[0]} failed: {last}")
        return done.stdout

    def child(self, name: str, *arguments: str, **extra: str) -> Child:
        log = self.var / "logs" / f"{name}.log"
        return Child(name, log, [sys.executable, "-m", *arguments], self.environment | extra)

    def migrate(self, postgres: Postgres) -> None:
        """Applies what is not applied yet; on data that the last start left complete this is one statement."""
        with postgres.admin("clinic") as connection:
            if migrations.is_marked(self.var, migrations.state(self.base, connection)):
                return
            migrations.refuse_newer(self.base, connection)
            # The web makes the system checks, and does not start when one fails.
            self.manage("migrate", "--noinput", "--skip-checks")
            migrations.mark(self.var, migrations.state(self.base, connection))

    def children(self) -> list[Child]:
        """Web, worker and beat, the last of which begins the sweeps."""
        beat = str(self.var / "beat")
        return [
            self.child(
                "web",
                "gunicorn",
                "-c",
                "python:clinic.config.gunicorn",
                "clinic.config.wsgi",
                DATABASE_POOL="1",
                BIND=self.bind,
            ),
            self.child("worker", "celery", "-A", "clinic.config", "worker", "--concurrency", "2", "--loglevel", "INFO"),
            self.child("beat", "celery", "-A", "clinic.config.beat", "beat", "--schedule", beat, "--pidfile", ""),
        ]

    def first_sign_in(self) -> str:
        """Loads the demo practice, or makes the link for the first set-up; returns what to print."""
        if self.demo and is_loopback(self.host):
            sign_ins = self.manage("demo")  # nothing, where the practice in this folder is a real one
            self.add_settings({"DEMO_PRACTICE": "1" if sign_ins else "0"})
            if self.is_demo and not sign_ins:  # the web has started as if it were one
                raise LocalStackError("the demo practice is gone from this data; start again")
            return f"Demo practice, made up, on this machine only:\n{sign_ins}" if sign_ins else ""
        link = self.manage("setup_link", "--lock-demo").strip()
        return f"Make your practice here, within an hour:\n  {link}\n" if link else ""

    def start_system(self, supervisor: Supervisor) -> str:
        """Starts web, worker and beat and returns what to print.

        The demo practice is loaded while web and worker start. Elsewhere its accounts are locked before the web opens.
        """
        if not self.is_demo:
            sign_in = self.first_sign_in()
        web, worker, beat = self.children()
        supervisor.add(web)
        supervisor.add(worker)
        if self.is_demo:
            sign_in = self.first_sign_in()
        supervisor.add(beat)
        return sign_in

    def wait(self, supervisor: Supervisor) -> None:
        """Until every part answers. A question that came too early is given up soon; a slow machine gets more time."""
        begun = time.monotonic()
        while (waited := time.monotonic() - begun) < PATIENCE:
            supervisor.tend()
            with contextlib.suppress(urllib.error.URLError, OSError):
                urllib.request.urlopen(f"{self.url}healthz", timeout=0.5 + waited / 8).close()  # noqa: S310
                return
            time.sleep(0.1)
        raise LocalStackError(f"not everything answers after {PATIENCE:.0f} s; look into {self.var / 'logs'}")

    def run(self) -> None:
        """Starts everything, blocks until asked to stop, and stops everything. Raises LocalStackError."""
        self.check()
        postgres, valkey = Postgres(self.var / "postgres"), Valkey(self.var / "valkey")
        mail_port = free_port()
        supervisor = Supervisor()
        _stop_on_signals()
        try:
            say(f"starting in {self.var} …")
            supervisor.serve(Server("PostgreSQL", self.var / "postgres.log", postgres, ends_by=signal.SIGINT))
            postgres.provision()
            supervisor.serve(Server("Valkey", self.var / "valkey", valkey))
            self.write_environment(postgres, valkey, mail_port)
            sink = self.environment["MAIL_FOLDER"]
            supervisor.add(self.child("mail", "clinic.local.mailsink", str(mail_port), sink))
            self.migrate(postgres)
            compile_catalogues(self.base / "locale")
            sign_in = self.start_system(supervisor)
            self.wait(supervisor)
            keep_short(self.var)
            say(f"ready at {self.url}\n{sign_in}Ctrl-C stops it.")
            supervisor.run()
        except Stopped:
            say("stopping …")
        finally:
            supervisor.stop()
            valkey.stop()
            postgres.stop()
            supervisor.dismiss_reaper()


def say(text: str) -> None:
    """A line for the person at the terminal."""
    print(f"secure-base: {text}", flush=True)  # noqa: T201


def _stop_on_signals() -> None:
    """The first signal stops the stack; later ones do not disturb the stopping."""

    def stop(*_: object) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
