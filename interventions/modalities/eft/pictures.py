"""The negative cycle as a map."""

from django.utils.translation import gettext as _

from interventions.modalities.eft import maps
from interventions.modalities.package import Picture, Record
from interventions.plans.models import Plan


def cycle_of(record: Record) -> maps.Cycle:
    """EFT: the loop between two people, or one person's own side."""
    sides = [
        (
            side.client.name,
            str(side.get_position_display()),
            side.position,
            [(_("does"), side.action), (_("shows"), side.secondary), (_("tells self"), side.story)],
            [(_("feels"), side.primary), (_("fears"), side.fear), (_("needs"), side.need)],
            side.trigger,
        )
        for side in record["side"]
    ]
    message = "; ".join(f"{side[0]} {side[1]}" for side in sides) or _("No side is described yet.")
    return maps.cycle(sides, title=_("Cycle map"), description=message)


def pictures_of(_plan: Plan, record: Record) -> list[Picture]:
    """The cycle map, once a side is described."""
    return [("cycle", _("Cycle map"), cycle_of(record))] if record["side"] else []
