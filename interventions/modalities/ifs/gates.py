"""What must hold before exiles are witnessed."""

from uuid import UUID

from interventions.modalities.ifs.models import Part, PartTie
from interventions.plans.models import Plan


def permission(plan: Plan | None) -> str:
    """What is missing, in words: an exile whose protectors have all given permission. Two statements."""
    if plan is None or not (guarded := _guards(plan)):
        return "No exile with its protectors is on the parts map."
    before = {Part.Status.NOTICED, Part.Status.BEFRIENDED}
    free = any(all(guard.status not in before for guard in guards) for guards in guarded.values())
    return "" if free else "No exile has the permission of all its protectors."


def _guards(plan: Plan) -> dict[UUID, list[Part]]:
    """Exile → its protectors."""
    parts = {row.pk: row for row in Part.objects.filter(plan=plan, removed_at__isnull=True)}
    found: dict[UUID, list[Part]] = {}
    for tie in PartTie.objects.filter(plan=plan, removed_at__isnull=True, kind=PartTie.Kind.PROTECTS):
        if tie.part_id in parts and tie.other_id in parts and parts[tie.other_id].kind == Part.Kind.EXILE:
            found.setdefault(tie.other_id, []).append(parts[tie.part_id])
    return found
