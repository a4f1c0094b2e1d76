"""Searching 100,000 names as the role that runs: every way of typing a name against typing it exactly.

Usage: python -m tests.benchmarks.finding [clients]   (default: 100000)
"""

import os
import random
import sys
import time
from collections.abc import Callable
from statistics import median

from tests import servers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.config.settings")
import django

django.setup()

from django.db import connection  # noqa: E402

from clients.finding.queries import close_to, matching  # noqa: E402
from clients.models import CareRelation, Client  # noqa: E402
from clients.queries import visible  # noqa: E402
from clinic.core.access import May, Role  # noqa: E402
from clinic.core.models import Practice, Staff  # noqa: E402
from tests.clients.finding.test_spellings import ERRORS, FOUND  # noqa: E402
from tests.factories import a_practice, a_staff, actor, inside  # noqa: E402

ROUNDS = 7
BATCH = 5_000
SYLLABLES = "an bel cor dar el fin gar hol is jen kal lor mar nor ol per quin ros sal tor ul ver wil yas zor".split()


def fill(database: str, count: int) -> tuple[Practice, Staff]:
    """A practice whose one therapist cares for all: names of syllables, and those of the test's list among them."""
    practice = a_practice()
    therapist = a_staff(practice, Role.THERAPIST)
    chance = random.Random(11)

    def word() -> str:
        return "".join(chance.choices(SYLLABLES, k=chance.choice((2, 2, 3)))).capitalize()

    listed = list({**FOUND, **ERRORS})
    names = listed + [f"{word()} {word()}" for _ in range(count - len(listed))]
    for start in range(0, count, BATCH):
        with inside(practice):
            rows = Client.objects.bulk_create(Client(practice=practice, name=n) for n in names[start : start + BATCH])
            CareRelation.objects.bulk_create(
                CareRelation(practice=practice, client=row, staff=therapist, since="2026-01-01") for row in rows
            )
    with servers.superuser(database) as owner:
        owner.execute("VACUUM ANALYZE")
    return practice, therapist


def _milliseconds(act: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        act()
        taken.append((time.perf_counter() - begun) * 1000)
    return median(taken)


def search(staff: Staff, text: str) -> list[Client]:
    """What a page does: who is found, or else who may have been meant."""
    rows = visible(actor(staff), May.SEE_CLIENT)
    return list(matching(rows, text).order_by("sort_name", "id")[:26]) or close_to(rows, text)


def measure(practice: Practice, therapist: Staff, count: int) -> list[str]:
    """Lines to print: the median of each way, and its ratio to the median of names that are typed as on file."""
    searches = {
        "as on file": [(name, name) for name in FOUND],
        "other spelling": [(name, text) for name, texts in FOUND.items() for text in texts],
        "one typing error": [(name, text) for name, texts in ERRORS.items() for text in texts],
    }
    taken: dict[str, list[float]] = {}
    with inside(practice, actor(therapist)):
        for way, each in searches.items():
            for name, text in each:
                found = [client.name for client in search(therapist, text)]
                if name not in found and len(found) < 26:
                    raise RuntimeError(f"{text} does not find {name}: {found}")
                taken.setdefault(way, []).append(_milliseconds(lambda text=text: search(therapist, text)))  # type: ignore[misc]
    exact = median(taken["as on file"])
    lines = [f"\nsearch over {count:,} names in one reach (aim: at most 1.5 times as typed on file)"]
    for way, times in taken.items():
        lines.append(
            f"  {way:18}{len(times):4} spellings, median {median(times):6.2f} ms, slowest {max(times):7.2f} ms,"
            f" {median(times) / exact:5.2f} times"
        )
    return lines


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    database = f"clinic_bench_finding_{count}"
    with servers.database_copy(database):
        connection.close()
        connection.settings_dict["NAME"] = database
        practice, therapist = fill(database, count)
        for line in measure(practice, therapist, count):
            print(line, flush=True)  # noqa: T201
        connection.close()


if __name__ == "__main__":
    try:
        main()
    finally:
        servers._stop()
