"""EMDR's package."""

from interventions.modalities.emdr.desk import TargetsDesk
from interventions.modalities.emdr.kinds import KINDS
from interventions.modalities.emdr.pictures import ledgers_of
from interventions.modalities.emdr.queries import due_again
from interventions.modalities.emdr.sheet import ClosureSheet
from interventions.modalities.emdr.tracks import TargetTracks
from interventions.modalities.package import Package

PACKAGE = Package(
    kinds=KINDS,
    pictures=lambda _plan, record: ledgers_of(record),
    tracks=TargetTracks(),
    desk=TargetsDesk(),
    sheet=ClosureSheet(),
    due_again=due_again,
)
