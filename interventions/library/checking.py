"""An exercise that a practice writes: built, or refused with everything that is wrong, place by place."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from pydantic import ValidationError as Contradiction

from interventions.exercises.definitions import Contradicted, Exercise

NAMES = {"fields": "asks"}  # what programs and pages call a part of the definition


def checked_exercise(definition: Mapping[str, object]) -> Exercise:
    """The exercise; raises ValidationError by field, what is in a list as ``asks.2.step``, counted from 1."""
    try:
        return Exercise.model_validate(definition)
    except Contradiction as error:
        raise ValidationError(_by_place(error)) from error


def _by_place(error: Contradiction) -> dict[str, list[str]]:
    places: dict[str, list[str]] = {}
    for one in error.errors():
        refused = one.get("ctx", {}).get("error")
        found = refused.found if isinstance(refused, Contradicted) else [(one["loc"], one["msg"])]
        for place, text in found:
            places.setdefault(_named(place), []).append(str(text))
    return places


def _named(place: tuple[str | int, ...]) -> str:
    """A place as programs and pages know it."""
    first, *more = place
    if first not in {"fields", "timers"}:
        return str(first)
    return ".".join([NAMES.get(str(first), str(first)), *(str(n + 1) if isinstance(n, int) else n for n in more)])
