"""How what is rated before and after an exercise is asked for and named."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from clinic.core.lazy import StrOrPromise
from interventions.exercises.definitions import Exercise, Rated


@dataclass(frozen=True)
class RatedWords:
    """The question before and after, what it is called in a table, and the heads of the paper's columns."""

    before: StrOrPromise
    after: StrOrPromise
    name: StrOrPromise
    paper_before: StrOrPromise
    paper_after: StrOrPromise
    scale: StrOrPromise


RATED: Mapping[Rated, RatedWords] = {
    "tension": RatedWords(
        _("How tense are you now?"),
        _("And how tense now?"),
        _("Tension"),
        _("Tense before, 0 to 10"),
        _("Tense after, 0 to 10"),
        _("0 is calm, 10 is as tense as can be."),
    ),
    "alarm": RatedWords(
        _("How strong is the alarm now?"),
        _("And how strong is the alarm now?"),
        _("Alarm"),
        _("Alarm before, 0 to 10"),
        _("Alarm after, 0 to 10"),
        _("0 is no alarm, 10 is as strong as can be."),
    ),
    "feeling": RatedWords(
        _("How strong is the feeling now?"),
        _("And how strong is the feeling now?"),
        _("Feeling"),
        _("Feeling before, 0 to 10"),
        _("Feeling after, 0 to 10"),
        _("0 is no feeling, 10 is as strong as can be."),
    ),
    "disturbance": RatedWords(
        _("How disturbing is it now?"),
        _("And how disturbing is it now?"),
        _("Disturbance"),
        _("Disturbing before, 0 to 10"),
        _("Disturbing after, 0 to 10"),
        _("0 is not disturbing, 10 is as disturbing as can be."),
    ),
    "distress": RatedWords(
        _("How hard is it now?"),
        _("And how hard is it now, at the end?"),
        _("Distress"),
        _("Hard before, 0 to 10"),
        _("Hard at the end, 0 to 10"),
        _("0 is not hard at all, 10 is as hard as can be."),
    ),
}


def rated_words(exercise: Exercise) -> RatedWords:
    """The words for what this exercise rates."""
    return RATED[exercise.rated]
