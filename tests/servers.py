"""Real servers for the tests: PostgreSQL and Valkey from wheels, started once for all test processes.

Loaded as a plugin before Django (see ``addopts``), because the settings read the addresses from the environment. Only
the first process starts anything; the workers of pytest-xdist inherit its environment.

The database is migrated once into a template; each test process, and each test that needs commits of its own, works
on a copy. Everything connects as the running role, which is neither owner nor superuser.
"""

import atexit
import base64
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from clinic.local.postgres import APP, OWNER, Postgres
from clinic.local.supervisor import Supervisor
from clinic.local.valkey import Valkey
from tests.stack import CHROMIUM, TEMPLATE, memory_folder

BASE = Path(__file__).parent.parent

_started: list[Postgres | Valkey] = []
_folder: Path | None = None
_supervisor: Supervisor | None = None  # its reaper ends the servers when this process is killed


def _address(role: str, database: str) -> str:
    return f"postgres://{role}@/{database}?host={os.environ['TEST_PG_SOCKETS']}"


def addresses(database: str) -> dict[str, str]:
    """Environment of a process that is to work on this database."""
    return {"DATABASE_URL": _address(APP, database), "DATABASE_OWNER_URL": _address(OWNER, database)}


def admin() -> psycopg.Connection[tuple[object, ...]]:
    """A superuser's connection to the server, for making and dropping databases only."""
    return psycopg.connect(host=os.environ["TEST_PG_SOCKETS"], user="postgres", dbname="postgres", autocommit=True)


def superuser(database: str) -> psycopg.Connection[tuple[object, ...]]:
    """A superuser's connection to one database: the intruder whom no policy binds."""
    return psycopg.connect(host=os.environ["TEST_PG_SOCKETS"], user="postgres", dbname=database, autocommit=True)


def copy_template(database: str) -> None:
    """A fresh, migrated, empty database."""
    with admin() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER {}").format(
                sql.Identifier(database), sql.Identifier(TEMPLATE), sql.Identifier(OWNER)
            )
        )


def drop(database: str) -> None:
    with admin() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def _start() -> None:
    global _folder, _supervisor
    atexit.register(_stop)
    _supervisor = Supervisor()
    _folder = Path(tempfile.mkdtemp(prefix="sb-test-", dir=memory_folder()))
    postgres, valkey = Postgres(_folder / "postgres", durable=False), Valkey(_folder / "valkey")
    _started.extend([postgres, valkey])
    postgres.start()
    _supervisor.watch(postgres.process.pid if postgres.process else 0, signal.SIGINT)
    postgres.provision(TEMPLATE)
    valkey.start()
    _supervisor.watch(valkey.process.pid if valkey.process else 0)
    os.environ |= {"MODE": "embedded", "VAR": str(_folder), "TEST_PG_SOCKETS": str(postgres.sockets)}
    os.environ |= {
        **addresses(TEMPLATE),
        "BROKER_URL": valkey.broker_url,
        "SECRET_KEY": "only-for-tests-" * 5,
        "NOTES_KEYS": base64.urlsafe_b64encode(b"only-for-tests-only-for-tests-!!").decode(),
    }
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--noinput", "-v", "0"], cwd=BASE, check=True, env=dict(os.environ)
    )


def _stop() -> None:
    global _supervisor
    for server in reversed(_started):
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            server.stop()
    _started.clear()
    if _supervisor is not None:
        _supervisor.dismiss_reaper()
        _supervisor = None
    if _folder is not None:
        shutil.rmtree(_folder, ignore_errors=True)


if "TEST_PG_SOCKETS" not in os.environ:
    try:
        _start()
    except BaseException:
        _stop()
        raise


# Each process counts its rate limits in a database of its own, so that clearing one disturbs nobody.
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw-1").removeprefix("gw")) + 1
os.environ["CACHE_URL"] = f"{os.environ['BROKER_URL'].replace('redis+socket://', 'unix://')}?db={8 + _worker}"


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """What tests write lies beside the databases, and goes with them."""
    if _folder is not None and config.option.basetemp is None:
        config.option.basetemp = str(_folder / "written")


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        _stop()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Without Chromium the browser tests skip by name, unless nothing may skip (CI)."""
    if CHROMIUM or os.environ.get("NOTHING_SKIPS"):
        return
    skip = pytest.mark.skip(reason="needs Chromium: on Debian and Ubuntu, apt install chromium")
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(skip)


@contextlib.contextmanager
def database_copy(name: str) -> Iterator[str]:
    """A database of one's own for as long as the block runs."""
    copy_template(name)
    try:
        yield name
    finally:
        drop(name)


@contextlib.contextmanager
def as_owner() -> Iterator[None]:
    """This test's connection under the role that migrates; row security binds it too."""
    from django.db import connection

    connection.close()
    before, connection.settings_dict["USER"] = connection.settings_dict["USER"], OWNER
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["USER"] = before
