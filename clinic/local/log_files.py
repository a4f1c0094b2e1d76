"""Keeps the logs of the local stack small: a part writes to its file for as long as it runs."""

import shutil
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

MOST_BYTES = 10 * 2**20
EVERY = 60.0  # seconds
KEPT = 3  # older files: name.log.1 is the newest of them


def log_files(var: Path) -> list[Path]:
    """The logs of all parts in this folder."""
    return [path for pattern in ("logs/*.log", "postgres.log", "valkey/*.log") for path in sorted(var.glob(pattern))]


def shorten(paths: Iterable[Path], most: int = MOST_BYTES) -> None:
    """Puts what a file too large holds into an older one, and empties it. Its writer has it open, and goes on at the
    end: all of them append. What is written between the two is lost."""
    for path in paths:
        with suppress(OSError):  # a full disk, a file that has just gone: the parts go on
            if path.stat().st_size > most:
                for number in range(KEPT - 1, 0, -1):
                    older = path.with_name(f"{path.name}.{number}")
                    if older.exists():
                        older.replace(path.with_name(f"{path.name}.{number + 1}"))
                shutil.copyfile(path, path.with_name(f"{path.name}.1"))
                path.with_name(f"{path.name}.1").chmod(0o600)
                with path.open("r+b") as file:
                    file.truncate(0)


def keep_short(var: Path) -> None:
    """Does so now and every minute, in a thread that ends with the process."""
    shorten(log_files(var))

    def watch() -> None:
        pause = threading.Event()
        while not pause.wait(EVERY):
            shorten(log_files(var))

    threading.Thread(target=watch, name="logs", daemon=True).start()
