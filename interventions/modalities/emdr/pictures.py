"""The target ledger as pictures: a target with its course by session, its steps, and what was said of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from interventions.modalities.emdr import maps
from interventions.modalities.emdr.desk import steps_of
from interventions.modalities.emdr.models import MeasurePhase, Prong, Target, TargetMeasure, TargetStatus
from interventions.modalities.emdr.progress import Course, phase_asked
from interventions.modalities.emdr.queries import courses
from interventions.modalities.emdr.words import STAGES
from interventions.modalities.emdr.work_models import Closure, Processing
from interventions.modalities.package import Picture, Record


def status_of_target(target: Target, course: Course) -> str:
    """Complete, complete and no longer holding, or the step that is due, in words."""
    if target.status == TargetStatus.COMPLETE:
        return str(TargetStatus.COMPLETE.label if course.holds else _("complete, but it no longer holds"))
    stage = course.now
    return str(STAGES[stage]) if stage else _("all steps done")


def _day(on: date) -> str:
    return date_format(on, "j M Y")


def _label(on: date, measures: Sequence[TargetMeasure], work: Sequence[Processing]) -> list[str]:
    """What stands under a day: its date, its sets, and that it was left incomplete."""
    sets = max([row.sets for row in measures] + [row.sets for row in work])
    found = [_day(on)]
    if sets:
        found.append(ngettext("%(n)s set", "%(n)s sets", sets) % {"n": sets})
    if any(row.closure == Closure.INCOMPLETE for row in work):
        found.append(_("incomplete"))
    return found


def _sittings(measures: Sequence[TargetMeasure], work: Sequence[Processing]) -> list[maps.Sitting]:
    days = sorted({row.on for row in measures} | {row.on for row in work})
    found = []
    for on in days:
        asked, worked = [row for row in measures if row.on == on], [row for row in work if row.on == on]
        is_open = any(row.closure == Closure.INCOMPLETE for row in worked)
        points = [(row.sud, row.voc) for row in sorted(asked, key=lambda row: (row.sets, row.made_at))]
        found.append(maps.Sitting(_label(on, asked, worked), points, is_open))
    return found


def _rows(measures: Sequence[TargetMeasure]) -> list[tuple[str, ...]]:
    """The table: day, phase, sets, SUD, VOC."""
    return [
        (
            _day(row.on),
            str(MeasurePhase(row.phase or phase_asked(row, measures)).label),
            str(row.sets),
            "–" if row.sud is None else str(row.sud),
            "–" if row.voc is None else str(row.voc),
        )
        for row in measures
    ]


def _linked(target: Target, targets: Sequence[Target]) -> str:
    """What it arises from and what arises from it; that nothing of the future does yet, by whatever link, is said."""
    found = []
    origin = next((one for one in targets if one.pk == target.origin_id), None)
    if origin:
        found.append(f"{origin.get_prong_display()}: {origin.label}")
    found += [f"{one.get_prong_display()}: {one.label}" for one in targets if one.origin_id == target.pk]
    if target.prong != Prong.FUTURE and not any(one.prong == Prong.FUTURE for one in _arising(target, targets)):
        found.append(_("%(prong)s: not yet") % {"prong": Prong.FUTURE.label})
    return " · ".join(found)


def _arising(target: Target, targets: Sequence[Target]) -> list[Target]:
    """What arises from the target, and from that, and so on; the database keeps circles out."""
    found = [one for one in targets if one.origin_id == target.pk]
    return found + [further for one in found for further in _arising(one, targets)]


def _lines(
    target: Target, course: Course, work: Sequence[Processing], targets: Sequence[Target]
) -> list[tuple[str, str]]:
    """What was said of the target, how its last session was closed, and its links: (label, text)."""
    theme = f" ({target.get_theme_display()})" if target.theme else ""
    closed = ""
    if course.is_unclosed:
        closed = _("not recorded")
    elif work and work[-1].closure:
        by = work[-1].contained_by
        closed = f"{_day(work[-1].on)}: {work[-1].get_closure_display()}{f', {by}' if by else ''}"
    found = [
        (_("Image"), target.image),
        (_("Negative cognition"), target.negative and f"“{target.negative}”{theme}"),
        (_("Positive cognition"), target.positive and f"“{target.positive}”"),
        (_("Emotions"), target.emotions),
        (_("Body"), target.body),
        (_("Closure"), closed),
        (_("Linked"), _linked(target, targets)),
        (_("Reason"), target.reason),
    ]
    return [(label, text) for label, text in found if text]


def _described(course: Course) -> str:
    if course.sud is None and course.voc is None:
        return _("Not measured yet.")
    sud, voc = (
        _("not asked yet") if numbers is None else " → ".join(map(str, dict.fromkeys(numbers)))
        for numbers in (course.sud, course.voc)
    )
    return _("SUD %(sud)s, VOC %(voc)s.") % {"sud": sud, "voc": voc}


def ledgers_of(record: Record) -> list[Picture]:
    """EMDR: a ledger for each target; those of the past first, then triggers, then templates of the future. Complete
    ones that hold come last: what is worked on next is in front."""
    found = courses(record)
    measures: dict[UUID, list[TargetMeasure]] = {}
    work: dict[UUID, list[Processing]] = {}
    for row in record["measure"]:
        measures.setdefault(row.target_id, []).append(row)
    for row in record["processing"]:
        work.setdefault(row.target_id, []).append(row)

    def place(target: Target) -> tuple[bool, int]:
        done = target.status == TargetStatus.COMPLETE and found[target.pk].holds
        return done, Prong.values.index(target.prong)

    targets: list[Target] = sorted(record["target"], key=place)
    pictures: list[Picture] = []
    for target in targets:
        course, asked, worked = found[target.pk], measures.get(target.pk, []), work.get(target.pk, [])
        title = f"{target.label}, {target.get_prong_display()}, {status_of_target(target, course)}"
        made = maps.ledger(_sittings(asked, worked), title=title, description=_described(course))
        lines = _lines(target, course, worked, targets)
        pictures.append(("ledger", title, replace(made, rows=_rows(asked), steps=steps_of(course), lines=lines)))
    return pictures
