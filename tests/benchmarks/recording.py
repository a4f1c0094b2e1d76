"""Recording an assessment over the API, against keeping the same rows without working anything out."""

import json
from datetime import UTC, datetime
from hashlib import md5
from statistics import median
from uuid import UUID

from tests.benchmarks.load import CONNECTIONS, rate

EACH = 80  # clients a connection records for in turn, so that no two wait for one another
ROUNDS = 3


def _id(kind: str, number: int) -> str:
    return str(UUID(md5(f"{kind}{number}".encode(), usedforsecurity=False).hexdigest()))


def _bodies(plain: bool, first: int) -> list[list[bytes]]:
    responses = {str(item): 1 for item in range(1, 11) if item != 6}
    found, today = [], datetime.now(UTC).date()
    for connection in range(CONNECTIONS):
        rows = []
        for number in range(first + connection * EACH, first + connection * EACH + EACH):
            row: dict[str, object] = {
                "client": _id("client", number),
                "instrument": "core-10",
                "responses": responses,
            }
            if plain:
                row |= {"episode": _id("episode", number), "version": 1, "total": 12, "completed_on": str(today)}
            rows.append(json.dumps(row).encode())
        found.append(rows)
    return found


def measure(port: int, token: str) -> list[str]:
    """Lines to print: requests a second of the three ways, measured in turn, and their ratios."""
    ways = {
        "bare INSERT": ("/bare/insert/", True),
        "plain DRF": ("/api/plain/assessments/", True),
        "recording": ("/api/v1/assessments/", False),
    }
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for number in range(ROUNDS + 1):  # the first one warms up
        for way, (name, (path, plain)) in enumerate(ways.items()):  # each way has clients of its own
            per_second, milliseconds, _size = rate(port, path, token, 2.0, _bodies(plain, 1 + way * EACH * CONNECTIONS))
            if number:
                found[name].append((per_second, milliseconds))
    middle = {name: (median(r for r, _ in rows), median(ms for _, ms in rows)) for name, rows in found.items()}
    lines = ["\nrecording a CORE-10: scored, compared with baseline and last, history kept"]
    lines += [f"  {name:20} {r:8.0f} requests/s   median {ms:6.1f} ms" for name, (r, ms) in middle.items()]
    ours = middle["recording"][0]
    lines.append(f"  plain DRF / recording     {middle['plain DRF'][0] / ours:5.2f}   (aim: at most 2)")
    lines.append(f"  bare INSERT / recording   {middle['bare INSERT'][0] / ours:5.2f}")
    return lines
