"""What all tests share: the database of this process, and a database of one's own where commits must be real."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from tests import servers
from tests.web import pages

if TYPE_CHECKING:
    from tests.core.test_access import World

# Argon2 is slow on purpose, and most tests make somebody with a password. The stacks of the journeys keep it.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]

# Each test client makes the middleware anew, and this one would list every static file each time.
settings.WHITENOISE_AUTOREFRESH = True

# Few inputs, the same each time, and no measure of time: a slow machine is no fault of the code. `make prove` draws
# many anew.
PROVE = bool(os.environ.get("PROVE"))
hypothesis_settings.register_profile(
    "tests",
    derandomize=not PROVE,
    max_examples=500 if PROVE else 25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
hypothesis_settings.load_profile("tests")


def pytest_collection_finish() -> None:
    """What was read by now stays until the end: collections need not look at it again, and may come less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _use(database: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = database


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Instead of Django's test database: a copy of the template, used under the running role."""
    name = f"clinic_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    with servers.database_copy(name):
        with django_db_blocker.unblock():
            _use(name)
        yield
        with django_db_blocker.unblock():
            connection.close()


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """A fresh database of this test's own, with real commits: for threads, workers and triggers at commit."""
    with servers.database_copy(f"{connection.settings_dict['NAME']}_own") as name, _on(name, django_db_blocker):
        yield name


@contextmanager
def _on(database: str, blocker: DjangoDbBlocker) -> Iterator[None]:
    """This process's connection leads to another database for as long as the block runs."""
    before = str(connection.settings_dict["NAME"])
    with blocker.unblock():
        _use(database)
        try:
            yield
        finally:
            _use(before)


@pytest.fixture(scope="session")
def _world_made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[tuple[str, "World"]]:
    from tests.core.test_access import build_world

    with servers.database_copy(f"{connection.settings_dict['NAME']}_world") as name:
        with _on(name, django_db_blocker):
            made = build_world()
        yield name, made


@pytest.fixture(scope="module")
def world(_world_made: tuple[str, "World"], django_db_blocker: DjangoDbBlocker) -> Iterator["World"]:
    """The world of the access matrix, committed once a process; what uses it takes back what it does (``undone``)."""
    database, made = _world_made
    with _on(database, django_db_blocker):
        made.signed_in = {name: pages(user).cookies for name, user in made.people.items()}
        yield made


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    """Rate limits are counted in Valkey: each test starts from nothing."""
    if hasattr(cache, "clear"):
        cache.clear()
