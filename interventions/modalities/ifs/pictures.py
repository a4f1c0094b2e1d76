"""The parts of a client as a map."""

from django.utils.translation import gettext as _

from interventions.modalities.ifs import maps
from interventions.modalities.ifs.models import Part
from interventions.modalities.package import Picture, Record
from interventions.plans.models import Plan


def parts_of(plan: Plan, record: Record) -> maps.PartsMap:
    """IFS: protectors around exiles. A part's place is its number among all of its kind that ever were."""
    numbers: dict[str, int] = {}
    place = {}
    for pk, kind in Part.objects.filter(plan=plan).order_by("made_at", "id").values_list("pk", "kind"):
        place[pk] = numbers.get(kind, 0)
        numbers[kind] = place[pk] + 1
    parts = [(str(p.pk), p.name, p.kind, p.status, place.get(p.pk, 0)) for p in record["part"]]
    ties = [(str(tie.part_id), tie.kind, str(tie.other_id)) for tie in record["tie"]]
    message = _("%(parts)s parts, %(ties)s ties.") % {"parts": len(parts), "ties": len(ties)}
    return maps.parts_map(parts, ties, title=_("Parts map"), description=message, self_text=_("Self"))


def pictures_of(plan: Plan, record: Record) -> list[Picture]:
    """The parts map, once there is a part."""
    return [("parts", _("Parts map"), parts_of(plan, record))] if record["part"] else []
