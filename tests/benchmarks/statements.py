"""A page, or anything that reads, against the statements it sends: how much of its time is the database's."""

import re
import time
from collections.abc import Callable
from statistics import median

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

ROUNDS = 5


def _milliseconds(act: Callable[[], object], times: int) -> float:
    begun = time.perf_counter()
    for _ in range(times):
        act()
    return (time.perf_counter() - begun) * 1000 / times


def _again(statement: str) -> str:
    """The statement as it can be sent many times: the access log's row gets a new id each time."""
    if not statement.startswith('INSERT INTO "core_accesslog"'):
        return statement
    return re.sub(r"VALUES \('[0-9a-f]{32}'(::uuid)?", "VALUES (gen_random_uuid()", statement)


def against_its_statements(act: Callable[[], object], times: int = 40) -> str:
    """A line to print: milliseconds of ``act`` and of its statements alone, in turn; medians, and their ratio."""
    with CaptureQueriesContext(connection) as caught:
        act()
    statements = [_again(query["sql"]) for query in caught if "SAVEPOINT" not in query["sql"]]

    def bare() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
                if cursor.description:
                    cursor.fetchall()

    found: dict[str, list[float]] = {"whole": [], "bare": []}
    for number in range(ROUNDS + 1):  # the first one warms up
        for name, one in (("whole", act), ("bare", bare)):
            taken = _milliseconds(one, times)
            if number:
                found[name].append(taken)
    whole, alone = median(found["whole"]), median(found["bare"])
    return f"{whole:6.1f} ms, its {len(statements)} statements alone {alone:6.1f} ms, ratio {whole / alone:5.2f}"
