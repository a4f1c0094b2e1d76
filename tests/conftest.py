"""What all tests share: the database of this process, and a database of one's own where commits must be real."""

import gc
import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from tests import servers

# Argon2 is slow on purpose, and most tests make somebody with a password. The stacks of the journeys keep it.
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]

# Each test client makes the middleware anew, and this one would list every static file each time.
settings.WHITENOISE_AUTOREFRESH = True

# The same inputs each time, and no measure of time: a slow machine is no fault of the code. `make prove` draws anew.
hypothesis_settings.register_profile(
    "tests", derandomize=not os.environ.get("PROVE"), deadline=None, suppress_health_check=[HealthCheck.too_slow]
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
    before = str(connection.settings_dict["NAME"])
    with servers.database_copy(f"{before}_own") as name, django_db_blocker.unblock():
        _use(name)
        yield name
        _use(before)


@pytest.fixture(autouse=True)
def _no_limits_left_over() -> None:
    """Rate limits are counted in Valkey: each test starts from nothing."""
    if hasattr(cache, "clear"):
        cache.clear()
