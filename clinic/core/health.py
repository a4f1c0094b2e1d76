"""Whether the parts answer."""

from collections.abc import Callable

from celery import current_app
from django.db import DatabaseError, connection


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _broker() -> None:
    with current_app.connection_for_read() as broker:
        broker.ensure_connection(max_retries=1, timeout=2)


def _worker() -> None:
    if not current_app.control.ping(timeout=2.0, limit=1):
        raise OSError("no worker answers")


def _try(part: Callable[[], None]) -> str:
    try:
        part()
    except (DatabaseError, OSError) as error:
        return f"no answer ({type(error).__name__})"
    except Exception as error:
        return f"no answer ({type(error).__name__})"
    return "ok"


def health() -> dict[str, str]:
    """Part → ``ok``, or that it does not answer. A worker is not asked when the broker is away."""
    found = {"database": _try(_database), "broker": _try(_broker)}
    found["worker"] = _try(_worker) if found["broker"] == "ok" else "no answer (broker)"
    return found
