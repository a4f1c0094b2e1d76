"""What is remembered while a process starts is what would be worked out anew."""

from collections.abc import Iterator
from contextlib import contextmanager

import pgtrigger
import pytest
from django.apps.registry import Apps, apps
from django.conf import settings
from pgtrigger import registry

from clients.models import Client
from clinic.core.models import Practice
from clinic.core.startup import RememberingTriggers


@contextmanager
def registered(name: str) -> Iterator[pgtrigger.Trigger]:
    """A further trigger of the clients' table for as long as the block runs; the database knows nothing of it."""
    trigger = pgtrigger.Protect(name=name, operation=pgtrigger.Delete)
    trigger.register(Client)
    try:
        yield trigger
    finally:
        trigger.unregister(Client)


def anew() -> tuple[object, object]:
    """What pgtrigger itself finds, looking through all triggers."""
    plain = registry._Registry
    return plain.by_db_table.fget(registry._registry), plain.pg_function_names.fget(registry._registry)


def remembered() -> tuple[object, object]:
    return registry._registry.by_db_table, registry._registry.pg_function_names


def test_the_triggers_remembered_are_the_triggers_registered() -> None:
    assert isinstance(registry._registry, RememberingTriggers)
    before = len(registry._registry)
    assert before > 500
    assert remembered() == anew()
    with registered("one_more"):
        assert len(registry._registry) == before + 1
        assert (Client._meta.db_table, "one_more") in registry._registry.by_db_table
        assert remembered() == anew()
    assert (Client._meta.db_table, "one_more") not in registry._registry.by_db_table
    assert remembered() == anew()


def test_a_name_that_is_taken_is_still_refused() -> None:
    with registered("one_more"), pytest.raises(KeyError, match="already used"):
        pgtrigger.Protect(name="one_more", operation=pgtrigger.Update).register(Client)
    assert remembered() == anew()


def test_which_models_can_be_swapped_is_known_though_another_registry_forgets() -> None:
    Apps().clear_cache()
    for label in (settings.AUTH_USER_MODEL, "auth.User", Practice._meta.label, "nobody.Knows"):
        plain = Apps.get_swappable_settings_name.__wrapped__(apps, label)  # type: ignore[attr-defined]
        assert apps.get_swappable_settings_name(label) == plain, label
