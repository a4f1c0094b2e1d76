"""What a way of working is, in plain words, for a client who is to agree to it. Pure: no Django."""

from collections.abc import Mapping
from functools import cache
from typing import Annotated

from pydantic import Field

from clinic.core.datafiles import DataFileError, Strict, read
from interventions.modalities import registry

Words = Annotated[str, Field(min_length=10, max_length=600)]


class PlainPhase(Strict):
    """One phase: what we do in it, and what it may stir up."""

    key: str
    does: Words
    stirs: Words


class PlainWords(Strict):
    """A modality: what else there is, and what is known about it, with where that is published; and its phases."""

    key: str = ""  # of the modality, in a file of its own
    instead: Words
    known: Words
    source: str = ""
    phases: Annotated[list[PlainPhase], Field(min_length=1)]

    def phase(self, key: str) -> PlainPhase | None:
        """The phase with this key, if it is explained."""
        return next((phase for phase in self.phases if phase.key == key), None)


@cache
def shipped_words() -> Mapping[str, PlainWords]:
    """Key of a shipped modality → its plain words, from ``plain.toml`` in its folder. Raises DataFileError."""
    found = {}
    for name in registry.MODALITIES:
        path, key = registry.folder_of(name) / "plain.toml", registry.key_of(name)
        if path.exists():
            found[key] = read(path, PlainWords)
            if found[key].key != key:
                raise DataFileError(f"{key}/{path.name}: key: is “{found[key].key}”, must be the folder's name")
    return found
