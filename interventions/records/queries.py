"""Reads of a plan's record."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import ForeignKey, QuerySet
from django.http import Http404

from clients.models import Client
from clinic.core.access import Actor
from clinic.core.together import fetch_together
from interventions.catalogue import Modality
from interventions.library.queries import modalities_of, modality_of_plan
from interventions.modalities.package import DueAgain, Picture, Record, StepOfPlan
from interventions.modalities.packages import kinds_of, package_of, packages
from interventions.models import Plan, TherapySession
from interventions.records.kinds import Kind
from interventions.records.models import RecordRow


def rows_of(plan: Plan, kind: Kind, actor: Actor | None = None) -> QuerySet[Any]:
    """The rows of one kind in their order; for an actor only those that they may read."""
    columns = [column for column in kind.model._meta.fields if isinstance(column, ForeignKey)]
    related = [one.name for one in columns if one.name in kind.fields or one.related_model is Client]
    rows: QuerySet[Any] = kind.model._default_manager.filter(plan=plan, removed_at__isnull=True).select_related(
        *related, "made_by"
    )
    if actor is not None:
        rows = kind.readable(rows, actor)
    return rows.order_by(*kind.order)


def row_for(plan: Plan, kind: Kind, row_id: UUID, actor: Actor) -> RecordRow:
    """One row of the plan; otherwise Http404."""
    found: RecordRow | None = rows_of(plan, kind, actor).filter(pk=row_id).first()
    if found is None:
        raise Http404("no such row")
    return found


def record_rows(plan: Plan, modality: Modality, actor: Actor) -> dict[str, QuerySet[Any]]:
    """Kind → rows of the whole record, not read yet."""
    return {kind.key: rows_of(plan, kind, actor) for kind in kinds_of(modality.record_key)}


def record_of(plan: Plan, modality: Modality, actor: Actor) -> dict[str, list[Any]]:
    """Kind → rows of the whole record; one statement."""
    rows = record_rows(plan, modality, actor)
    fetch_together(*rows.values())
    return {key: list(found) for key, found in rows.items()}


def rows_in_session(plan: Plan, session: TherapySession, actor: Actor) -> list[tuple[Kind, list[Any]]]:
    """What was recorded in a session, by kind, without what its numbers show already; one statement."""
    kinds = [kind for kind in kinds_of(modality_of_plan(plan).record_key) if "session" in kind.fields]
    found = [(kind, rows_of(plan, kind, actor).filter(session=session)) for kind in kinds if not kind.is_number]
    if found:
        fetch_together(*(rows for _kind, rows in found))
    return [(kind, list(rows)) for kind, rows in found if rows]


def kinds_to_record(session: TherapySession) -> list[Kind]:
    """The kinds of row that are written from the session workspace; none once the plan has ended. Where one person of
    a joint plan comes alone, those that can be that person's own; those of such sessions alone only there."""
    plan = session.plan
    if plan is None or plan.state == Plan.State.ENDED:
        return []
    kinds = [kind for kind in kinds_of(modality_of_plan(plan).record_key) if kind.in_session]
    if session.is_alone_in_joint_plan:
        return [kind for kind in kinds if kind.person]
    return [kind for kind in kinds if not kind.only_alone]


def pictures_of(
    plan: Plan, modality: Modality, record: Record, people: Sequence[Client] | None = None
) -> list[Picture]:
    """The modality's pictures: (template's name, heading, chart); none where there is nothing to draw.

    ``people``: whose measures the reader may see beside them; nobody's without it.
    """
    package = package_of(modality.record_key)
    if package is None:
        return []
    return [*package.pictures(plan, record), *(package.courses(plan, people) if people else [])]


def due_again(plans: Iterable[Plan]) -> dict[UUID, list[DueAgain]]:
    """Plan → rows of its record that are looked at again at the next session; at most two statements."""
    found: dict[UUID, list[DueAgain]] = {}
    for package in packages().values():
        for plan, rows in package.due_again(plans).items():
            found.setdefault(plan, []).extend(rows)
    return found


def steps_of(plans: Sequence[Plan], *, since: date | None = None, until: date | None = None) -> list[StepOfPlan]:
    """The steps that a client's own work under these plans has reached, in order of time; within these days, both
    included. One statement for each modality that is told in steps."""
    known = modalities_of(plans) if plans else {}
    by_key: dict[str, list[Plan]] = {}
    for plan in plans:
        by_key.setdefault(known[plan.modality, plan.version].record_key, []).append(plan)
    found = [one for key, own in by_key.items() if (package := package_of(key)) for one in package.steps(own)]
    within = [one for one in found if (since is None or one.on >= since) and (until is None or one.on <= until)]
    return sorted(within, key=lambda one: one.on)
