"""The interview that certified coders classify: a data file beside this module, checked when it is first read.

Pure: no Django.
"""

from functools import cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, model_validator

from clinic.core.datafiles import Strict, read

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
    note: str
    classification: dict[str, str]
    scales: dict[str, Scale]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.needs_secondary not in self.classification:
            raise ValueError("needs_secondary is not a code of the classification")
        return self

    @property
    def secondary(self) -> list[str]:
        """The codes that can be secondary to the one that needs another."""
        return [code for code in self.classification if code not in {self.needs_secondary, "CC"}]


@cache
def interview() -> Interview:
    """The Adult Attachment Interview, read once."""
    return read(FILE, Interview)
