"""A small load generator: a few connections that ask again as soon as they are answered."""

import http.client
import time
from concurrent.futures import ProcessPoolExecutor
from statistics import median

CONNECTIONS = 4
JSON = {"Content-Type": "application/json"}


def _ask(port: int, path: str, token: str, seconds: float, bodies: list[bytes]) -> tuple[int, list[float]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": f"Token {token}"} if token else {}
    times: list[float] = []
    end = time.perf_counter() + seconds
    size = 0
    while time.perf_counter() < end:
        begun = time.perf_counter()
        if bodies:
            connection.request("POST", path, bodies[len(times) % len(bodies)], JSON | headers)
        else:
            connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        body = answer.read()
        if answer.status not in {200, 201}:
            raise RuntimeError(f"{path}: {answer.status} {body[:200]!r}")
        times.append(time.perf_counter() - begun)
        size = len(body)
    return size, times


def rate(
    port: int, path: str, token: str = "", seconds: float = 3.0, bodies: list[list[bytes]] | None = None
) -> tuple[float, float, int]:
    """Requests a second over a few connections, the median milliseconds of one, and an answer's bytes.

    With ``bodies`` each connection posts its own list of them, over and over.
    """
    each = [(port, path, token, seconds, bodies[n] if bodies else []) for n in range(CONNECTIONS)]
    with ProcessPoolExecutor(CONNECTIONS) as pool:
        done = list(pool.map(_ask, *zip(*each, strict=True)))
    times = [one for _size, found in done for one in found]
    return len(times) / seconds, median(times) * 1000, done[0][0]
