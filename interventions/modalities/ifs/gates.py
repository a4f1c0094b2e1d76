"""What must hold before exiles are witnessed."""

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from clinic.core.messages import Message, Text, message
from interventions.modalities.ifs.models import Part, PartTie
from interventions.plans.models import Plan


class Missing(StrEnum):
    """What witnessing waits for."""

    NO_EXILE = "ifs-no-exile"
    NO_PERMISSION = "ifs-no-permission"


TEXTS: Mapping[str, Text] = {
    Missing.NO_EXILE: _("No exile with its protectors is on the parts map."),
    Missing.NO_PERMISSION: _("No exile has the permission of all its protectors."),
}


def permission(plan: Plan | None) -> Message | None:
    """What is missing: an exile whose protectors have all given permission. Two statements."""
    if plan is None or not (guarded := _guards(plan)):
        return message(Missing.NO_EXILE)
    before = {Part.Status.NOTICED, Part.Status.BEFRIENDED}
    free = any(all(guard.status not in before for guard in guards) for guards in guarded.values())
    return None if free else message(Missing.NO_PERMISSION)


def _guards(plan: Plan) -> dict[UUID, list[Part]]:
    """Exile → its protectors."""
    parts = {row.pk: row for row in Part.objects.filter(plan=plan, removed_at__isnull=True)}
    found: dict[UUID, list[Part]] = {}
    for tie in PartTie.objects.filter(plan=plan, removed_at__isnull=True, kind=PartTie.Kind.PROTECTS):
        if tie.part_id in parts and tie.other_id in parts and parts[tie.other_id].kind == Part.Kind.EXILE:
            found.setdefault(tie.other_id, []).append(parts[tie.part_id])
    return found
