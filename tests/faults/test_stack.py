"""``manage.py up``: everything under one command, gone with it, and back on the same data."""

import os
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.stack import PASSWORD, RunningStack, copy_demo_data, copy_set_up_data, setup_link, start_stack

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("stack")]


@pytest.fixture
def tidy(tmp_path: Path) -> Iterator[None]:
    """No process that works in this test's folder outlives it."""
    yield
    for process in psutil.process_iter(["cmdline", "environ"]):
        if str(tmp_path) in f"{process.info['cmdline']} {process.info['environ']}":
            process.kill()


@pytest.fixture
def var(tmp_path: Path, tidy: None) -> Path:
    """A data folder that is set up, without a practice; ``tmp_path / "new"`` would be one that is not."""
    copy_set_up_data(tmp_path / "var")
    return tmp_path / "var"


@pytest.fixture
def demo(tmp_path: Path, tidy: None) -> Path:
    """One with the demo practice."""
    copy_demo_data(tmp_path / "demo")
    return tmp_path / "demo"


def offspring(stack: RunningStack) -> list[psutil.Process]:
    return psutil.Process(stack.process.pid).children(recursive=True)


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


def well_within(stack: RunningStack, seconds: float) -> None:
    """Waits until every part answers; else says what each answered, and the end of the logs."""
    end, said = time.monotonic() + seconds, ""
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"{stack.url}/healthz", timeout=30) as answer:
                assert answer.status == 200
                return
        except urllib.error.HTTPError as error:
            said = error.read().decode()
        except OSError as error:
            said = repr(error)
        time.sleep(0.3)
    logs = [f"{log.name}: {log.read_text(errors='replace')[-3000:]}" for log in (stack.var / "logs").glob("*.log")]
    raise AssertionError("\n".join([f"not well after {seconds} s: {said}", *logs]))


def test_it_starts_prints_the_sign_ins_and_stops_within_ten_seconds(var: Path) -> None:
    stack = start_stack(var.parent / "new")
    printed = stack.wait()
    assert stack.url in printed
    for name in ("therapist", "supervisor", "admin", "client"):
        assert f"{name}@demo.example" in printed
    assert PASSWORD in printed
    assert status(f"{stack.url}/healthz") == 200
    assert status(f"{stack.url}/healthz/live") == 200
    children = offspring(stack)
    assert len(children) >= 7  # PostgreSQL, Valkey, mail, web, worker, beat, orphan reaper
    begun = time.monotonic()
    assert stack.stop() == 0
    assert time.monotonic() - begun < 10
    assert [child for child in children if child.is_running() and child.status() != psutil.STATUS_ZOMBIE] == []


def test_two_instances_work_side_by_side(tmp_path: Path, demo: Path) -> None:
    copy_demo_data(tmp_path / "demo2")
    one, two = start_stack(demo), start_stack(tmp_path / "demo2")
    one.wait()
    two.wait()
    assert status(f"{one.url}/healthz") == status(f"{two.url}/healthz") == 200
    assert one.stop() == 0
    assert status(f"{two.url}/healthz") == 200
    assert two.stop() == 0


def test_killed_it_leaves_nothing_behind_and_starts_again_on_the_same_data(demo: Path) -> None:
    stack = start_stack(demo)
    stack.wait()
    children = offspring(stack)
    stack.process.kill()
    stack.process.wait()
    _gone, alive = psutil.wait_procs(children, timeout=15)
    assert alive == []
    again = start_stack(demo, stack.port)
    again.wait()
    assert status(f"{again.url}/healthz") == 200
    count = (
        "from clients.models import *; from tests.factories import inside\n"
        "p = __import__('clinic.core.models', fromlist=['x']).Practice.objects.get(name='Harbour Lane Practice')\n"
        "with inside(p): print('clients', Client.objects.count())"
    )
    assert "clients 41" in again.manage("shell", "--no-imports", "-c", count)
    assert again.stop() == 0


def named(stack: RunningStack, *words: str) -> psutil.Process:
    """The first process of the stack whose command line has these words."""
    return next(found for found in offspring(stack) if all(word in " ".join(found.cmdline()) for word in words))


def test_a_part_that_dies_is_started_again(demo: Path) -> None:
    """A worker, and then database and broker at once, with what they hold."""
    stack = start_stack(demo)
    stack.wait()
    for killed in ([named(stack, "celery", "worker")], [named(stack, "postgres", "-D"), named(stack, "valkey-server")]):
        for process in killed:
            os.kill(process.pid, signal.SIGKILL)
        psutil.wait_procs(killed, timeout=10)
        well_within(stack, 150)
        assert status(f"{stack.url}/account/login/") == 200
    assert stack.stop() == 0


def test_without_the_demo_the_first_page_makes_the_practice_once(var: Path) -> None:
    import http.cookiejar
    import re
    import urllib.parse

    stack = start_stack(var, DEMO="0")
    link = setup_link(stack.wait())
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    page = browser.open(link).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    form = {
        "csrfmiddlewaretoken": token.group(1),
        "practice": "Ours",
        "sender_name": "Ours",
        "time_zone": "Asia/Tokyo",
        "name": "Ada",
        "email": "ada@example.org",
        "password": "a long enough pass phrase",
        "therapist": "on",
    }
    answer = browser.open(link, urllib.parse.urlencode(form).encode())
    assert answer.url == f"{stack.url}/"
    assert "No session today" in answer.read().decode()
    assert status(link) == 404  # works once
    assert stack.stop() == 0
    again = start_stack(var, DEMO="0")
    assert "setup/" not in again.wait()
    assert again.stop() == 0


def refused(var: Path, port: int = 0, **environment: str) -> str:
    """The one line that a start which cannot be says."""
    stack = start_stack(var, port, **environment)
    out, _ = stack.process.communicate(timeout=60)
    assert stack.process.returncode != 0
    lines = [line for line in out.splitlines() if line.startswith("secure-base:")]
    assert "Traceback" not in out
    return lines[-1]


def test_a_taken_port_is_named(var: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert f"port {port} on 127.0.0.1 cannot be used" in refused(var, port)


@pytest.mark.parametrize("port", ["http", "99999", "-1", "8000 "])
def test_a_port_that_is_none_is_named(var: Path, port: str) -> None:
    assert "it must be a number from 1 to 65535" in refused(var, 1, PORT=port)


def test_a_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be written" in refused(tmp_path / "file" / "var")


def test_a_folder_in_use_is_named(demo: Path) -> None:
    stack = start_stack(demo)
    stack.wait()
    assert "is in use by another instance" in refused(demo)
    assert stack.stop() == 0


def test_a_full_disk_is_named(var: Path) -> None:
    assert "MB are needed" in refused(var, LEAST_DISK_MB="999999999")


def test_the_demo_opens_on_this_machine_only(var: Path) -> None:
    stack = start_stack(var, HOST="0.0.0.0", ALLOWED_HOSTS="127.0.0.1")  # noqa: S104
    printed = stack.wait()
    assert "demo.example" not in printed
    assert stack.stop() == 0
