"""A plan's record as its modality's picture."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.core import charts, maps
from interventions.catalogue import Modality
from interventions.models import ModeStrength, Part, Plan, SchemaRating, Sibam, Target, TargetMeasure

Record = Mapping[str, Sequence[Any]]
Picture = tuple[str, str, Any]  # template, heading, chart


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


def modes_of(record: Record) -> maps.ModeMap:
    """Schema therapy: modes by kind, with their strength now and at the beginning."""
    rated: dict[Any, list[int]] = {}
    strengths: Sequence[ModeStrength] = record["strength"]
    for row in strengths:
        rated.setdefault(row.mode_id, []).append(row.strength)
    modes = [
        (mode.name, mode.kind, rated[mode.pk][-1] if mode.pk in rated else None, rated.get(mode.pk, [None])[0])
        for mode in record["mode"]
    ]
    message = ", ".join(f"{name} {now}" for name, _kind, now, _first in modes if now is not None) or _("Not rated yet.")
    names = (_("parent voices"), _("children"), _("coping wall"))
    return maps.mode_map(modes, title=_("Mode map"), description=message, names=names)


def schemas_of(record: Record) -> charts.Profile:
    """Schema therapy: the clinician's ratings, the newest of each schema and its first."""
    rated: dict[str, list[float]] = {}
    rows: Sequence[SchemaRating] = record["schema"]
    for row in rows:
        if row.rating is not None:
            rated.setdefault(row.schema, []).append(float(row.rating))
    scores = [
        (name, values[-1], values[0] if len(values) > 1 else None)
        for name, values in sorted(rated.items(), key=lambda pair: (-pair[1][-1], pair[0]))
    ]
    message = ", ".join(f"{name} {value:g}" for name, value, _first in scores) or _("Not rated yet.")
    return charts.profile(scores, title=_("Schema ratings"), description=message, low=1, high=6)


def ledgers_of(record: Record) -> list[Picture]:
    """EMDR: a curve a target."""
    by_target: dict[Any, list[TargetMeasure]] = {}
    for row in record["measure"]:
        by_target.setdefault(row.target_id, []).append(row)
    found: list[Picture] = []
    targets: Sequence[Target] = record["target"]
    for target in targets:
        rows = by_target.get(target.pk, [])
        message = _("Not measured yet.")
        if rows:
            message = _("SUD %(sud)s, VOC %(voc)s after %(n)s measures.") % {
                "sud": next((r.sud for r in reversed(rows) if r.sud is not None), "–"),
                "voc": next((r.voc for r in reversed(rows) if r.voc is not None), "–"),
                "n": len(rows),
            }
        measures = [(date_format(r.on, "j M Y"), r.sets, r.sud, r.voc) for r in rows]
        title = f"{target.label}, {target.get_prong_display()}, {target.get_status_display()}"
        found.append(("ledger", title, maps.ledger(measures, title=title, description=message)))
    return found


def activations_of(record: Record, most: int = 3) -> list[Picture]:
    """SE: the newest sessions' activation over the window of tolerance."""
    by_day: dict[Any, list[Sibam]] = {}
    for row in record["moment"]:
        by_day.setdefault(row.on, []).append(row)
    found: list[Picture] = []
    for on in sorted(by_day, reverse=True)[:most]:
        rows = by_day[on]
        title = _("Activation, %(day)s") % {"day": date_format(on, "j M Y")}
        message = _("From %(first)s to %(last)s, highest %(peak)s.") % {
            "first": rows[0].activation,
            "last": rows[-1].activation,
            "peak": max(r.activation for r in rows),
        }
        moments = [(r.minute, r.channel, r.text, r.activation, str(r.get_state_display())) for r in rows]
        chart = maps.activation(moments, title=title, description=message, bands=(_("over"), _("window"), _("under")))
        found.append(("activation", title, chart))
    return found


def pictures_of(plan: Plan, modality: Modality, record: Record) -> list[Picture]:
    """The modality's pictures: (template's name, heading, chart); none where there is nothing to draw."""
    key = modality.record_key
    if key == "eft" and record["side"]:
        return [("cycle", _("Cycle map"), cycle_of(record))]
    if key == "ifs" and record["part"]:
        return [("parts", _("Parts map"), parts_of(plan, record))]
    if key == "schema":
        modes: list[Picture] = [("modes", _("Mode map"), modes_of(record))] if record["mode"] else []
        rated = any(row.rating is not None for row in record["schema"])
        return [*modes, *([("profile", _("Schema ratings, 1 to 6"), schemas_of(record))] if rated else [])]
    if key == "emdr":
        return ledgers_of(record)
    return activations_of(record) if key == "se" else []
