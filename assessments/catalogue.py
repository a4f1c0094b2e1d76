"""The instruments: data files in ``assessments/instruments/``, checked when the process starts.

Pure: no Django. A file that contradicts itself stops the process with file, key and reason.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from clinic.core.datafiles import Strict, read_folder

FOLDER = Path(__file__).parent / "instruments"


class UnknownInstrument(KeyError):
    """No instrument has this key."""


class Norm(Strict):
    """Mean and standard deviation of a published sample, in score units."""

    mean: float
    sd: Annotated[float, Field(gt=0)]
    sample: str


class Subscale(Strict):
    """Which items make one score, and what its figures mean."""

    name: str
    items: list[int]
    reverse: list[int] = []
    reliability: Annotated[float, Field(gt=0, lt=1)] | None = None
    higher_is: Literal["better", "worse"]
    norm: Norm | None = None
    clinical_norm: Norm | None = None
    cutoff: float | None = None
    rci_published: Annotated[float, Field(gt=0)] | None = None
    bands: list[tuple[int, int, str]] = []
    max_missing: int | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if len(set(self.items)) != len(self.items) or not self.items:
            raise ValueError("items repeat or are empty")
        if not set(self.reverse) <= set(self.items):
            raise ValueError("reverse names an item that is not in items")
        for before, after in zip(self.bands, self.bands[1:], strict=False):
            if after[0] != before[1] + 1:
                raise ValueError(f"bands leave a gap or overlap between {before[2]} and {after[2]}")
        return self


class Alert(Strict):
    """An item whose answer opens a risk alert."""

    item: int
    at_least: int
    reason: str


class Plane(Strict):
    """Which subscales span the attachment plane, and where its quadrants meet."""

    x: str
    y: str
    cut_x: float
    cut_y: float
    cut_source: str


class Instrument(Strict):
    """One instrument in one version."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9-]{2,30}$")]
    version: Annotated[int, Field(ge=1)]
    name: str
    short: str
    about: str
    source: str
    checked: str
    licence: str
    items: Annotated[int, Field(ge=1, le=200)]
    min: int
    max: int
    aggregate: Literal["mean", "sum"]
    minutes: int
    interval_weeks: int | None = None
    max_missing: Annotated[int, Field(ge=0)]
    anchors: dict[str, dict[str, str]]
    subscales: dict[str, Subscale]
    plane: Plane | None = None
    alerts: list[Alert] = []
    targets: list[str] = []
    prompts: dict[str, list[str]]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        numbers = set(range(1, self.items + 1))
        if self.min >= self.max:
            raise ValueError("min must be below max")
        for key, subscale in self.subscales.items():
            if not set(subscale.items) <= numbers:
                raise ValueError(f"subscale {key} names an item beyond {self.items}")
            if subscale.bands and (subscale.bands[0][0], subscale.bands[-1][1]) != self.score_range(key):
                raise ValueError(f"bands of {key} do not cover {self.score_range(key)}")
        if set().union(*(s.items for s in self.subscales.values())) != numbers:
            raise ValueError("an item belongs to no subscale")
        for language, prompts in self.prompts.items():
            if len(prompts) != self.items:
                raise ValueError(f"prompts.{language} has {len(prompts)} lines for {self.items} items")
        if self.plane and not {self.plane.x, self.plane.y} <= set(self.subscales):
            raise ValueError("plane names an unknown subscale")
        if any(alert.item not in numbers for alert in self.alerts):
            raise ValueError("an alert names an unknown item")
        return self

    def score_range(self, subscale: str) -> tuple[float, float]:
        """Lowest and highest possible score of a subscale."""
        times = len(self.subscales[subscale].items) if self.aggregate == "sum" else 1
        return self.min * times, self.max * times

    def subscales_of(self, item: int) -> list[str]:
        """Keys of the subscales an item goes into."""
        return [key for key, subscale in self.subscales.items() if item in subscale.items]


@cache
def catalogue() -> Mapping[str, Instrument]:
    """Key → instrument, all of them, read once."""
    return read_folder(FOLDER, Instrument)


def get(key: str) -> Instrument:
    """The instrument with this key; raises UnknownInstrument."""
    try:
        return catalogue()[key]
    except KeyError as error:
        raise UnknownInstrument(key) from error
