"""The packages of the registry, loaded once."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from interventions import catalogue
from interventions.modalities import registry
from interventions.modalities.package import Package
from interventions.plans import gates
from interventions.records.kinds import Kind
from interventions.records.serializers import RowSerializer


class UnknownKind(KeyError):
    """The modality's record has no such kind of row."""


class UnknownNeed(Exception):
    """A gate of a shipped modality names a condition that its package does not have."""


@cache
def packages() -> Mapping[str, Package]:
    """Key → package of every shipped modality."""
    return {registry.key_of(name): import_module(f"{name}.package").PACKAGE for name in registry.MODALITIES}


def package_of(key: str) -> Package | None:
    """The package whose record is kept under this key; None for a practice's own modality that keeps none."""
    return packages().get(key)


def kinds_of(key: str) -> tuple[Kind, ...]:
    """The kinds of row in the record; none where the modality keeps none."""
    package = package_of(key)
    return package.kinds if package else ()


def kind_of(key: str, kind: str) -> Kind:
    """The kind of row; raises UnknownKind."""
    for one in kinds_of(key):
        if one.key == kind:
            return one
    raise UnknownKind(kind)


def row_serializers() -> list[type[RowSerializer]]:
    """Of all kinds of row that have one."""
    kinds = (kind for package in packages().values() for kind in package.kinds)
    return [kind.serializer for kind in kinds if kind.serializer]


def needs() -> Mapping[str, str]:
    """Need of a gate → key of the modality whose record it asks, empty for what every plan can be asked."""
    own = {need: key for key, package in packages().items() for need in package.conditions}
    return dict.fromkeys(gates.CONDITIONS, "") | own


def check() -> None:
    """Every gate of a shipped modality asks what its package knows. Raises UnknownNeed."""
    known = needs()
    for modality in catalogue.all_versions().values():
        for need in (need for gate in modality.gates for need in gate.needs):
            if known.get(need) not in {"", modality.record_key}:
                raise UnknownNeed(f"{modality.key}: gates: {need}")
