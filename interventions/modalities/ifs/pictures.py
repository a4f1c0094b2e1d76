"""The parts of a client as a map, and the qualities of Self as small courses."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from interventions.library.queries import modality_of_plan
from interventions.modalities.ifs import maps
from interventions.modalities.ifs.models import Answer, Part, PartStatus, TieKind
from interventions.modalities.ifs.progress import stages, standing
from interventions.modalities.ifs.qualities import Qualities, qualities
from interventions.modalities.package import Picture, Record
from interventions.plans.models import Plan
from interventions.sessions.rating_models import SessionRating

SELF_ENERGY = "self_energy"
Courses = dict[str, dict[date, int]]  # track → day of the session → the last number of that day


def _numbers(plan: Plan) -> dict[str, int]:
    """Part → its number among all of its kind that ever were: its place, which others do not change."""
    counted: dict[str, int] = {}
    found = {}
    for pk, kind in Part.objects.filter(plan=plan).order_by("made_at", "id").values_list("pk", "kind"):
        found[str(pk)] = counted.get(kind, 0)
        counted[kind] = found[str(pk)] + 1
    return found


def parts_of(plan: Plan, record: Record, self_energy: int | None = None) -> maps.PartsMap:
    """IFS: protectors beside the exiles that they guard. ``self_energy``: the newest number, shown with Self."""
    reached, now, number = stages(record), standing(record), _numbers(plan)
    parts = [
        maps.PartOnMap(
            str(part.pk),
            part.name,
            part.kind,
            reached[part.pk],
            number[str(part.pk)],
            (str(part.get_kind_display()), str(PartStatus(reached[part.pk]).label)),
            _("(Self-like)") if part.self_like else "",
        )
        for part in record["part"]
    ]
    not_asked = ("", _("not asked yet"))
    answers = {
        str(guard.part.pk): (row.answer, _("permission %(answer)s") % {"answer": Answer(row.answer).label})
        if (row := guard.permission)
        else not_asked
        for guard in now.guards
    }
    ties = maps.Ties(
        [(str(tie.part_id), tie.kind, str(tie.other_id)) for tie in record["tie"]],
        {kind.value: str(kind.label) for kind in TieKind},
        answers,
    )
    message = _("%(parts)s parts, %(ties)s ties.") % {"parts": len(parts), "ties": len(ties.rows)}
    if now.part is not None:
        message += " " + _("Target part: %(name)s.") % {"name": now.part.name}
    return maps.parts_map(
        parts,
        ties,
        title=_("Parts map"),
        description=message,
        self_text=_("Self") if self_energy is None else _("Self %(n)s") % {"n": self_energy},
        target=str(now.part.pk) if now.part else "",
    )


def _courses(plan: Plan) -> Courses:
    """The numbers of Self by session; one statement."""
    tracks = [SELF_ENERGY, *modality_of_plan(plan).self_qualities]
    rows = SessionRating.objects.filter(plan=plan, track__in=tracks, removed_at__isnull=True)
    found: Courses = {}
    for track, value, starts_at in rows.order_by("session__starts_at", "at", "id").values_list(
        "track", "value", "session__starts_at"
    ):
        found.setdefault(track, {})[timezone.localdate(starts_at)] = value
    return found


def qualities_of(plan: Plan, courses: Courses) -> Qualities:
    """Each quality of Self over the sessions in which it was given."""
    labels = {track.key: capfirst(track.label) for track in modality_of_plan(plan).tracks}
    given = [(labels[key], list(courses.get(key, {}).items())) for key in labels]
    days = {day for points in courses.values() for day in points}
    rated = [label for label, points in given if points]
    return qualities(
        given,
        title=_("Self over the sessions"),
        description=_("0 to 10, %(n)s sessions: %(names)s.") % {"n": len(days), "names": ", ".join(rated)},
        name_day={day: date_format(day, "j M Y") for day in days},
    )


def pictures_of(plan: Plan, record: Record) -> list[Picture]:
    """The parts map, once there is a part; the course of Self, once a number was given."""
    courses = _courses(plan)
    newest = list(courses.get(SELF_ENERGY, {}).values())
    found: list[Picture] = []
    if record["part"]:
        found.append(("parts", _("Parts map"), parts_of(plan, record, newest[-1] if newest else None)))
    if courses:
        found.append(("qualities", _("Self over the sessions"), qualities_of(plan, courses)))
    return found
