"""Looking at everything: database, disks, broker, workers, messages, mail server, certificate. Takes some seconds."""

import platform
import shutil
import smtplib
import socket
import ssl
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import django
from celery import current_app
from django.conf import settings
from django.db import connection
from django.db.models import Count, Max, Min, Q
from django.utils import timezone
from kombu import Queue
from kombu.exceptions import ChannelError

from clinic import __version__
from clinic.core.access import system
from clinic.core.health import broker_answers, read_schema
from clinic.core.models import Message, Practice
from clinic.core.scope import practice_scope
from clinic.core.status.checks import BACKUP, Database, Disk, Facts, Mail, Outbox, Run
from clinic.core.status.pulses import expect

PING_SECONDS, GREET_SECONDS = 2.0, 5.0
RECENT = timedelta(days=7)  # failed messages count for so long
CERTIFICATE_HOLDS = 3600.0  # seconds for which a certificate is not asked for again
_certificate_asked: list[tuple[float, datetime | None, str]] = []  # the newest answer of this process


def gather(*, here: bool = False) -> Facts:
    """What is found now; ``here``: of messages those of the scope's practice alone, for a request may see no others.

    Raises DatabaseError where the database does not answer.
    """
    broker = broker_answers()
    workers = len(current_app.control.ping(timeout=PING_SECONDS) or ()) if broker else None
    pulses = expect([*schedule(), BACKUP])
    boxes = [(outbox_here(), _mail_here())] if here else _of_each_practice()
    until, refusal = _certificate()
    return Facts(
        at=timezone.now(),
        versions=_versions(),
        database=_database(),
        pending=list(read_schema().pending),
        disks=[disk(path) for path in settings.DISKS],
        broker=broker,
        workers=workers,
        waiting=_waiting() if broker else 0,
        runs=[
            Run(
                name=name,
                every=every,
                expected_since=pulses[name].expected_since,
                last_at=pulses[name].last_at,
                failed_at=pulses[name].failed_at,
                error=pulses[name].error,
                seconds=pulses[name].seconds,
            )
            for name, every in schedule().items()
        ],
        backup_at=pulses[BACKUP].last_at,
        outbox=_added_up([box for box, _mails in boxes]),
        mail=_mail([mails for _box, mails in boxes]),
        certificate_until=until,
        certificate_refusal=refusal,
    )


def schedule() -> dict[str, float]:
    """Each task that beat sends → how often, in seconds."""
    return {str(entry["task"]): float(entry["schedule"]) for entry in current_app.conf.beat_schedule.values()}


def disk(path: str) -> Disk:
    """How much of the file system at this path is free for us, in bytes."""
    found = shutil.disk_usage(path)
    return Disk(path=path, free=found.free, total=found.total)


def _versions() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = str(cursor.fetchone()[0]).split()[0]
    return {
        "Secure Base": __version__,
        "Python": platform.python_version(),
        "Django": django.get_version(),
        "PostgreSQL": server,
    }


def _database() -> Database:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT sum(numbackends) FROM pg_stat_database), current_setting('max_connections')::int,"
            " pg_database_size(current_database())"
        )
        connections, most, size = cursor.fetchone()
    return Database(connections=int(connections), most_connections=most, size=size)


def _waiting() -> int:
    """Tasks in the broker that no worker has taken."""
    with current_app.connection_for_read() as broker:
        try:
            queue = Queue(current_app.conf.task_default_queue, channel=broker.default_channel)
            found = queue.queue_declare(passive=True)
        except ChannelError:  # a queue in which nothing waits is none
            return 0
        return int(getattr(found, "message_count", 0))


def _of_each_practice() -> list[tuple[Outbox, Mail]]:
    """What waits and what went wrong; three statements a practice."""
    found = []
    for practice_id in Practice.objects.values_list("pk", flat=True):
        with practice_scope(practice_id, system(practice_id, "status")):
            found.append((outbox_here(), _mail_here()))
    return found


def _added_up(boxes: Sequence[Outbox]) -> Outbox:
    return Outbox(
        due=sum(box.due for box in boxes),
        oldest_due=min((box.oldest_due for box in boxes if box.oldest_due), default=None),
        failed=sum(box.failed for box in boxes),
    )


def _mail(mails: Sequence[Mail]) -> Mail:
    return Mail(
        refusal=greet(),
        tried=sum(mail.tried for mail in mails),
        tried_since=min((mail.tried_since for mail in mails if mail.tried_since), default=None),
        sent_at=max((mail.sent_at for mail in mails if mail.sent_at), default=None),
    )


def outbox_here() -> Outbox:
    """What is due and has not gone, and what failed lately, in the practice of the scope. Two statements."""
    now = timezone.now()
    due = Q(state=Message.State.QUEUED) | Q(state=Message.State.SENDING, lease_until__lt=now)
    waiting = Message.objects.filter(due, due_at__lte=now).aggregate(n=Count("pk"), oldest=Min("due_at"))
    failed = Message.objects.filter(state=Message.State.FAILED, state_at__gt=now - RECENT).count()
    return Outbox(due=waiting["n"], oldest_due=waiting["oldest"], failed=failed)


def _mail_here() -> Mail:
    """Mails that wait after a try that failed, other than for an address of their own, and the newest that went."""
    mails = Message.objects.filter(channel=Message.Channel.EMAIL)
    waiting = mails.filter(state=Message.State.QUEUED, attempts__gt=0, state_reason__startswith="try ")
    tried = waiting.exclude(state_reason__contains="SMTPRecipientsRefused").aggregate(n=Count("pk"), at=Min("state_at"))
    recent = mails.filter(state=Message.State.SENT, state_at__gt=timezone.now() - RECENT)
    return Mail(tried=tried["n"], tried_since=tried["at"], sent_at=recent.aggregate(at=Max("state_at"))["at"])


def greet() -> str:
    """What the mail server says to a greeting, as the type of the error; empty when it is ready, or where mail goes
    another way. It is not signed in to: a wrong password would be tried until the account is locked."""
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        return ""
    made = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
    try:
        with made(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=GREET_SECONDS) as server:
            server.ehlo_or_helo_if_needed()
    except (OSError, smtplib.SMTPException) as error:
        return type(error).__name__
    return ""


def _certificate() -> tuple[datetime | None, str]:
    """Until when the certificate of our own address holds, or why it is not believed; asked once an hour while well."""
    site = urlsplit(settings.SITE_URL)
    if site.scheme != "https" or not site.hostname:
        return None, ""
    if _certificate_asked and time.monotonic() - _certificate_asked[0][0] < CERTIFICATE_HOLDS:
        return _certificate_asked[0][1:]
    until, refusal = ask_certificate(site.hostname, site.port or 443)
    _certificate_asked[:] = [] if refusal else [(time.monotonic(), until, refusal)]
    return until, refusal


def ask_certificate(host: str, port: int) -> tuple[datetime | None, str]:
    """Until when the certificate there holds. A host that cannot be reached from here is not known, and no refusal."""
    try:
        with (
            socket.create_connection((host, port), timeout=GREET_SECONDS) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secured,
        ):
            shown = secured.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        return None, error.verify_message[:80]
    except OSError:
        return None, ""
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(shown["notAfter"])), UTC), ""
