"""Adding custom modalities and exercises."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.wording.queries import instruments
from clinic.core.access import Actor
from clinic.core.definitions import CUSTOM, add_version, custom_key
from clinic.core.text import clean_text
from interventions.exercises.definitions import MOST_STEPS
from interventions.library.checking import checked_exercise
from interventions.library.parsers import read_modality
from interventions.library.queries import exercises, modalities
from interventions.models import CustomExercise, CustomModality
from interventions.plans.models import GATED

MOST_STEP = 300  # characters
ASKED = ("rated", "before_at", "fields", "timers")  # what the steps ask, and how long they take


@transaction.atomic
def add_modality(*, data: bytes, by: Actor) -> CustomModality:
    """A modality from a file, or a new version of one with the same short name; plans that run keep theirs.

    Raises FileRefused with everything that is wrong, place by place.
    """
    modality = read_modality(data, gated=frozenset(GATED), measures=frozenset(instruments()))
    key = custom_key(modality.short, 40)
    return add_version(
        CustomModality,
        key=key,
        by=by,
        define=lambda version: modality.model_dump(mode="json") | {"key": key, "version": version},
    )


def _steps(steps: Sequence[str]) -> list[str]:
    message = _("From 1 to %(n)s steps of at most %(long)s characters.") % {"n": MOST_STEPS, "long": MOST_STEP}
    cleaned = [clean_text(step, "steps", MOST_STEP, least=0, lines=False, message=message) for step in steps]
    found = [step for step in cleaned if step]
    if not 1 <= len(found) <= MOST_STEPS:
        raise ValidationError({"steps": message})
    return found


@transaction.atomic
def write_exercise(
    *, by: Actor, title: str, steps: Sequence[str], key: str = "", revision: int | None = None, **fields: Any
) -> CustomExercise:
    """A custom exercise; with ``key`` a new version of it. Who was given the old one keeps that.

    ``fields``: purpose, minutes, times_per_week, patterns, modalities, cautions, kind, and ASKED, which stay as they
    were where they are left out. ``revision``: the version that was shown.
    Raises ValidationError by field (of what the steps ask: ``asks.2.step``), or EditConflict.
    """
    known = exercises()
    if key and (key not in known or not key.startswith(CUSTOM)):
        raise ValidationError({"key": _("This is not one of the practice's exercises, so it cannot be changed.")})
    kept = {name: getattr(known[key], name) for name in ASKED} if key else {}
    found = kept | {"title": clean_text(title, "title", 60, lines=False), "steps": _steps(steps)} | fields
    wanted = key or custom_key(found["title"], 40)
    others = [one for one in known.values() if one.key != key]  # a new one is not a version of an existing one
    if any(one.title.casefold() == found["title"].casefold() or one.key == wanted for one in others):
        raise ValidationError({"title": _("There is already an exercise with this name, or a very similar one.")})
    if unknown := sorted(set(fields.get("modalities", [])) - set(modalities())):
        raise ValidationError({"modalities": _("Unknown: %(names)s.") % {"names": ", ".join(unknown)}})
    exercise = checked_exercise(found | {"key": wanted})
    return add_version(
        CustomExercise,
        key=wanted,
        by=by,
        revision=revision if key else None,
        define=lambda _version: exercise.model_dump(mode="json"),
    )
