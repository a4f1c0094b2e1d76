"""The modalities that are shipped, one line each: nothing else names them. Pure: no Django.

A package holds ``definition.toml`` (with earlier versions beside it), ``package.py`` (how its record is kept, drawn and
asked by gates), ``note.py`` (its form of a note), and where it has them ``models.py`` and ``templates/``.
"""

from importlib.util import find_spec
from pathlib import Path

MODALITIES = [
    "interventions.modalities.eft",
    "interventions.modalities.eft.efit",
    "interventions.modalities.emdr",
    "interventions.modalities.ifs",
    "interventions.modalities.schema",
    "interventions.modalities.se",
]


def key_of(name: str) -> str:
    """The modality's key: the name of its folder."""
    return name.rpartition(".")[2]


def folder_of(name: str) -> Path:
    """The package's folder; raises ModuleNotFoundError."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(name)
    return Path(next(iter(spec.submodule_search_locations)))


def keys() -> frozenset[str]:
    """The keys of all shipped modalities."""
    return frozenset(key_of(name) for name in MODALITIES)
