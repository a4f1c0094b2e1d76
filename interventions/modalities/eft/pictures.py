"""The negative cycle as a map."""

from django.utils.translation import gettext as _

from interventions.modalities.eft import maps
from interventions.modalities.package import Picture, Record
from interventions.plans.models import Plan
from interventions.sessions.rating_models import SessionRating

INTENSITY = "cycle_intensity"


def _intensity(plan: Plan) -> int | None:
    """The number that was given last in the newest session; one statement."""
    rows = SessionRating.objects.filter(plan=plan, track=INTENSITY, removed_at__isnull=True)
    return rows.order_by("-session__starts_at", "-at", "-id").values_list("value", flat=True).first()


def cycle_of(plan: Plan, record: Record) -> maps.Cycle:
    """EFT: the loop between people, or one person's own side."""
    people = [
        maps.Partner(
            side.client.name,
            str(side.get_position_display()),
            side.position,
            [(_("does"), side.action), (_("shows"), side.secondary), (_("tells self"), side.story)],
            [(_("feels"), side.primary), (_("fears"), side.fear), (_("needs"), side.need)],
            (_("set off by"), side.trigger),
        )
        for side in record["side"]
    ]
    found = _intensity(plan) if len(people) > 1 else None
    return maps.cycle(
        people,
        title=_("Cycle map"),
        description="; ".join(f"{one.name} {one.position}" for one in people),
        levels=(_("what shows"), _("underneath")),
        number=None if found is None else (str(found), _("of 10")),
    )


def pictures_of(plan: Plan, record: Record) -> list[Picture]:
    """The cycle map, once a side is described."""
    return [("cycle", _("Cycle map"), cycle_of(plan, record))] if record["side"] else []
