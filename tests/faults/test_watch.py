"""Beat, the worker and the mail server really stop, and the web process says so: on the page, and once by mail."""

import os
import subprocess
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path

import pytest
from django.db.models import F
from django.test import override_settings

from clinic.core.access import Role
from clinic.core.models import Look, Trouble
from clinic.core.status.checks import Code, Level, judge
from clinic.core.status.watch import FACTS
from clinic.local.stack import free_port
from tests.factories import a_practice, a_staff
from tests.faults.test_delivery import WORKER, environment, running, wait_for
from tests.web import pages

pytestmark = [pytest.mark.faults, pytest.mark.xdist_group("stack")]
WEB = ("gunicorn", "-c", "python:clinic.config.gunicorn", "clinic.config.wsgi")


def levels() -> dict[Code, Level]:
    """What the newest look found."""
    row = Look.objects.filter(facts__isnull=False).first()
    return {check.code: check.level for check in judge(FACTS.validate_python(row.facts))} if row else {}


def is_open(code: Code) -> bool:
    return Trouble.objects.filter(code=code, ended_at=None).exists()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with 600 MB, in memory."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a disk")
    (tmp_path / "disk").mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=600m", "tmpfs", str(tmp_path / "disk")]
    if (done := subprocess.run(command, capture_output=True, text=True, check=False)).returncode:
        pytest.skip(f"this machine mounts no disk: {done.stderr.strip()}")  # most containers
    yield tmp_path / "disk"
    subprocess.run(["umount", "--lazy", str(tmp_path / "disk")], check=True)


def test_a_disk_that_fills_is_told_and_seen_and_so_is_its_end(
    own_database: str, small_disk: Path, tmp_path: Path
) -> None:
    admin = a_staff(a_practice(), Role.ADMIN)
    mail_port, folder = free_port(), tmp_path / "mail"
    web = {"WATCH_SECONDS": "1", "BIND": f"127.0.0.1:{free_port()}", "DISKS": str(small_disk)}
    env = environment(own_database, mail_port) | web

    def mails(words: str) -> list[str]:
        read = [message_from_bytes(path.read_bytes()) for path in folder.glob("*.eml")]
        return [mail["To"] for mail in read if words in mail["Subject"]]

    with running(env, *WEB), running(env, "clinic.local.mailsink", str(mail_port), str(folder)):
        assert wait_for(lambda: levels().get(Code.DISK) is Level.WARNING, 60), levels()  # little is free from the start
        assert not is_open(Code.DISK)
        with (small_disk / "fills it").open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, 590 * 2**20)
        assert wait_for(lambda: mails("Trouble: Disk") == [admin.user.email], 60), levels()
        with override_settings(DISKS=[str(small_disk)]):
            page = pages(admin).get("/practice/status/").content.decode()
        assert str(small_disk) in page
        assert "Make room" in page
        (small_disk / "fills it").unlink()
        assert wait_for(lambda: mails("Over: Disk") == [admin.user.email], 60), levels()
    assert not is_open(Code.DISK)


def test_what_stops_is_told_once_and_once_that_it_is_over(own_database: str, tmp_path: Path) -> None:
    admin = a_staff(a_practice(), Role.ADMIN)
    mail_port, folder = free_port(), tmp_path / "mail"
    env = environment(own_database, mail_port) | {
        "OUTBOX_SWEEP": "2",
        "WATCH_SECONDS": "1",
        "BIND": f"127.0.0.1:{free_port()}",
        "WEB_WORKERS": "2",
        "PATH": os.environ["PATH"],
    }
    beat = ("celery", "-A", "clinic.config.beat", "beat", "--schedule", str(tmp_path / "beat"), "--pidfile", "")
    sink = ("clinic.local.mailsink", str(mail_port), str(folder))

    def mails(words: str) -> int:
        return sum(words in message_from_bytes(path.read_bytes())["Subject"] for path in folder.glob("*.eml"))

    def told(words: str, code: Code) -> Callable[[], bool]:
        return lambda: mails(words) == Trouble.objects.filter(code=code, told_at__isnull=False).count() > 0

    def well(code: Code) -> Callable[[], bool]:
        return lambda: levels().get(code) is Level.OK

    with running(env, *WEB):
        with running(env, *WORKER):
            with running(env, *sink):
                with running(env, *beat):
                    assert wait_for(lambda: well(Code.BEAT)() and well(Code.MAIL)(), 90), levels()
                assert wait_for(lambda: is_open(Code.BEAT) and mails("Trouble: Beat") > 0, 60), levels()
                assert "Stands still" in pages(admin).get("/practice/status/").content.decode()
                with running(env, *beat):
                    assert wait_for(lambda: not is_open(Code.BEAT) and told("Over: Beat", Code.BEAT)(), 60), levels()
                assert told("Trouble: Beat", Code.BEAT)()
            refused = Trouble.objects.filter(code=Code.MAIL, seen_at__gt=F("noticed_at"))
            assert wait_for(refused.exists, 60), levels()
            assert "/practice/status/" in pages(admin).get("/").content.decode()
            with running(env, *sink):
                assert wait_for(lambda: mails("Over: Mail server") == 1, 60), levels()
        with running(env, *sink):
            assert wait_for(lambda: mails("Trouble: Workers") > 0, 60), levels()
    assert not Trouble.objects.filter(code=Code.MAIL, told_at__isnull=False).exists()  # there was no way to tell it
