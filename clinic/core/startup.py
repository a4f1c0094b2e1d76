"""Two places where starting, and migrating, took time with the square of the number of models and triggers.

* pgtrigger looks through all triggers known so far, twice, for each one that it takes in: there are more than eight
  hundred here, and that was a quarter of the time in which a process starts.
* Django forgets which settings name a swappable model whenever *any* registry changes, and a migration draws a registry
  of its own for each step. The registry of the real models does not change any more once they are loaded.

Both answers stay what they were; they are only not worked out again.
"""

from functools import cache, partial
from typing import Any

from django.apps.registry import Apps, apps
from pgtrigger import registry


class RememberingTriggers(registry._Registry):  # type: ignore[misc]
    """pgtrigger's registry, with what it asks of all its triggers kept beside them."""

    def _kept(self) -> tuple[dict[tuple[str, str], Any], set[str]]:
        if "known" not in self.__dict__:
            self.known = (super().by_db_table, super().pg_function_names)
        return self.known

    @property
    def by_db_table(self) -> dict[tuple[str, str], Any]:
        """(Table, name of the trigger) → trigger."""
        return self._kept()[0]

    @property
    def pg_function_names(self) -> set[str]:
        """The names of the triggers' functions in the database."""
        return self._kept()[1]

    def __setitem__(self, key: str, value: tuple[Any, Any]) -> None:
        super().__setitem__(key, value)
        model, trigger = value
        by_table, names = self._kept()
        by_table[model._meta.db_table, trigger.name] = trigger
        names.add(trigger.get_pgid(model))

    def __delitem__(self, key: str) -> None:
        super().__delitem__(key)
        self.__dict__.pop("known", None)


def remember_triggers() -> None:
    """To be called before the first model is read."""
    registry._registry.__class__ = RememberingTriggers


def remember_swappable_settings() -> None:
    """To be called once all models are loaded."""
    plain = Apps.get_swappable_settings_name.__wrapped__  # type: ignore[attr-defined]
    apps.get_swappable_settings_name = cache(partial(plain, apps))  # type: ignore[method-assign]
