"""Keeps a handful of child processes running under one terminal, and ends all of them with it."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from clinic.local.errors import LocalStackError

RESTARTS, RESTART_WINDOW = 5, 30.0


class Startable(Protocol):
    """A server that starts itself, and returns once it answers."""

    @property
    def process(self) -> subprocess.Popen[bytes] | None: ...

    def start(self) -> None: ...


@dataclass
class Part:
    """Something that is to run, and how often it was started."""

    name: str
    log: Path
    starts: list[float] = field(default_factory=list, kw_only=True)
    ends_by: int = field(default=signal.SIGTERM, kw_only=True)  # the signal that asks it to end

    @property
    def running(self) -> subprocess.Popen[bytes] | None:
        raise NotImplementedError

    def begin(self) -> int:
        """Starts it and returns its process id."""
        raise NotImplementedError

    def start(self) -> int:
        self.starts = [*self.starts[-RESTARTS:], time.monotonic()]
        return self.begin()

    @property
    def alive(self) -> bool:
        return self.running is not None and self.running.poll() is None

    @property
    def hopeless(self) -> bool:
        return len(self.starts) > RESTARTS and self.starts[-1] - self.starts[0] < RESTART_WINDOW


@dataclass
class Server(Part):
    """PostgreSQL or Valkey: what the children need, and what is stopped after them."""

    server: Startable

    @property
    def running(self) -> subprocess.Popen[bytes] | None:
        return self.server.process

    def begin(self) -> int:
        self.server.start()
        return self.server.process.pid if self.server.process else 0


@dataclass
class Child(Part):
    """One process of ours: started in a session of its own, so that Ctrl-C reaches only the supervisor."""

    arguments: list[str]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> subprocess.Popen[bytes] | None:
        return self.process

    def begin(self) -> int:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.arguments,
                env=dict(self.environment),
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        return self.process.pid

    def signal(self, number: int) -> None:
        if self.process:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)


class Supervisor:
    """Starts children, restarts one that dies, and stops them within seconds."""

    def __init__(self) -> None:
        self.servers: list[Server] = []
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

    def serve(self, server: Server) -> None:
        """Starts a server and keeps it running; whoever made it stops it, after the children."""
        self.servers.append(server)
        self.watch(server.start(), server.ends_by)

    def add(self, child: Child) -> None:
        self.children.append(child)
        self.watch(child.start())

    def tend(self) -> None:
        """Starts again what has ended, servers first; raises LocalStackError for a part that keeps ending."""
        for part in (*self.servers, *self.children):
            if part.alive:
                continue
            if part.hopeless:
                raise LocalStackError(f"{part.name} keeps ending; its log is {part.log}")
            print(f"secure-base: {part.name} ended; starting it again", file=sys.stderr, flush=True)  # noqa: T201
            self.watch(part.start(), part.ends_by)

    def run(self) -> None:
        """Blocks until a signal raises."""
        while True:
            self.tend()
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
