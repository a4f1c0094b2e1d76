"""What must hold before exiles are witnessed."""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from clinic.core.messages import Message, Text, message
from interventions.modalities.ifs.models import PartKind
from interventions.modalities.ifs.progress import standing_of
from interventions.plans.models import Plan


class Missing(StrEnum):
    """What witnessing waits for."""

    NO_EXILE = "ifs-no-exile"
    NO_PROTECTOR = "ifs-no-protector"  # name
    NOT_GIVEN = "ifs-permission-not-given"  # name, names


TEXTS: Mapping[str, Text] = {
    Missing.NO_EXILE: _("No exile is chosen as the target part."),
    Missing.NO_PROTECTOR: _("No protector of the target part “%(name)s” is on the parts map."),
    Missing.NOT_GIVEN: _("To approach “%(name)s”, these protectors have not given permission: %(names)s."),
}


def permission(plan: Plan | None) -> Message | None:
    """What is missing: an exile as the target, whose protectors have all given permission. One statement."""
    found = standing_of(plan) if plan is not None else None
    if found is None or found.part is None or found.part.kind != PartKind.EXILE:
        return message(Missing.NO_EXILE)
    if not found.guards:
        return message(Missing.NO_PROTECTOR, name=found.part.name)
    if found.missing:
        names = tuple(guard.part.name for guard in found.missing)
        return message(Missing.NOT_GIVEN, name=found.part.name, names=names)
    return None
