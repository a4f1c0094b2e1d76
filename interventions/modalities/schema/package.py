"""The package of schema therapy."""

from interventions.modalities.package import Package
from interventions.modalities.schema.cards import cards_of
from interventions.modalities.schema.kinds import CARD, CHAIRS, MODE, REPARENTING, RESCRIPTING, SCHEMA, STRENGTH
from interventions.modalities.schema.pictures import pictures_of
from interventions.modalities.schema.sheet import SchemaSheet
from interventions.modalities.schema.tracks import ModeTracks

PACKAGE = Package(
    kinds=(MODE, STRENGTH, SCHEMA, RESCRIPTING, CHAIRS, REPARENTING, CARD),
    pictures=pictures_of,
    tracks=ModeTracks(),
    sheet=SchemaSheet(),
    cards=cards_of,
    diary=True,
)
