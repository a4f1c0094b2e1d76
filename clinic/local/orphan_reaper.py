"""Ends the processes of a supervisor that was killed.

Reads lines ``PID SIGNAL`` from standard input, whose other end only the supervisor holds. When that end closes without
the line ``done``, the supervisor is dead: each process gets its signal, and six seconds later SIGKILL.
"""

import contextlib
import os
import signal
import sys
import time


def _send(pid: int, number: int) -> None:
    """To the whole group where the process leads one. PostgreSQL stops its own children: SIGINT goes to it alone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        leads = os.getpgid(pid) == pid and number != signal.SIGINT
        os.killpg(pid, number) if leads else os.kill(pid, number)


def main() -> None:
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    processes: dict[int, int] = {}
    for line in sys.stdin:
        if line.strip() == "done":
            return
        pid, number = line.split()
        processes[int(pid)] = int(number)
    for pid, number in processes.items():
        _send(pid, number)
    time.sleep(6)
    for pid in processes:
        _send(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
