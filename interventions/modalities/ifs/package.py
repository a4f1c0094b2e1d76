"""IFS's package."""

from interventions.modalities.ifs.desk import TargetDesk
from interventions.modalities.ifs.gates import TEXTS, permission
from interventions.modalities.ifs.kinds import HEALING, PART, PERMISSION, TARGET, TIE
from interventions.modalities.ifs.pictures import pictures_of
from interventions.modalities.package import Package

PACKAGE = Package(
    kinds=(PART, TIE, TARGET, PERMISSION, HEALING),
    pictures=pictures_of,
    conditions={"protectors-permission": permission},
    texts=TEXTS,
    desk=TargetDesk(),
)
