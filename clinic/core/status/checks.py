"""What is amiss with an installation: one pure list of checks, which page, API, metrics and mails share.

``Facts`` are what was found at one moment, ``judge`` says of each part whether it is as it should be. Knows no Django.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import TypeAlias

from pydantic.dataclasses import dataclass

MIB = 2**20
LEAST_FREE, LITTLE_FREE = 512 * MIB, 2048 * MIB  # bytes on a disk: trouble below the first, a warning below the second
FULL = 0.9  # of the connections that the database takes
LATE_MESSAGE, VERY_LATE_MESSAGE = timedelta(minutes=5), timedelta(minutes=10)
OLD_BACKUP = timedelta(hours=48)
CERTIFICATE_SOON, CERTIFICATE_NOW = timedelta(days=14), timedelta(days=3)
BACKUP = "backup"  # the name under which whoever makes backups reports one


class Level(IntEnum):
    """How bad: only trouble is mailed."""

    OK = 0
    WARNING = 1
    TROUBLE = 2


class Code(StrEnum):
    """What is looked at."""

    DATABASE = "database"
    CONNECTIONS = "connections"
    MIGRATIONS = "migrations"
    DISK = "disk"
    BROKER = "broker"
    WORKER = "worker"
    BEAT = "beat"
    BEHIND = "behind"
    TASK = "task"
    MAIL = "mail"
    MESSAGES = "messages"
    FAILED = "failed"
    BACKUP = "backup"
    CERTIFICATE = "certificate"


@dataclass(frozen=True, kw_only=True)
class Run:
    """A task that is to run again and again. ``every``: seconds; ``last_at``: when it last succeeded."""

    name: str
    every: float
    expected_since: datetime
    last_at: datetime | None = None
    failed_at: datetime | None = None
    error: str = ""
    seconds: float | None = None

    @property
    def patience(self) -> timedelta:
        """How old its last run may be: two rounds, and a minute for what else the workers do."""
        return timedelta(seconds=2 * self.every + min(self.every, 60))

    @property
    def since(self) -> datetime:
        """The last run, or since when one has been waited for."""
        return self.last_at or self.expected_since

    def is_late(self, now: datetime, times: int = 1) -> bool:
        """Whether it has not run for longer than ``times`` its patience."""
        return now - self.since > times * self.patience

    @property
    def has_failed(self) -> bool:
        """Whether its newest run ended with an error."""
        return self.failed_at is not None and (self.last_at is None or self.failed_at > self.last_at)


@dataclass(frozen=True, kw_only=True)
class Disk:
    """A file system, in bytes."""

    path: str
    free: int
    total: int


@dataclass(frozen=True, kw_only=True)
class Outbox:
    """Messages: of one practice, or of all. ``failed``: in the last seven days, for whatever reason."""

    due: int = 0
    oldest_due: datetime | None = None
    failed: int = 0


@dataclass(frozen=True, kw_only=True)
class Mail:
    """Whether the mail server takes mail. ``refusal``: what it said when it was greeted a moment ago; ``tried``: mails
    that wait after a try in vain, the first of these ``tried_since``; ``sent_at``: the newest that it took."""

    refusal: str = ""
    tried: int = 0
    tried_since: datetime | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Database:
    """The database as it answers; ``size`` in bytes."""

    connections: int
    most_connections: int
    size: int


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What was found at one moment. ``workers``: how many answer, None where nobody could ask; ``waiting``: tasks in
    the broker that no worker has taken; ``certificate_until``: None where it is not known."""

    at: datetime
    versions: dict[str, str]
    database: Database
    pending: list[str]
    disks: list[Disk]
    broker: bool
    workers: int | None
    waiting: int
    runs: list[Run]
    backup_at: datetime | None
    outbox: Outbox
    mail: Mail
    certificate_until: datetime | None = None
    certificate_refusal: str = ""


