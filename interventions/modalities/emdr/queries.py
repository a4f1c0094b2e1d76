"""Reads of the target ledger."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from clinic.core.together import fetch_together
from interventions.modalities.emdr.models import Target, TargetMeasure
from interventions.modalities.emdr.progress import Course, course_of
from interventions.modalities.emdr.work_models import Processing
from interventions.modalities.package import DueAgain
from interventions.plans.models import Plan


def courses(record: Mapping[str, Sequence[Any]]) -> dict[UUID, Course]:
    """Target → where it stands by the rows of the record (kind → rows)."""
    measures: dict[UUID, list[TargetMeasure]] = {}
    work: dict[UUID, list[Processing]] = {}
    for row in record["measure"]:
        measures.setdefault(row.target_id, []).append(row)
    for row in record["processing"]:
        work.setdefault(row.target_id, []).append(row)
    return {one.pk: course_of(one, measures.get(one.pk, []), work.get(one.pk, [])) for one in record["target"]}


def ledger_of(plans: Iterable[Plan]) -> dict[str, list[Any]]:
    """Targets, numbers and work of these plans as kinds of the record have them; one statement."""
    held = {"plan__in": plans, "removed_at__isnull": True}
    rows: dict[str, Any] = {
        "target": Target.objects.filter(**held).order_by("made_at", "id"),
        "measure": TargetMeasure.objects.filter(**held).order_by("on", "sets", "made_at", "id"),
        "processing": Processing.objects.filter(**held).select_related("resource").order_by("on", "made_at", "id"),
    }
    fetch_together(*rows.values())
    return {key: list(found) for key, found in rows.items()}


def course_of_target(target: Target) -> Course:
    """Where one target stands; two statements."""
    held = {"target": target.pk, "removed_at__isnull": True}
    measures = TargetMeasure.objects.filter(**held).order_by("made_at", "id")
    return course_of(target, measures, Processing.objects.filter(**held).select_related("resource"))


def due_again(plans: Iterable[Plan]) -> dict[UUID, list[DueAgain]]:
    """Plan → targets of its ledger that are taken up again at the next session (Shapiro 2018, phase 8: a session begins
    with the last one's targets), and how they were left; one statement."""
    record = ledger_of(plans)
    found = courses(record)
    by_plan: dict[UUID, list[DueAgain]] = {}
    for target in record["target"]:
        course = found[target.pk]
        if not course.is_due or course.processed_on is None:
            continue
        sud, voc = (numbers[1] if numbers else "–" for numbers in (course.sud, course.voc))
        one = DueAgain(
            target.label,
            f"SUD {sud}, VOC {voc}",
            course.processed_on,
            "measure",
            course.contained_by,
            is_unclosed=course.is_unclosed,
        )
        by_plan.setdefault(target.plan_id, []).append(one)
    return by_plan
