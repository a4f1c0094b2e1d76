"""The whole stack as one starts it: ``manage.py up`` in a folder of its own, for journeys, faults and pictures."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from pathlib import Path

from clinic.local.stack import free_port

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
BASE = Path(__file__).parent.parent
PASSWORD = "demo-password-for-tests"
INHERITED = ("PATH", "HOME", "LANG", "TMPDIR", "PYTHONPATH")


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


@contextmanager
def a_stack(**environment: str) -> Iterator[RunningStack]:
    """A stack that answers, on a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="sb-stack-", ignore_cleanup_errors=True) as folder:
        stack = start_stack(Path(folder) / "var", 0, **environment)
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
