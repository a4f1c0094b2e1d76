"""How a score came about, line by line. Pure: no Django."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assessments import change, scoring
from assessments.catalogue import Instrument, Subscale
from assessments.criterion import CONFIDENCE, Z, z_of
from assessments.scoring import Answers
from clinic.core.messages import Message, message


class Step(StrEnum):
    """A step from answers to a score and its verdict. ``steps`` are figures and signs, without words."""

    CALCULATED = "calculated"  # steps
    TYPED = "typed"  # value
    LEVEL = "level"  # level
    ERROR = "error"  # steps, sample, kind: of the reliability, half: of the 95 % interval
    ERROR_FROM_CHANGE = "error-from-change"  # steps, half
    ERROR_UNKNOWN = "error-unknown"
    ERROR_UNKNOWN_BECAUSE = "error-unknown-because"  # why
    THRESHOLD_PUBLISHED = "threshold-published"  # value, source
    THRESHOLD_PUBLISHED_AT = "threshold-published-at"  # value, source, percent
    THRESHOLD_COMPUTED = "threshold-computed"  # steps
    THRESHOLD_UNKNOWN = "threshold-unknown"
    CUTOFF_PUBLISHED = "cutoff-published"  # value, source
    CUTOFF_COMPUTED = "cutoff-computed"  # value
    CUTOFF_NONE = "cutoff-none"
    CUTOFF_FURTHER = "cutoff-further"  # value, meaning, source
    RECOVERED_AT_MOST = "recovered-at-most"  # value, source
    RECOVERED_AT_LEAST = "recovered-at-least"  # value, source


@dataclass(frozen=True)
class Line:
    """One item: its answer, whether it is reverse-scored or subtracted, and what it counts for."""

    item: int
    answer: int | None
    reversed: bool
    minus: bool
    counts: int | None


@dataclass(frozen=True)
class Explanation:
    """A subscale's score from its items. ``formula``: how it was made, or in place of a score what is missing."""

    lines: list[Line]
    formula: tuple[Message, ...]
    sem: Message
    threshold: Message
    cutoff: tuple[Message, ...]


def explain(
    instrument: Instrument,
    key: str,
    answers: Answers,
    judging: Mapping[str, Subscale] | None = None,
    *,
    asked: bool = False,
    typed: float | None = None,
) -> Explanation:
    """The way from answers to the score of subscale ``key``; figures as in the instrument's file.

    ``typed``: the value, where it was typed in without answers. ``judging``: the subscales by which scores are compared
    now, where a version after this one has others. ``asked``: somebody has recorded the outcome of asking about what
    was left out.
    """
    subscale = instrument.subscales[key]
    if typed is not None:
        answers = {}
    judged = (judging or instrument.subscales).get(key, subscale)
    lines = []
    for item in subscale.items:
        value = answers.get(item)
        counts = None if value is None else instrument.counted(subscale, item, value)
        lines.append(Line(item, value, item in subscale.reverse, item in subscale.minus, counts))
    formula = _formula(instrument, key, lines, asked) if typed is None else (message(Step.TYPED, value=typed),)
    error = _sem(instrument, subscale)
    return Explanation(lines if typed is None else [], formula, error, _threshold(judged), _cut(judged))


def _formula(instrument: Instrument, key: str, lines: list[Line], asked: bool) -> tuple[Message, ...]:
    result = scoring.score(instrument, {line.item: line.answer for line in lines})[key]
    if result.value is None:
        return scoring.once_asked(result.notes) if asked else result.notes
    if instrument.triage:
        return (message(Step.LEVEL, level=result.band),)
    given = [line.counts for line in lines if line.counts is not None]
    total, count, of = sum(given), len(given), len(lines)
    steps = f"{total} / {count}"
    if instrument.aggregate != "mean":
        steps = f"{total}" if count == of else f"{total} / {count} × {of}"
    if instrument.times > 1:
        steps += f" × {instrument.times}"
    return (message(Step.CALCULATED, steps=f"{steps} = {result.value:g}"),)


def _sem(instrument: Instrument, subscale: Subscale) -> Message:
    error = scoring.sem(subscale)
    if error is None:
        return why_unknown(instrument)
    if subscale.sample is None or subscale.reliability is None:
        steps = f"{subscale.rci_published:g} / ({z_of(subscale.rci_confidence or CONFIDENCE):g} × √2) = {error:.3f}"
        return message(Step.ERROR_FROM_CHANGE, steps=steps, half=Z * error)
    steps = f"{subscale.sample.sd:g} × √(1 − {subscale.reliability:g}) = {error:.3f}"
    sample, kind = subscale.sample.sample, subscale.reliability_kind or ""
    return message(Step.ERROR, steps=steps, sample=sample, kind=kind, half=Z * error)


def why_unknown(instrument: Instrument) -> Message:
    """Why no interval can be given for those of its scores that have none."""
    if instrument.unknown_error:
        return message(Step.ERROR_UNKNOWN_BECAUSE, why=instrument.unknown_error)
    return message(Step.ERROR_UNKNOWN)


def _threshold(subscale: Subscale) -> Message:
    error, published, source = scoring.sem(subscale), subscale.rci_published, subscale.change_source
    if published is not None and subscale.rci_confidence is not None:
        percent = round(100 * subscale.rci_confidence)
        return message(Step.THRESHOLD_PUBLISHED_AT, value=published, source=source, percent=percent)
    if published is not None:
        return message(Step.THRESHOLD_PUBLISHED, value=published, source=source)
    if error is None:
        return message(Step.THRESHOLD_UNKNOWN)
    steps = f"{Z} × √2 × {error:.3f} = {Z * math.sqrt(2) * error:.2f}"
    return message(Step.THRESHOLD_COMPUTED, steps=steps)


def _cut(subscale: Subscale) -> tuple[Message, ...]:
    cut = change.cutoff(subscale)
    if cut is None:
        return (message(Step.CUTOFF_NONE),)
    if subscale.cutoff is None:
        return (message(Step.CUTOFF_COMPUTED, value=cut),)
    found = [message(Step.CUTOFF_PUBLISHED, value=cut, source=subscale.cutoff_source)]
    further = subscale.further_cutoffs
    found += [message(Step.CUTOFF_FURTHER, value=one.at, meaning=one.meaning, source=one.source) for one in further]
    if subscale.recovered_at is not None:
        side = Step.RECOVERED_AT_MOST if subscale.higher_is == "worse" else Step.RECOVERED_AT_LEAST
        found.append(message(side, value=subscale.recovered_at, source=subscale.change_source))
    return tuple(found)
