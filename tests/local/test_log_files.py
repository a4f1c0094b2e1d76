"""Logs of the local stack stay small while their writers go on."""

import subprocess
import sys
from pathlib import Path

from clinic.local.log_files import KEPT, log_files, shorten


def test_a_long_log_is_put_aside_and_its_writer_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "web.log"
    log.parent.mkdir()
    code = "import sys\nfor line in sys.stdin: print(line * 100, end='', flush=True); sys.stderr.write('.')"
    with log.open("ab") as file:
        writer = subprocess.Popen(
            [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=file, stderr=subprocess.PIPE
        )
    assert writer.stdin is not None
    assert writer.stderr is not None
    for round_ in range(KEPT + 2):
        writer.stdin.write(f"round {round_}\n".encode())
        writer.stdin.flush()
        writer.stderr.read(1)
        shorten(log_files(tmp_path), most=100)
        assert log.stat().st_size == 0
    writer.stdin.write(b"the last\n")
    writer.stdin.close()
    writer.wait()
    assert log.read_bytes() == b"the last\n" * 100
    older = sorted(path.name for path in log.parent.glob("web.log.*"))
    assert older == [f"web.log.{number}" for number in range(1, KEPT + 1)]
    assert (log.parent / "web.log.1").read_text().startswith(f"round {KEPT + 1}\n")


def test_a_short_log_stays(tmp_path: Path) -> None:
    (tmp_path / "postgres.log").write_text("short")
    shorten(log_files(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["postgres.log"]
