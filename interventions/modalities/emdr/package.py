"""EMDR's package."""

from interventions.modalities.emdr.kinds import MEASURE, TARGET
from interventions.modalities.emdr.pictures import ledgers_of
from interventions.modalities.emdr.queries import due_again
from interventions.modalities.emdr.tracks import TargetTracks
from interventions.modalities.package import Package

PACKAGE = Package(
    kinds=(TARGET, MEASURE),
    pictures=lambda _plan, record: ledgers_of(record),
    tracks=TargetTracks(),
    due_again=due_again,
)
