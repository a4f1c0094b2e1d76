"""A stranger's first minutes on machines that are not ours: a bare clone, ``make run``, a page, Ctrl-C.

``make test`` has one start with every odd condition at once, on data that are set up; ``make prove`` has each machine
by itself, with the packages fetched, and one of them without any data.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from clinic.local.stack import free_port
from tests.stack import BASE, INHERITED, PASSWORD, copy_demo_data, copy_set_up_data

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("stack")]
PROVE = bool(os.environ.get("PROVE"))
NOWHERE = "/proc"  # a folder in which not even root can write
KEPT = ("PIP_", "SSL_", "REQUESTS_", "HTTP", "http", "NO_PROXY", "no_proxy")  # how this machine reaches its packages
START = 900.0  # seconds for packages and migrations on a busy machine


@dataclass(frozen=True)
class Machine:
    """What is odd about it."""

    folder: str = "project"
    python: str = sys.executable
    umask: int = 0o022
    long_tmpdir: bool = False
    home: str | None = None
    user: str | None = None  # instead of the one who tests


def interpreter(version: str) -> str | None:
    """This version of Python with ``venv``: beside the others of pyenv, or on the path. None where there is none."""
    folders = sorted((Path(os.environ.get("PYENV_ROOT", "/nowhere")) / "versions").glob(f"{version}.*"))
    for found in (*(str(folder / "bin" / "python3") for folder in folders), shutil.which(f"python{version}")):
        if found and _runs(found, None):
            return found
    return None


def _runs(python: str, user: str | None) -> bool:
    command = [python, "-c", "import ensurepip, venv, sys; sys.exit(sys.version_info < (3, 11))"]
    try:
        return subprocess.run(command, user=user, cwd="/", capture_output=True, check=False).returncode == 0
    except OSError:  # a folder that this user may not enter
        return False


def _environment(machine: Machine, folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in INHERITED or name.startswith(KEPT)}
    kept.pop("PYTHONPATH", None)
    temporary = folder / ("a long way to the folder for temporary files/" * 4 if machine.long_tmpdir else "tmp")
    temporary.mkdir(parents=True)
    home = folder / "home"
    home.mkdir()
    given = {"HOME": machine.home or str(home), "TMPDIR": str(temporary), "DEMO_PASSWORD": PASSWORD}
    return kept | given | {"PORT": str(free_port())}


@pytest.fixture
def ground() -> Iterator[Path]:
    """A folder that every user may pass through; no process that works in it outlives the test."""
    folder = Path(tempfile.mkdtemp(prefix="sb-odd-", dir="/tmp"))  # the test's own TMPDIR may be private
    folder.chmod(0o755)
    yield folder
    for process in psutil.process_iter(["cmdline", "cwd"]):
        if str(folder) in f"{process.info['cmdline']} {process.info['cwd']}":
            with suppress(psutil.Error):
                process.kill()
    shutil.rmtree(folder, ignore_errors=True)


def _clone(ground: Path, machine: Machine) -> Path:
    project = ground / machine.folder
    project.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(BASE), str(project)], check=True)
    return project


def _identity(machine: Machine, ground: Path) -> dict[str, Any]:
    """Whom Popen is to be; the folder becomes theirs."""
    if machine.user is None:
        return {}
    found = pwd.getpwnam(machine.user)
    for path in (ground, *ground.rglob("*")):
        os.chown(path, found.pw_uid, found.pw_gid, follow_symlinks=False)
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


def start_and_stop(ground: Path, machine: Machine, project: Path, **more: str) -> str:
    """``make run`` in the clone until its page answers, then Ctrl-C; returns what it printed."""
    environment = _environment(machine, ground) | more
    who = _identity(machine, ground)
    printed = ground / "printed"
    command = ["make", "run", f"PYTHON={machine.python}"]
    with printed.open("wb") as out:
        stack = subprocess.Popen(
            command,
            cwd=project,
            env=environment,
            stdout=out,
            stderr=out,
            umask=machine.umask,
            start_new_session=True,
            **who,
        )
    try:
        _wait(stack, printed)
        url = f"http://localhost:{environment['PORT']}/account/login/"
        with urllib.request.urlopen(url, timeout=60) as page:
            assert (page.status, b"<form" in page.read()) == (200, True)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(stack.pid, signal.SIGINT)
        stack.wait(60)
    said = printed.read_text()
    assert "Traceback" not in said
    assert "stopping" in said
    return said


def _wait(stack: subprocess.Popen[bytes], printed: Path) -> None:
    end = time.monotonic() + START
    while "Ctrl-C stops it" not in printed.read_text():
        assert stack.poll() is None and time.monotonic() < end, printed.read_text()  # noqa: PT018
        time.sleep(0.5)


def left_running(folder: Path) -> list[str]:
    return [
        process.info["name"]
        for process in psutil.process_iter(["name", "cmdline", "cwd"])
        if str(folder) in f"{process.info['cmdline']} {process.info['cwd']}"
    ]


def test_everything_odd_at_once(ground: Path) -> None:
    """The packages are linked in: what is installed where is the matter of ``make prove``."""
    machine = Machine("Praxis für Ängste & Co", umask=0o077, long_tmpdir=True, home=NOWHERE)
    project = _clone(ground, machine)
    _link_packages(project)
    copy_demo_data(project / "var")
    start_and_stop(ground, machine, project)
    assert left_running(ground) == []


def _link_packages(project: Path) -> None:
    """The environment that the set-up would make, with the packages of the one that tests."""
    environment, lock = project / ".venv", project / "requirements-local.txt"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(environment)], check=True)
    site = next(environment.glob("lib/python*/site-packages"))
    (site / "linked.pth").write_text("\n".join(path for path in sys.path if path.endswith("site-packages")))
    ask = "import sys, bootstrap; print(bootstrap.wanted(sys.argv[1]), end='')"
    command = [sys.executable, "-c", ask, str(lock)]
    stamp = subprocess.check_output(command, cwd=BASE / "clinic" / "local", text=True)
    (environment / f".{lock.name}.done").write_text(stamp)


VERSIONS = ("3.12", "3.13")
FROM_NOTHING = "spaces and umlauts"
MACHINES = {
    FROM_NOTHING: Machine("Meine Praxis/Größe & Übung"),
    "root with umask 077": Machine(umask=0o077),
    "long TMPDIR": Machine(long_tmpdir=True),
    "HOME that cannot be written": Machine(home=NOWHERE),
    "not root": Machine("a b", python="/usr/bin/python3", home="/nonexistent", user="nobody"),
}


if PROVE:  # fetches packages: a minute or more each

    @pytest.mark.parametrize("name", [*MACHINES, *(f"Python {version}" for version in VERSIONS)])
    def test_packages_are_fetched_and_it_starts(ground: Path, name: str) -> None:
        machine = MACHINES.get(name)
        if machine is None:
            python = interpreter(name.removeprefix("Python "))
            if python is None:
                pytest.skip(f"this machine has no {name}")
            machine = Machine(python=python)
        if machine.user and (os.geteuid() != 0 or not _runs(machine.python, machine.user)):
            pytest.skip("only root can be somebody else, and they need a Python of their own")
        project = _clone(ground, machine)
        if name != FROM_NOTHING:  # one applies all migrations; that takes longer than everything else
            copy_set_up_data(project / "var")
        assert "setting up" in start_and_stop(ground, machine, project)
        assert left_running(ground) == []
        found = next(project.glob(".venv/lib/python*")).name
        assert not name.startswith("Python") or found == name.lower().replace(" ", "")
