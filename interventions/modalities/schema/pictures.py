"""Modes as a map and as a course over sessions, ratings of schemas as a profile."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from clinic.core import charts
from interventions.modalities.package import Picture, Record
from interventions.modalities.schema import maps
from interventions.modalities.schema.models import ORDER, ModeStrength, SchemaRating
from interventions.plans.models import Plan


def modes_of(record: Record) -> maps.ModeMap:
    """Schema therapy: modes by kind, with their strength now and at the beginning."""
    rated: dict[UUID, list[int]] = {}
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


def course_of(record: Record) -> maps.ModeGrid | None:
    """How strong each mode was in the newest sessions and on rated days; None before the second one."""
    strengths: Sequence[ModeStrength] = record["strength"]
    columns = sorted({(row.on, str(row.session_id or "")) for row in strengths})
    if len(columns) < 2:
        return None
    rated = {(row.mode_id, row.on, str(row.session_id or "")): row.strength for row in strengths}
    groups = []
    for kind in ORDER:
        modes = [mode for mode in record["mode"] if mode.kind == kind]
        if modes:
            rows = [(mode.name, [rated.get((mode.pk, *column)) for column in columns]) for mode in modes]
            groups.append((str(kind.label).capitalize(), str(kind), rows))
    message = _("%(modes)s modes over %(n)s sessions or days.") % {"modes": len(record["mode"]), "n": len(columns)}
    days = [date_format(on, "j M") for on, _session in columns]
    return maps.mode_grid(groups, days, title=_("Modes over the sessions"), description=message)


def pictures_of(_plan: Plan, record: Record) -> list[Picture]:
    """The mode map, the modes' course and the newest ratings, each where there is something to draw."""
    found: list[Picture] = []
    if record["mode"]:
        found.append(("modes", _("Mode map"), modes_of(record)))
    if course := course_of(record):
        found.append(("modegrid", _("Modes over the sessions, 0 to 10"), course))
    if any(row.rating is not None for row in record["schema"]):
        found.append(("profile", _("Schema ratings, 1 to 6"), schemas_of(record)))
    return found
