"""The interview that certified coders classify: a data file beside this module, checked when it is first read.

Pure: no Django.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from clinic.core.datafiles import Strict, read
from clinic.core.messages import Message, message

FILE = Path(__file__).parent / "aai.toml"


class Scale(Strict):
    """A rating of an interview's coder."""

    name: str
    low: float
    high: float


class Interview(Strict):
    """An interview that certified coders classify: its codes and scales."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9-]{2,30}$")]
    version: Annotated[int, Field(ge=1)]
    name: str
    short: str
    source: str
    checked: str
    licence: str
    needs_secondary: str  # the code that is given with a best-fitting other one
    unclassified: str  # the code that may be given with best-fitting others
    coherent: str  # the code that goes with a coherent account
    coherent_from: float  # coherence of mind from here on is that of the coherent code
    unresolved_from: float  # a scale of being unresolved above this goes with the code that needs another
    note: str
    classification: dict[str, str]
    scales: dict[str, Scale]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not {self.needs_secondary, self.unclassified, self.coherent} <= set(self.classification):
            raise ValueError("needs_secondary, unclassified or coherent is not a code of the classification")
        return self

    @property
    def secondary(self) -> list[str]:
        """The organised codes: secondary to the one that needs another, best-fitting others of what has no class."""
        return [code for code in self.classification if code not in {self.needs_secondary, self.unclassified}]


class Contradiction(StrEnum):
    """What the scales say against the class. ``value``: of the scale, ``limit``: of the definition."""

    LOW_COHERENCE = "aai-low-coherence"  # code, value, limit
    HIGH_COHERENCE = "aai-high-coherence"  # code, value, limit
    UNRESOLVED = "aai-unresolved"  # code, scale, value, limit
    NOT_UNRESOLVED = "aai-not-unresolved"  # code, limit


def contradictions(code: str, scales: Mapping[str, float | None]) -> tuple[Message, ...]:
    """Where a coding's scales do not go with its class; scales that were not given say nothing.

    ``code``: the classification. Coders decide: a contradiction is a reason to look again (Main, Goldwyn & Hesse 2003).
    """
    known, mind = interview(), scales.get("coherence_of_mind")
    found: list[Message] = []
    if mind is not None and code == known.coherent and mind < known.coherent_from:
        found.append(message(Contradiction.LOW_COHERENCE, code=code, value=mind, limit=known.coherent_from))
    organised = {*known.secondary} - {known.coherent}
    if mind is not None and code in organised and mind > known.coherent_from:
        found.append(message(Contradiction.HIGH_COHERENCE, code=code, value=mind, limit=known.coherent_from))
    given = {name: scales.get(name) for name in ("unresolved_loss", "unresolved_trauma")}
    rated = {name: value for name, value in given.items() if value is not None}
    limit = known.unresolved_from
    if code == known.needs_secondary and rated and max(rated.values()) < limit:
        found.append(message(Contradiction.NOT_UNRESOLVED, code=code, limit=limit))
    if code in known.secondary:
        above = ((known.scales[name].name, value) for name, value in rated.items() if value > limit)
        found += [message(Contradiction.UNRESOLVED, code=code, scale=s, value=v, limit=limit) for s, v in above]
    return tuple(found)


@cache
def interview() -> Interview:
    """The Adult Attachment Interview, read once."""
    return read(FILE, Interview)
