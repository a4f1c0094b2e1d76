"""How the installation is: what counts as amiss, who is told and how often, and who may see it."""

import os
import re
import smtplib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from django.core import mail
from django.core.cache import cache
from django.db import OperationalError
from django.utils import timezone

from clinic.core.access import Role
from clinic.core.models import Message, Trouble
from clinic.core.status import checks, gather, telling, watch
from clinic.core.status.checks import Code, Database, Disk, Facts, Level, Mail, Outbox, Run, judge
from clinic.core.status.pulses import record
from clinic.core.status.words import TASKS, text_of, title_of
from clinic.local.stack import free_port
from tests.core.test_metrics_format import samples
from tests.factories import a_practice, a_staff, inside
from tests.web import pages

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)
GIB = 2**30


def run(name: str = "core.poll_outbox", every: float = 20, ago: timedelta = 10 * SECOND, **more: Any) -> Run:
    return Run(name=name, every=every, expected_since=NOW - 9 * DAY, last_at=NOW - ago, **more)


def well(**changes: Any) -> Facts:
    """An installation in which nothing is amiss."""
    facts = Facts(
        at=NOW,
        versions={"Secure Base": "1"},
        database=Database(connections=10, most_connections=100, size=GIB),
        pending=[],
        disks=[Disk(path="/", free=50 * GIB, total=100 * GIB)],
        broker=True,
        workers=1,
        waiting=0,
        runs=[run(), run("core.mail_heads", 21600, 5 * HOUR)],
        backup_at=NOW - HOUR,
        outbox=Outbox(),
        mail=Mail(sent_at=NOW - HOUR),
        certificate_until=NOW + 60 * DAY,
    )
    return replace(facts, **changes)


def amiss(facts: Facts) -> dict[str, str]:
    return {check.code.value: check.level.name for check in judge(facts) if check.level}


def test_nothing_is_amiss_where_all_is_well() -> None:
    assert amiss(well()) == {}
    assert {check.code for check in judge(well())} == set(Code)


BEAT_STOPPED = [run(ago=61 * SECOND), run("core.mail_heads", 21600, 99 * HOUR)]


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"runs": BEAT_STOPPED}, {"beat": "TROUBLE"}),  # the tasks that are late are no troubles of their own
        ({"runs": BEAT_STOPPED, "waiting": 3}, {"behind": "WARNING"}),  # beat sends, the workers do not keep up
        ({"runs": BEAT_STOPPED, "workers": 0}, {"worker": "TROUBLE"}),
        ({"runs": BEAT_STOPPED, "workers": None, "broker": False}, {"broker": "TROUBLE"}),
        ({"runs": [run(ago=60 * SECOND)]}, {}),
        ({"runs": [run(), run("core.mail_heads", 21600, 13 * HOUR)]}, {"task": "WARNING"}),
        ({"runs": [run(), run("core.mail_heads", 21600, 25 * HOUR)]}, {"task": "TROUBLE"}),
        ({"runs": [run(failed_at=NOW, error="KeyError")]}, {"task": "WARNING"}),
        ({"runs": [run(failed_at=NOW - HOUR, error="KeyError")]}, {}),  # it has run since
        ({"database": Database(connections=90, most_connections=100, size=1)}, {"connections": "TROUBLE"}),
        ({"pending": ["core.0009"]}, {"migrations": "WARNING"}),
        ({"disks": [Disk(path="/", free=GIB, total=9 * GIB)]}, {"disk": "WARNING"}),
        ({"disks": [Disk(path="/", free=0, total=9 * GIB)]}, {"disk": "TROUBLE"}),
        ({"mail": Mail(refusal="ConnectionRefusedError", sent_at=NOW)}, {"mail": "TROUBLE"}),
        ({"mail": Mail(tried=1, tried_since=NOW - HOUR, sent_at=NOW - 2 * HOUR)}, {"mail": "TROUBLE"}),
        ({"mail": Mail(tried=1, tried_since=NOW - HOUR, sent_at=NOW)}, {}),  # others went since
        ({"outbox": Outbox(due=1, oldest_due=NOW - 6 * 60 * SECOND)}, {"messages": "WARNING"}),
        ({"outbox": Outbox(due=1, oldest_due=NOW - HOUR)}, {"messages": "TROUBLE"}),
        ({"outbox": Outbox(due=1, oldest_due=NOW)}, {}),
        ({"outbox": Outbox(failed=1)}, {"failed": "WARNING"}),
        ({"backup_at": None}, {"backup": "WARNING"}),
        ({"backup_at": NOW - 3 * DAY}, {"backup": "TROUBLE"}),
        ({"certificate_until": NOW + 10 * DAY}, {"certificate": "WARNING"}),
        ({"certificate_until": NOW + DAY}, {"certificate": "TROUBLE"}),
        ({"certificate_until": None, "certificate_refusal": "expired"}, {"certificate": "TROUBLE"}),
        ({"certificate_until": None}, {}),  # not known: no TLS here, or the address cannot be reached from here
    ],
)
def test_what_counts_as_amiss(changes: dict[str, Any], found: dict[str, str]) -> None:
    facts = well(**changes)
    assert amiss(facts) == found
    assert all(text_of(check) and title_of(check) for check in judge(facts))


