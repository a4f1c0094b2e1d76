"""PostgreSQL starts where what root makes is for root alone: a strict umask, a private folder for sockets."""

import os
import stat
import tempfile
from pathlib import Path

import pytest

from clinic.local.postgres import Postgres, _let_read

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="another user of PostgreSQL's exists for root only")


@as_root
def test_as_root_with_a_strict_umask_and_a_private_folder_for_sockets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.umask(0o077)
    try:
        (tmp_path / "t").mkdir()
        monkeypatch.setattr(tempfile, "gettempdir", lambda: str(tmp_path / "t"))
        server = Postgres(tmp_path / "var" / "postgres", durable=False)
        (tmp_path / "var").mkdir()
        server.start()
        try:
            assert server.admin("postgres").execute("SELECT 1").fetchone() == (1,)
        finally:
            server.stop()
    finally:
        os.umask(before)


def test_what_a_strict_umask_installed_can_be_read_and_run(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        for folder in ("bin", "lib"):
            (tmp_path / folder).mkdir()
        (tmp_path / "bin" / "postgres").touch(0o700)
        (tmp_path / "lib" / "some.so").touch()
    finally:
        os.umask(before)
    _let_read(tmp_path)
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) & 0o007 for path in tmp_path.rglob("*")}
    assert modes == {"bin": 0o5, "lib": 0o5, "postgres": 0o5, "some.so": 0o4}
