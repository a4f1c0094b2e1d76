"""Recomputing summaries: those that somebody else had locked when they were to change, or all of a practice."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from clients.models import Client, StaleSummary
from clients.summaries.keeping import FACTS, change

BATCH = 1000  # clients whose summaries are held at a time
_HOLD = """
    SELECT client_id FROM clients_clientsummary WHERE client_id = ANY (%(people)s) ORDER BY client_id
    FOR NO KEY UPDATE
"""
# Asked before, for ON CONFLICT alone would wait for somebody who is changing the row that is there.
_MISSING = """
    INSERT INTO clients_clientsummary (practice_id, client_id)
    SELECT c.practice_id, c.id FROM clients_client c WHERE c.id = ANY (%(people)s)
      AND NOT EXISTS (SELECT 1 FROM clients_clientsummary s WHERE s.client_id = c.id) ON CONFLICT DO NOTHING
"""
_COMPARE = """
    SELECT c.client_id, {kept}, n.* FROM (
        SELECT x.id AS client_id, x.practice_id FROM clients_client x WHERE x.id = ANY (%(people)s)
    ) c
    LEFT JOIN clients_clientsummary s ON s.client_id = c.client_id
    CROSS JOIN LATERAL ({select}) n ({columns})
    WHERE s.client_id IS NULL OR ({kept}) IS DISTINCT FROM ({new}) ORDER BY c.client_id
"""


@contextmanager
def _by_index() -> Iterator[CursorWrapper]:
    """A cursor in a transaction, whose statements look each person up by index: a plan that was made and kept while
    tables were almost empty would read them whole for each."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('enable_seqscan'), set_config('enable_seqscan', 'off', true)")
        before = cursor.fetchone()[0]
        yield cursor
        cursor.execute("SELECT set_config('enable_seqscan', %s, true)", [before])


def settle_summaries() -> None:
    """Recomputes the summaries that are marked as stale: whoever reads a list from them does so.

    Those that somebody holds even now stay marked.
    """
    marked = list(StaleSummary.objects.values_list("client", flat=True).distinct())
    if marked:
        _work_out(marked, wait=False)


def _work_out(people: list[UUID], *, wait: bool) -> None:
    """Brings the summaries of these clients up to date, but for those held by others unless it is to ``wait``."""
    with _by_index() as cursor:
        cursor.execute(_MISSING, {"people": people})
        cursor.execute(_HOLD if wait else f"{_HOLD} SKIP LOCKED", {"people": people})
        held = [row[0] for row in cursor.fetchall()]
        StaleSummary.objects.filter(client__in=held).delete()  # what is worked out below is read after this
        for fact in FACTS:
            statement = change(fact, people="{people}").replace("%", "%%")
            cursor.execute(statement.replace("{people}", "%(people)s"), {"people": held})


def batches() -> list[list[UUID]]:
    """The ids of all clients of the practice, as many together as are worked out at a time."""
    ids = list(Client.objects.order_by("pk").values_list("pk", flat=True))
    return [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]


def rebuild_summaries(people: list[UUID]) -> None:
    """Works out the summaries of these clients from nothing. It may run while people work: nobody waits for it."""
    _work_out(people, wait=True)


@dataclass(frozen=True)
class Difference:
    """A column of a client's summary that is not what the client's rows come to."""

    client_id: UUID
    column: str
    kept: object
    expected: object


def find_differences() -> Iterator[Difference]:
    """Where summaries of the practice differ from what is worked out from nothing; a missing row differs too."""
    for people in batches():
        for fact in FACTS:
            parts = {
                "kept": ", ".join(f"s.{name}" for name in fact.columns),
                "new": ", ".join(f"n.{name}" for name in fact.columns),
                "columns": ", ".join(fact.columns),
                "select": fact.text.replace("%", "%%"),
            }
            with _by_index() as cursor:
                cursor.execute(_COMPARE.format(**parts), {"people": people})
                rows = cursor.fetchall()
            number = len(fact.columns)
            for client_id, *values in rows:
                for name, kept, new in zip(fact.columns, values[:number], values[number:], strict=True):
                    if kept != new:
                        yield Difference(client_id, name, kept, new)