def test_it_survives_being_kept() -> None:
    facts = well(mail=Mail(refusal="x"), outbox=Outbox(oldest_due=NOW))
    assert watch.FACTS.validate_python(watch.FACTS.dump_python(facts, mode="json")) == facts


def test_each_regular_task_has_a_name_in_words() -> None:
    assert set(TASKS) == set(gather.schedule())


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch, db: None) -> Callable[..., Facts]:
    """Looks, at a time of one's own, at facts of one's own."""

    def look(after: timedelta, **changes: Any) -> Facts:
        facts = well(**{"runs": [], **changes})
        monkeypatch.setattr("clinic.core.status.watch.gather", lambda: replace(facts, at=NOW + after))
        return watch.look()

    return look


FULL = [Disk(path="/", free=0, total=GIB)]


def subjects() -> list[str]:
    return [str(one.subject) for one in mail.outbox]


def test_admins_are_told_once_and_once_that_it_is_over(found: Callable[..., Facts]) -> None:
    practice = a_practice()
    admin = a_staff(practice, Role.ADMIN)
    a_staff(practice)
    found(0 * SECOND, disks=FULL)
    assert subjects() == []  # a restart is over before the next look
    for later in (30, 60, 90):
        found(later * SECOND, disks=FULL)
    assert subjects() == ["Secure Base: Trouble: Disk at /"]
    assert mail.outbox[0].to == [admin.user.email]
    assert "nothing can be saved" in mail.outbox[0].body
    assert "Since 2026-03-04 12:00 (UTC)" in mail.outbox[0].body
    for later in (120, 150):
        found(later * SECOND)
    assert subjects()[1:] == ["Secure Base: Over: Disk at /"]


def test_what_is_over_at_the_next_look_is_not_mailed(found: Callable[..., Facts]) -> None:
    a_staff(a_practice(), Role.ADMIN)
    found(0 * SECOND, disks=FULL)
    found(30 * SECOND)
    found(60 * SECOND)
    assert subjects() == []


def test_a_warning_is_not_mailed(found: Callable[..., Facts]) -> None:
    a_staff(a_practice(), Role.ADMIN)
    for later in (0, 30, 60):
        found(later * SECOND, backup_at=None)
    assert subjects() == []


def test_the_operator_is_told_in_place_of_the_admins(found: Callable[..., Facts], settings: Any) -> None:
    settings.OPERATOR_MAIL = ["ops@example.org"]
    a_staff(a_practice(), Role.ADMIN)
    found(0 * SECOND, disks=FULL)
    found(30 * SECOND, disks=FULL)
    assert [one.to for one in mail.outbox] == [["ops@example.org"]]


def test_refused_mail_stands_on_today_and_is_told_afterwards(
    found: Callable[..., Facts], monkeypatch: pytest.MonkeyPatch
) -> None:
    practice = a_practice()
    admin, therapist = a_staff(practice, Role.ADMIN), a_staff(practice)

    def refuse(_mail: object) -> None:
        raise smtplib.SMTPServerDisconnected

    refused = Mail(refusal="ConnectionRefusedError")
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", refuse)
        for later in (0, 30, 60):
            found(later * SECOND, mail=refused)
        assert Trouble.objects.get().told_at is None
        assert "Something in the system does not work" in pages(admin).get("/").content.decode()
        assert "Something in the system does not work" not in pages(therapist).get("/").content.decode()
    found(90 * SECOND)
    found(120 * SECOND)
    assert subjects() == ["Secure Base: Over: Mail server"]
    assert "Something in the system does not work" not in pages(admin).get("/").content.decode()


