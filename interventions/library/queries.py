"""All modalities and exercises that a practice has: the shipped ones and its own."""

from collections.abc import Callable, Iterable, Mapping

from clinic.core.definitions import CUSTOM, CustomDefinitions, Schema, custom_definitions
from interventions import catalogue
from interventions.catalogue import Modality, UnknownExercise, UnknownModality
from interventions.exercises.definitions import Exercise
from interventions.models import Assignment, CustomExercise, CustomModality, Plan


def _custom_modalities() -> CustomDefinitions[Modality]:
    return custom_definitions(CustomModality, Modality)


def _custom_exercises() -> CustomDefinitions[Exercise]:
    return custom_definitions(CustomExercise, Exercise)


def modality_of(key: str, version: int | None = None) -> Modality:
    """The modality in that version, or its newest, shipped or the practice's own; raises UnknownModality."""
    if not key.startswith(CUSTOM):
        return catalogue.modality(key, version)
    found = _custom_modalities().get(key, version)
    if found is None:
        raise UnknownModality(key)
    return found


def modalities_of(plans: Iterable[Plan]) -> Mapping[tuple[str, int], Modality]:
    """(key, version) → the modality as each plan began with it."""
    return modalities_kept((plan.modality, plan.version) for plan in plans)


def modalities_kept(pairs: Iterable[tuple[str, int]]) -> Mapping[tuple[str, int], Modality]:
    """(key, version) → modality, unknown ones left out; at most one statement, and none where all are shipped."""
    return _kept(pairs, catalogue.all_versions().get, _custom_modalities)


def modality_of_plan(plan: Plan) -> Modality:
    """The plan's modality, in the version that it began with."""
    return modality_of(plan.modality, plan.version)


def modalities() -> dict[str, Modality]:
    """Key → modality, all that can be assigned now; at most one statement."""
    return dict(catalogue.modalities()) | _custom_modalities().in_use()


def modalities_named(keys: Iterable[str]) -> Mapping[str, Modality]:
    """Key → modality for the keys of a list, in use or not; asks the database only when one is the practice's own."""
    wanted = {key for key in keys if key.startswith(CUSTOM)}
    custom = {key: found for key in wanted if (found := _custom_modalities().get(key))}
    return dict(catalogue.modalities()) | custom


def exercises() -> dict[str, Exercise]:
    """Key → exercise, all that can be given now; at most one statement."""
    return dict(catalogue.exercises()) | _custom_exercises().in_use()


def exercise_titles(keys: Iterable[str]) -> Mapping[str, str]:
    """Key → title for the keys of a list, in use or not; asks the database only when one is the practice's own."""
    wanted = set(keys)
    custom = {key: found.title for key in wanted if key.startswith(CUSTOM) and (found := _custom_exercises().get(key))}
    return {one.key: one.title for one in catalogue.exercises().values() if one.key in wanted} | custom


def exercise_in_use(key: str) -> Exercise:
    """The exercise, if it can be given now; raises UnknownExercise."""
    if not key.startswith(CUSTOM):
        return catalogue.exercise(key)
    found = _custom_exercises().in_use().get(key)
    if found is None:
        raise UnknownExercise(key)
    return found


Given = Mapping[tuple[str, int], Exercise]


def exercises_given(rows: Iterable[Assignment]) -> Given:
    """(key, version) → the exercise as each assignment has it; at most one statement, none where all are shipped."""
    return _kept(((row.exercise, row.version) for row in rows), _newest_exercise, _custom_exercises)


def _newest_exercise(pair: tuple[str, int]) -> Exercise | None:
    """A shipped exercise, of which there is one version."""
    return catalogue.exercises().get(pair[0])


def _kept(
    pairs: Iterable[tuple[str, int]],
    shipped: Callable[[tuple[str, int]], Schema | None],
    custom: Callable[[], CustomDefinitions[Schema]],
) -> Mapping[tuple[str, int], Schema]:
    """(key, version) → definition; unknown ones are left out."""
    found = {}
    for key, version in set(pairs):
        one = custom().get(key, version) if key.startswith(CUSTOM) else shipped((key, version))
        if one is not None:
            found[key, version] = one
    return found


def version_of(exercise: Exercise) -> int:
    """The version an assignment keeps: the own exercise's newest, or the library's."""
    if not exercise.key.startswith(CUSTOM):
        return catalogue.library_version()
    version = _custom_exercises().version_in_use(exercise.key)
    if version is None:
        raise UnknownExercise(exercise.key)
    return version


def chosen_exercises(
    known: Iterable[Exercise],
    *,
    pattern: str = "",
    modality: str = "",
    minutes: int | None = None,
    kind: str = "",
    without_caution: bool = False,
) -> list[Exercise]:
    """The exercises for a pattern, with a modality, of at most this many minutes, of a kind, without a caution."""
    return [
        one
        for one in known
        if (not pattern or pattern in one.patterns)
        and (not modality or modality in one.modalities)
        and (minutes is None or one.minutes <= minutes)
        and (not kind or one.kind == kind)
        and not (without_caution and one.cautions)
    ]
