"""All modalities and exercises that a practice has: the shipped ones and its own."""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from operator import or_
from typing import TypeVar

from django.db.models import Q
from pydantic import BaseModel

from clinic.core.definitions import CUSTOM, CustomDefinition
from interventions import catalogue
from interventions.catalogue import Exercise, Modality, UnknownExercise, UnknownModality
from interventions.models import Assignment, CustomExercise, CustomModality, Plan

Schema = TypeVar("Schema", bound=BaseModel)


def modality_of(key: str, version: int | None = None) -> Modality:
    """The modality in that version, or its newest, shipped or the practice's own; raises UnknownModality."""
    if not key.startswith(CUSTOM):
        return catalogue.modality(key, version)
    rows = CustomModality.objects.filter(key=key, **({"version": version} if version else {}))
    row = rows.order_by("-version").first()
    if row is None:
        raise UnknownModality(key)
    return Modality.model_validate(row.definition)


def modalities_of(plans: Iterable[Plan]) -> Mapping[tuple[str, int], Modality]:
    """(key, version) → the modality as each plan began with it; one statement where there are own ones, else none."""
    return modalities_kept((plan.modality, plan.version) for plan in plans)


def modalities_kept(pairs: Iterable[tuple[str, int]]) -> Mapping[tuple[str, int], Modality]:
    """(key, version) → modality, unknown ones left out; one statement where there are own ones, else none."""
    return _kept(pairs, catalogue.all_versions().get, CustomModality, Modality)


def modality_of_plan(plan: Plan) -> Modality:
    """The plan's modality, in the version that it began with."""
    return modality_of(plan.modality, plan.version)


def modalities() -> dict[str, Modality]:
    """Key → modality, all that can be assigned now; one statement."""
    own = CustomModality.objects.filter(retired_at__isnull=True).order_by("key")
    return dict(catalogue.modalities()) | {row.key: Modality.model_validate(row.definition) for row in own}


def modalities_named(keys: Iterable[str]) -> Mapping[str, Modality]:
    """Key → modality for the keys of a list; asks the database only when one is the practice's own."""
    wanted = {key for key in keys if key.startswith(CUSTOM)}
    if not wanted:
        return catalogue.modalities()
    rows = CustomModality.objects.filter(key__in=wanted).order_by("version")
    return dict(catalogue.modalities()) | {row.key: Modality.model_validate(row.definition) for row in rows}


def exercises() -> dict[str, Exercise]:
    """Key → exercise, all that can be given now; one statement."""
    own = CustomExercise.objects.filter(retired_at__isnull=True).order_by("key")
    return dict(catalogue.exercises()) | {row.key: Exercise.model_validate(row.definition) for row in own}


def exercise_in_use(key: str) -> Exercise:
    """The exercise, if it can be given now; raises UnknownExercise."""
    if not key.startswith(CUSTOM):
        return catalogue.exercise(key)
    row = CustomExercise.objects.filter(key=key, retired_at__isnull=True).first()
    if row is None:
        raise UnknownExercise(key)
    return Exercise.model_validate(row.definition)


Given = Mapping[tuple[str, int], Exercise]


def exercises_given(rows: Iterable[Assignment]) -> Given:
    """(key, version) → the exercise as each assignment has it; one statement where there are own ones, else none."""
    return _kept(((row.exercise, row.version) for row in rows), _newest_exercise, CustomExercise, Exercise)


def _newest_exercise(pair: tuple[str, int]) -> Exercise | None:
    """A shipped exercise, of which there is one version."""
    return catalogue.exercises().get(pair[0])


def _kept(
    pairs: Iterable[tuple[str, int]],
    shipped: Callable[[tuple[str, int]], Schema | None],
    model: type[CustomDefinition],
    schema: type[Schema],
) -> Mapping[tuple[str, int], Schema]:
    """(key, version) → definition; unknown ones are left out."""
    wanted = set(pairs)
    found = {pair: one for pair in wanted if (one := shipped(pair)) is not None}
    own = [Q(key=key, version=version) for key, version in wanted if key.startswith(CUSTOM)]
    rows = model._default_manager.filter(reduce(or_, own)) if own else ()
    return found | {(row.key, row.version): schema.model_validate(row.definition) for row in rows}


def version_of(exercise: Exercise) -> int:
    """The version an assignment keeps: the own exercise's newest, or the library's."""
    if not exercise.key.startswith(CUSTOM):
        return catalogue.library_version()
    row = CustomExercise.objects.filter(key=exercise.key, retired_at__isnull=True).first()
    if row is None:
        raise UnknownExercise(exercise.key)
    return row.version


def chosen_exercises(
    known: Iterable[Exercise],
    *,
    pattern: str = "",
    modality: str = "",
    minutes: int | None = None,
    kind: str = "",
    without_caution: bool = False,
) -> list[Exercise]:
    """The exercises for a pattern, with a modality, of at most so many minutes, of a kind, without a caution."""
    return [
        one
        for one in known
        if (not pattern or pattern in one.patterns)
        and (not modality or modality in one.modalities)
        and (minutes is None or one.minutes <= minutes)
        and (not kind or one.kind == kind)
        and not (without_caution and one.cautions)
    ]
