"""Parts of an instrument's key that only some instruments need: items with a range of their own, values read from a
table, values typed in per scale, and what to give next. Pure: no Django.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from clinic.core.datafiles import Strict

Table = dict[str, int]  # answer as text → what it counts


class NextStep(Strict):
    """What is suggested after a score: a short form points to the long one."""

    instrument: str
    subscale: str
    at_least: float
    reason: str


class Recoding(Strict):
    """What each answer counts in a scale, where that is neither the answer nor its mirror image.

    ``table``: of every item; ``items``: of single items that have another one.
    """

    table: Table
    items: dict[str, Table] = {}

    def of(self, item: int) -> Table:
        """The table of an item."""
        return self.items.get(str(item), self.table)

    def check(self, items: list[int], answers: Mapping[int, range]) -> None:
        """Raises ValueError where an answer that an item can have counts for nothing known."""
        if unknown := sorted(set(self.items) - {str(item) for item in items}):
            raise ValueError(f"recoding names item {unknown[0]}, which is not in the scale")
        for item in items:
            if missing := [value for value in answers[item] if str(value) not in self.of(item)]:
                raise ValueError(f"recoding of item {item} has no value for the answer {missing[0]}")


class ItemKeys(Strict):
    """The fields of an instrument that are about single items."""

    items: Annotated[int, Field(ge=0, le=200)]
    min: int
    max: int
    step: Annotated[int, Field(ge=1)] = 1
    item_max: dict[str, int] = {}  # item → highest answer, where it is another one than the instrument's
    unscored: list[int] = []  # items of no scale: a rule reads them, or a person does
    next_steps: list[NextStep] = []
    item_anchors: dict[str, dict[str, dict[str, str]]] = {}  # language → item → answer → word, where they differ

    def max_of(self, item: int) -> int:
        """The highest answer of an item."""
        return self.item_max.get(str(item), self.max)

    def choices_of(self, item: int) -> range:
        """The answers that an item may have."""
        return range(self.min, self.max_of(item) + 1, self.step)

    def has_items_of_several_ranges(self) -> bool:
        """Whether some items have other answers than the rest, so that no item can stand for another."""
        return any(most != self.max for most in self.item_max.values())

    def check_items(self) -> None:
        """Raises ValueError where the ranges of items cannot be."""
        numbers = {str(item) for item in range(1, self.items + 1)}
        if self.min >= self.max:
            raise ValueError("min must be below max")
        named = {*self.item_max, *(item for words in self.item_anchors.values() for item in words)}
        if unknown := sorted(named - numbers):
            raise ValueError(f"a range or word names item {unknown[0]}, which does not exist")
        if (self.max - self.min) % self.step or any((most - self.min) % self.step for most in self.item_max.values()):
            raise ValueError("the steps do not lead from min to max")
        if any(most <= self.min for most in self.item_max.values()):
            raise ValueError("min must be below item_max")
