"""A mail server that keeps what it gets: every message becomes a file `NNN-….eml` in a folder.

Run as ``python -m clinic.local.mailsink PORT FOLDER``.
"""

import signal
import sys
import threading
import time
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class FileHandler:
    """Writes each accepted message to disk before the server says yes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.count += 1
        name = f"{time.time_ns()}-{self.count:05d}.eml"
        head = f"X-Envelope-To: {', '.join(envelope.rcpt_tos)}\r\n".encode()
        part = self.folder / f".{name}.part"
        part.write_bytes(head + (envelope.content if isinstance(envelope.content, bytes) else b""))
        part.rename(self.folder / name)
        return "250 Kept"


def serve(port: int, folder: Path) -> Controller:
    """Starts the sink in a thread of this process; ``.stop()`` ends it."""
    folder.mkdir(parents=True, exist_ok=True)
    controller = Controller(FileHandler(folder), hostname="127.0.0.1", port=port, ready_timeout=10)
    controller.start()
    return controller


def main() -> None:
    controller = serve(int(sys.argv[1]), Path(sys.argv[2]))
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    stopped.wait()
    controller.stop()


if __name__ == "__main__":
    main()
