"""The negative cycle, or one person's pattern, as a map; where each person stands, over time."""

from collections.abc import Mapping, Sequence

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from interventions.modalities.eft import maps, stairs, steps
from interventions.modalities.eft.models import CyclePosition, CycleSide
from interventions.modalities.eft.work_models import StepReached
from interventions.modalities.package import Picture, Record
from interventions.plans.models import Plan
from interventions.sessions.rating_models import SessionRating

INTENSITY = "cycle_intensity"
# The positions of the cycle where nobody stands opposite.
WAYS: Mapping[str, str | Promise] = {
    CyclePosition.PURSUER: gettext_lazy("reaches and protests"),
    CyclePosition.WITHDRAWER: gettext_lazy("shuts down"),
    CyclePosition.MIXED: gettext_lazy("both, by turns"),
}


def _intensity(plan: Plan) -> int | None:
    """The number that was given last in the newest session; one statement."""
    rows = SessionRating.objects.filter(plan=plan, track=INTENSITY, removed_at__isnull=True)
    return rows.order_by("-session__starts_at", "-at", "-id").values_list("value", flat=True).first()


def _partner(side: CycleSide, position: str) -> maps.Partner:
    return maps.Partner(
        side.client.name,
        position,
        side.position,
        [(_("does"), side.action), (_("shows"), side.secondary), (_("tells self"), side.story)],
        [(_("feels"), side.primary), (_("fears"), side.fear), (_("needs"), side.need)],
        (_("set off by"), side.trigger),
    )


def _map(people: Sequence[maps.Partner], title: str, number: int | None = None) -> maps.Cycle:
    return maps.cycle_with_narrow(
        people,
        title=title,
        description="; ".join(f"{one.name} {one.position}" for one in people),
        levels=(_("what shows"), _("underneath")),
        number=None if number is None else (str(number), _("of 10")),
    )


def cycle_of(plan: Plan, record: Record) -> maps.Cycle:
    """EFT: the loop between people, or one person's own side."""
    people = [_partner(side, str(side.get_position_display())) for side in record["side"]]
    return _map(people, _("Cycle map"), _intensity(plan) if len(people) > 1 else None)


def stairs_of(plan: Plan, rows: Sequence[StepReached], words: steps.Words) -> stairs.Stairs:
    """Where each person stood over time, in the order in which they were first recorded."""
    courses: dict[str, list[stairs.Stand]] = {}
    for row in rows:
        stand = stairs.Stand(row.on, row.step, f"{row.step} · {words[row.step]}", date_format(row.on, "j M Y"))
        courses.setdefault(row.client.name, []).append(stand)
    message = "; ".join(
        _("%(name)s: step %(step)s since %(day)s") % {"name": name, "step": found[-1].words, "day": found[-1].day}
        for name, found in courses.items()
    )
    return stairs.stairs(
        courses,
        title=_("Steps over time"),
        description=message,
        until=plan.ended_on or timezone.localdate(),
        stages=[_("stage %(n)s") % {"n": number} for number in (1, 2, 3)],
        name_day=lambda day: date_format(day, "j M Y"),
    )


def pictures_of(plan: Plan, record: Record) -> list[Picture]:
    """The cycle map, once a side is described; the steps, once one was reached."""
    found: list[Picture] = []
    if record["side"]:
        found.append(("cycle", _("Cycle map"), cycle_of(plan, record)))
    if record["step"]:
        found.append(("stairs", _("Steps over time"), stairs_of(plan, record["step"], steps.COUPLE_STEPS)))
    return found


def pictures_of_one(plan: Plan, record: Record) -> list[Picture]:
    """The pattern map and the steps of individual work."""
    found: list[Picture] = []
    if record["pattern"]:
        side = record["pattern"][-1]
        found.append(("cycle", _("Pattern map"), _map([_partner(side, str(WAYS[side.position]))], _("Pattern map"))))
    if record["step"]:
        found.append(("stairs", _("Steps over time"), stairs_of(plan, record["step"], steps.INDIVIDUAL_STEPS)))
    return found
