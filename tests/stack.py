"""The whole stack as one starts it: ``manage.py up`` in a folder of its own, for journeys, faults and pictures."""

import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import psycopg
from psycopg import sql

from clinic.local import migrations
from clinic.local.generation import check_generation
from clinic.local.postgres import Postgres, binary
from clinic.local.stack import free_port

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
BASE = Path(__file__).parent.parent
PASSWORD = "demo-password-for-tests"
INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH")
MEMORY = Path("/dev/shm")
TEMPLATE = "clinic_template"  # the database that the test servers keep migrated and empty
ROOM = 2 * 2**30  # bytes that the databases of a whole run may take


def memory_folder() -> str | None:
    """A file system in memory with room for what tests write; None where there is none, as in most containers.

    A database is some 1,800 files: to copy it costs a twentieth of the processor time that it costs on a disk.
    """
    if not (MEMORY.is_dir() and os.access(MEMORY, os.W_OK)):
        return None
    found = os.statvfs(MEMORY)
    executes = not found.f_flag & os.ST_NOEXEC  # some tests run what they put there
    return str(MEMORY) if executes and found.f_bavail * found.f_frsize >= ROOM else None


@dataclass
class RunningStack:
    """A started stack and what it printed."""

    var: Path
    port: int
    process: subprocess.Popen[str]
    printed: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def wait(self, words: str = "Ctrl-C stops it", seconds: float = 300) -> str:
        """Reads what the stack prints until it says these words; raises when it ends before."""
        assert self.process.stdout is not None
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            line = self.process.stdout.readline()
            if not line and self.process.poll() is not None:
                break
            self.printed.append(line)
            if words in line:
                return "".join(self.printed)
        raise AssertionError(f"the stack did not say “{words}”: {''.join(self.printed)}")

    def environment(self) -> dict[str, str]:
        """What another command needs to work on this stack."""
        pairs = (line.split("=", 1) for line in (self.var / "embedded.env").read_text().splitlines())
        return {**_clean(), "VAR": str(self.var), **dict(pairs)}

    def manage(self, *arguments: str, code: str = "") -> str:
        """Runs a management command on this stack and returns what it printed."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=BASE, env=self.environment(), input=code or None, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def mails(self) -> list[Message]:
        """What the mail sink holds, oldest first."""
        return [message_from_bytes(path.read_bytes()) for path in sorted((self.var / "mail").glob("*.eml"))]

    def stop(self, seconds: float = 15) -> int:
        """Ctrl-C; returns the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(seconds)


def _clean() -> dict[str, str]:
    """An environment that says nothing of the test servers."""
    return {name: os.environ[name] for name in INHERITED if name in os.environ}


def start_stack(var: Path, port: int = 0, **environment: str) -> RunningStack:
    """Starts ``manage.py up``; see :meth:`RunningStack.wait` for when it is ready."""
    port = port or free_port()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "up"],
        cwd=BASE,
        env={**_clean(), "VAR": str(var), "PORT": str(port), "DEMO_PASSWORD": PASSWORD, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    return RunningStack(var, port, process)


def _once(name: str, make: Callable[[Path], None]) -> Path:
    """A folder beside the test servers that whoever asks first makes, once a run; other test processes wait for it.

    Servers that outlive a run may have been migrated since: then it is made anew.
    """
    with psycopg.connect(host=os.environ["TEST_PG_SOCKETS"], user="postgres", dbname=TEMPLATE) as connection:
        state = migrations.state(BASE, connection)
    folder = Path(os.environ["VAR"]) / f"{name}-{state[:12]}"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            shutil.rmtree(folder / "var", ignore_errors=True)
            make(folder / "var")
            (folder / "made").touch()
    return folder / "var"


def _copy(folder: Path, var: Path) -> None:
    subprocess.run(["cp", "-a", str(folder), str(var)], check=True)


def _set_up(var: Path) -> None:
    """The test servers' migrated template as the database of a stack, which then finds nothing to migrate."""
    var.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700)
    check_generation(var)
    postgres = Postgres(var / "postgres", durable=False)
    postgres._prepare_folders()
    source, target = ("-h", os.environ["TEST_PG_SOCKETS"], "-U", "postgres"), ("-D", str(postgres.data))
    copied = postgres._run(str(binary("pg_basebackup")), *source, *target, "--checkpoint=fast", "--no-sync")
    assert copied.returncode == 0, copied.stderr
    postgres.start()
    try:
        with postgres.admin("postgres") as admin:
            rows = admin.execute("SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres'")
            for (name,) in rows.fetchall():
                statement = "ALTER DATABASE {} RENAME TO clinic" if name == TEMPLATE else "DROP DATABASE {}"
                admin.execute(sql.SQL(statement).format(sql.Identifier(str(name))))
        with postgres.admin("clinic") as connection:
            migrations.mark(var, migrations.state(BASE, connection))
    finally:
        postgres.stop()


def copy_set_up_data(var: Path) -> None:
    """Puts a copy of data that are set up, without a practice, into this new folder: a stack starts on it without the
    minute that its migrations take."""
    _copy(_once("set-up", _set_up), var)


def _with_demo(var: Path) -> None:
    copy_set_up_data(var)
    stack = start_stack(var)
    stack.wait()
    stack.stop()


def copy_demo_data(var: Path) -> None:
    """The same with the demo practice, as a first start made it in this run."""
    _copy(_once("demo", _with_demo), var)


@contextmanager
def a_stack(**environment: str) -> Iterator[RunningStack]:
    """A stack that answers, on a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="sb-stack-", dir=memory_folder(), ignore_cleanup_errors=True) as folder:
        var = Path(folder) / "var"
        if "TEST_PG_SOCKETS" in os.environ:  # beside the test servers; elsewhere one is enough
            (copy_set_up_data if environment.get("DEMO") == "0" else copy_demo_data)(var)
        stack = start_stack(var, 0, **environment)
        try:
            stack.wait()
            yield stack
        finally:
            with suppress(subprocess.TimeoutExpired, ProcessLookupError):
                stack.stop()
            if stack.process.poll() is None:
                stack.process.kill()


def setup_link(printed: str) -> str:
    """The one-time link in what a stack without the demo prints."""
    found = re.search(r"http://\S+/setup/\S+", printed)
    assert found, printed
    return found.group()
