"""The package of EFT with couples."""

from interventions.modalities.eft.desk import StepsDesk
from interventions.modalities.eft.gates import CONDITIONS, TEXTS
from interventions.modalities.eft.kinds import ALONE, INJURY, MOMENT, MOVE, REPAIR, SIDE, STEP
from interventions.modalities.eft.pictures import pictures_of
from interventions.modalities.eft.reached import steps_reached
from interventions.modalities.eft.satisfaction import satisfaction_of
from interventions.modalities.package import Package

PACKAGE = Package(
    kinds=(SIDE, STEP, MOMENT, INJURY, REPAIR, MOVE, ALONE),
    pictures=pictures_of,
    conditions=CONDITIONS,
    texts=TEXTS,
    desk=StepsDesk(),
    desk_of_one=True,
    courses=satisfaction_of,
    steps=steps_reached,
)
