"""SE's package."""

from interventions.modalities.package import Package
from interventions.modalities.se.gates import TEXTS, resources
from interventions.modalities.se.kinds import KINDS
from interventions.modalities.se.pictures import activations_of
from interventions.modalities.se.sheet import SibamSheet

PACKAGE = Package(
    kinds=KINDS,
    pictures=lambda _plan, record: activations_of(record),
    conditions={"two-resources": resources},
    texts=TEXTS,
    sheet=SibamSheet(),
)