class Refuses:
    """A mail server that knows one address."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def handle_RCPT(
        self, server: object, session: object, envelope: Envelope, address: str, options: object
    ) -> str:
        if not address.startswith("known"):
            return "550 5.1.1 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: object, session: object, envelope: Envelope) -> str:
        self.taken += envelope.rcpt_tos
        return "250 OK"


def test_a_refused_address_keeps_nobody_else_from_being_told(found: Callable[..., Facts], settings: Any) -> None:
    sink = Refuses()
    server = Controller(sink, hostname="127.0.0.1", port=free_port())
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    try:
        settings.OPERATOR_MAIL = ["gone@example.org"]
        for later in (0, 30):
            found(later * SECOND, disks=FULL)
        assert (sink.taken, Trouble.objects.get().told_at) == ([], None)
        settings.OPERATOR_MAIL = ["gone@example.org", "known@example.org"]
        for later in (60, 90):
            found(later * SECOND, disks=FULL)
        assert sink.taken == ["known@example.org"]
    finally:
        server.stop()


def test_a_database_that_is_away_is_told_to_the_operator_once(settings: Any, db: None) -> None:
    cache.clear()
    telling.tell_without_database()
    assert subjects() == []
    settings.OPERATOR_MAIL = ["ops@example.org"]
    for _ in range(3):
        telling.tell_without_database()
    for _ in range(2):
        telling.tell_that_database_is_back()
    assert [one.partition(": ")[2] for one in subjects()] == [
        "Trouble: the database does not answer",
        "Over: the database does not answer",
    ]


def test_one_process_at_a_time_looks(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clinic.core.status.watch.gather", well)
    assert [watch.take_turn() for _ in range(3)] == [True, False, False]


def test_the_disk_is_asked_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """A real file system first, then one that says it is full."""
    asked = os.statvfs("/")
    assert gather.disk("/").total == asked.f_blocks * asked.f_frsize
    full = os.statvfs_result((4096, 4096, 1000, 0, 0, 10, 10, 10, 0, 255))
    monkeypatch.setattr(os, "statvfs", lambda _path: full)
    level = next(check.level for check in judge(well(disks=[gather.disk("/")])) if check.code is Code.DISK)
    assert level is Level.TROUBLE


def test_the_mail_server_is_greeted(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert gather.greet() == "ConnectionRefusedError"


def test_everything_is_found_on_a_real_database(db: None) -> None:
    practice, other = a_practice(), a_practice()
    for one in (practice, other):
        with inside(one):
            row = {"kind": "test", "about_id": one.pk, "to_address": "a@example.org", "practice": one}
            Message.objects.create(
                **row, recipient_id=one.pk, due_at=timezone.now() - HOUR, attempts=1, state_reason="try 1: OSError: no"
            )
            Message.objects.create(**row, recipient_id=other.pk, occasion="f", due_at=timezone.now(), state="failed")
    record("backup")
    facts = gather.gather()
    assert (facts.outbox.due, facts.outbox.failed, facts.mail.tried) == (2, 2, 2)
    assert facts.broker
    assert facts.workers == 0
    assert (facts.pending, facts.backup_at is not None) == ([], True)
    assert facts.database.size > 10**6
    assert {one.name for one in facts.runs} == set(gather.schedule())


@pytest.fixture
def looked(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clinic.core.status.watch.gather", lambda **_: well(outbox=Outbox(failed=77, due=88)))


def test_page_and_api_show_an_admin_their_own_messages_alone(looked: None) -> None:
    admin = a_staff(a_practice(), Role.ADMIN)
    shown = pages(admin).get("/practice/status/").content.decode()
    assert "State of the system" in shown
    assert "88" not in shown
    assert not re.search(r"\b77\b", re.sub(r'value="[^"]*"', "", shown))  # what keeps a form from forgery is random
    answer = pages(admin).get("/api/v1/status/").json()
    assert answer["level"] == "ok"
    by_code = {row["code"]: row for row in answer["checks"]}
    assert by_code["failed"]["figures"] == {"failed": 0}
    assert by_code["disk"]["figures"]["free"] == 50 * GIB


def test_without_a_watch_the_page_looks_itself(db: None) -> None:
    admin, other = a_staff(a_practice(), Role.ADMIN), a_practice()
    with inside(other):
        row = {"kind": "test", "about_id": other.pk, "recipient_id": other.pk, "to_address": "a@example.org"}
        Message.objects.create(**row, practice=other, due_at=timezone.now(), state="failed")
    checks = {row["code"]: row for row in pages(admin).get("/api/v1/status/").json()["checks"]}
    assert checks["failed"]["figures"] == {"failed": 0}
    assert checks["worker"]["level"] == "trouble"


def test_metrics_want_their_token(looked: None, settings: Any) -> None:
    browser = pages()
    assert browser.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "t" * 24
    for shown in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": "t" * 24}, {"Authorization": "Bearer ü"}):
        assert browser.get("/metrics", headers=shown).status_code == 401
    answer = browser.get("/metrics", headers={"Authorization": f"Bearer {'t' * 24}"})
    lines = answer.content.decode().splitlines()
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert "secure_base_messages_failed 77.0" in lines
    assert 'secure_base_disk_free_bytes{path="/"} 53687091200.0' in lines
    assert 'secure_base_check_level{code="mail",subject=""} 0.0' in lines
    read = list(samples(answer.content.decode()))
    assert len(read) == len([line for line in lines if not line.startswith("#")]) > 20
    assert all(name.startswith("secure_base_") for name, _labels, _value in read)


def test_a_worker_goes_on_where_the_end_of_a_task_cannot_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    from clinic.core.status import pulses

    def away(*_: object, **__: object) -> None:
        raise OperationalError

    monkeypatch.setattr(pulses, "record", away)
    pulses.record_task("core.poll_outbox", seconds=1, error="")


def test_patience_grows_with_the_interval() -> None:
    assert [run(every=every).patience.total_seconds() for every in (1, 20, 60, 3600)] == [3, 60, 180, 7260]
    assert checks.worst([]) is Level.OK
