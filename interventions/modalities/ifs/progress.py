"""How far the work with the parts has come: the target, what its protectors answered, and each part's stage."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from clinic.core.together import fetch_together
from interventions.modalities.ifs.models import (
    STATED,
    Answer,
    Healing,
    HealingStep,
    Part,
    PartStatus,
    PartTie,
    Permission,
    TargetPart,
)
from interventions.plans.models import Plan

Pair = tuple[UUID, UUID]  # protector, the part that it protects


@dataclass(frozen=True)
class Guard:
    """A protector of the target and its newest answer; None where it was not asked yet."""

    part: Part
    permission: Permission | None

    @property
    def gave(self) -> bool:
        """Whether it has given permission, and not taken it back."""
        return self.permission is not None and self.permission.answer == Answer.GIVEN


@dataclass(frozen=True)
class Standing:
    """The part that the work is about now, and its protectors; ``choice`` is None where none is chosen."""

    choice: TargetPart | None
    part: Part | None
    guards: list[Guard]

    @property
    def missing(self) -> list[Guard]:
        """The protectors whose permission the work still waits for."""
        return [guard for guard in self.guards if not guard.gave]


def newest_answers(permissions: Iterable[Permission]) -> dict[Pair, Permission]:
    """Protector and protected part → the newest answer; of one day the one that was noted last."""
    ordered = sorted(permissions, key=lambda row: (row.on, row.made_at, row.pk))
    return {(row.protector_id, row.target_id): row for row in ordered}


def protectors_of(part_id: UUID, parts: Mapping[UUID, Part], ties: Iterable[PartTie]) -> list[Part]:
    """The parts on the map that protect this one, and are another."""
    found = (tie.part_id for tie in ties if tie.kind == PartTie.Kind.PROTECTS and tie.other_id == part_id)
    return [parts[pk] for pk in dict.fromkeys(found) if pk in parts and pk != part_id]


def standing(record: Mapping[str, Sequence[Any]]) -> Standing:
    """Where the work stands by the rows of the record (kind → rows)."""
    parts = {part.pk: part for part in record["part"]}
    choice = next((row for row in record["target"] if row.until is None and row.part_id in parts), None)
    if choice is None:
        return Standing(None, None, [])
    answers = newest_answers(record["permission"])
    guards = [
        Guard(part, answers.get((part.pk, choice.part_id)))
        for part in protectors_of(choice.part_id, parts, record["tie"])
    ]
    return Standing(choice, parts[choice.part_id], guards)


def standing_of(plan: Plan) -> Standing:
    """Where the work stands; one statement."""
    models: dict[str, Any] = {"part": Part, "tie": PartTie, "target": TargetPart, "permission": Permission}
    rows = {
        key: model.objects.filter(plan=plan, removed_at__isnull=True).order_by("made_at", "id")
        for key, model in models.items()
    }
    fetch_together(*rows.values())
    return standing({key: list(found) for key, found in rows.items()})


def ungranted(plan: Plan, part: Part, on: date) -> list[Part]:
    """Its protectors whose newest answer up to that day is not that they permit it; three statements."""
    held = {"plan": plan, "removed_at__isnull": True}
    parts = {row.pk: row for row in Part.objects.filter(**held)}
    answers = newest_answers(Permission.objects.filter(**held, target=part, on__lte=on))
    guards = protectors_of(part.pk, parts, PartTie.objects.filter(**held, other=part))
    given = {pair for pair, row in answers.items() if row.answer == Answer.GIVEN}
    return [guard for guard in guards if (guard.pk, part.pk) not in given]


def stages(record: Mapping[str, Sequence[Any]]) -> dict[UUID, PartStatus]:
    """Part → how far it has come: what is said of it, or what follows from permissions and healing steps."""
    order = [PartStatus(value) for value in PartStatus.values]
    permits = {
        protector
        for (protector, _target), row in newest_answers(record["permission"]).items()
        if row.answer == Answer.GIVEN
    }
    taken: dict[UUID, set[str]] = {}
    for row in record["healing"]:
        taken.setdefault(row.part_id, set()).update(row.steps)
    found = {}
    for part in record["part"]:
        reached = {PartStatus(part.status)} if part.status in STATED else {PartStatus.NOTICED}
        reached |= {PartStatus.PERMITTED} if part.pk in permits else set()
        reached |= {PartStatus.WITNESSED} if HealingStep.WITNESS in taken.get(part.pk, ()) else set()
        reached |= {PartStatus.UNBURDENED} if HealingStep.RELEASE in taken.get(part.pk, ()) else set()
        found[part.pk] = max(reached, key=order.index)
    return found


def was_witnessed(row: Healing) -> bool:
    """Whether the part was witnessed in this row, or in another one up to its day; one statement."""
    if HealingStep.WITNESS in row.steps:
        return True
    earlier = Healing.objects.filter(plan=row.plan_id, part=row.part_id, removed_at__isnull=True, on__lte=row.on)
    return earlier.exclude(pk=row.pk).filter(steps__contains=[HealingStep.WITNESS]).exists()
