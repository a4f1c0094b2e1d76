"""The same figures for Prometheus (text format 0.0.4). Gauges alone, of the whole installation and nobody in it.

Written here in place of a library: the known one keeps counters of its process, which several web processes would
have to merge, and of it we should need the three rules of the format below.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from hmac import compare_digest
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from clinic.core.status.checks import Facts, judge
from clinic.core.status.watch import newest_facts

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Gauge(NamedTuple):
    """A figure: its name without the prefix, what it is, and its values by labels."""

    name: str
    help: str
    values: list[tuple[dict[str, str], float]]


def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever shows METRICS_TOKEN as a bearer token; 401 for others."""
    shown = request.headers.get("Authorization", "")
    if not compare_digest(shown.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse("a bearer token is needed\n", CONTENT_TYPE, 401, headers={"WWW-Authenticate": "Bearer"})
    return HttpResponse(text_of(gauges(newest_facts())), CONTENT_TYPE)


def gauges(facts: Facts) -> Iterator[Gauge]:
    """Everything that has a figure; what is not known is left out."""
    checks = judge(facts)
    yield Gauge("info", "Versions.", [({_label(name): value for name, value in facts.versions.items()}, 1)])
    yield _one("looked_timestamp_seconds", "When this was found.", facts.at.timestamp())
    yield Gauge(
        "check_level",
        "0 well, 1 warning, 2 trouble.",
        [({"code": check.code.value, "subject": check.subject}, float(check.level)) for check in checks],
    )
    yield _one("database_connections", "Connections in use.", facts.database.connections)
    yield _one("database_connections_most", "Connections that the database takes.", facts.database.most_connections)
    yield _one("database_bytes", "Size of the database.", facts.database.size)
    yield _one("migrations_pending", "Migrations of ours to apply.", len(facts.pending))
    yield Gauge("disk_free_bytes", "Free for us.", [({"path": disk.path}, disk.free) for disk in facts.disks])
    yield Gauge("disk_bytes", "Size of the disk.", [({"path": disk.path}, disk.total) for disk in facts.disks])
    yield _one("broker_up", "Whether the broker answers.", facts.broker)
    yield _one("workers", "Workers that answer.", facts.workers)
    yield _one("tasks_waiting", "Tasks that no worker has taken.", facts.waiting)
    yield Gauge(
        "task_last_success_timestamp_seconds",
        "When a regular task last succeeded.",
        [({"task": run.name}, run.last_at.timestamp()) for run in facts.runs if run.last_at],
    )
    yield Gauge(
        "task_late",
        "1 when it has not run in time.",
        [({"task": run.name}, float(run.is_late(facts.at))) for run in facts.runs],
    )
    yield _one("messages_due", "Messages that are due and have not gone.", facts.outbox.due)
    yield _one("messages_oldest_due_seconds", "Age of the oldest of them.", _age(facts, facts.outbox.oldest_due))
    yield _one("messages_failed", "Messages that failed in the last seven days.", facts.outbox.failed)
    yield _one("mail_up", "Whether the mail server greets.", not facts.mail.refusal)
    yield _one("backup_timestamp_seconds", "The last backup that was reported.", _stamp(facts.backup_at))
    yield _one("certificate_until_timestamp_seconds", "End of the certificate.", _stamp(facts.certificate_until))


def text_of(found: Iterable[Gauge]) -> str:
    """The text format: help, type, and a line for each value."""
    lines = []
    for gauge in found:
        name = f"secure_base_{gauge.name}"
        if gauge.values:
            lines += [f"# HELP {name} {gauge.help}", f"# TYPE {name} gauge"]
        lines += [f"{name}{_labels(labels)} {float(value)!r}" for labels, value in gauge.values]
    return "\n".join(lines) + "\n"


def _labels(labels: dict[str, str]) -> str:
    inside = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{inside}}}" if inside else ""


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _label(name: str) -> str:
    return name.lower().replace(" ", "_")


def _one(name: str, text: str, value: float | None) -> Gauge:
    return Gauge(name, text, [] if value is None else [({}, value)])


def _stamp(moment: datetime | None) -> float | None:
    return moment.timestamp() if moment else None


def _age(facts: Facts, moment: datetime | None) -> float:
    return max((facts.at - moment).total_seconds(), 0.0) if moment else 0.0
