"""Doing something many times at once, each with a connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def at_once(act: Callable[[int], T], times: int) -> list[T]:
    """Calls ``act(0)`` … ``act(times - 1)`` in threads that start together; returns the results in that order."""
    ready = threading.Barrier(times)
    database = connection.settings_dict["NAME"]

    def run(number: int) -> T:
        connection.settings_dict["NAME"] = database
        ready.wait(30)
        try:
            return act(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))
