"""Whether the parts answer."""

from collections.abc import Callable

from celery import current_app
from django.conf import settings
from django.db import DatabaseError, connection

from clinic.core.schema import APPLIED, Schema, compare, migration_files


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _broker() -> None:
    with current_app.connection_for_read() as broker:
        broker.ensure_connection(max_retries=1, timeout=2)


def _worker() -> None:
    if not current_app.control.ping(timeout=2.0, limit=1):
        raise OSError("no worker answers")


def read_schema() -> Schema:
    """How the tables of the database in use differ from this code. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(APPLIED)
        return compare(migration_files(settings.BASE_DIR), cursor.fetchall())


def ready() -> dict[str, str]:
    """Part → ``ok``, or what it lacks: whether this web process can serve pages, apart from broker and worker."""
    found = {"database": _try(_database), "migrations": "no answer (database)"}
    if found["database"] == "ok":
        found["migrations"] = _migrations()
    return found


def _migrations() -> str:
    try:
        pending = len(read_schema().pending)
    except DatabaseError as error:
        return f"no answer ({type(error).__name__})"
    return f"{pending} to apply" if pending else "ok"


def broker_answers() -> bool:
    """Whether tasks can be sent."""
    return _try(_broker) == "ok"


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
