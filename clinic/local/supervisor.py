"""Keeps a handful of child processes running under one terminal, and ends all of them with it."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from clinic.local.errors import LocalStackError

RESTARTS, RESTART_WINDOW = 5, 30.0


@dataclass
class Child:
    """One process of ours: started in a session of its own, so that Ctrl-C reaches only the supervisor."""

    name: str
    arguments: list[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)

    def start(self) -> int:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.arguments,
                env=dict(self.environment),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self.starts = [*self.starts[-RESTARTS:], time.monotonic()]
        return self.process.pid

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def hopeless(self) -> bool:
        return len(self.starts) > RESTARTS and self.starts[-1] - self.starts[0] < RESTART_WINDOW

    def signal(self, number: int) -> None:
        if self.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


class Supervisor:
    """Starts children, restarts one that dies, and stops them within seconds."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.reaper = subprocess.Popen(
            [sys.executable, "-m", "clinic.local.orphan_reaper"], stdin=subprocess.PIPE, start_new_session=True
        )

    def watch(self, pid: int, number: int = signal.SIGTERM) -> None:
        """Has the reaper end this process should the supervisor be killed."""
        if self.reaper.stdin:
            with contextlib.suppress(BrokenPipeError):
                self.reaper.stdin.write(f"{pid} {int(number)}\n".encode())
                self.reaper.stdin.flush()

    def add(self, child: Child) -> None:
        self.children.append(child)
        self.watch(child.start())

    def tend(self) -> None:
        """Starts again what has ended; raises LocalStackError for a child that keeps ending."""
        for child in self.children:
            if child.alive:
                continue
            if child.hopeless:
                raise LocalStackError(f"{child.name} keeps ending; its log is {child.log}")
            print(f"secure-base: {child.name} ended; starting it again", file=sys.stderr, flush=True)  # noqa: T201
            self.watch(child.start())

    def run(self, check: Callable[[], str | None]) -> None:
        """Blocks until a signal raises. ``check`` returns a reason to give up (a dead database), or None."""
        while True:
            self.tend()
            if reason := check():
                raise LocalStackError(reason)
            time.sleep(0.3)

    def stop(self, seconds: float = 3.0) -> None:
        for child in self.children:
            child.signal(signal.SIGTERM)
        end = time.monotonic() + seconds
        while any(child.alive for child in self.children) and time.monotonic() < end:
            time.sleep(0.05)
        for child in self.children:
            child.signal(signal.SIGKILL)

    def dismiss_reaper(self) -> None:
        if self.reaper.stdin:
            with contextlib.suppress(BrokenPipeError):
                self.reaper.stdin.write(b"done\n")
                self.reaper.stdin.close()
        self.reaper.wait(5)