Figures: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, kw_only=True)
class Check:
    """One part: ``subject`` tells apart several of a code (a task, a disk); ``figures`` are what its sentence names."""

    code: Code
    level: Level
    subject: str = ""
    since: datetime | None = None
    figures: dict[str, int | float | str]

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same one at the next look."""
        return self.code.value, self.subject


def judge(facts: Facts) -> list[Check]:
    """Every check, those that are well too, in the order in which they are shown."""
    return [
        *_database(facts),
        *(_disk(disk) for disk in facts.disks),
        *_workers(facts),
        _mail(facts.mail),
        *messages(facts.outbox, facts.at),
        _backup(facts),
        *_certificate(facts),
    ]


def worst(checks: Iterable[Check]) -> Level:
    """The highest level of them."""
    return max((check.level for check in checks), default=Level.OK)


def _level(trouble: bool, warning: bool = False) -> Level:
    return Level.TROUBLE if trouble else Level.WARNING if warning else Level.OK


def _database(facts: Facts) -> Iterator[Check]:
    found = facts.database
    yield Check(code=Code.DATABASE, level=Level.OK, figures={"size": found.size})
    yield Check(
        code=Code.CONNECTIONS,
        level=_level(found.connections >= FULL * found.most_connections),
        figures={"used": found.connections, "most": found.most_connections},
    )
    yield Check(code=Code.MIGRATIONS, level=_level(False, bool(facts.pending)), figures={"waiting": len(facts.pending)})


def _disk(disk: Disk) -> Check:
    return Check(
        code=Code.DISK,
        subject=disk.path,
        level=_level(disk.free < LEAST_FREE, disk.free < LITTLE_FREE),
        figures={"path": disk.path, "free": disk.free, "total": disk.total},
    )


def _workers(facts: Facts) -> Iterator[Check]:
    """Broker, workers, beat and its tasks. What follows from one cause is told as that cause alone."""
    yield Check(code=Code.BROKER, level=_level(not facts.broker), figures={})
    if facts.workers is None:
        return
    yield Check(code=Code.WORKER, level=_level(facts.workers == 0), figures={"workers": facts.workers})
    if not facts.workers or not facts.runs:
        return
    pulse = min(facts.runs, key=lambda run: run.every)
    stopped = pulse.is_late(facts.at)
    behind = stopped and facts.waiting > 0
    yield Check(code=Code.BEHIND, level=_level(False, behind), figures={"waiting": facts.waiting})
    last = max((run.last_at for run in facts.runs if run.last_at), default=pulse.since)
    yield Check(
        code=Code.BEAT, level=_level(stopped and not behind), since=last if stopped and not behind else None, figures={}
    )
    if not stopped:
        yield from (_task(run, facts.at) for run in facts.runs)


def _task(run: Run, now: datetime) -> Check:
    late = run.is_late(now)
    return Check(
        code=Code.TASK,
        subject=run.name,
        level=_level(run.is_late(now, times=2), late or run.has_failed),
        since=run.since if late else run.failed_at if run.has_failed else None,
        figures={"task": run.name, "every": run.every, "error": run.error if run.has_failed else ""},
    )


def _mail(mail: Mail) -> Check:
    """Refused when it is greeted, or by mails since whose first try none has gone."""
    tried = bool(mail.tried) and (mail.sent_at is None or mail.tried_since is None or mail.sent_at < mail.tried_since)
    since = mail.tried_since if tried else None
    refused = bool(mail.refusal) or tried
    return Check(
        code=Code.MAIL, level=_level(refused), since=since, figures={"tried": mail.tried, "refusal": mail.refusal}
    )


def messages(outbox: Outbox, now: datetime) -> Sequence[Check]:
    """Those of a practice, or of all: what is due and has not gone, and what was given up."""
    age = now - outbox.oldest_due if outbox.oldest_due else timedelta(0)
    late = age > LATE_MESSAGE
    return [
        Check(
            code=Code.MESSAGES,
            level=_level(age > VERY_LATE_MESSAGE, late),
            since=outbox.oldest_due if late else None,
            figures={"due": outbox.due},
        ),
        Check(code=Code.FAILED, level=_level(False, outbox.failed > 0), figures={"failed": outbox.failed}),
    ]


def _backup(facts: Facts) -> Check:
    """Never is a warning: whoever copies the disk by other means need not report it."""
    old = facts.backup_at is not None and facts.at - facts.backup_at > OLD_BACKUP
    return Check(
        code=Code.BACKUP,
        level=_level(old, facts.backup_at is None),
        since=facts.backup_at,
        figures={"made": int(facts.backup_at is not None)},
    )


def _certificate(facts: Facts) -> Iterator[Check]:
    until = facts.certificate_until
    if until is None and not facts.certificate_refusal:
        return
    left = until - facts.at if until else timedelta(0)
    yield Check(
        code=Code.CERTIFICATE,
        level=_level(left < CERTIFICATE_NOW, left < CERTIFICATE_SOON),
        figures={"days": max(left.days, 0), "refusal": facts.certificate_refusal},
    )
