"""A sixth modality, small, for the tests: it keeps its rows in a table that is there."""

from dataclasses import dataclass
from enum import StrEnum

from clinic.core.messages import Message, message
from interventions.modalities.package import Package, Picture, Record
from interventions.modalities.se.models import BodyResource
from interventions.plans.models import Plan
from interventions.records.kinds import kind


@dataclass(frozen=True)
class Marks:
    """Ready for ``charts/breath.html``."""

    title: str
    description: str
    places: list[int]


def _marks(_plan: Plan, record: Record) -> list[Picture]:
    places = [20 + 30 * number for number, _row in enumerate(record["settling"])]
    return [("breath", "What settles", Marks("What settles", f"{len(places)} noted.", places))] if places else []


class Missing(StrEnum):
    """What the second phase waits for."""

    NOTHING_SETTLES = "breath-nothing-settles"


def _one_thing(plan: Plan | None) -> Message | None:
    there = plan is not None and BodyResource.objects.filter(plan=plan, removed_at__isnull=True).exists()
    return None if there else message(Missing.NOTHING_SETTLES)


PACKAGE = Package(
    kinds=(kind("settling", BodyResource, "thing that settles", "text on", "on", "breath/_settling.html"),),
    pictures=_marks,
    conditions={"one-thing-that-settles": _one_thing},
    texts={Missing.NOTHING_SETTLES: "Nothing that settles is noted."},
)
