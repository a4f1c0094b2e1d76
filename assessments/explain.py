"""How a score came about, line by line. Pure: no Django."""

import math
from dataclasses import dataclass

from assessments import change, scoring
from assessments.catalogue import Instrument
from assessments.criterion import Z
from assessments.scoring import Answers


@dataclass(frozen=True)
class Line:
    """One item: its answer, whether it is turned round or taken away, and what it counts for."""

    item: int
    answer: int | None
    reversed: bool
    minus: bool
    counts: int | None


@dataclass(frozen=True)
class Explanation:
    """A subscale's score from its items. ``formula`` and the others are ready to be shown."""

    lines: list[Line]
    formula: str
    sem: str
    threshold: str
    cutoff: str


def explain(instrument: Instrument, key: str, answers: Answers) -> Explanation:
    """The way from answers to the score of subscale ``key``; figures as in the instrument's file."""
    subscale = instrument.subscales[key]
    lines = []
    for item in subscale.items:
        value = answers.get(item)
        counts = None if value is None else scoring.item_value(instrument, subscale, item, value)
        if counts is not None and item in subscale.minus:
            counts = -counts
        lines.append(Line(item, value, item in subscale.reverse, item in subscale.minus, counts))
    return Explanation(
        lines,
        _formula(instrument, key, lines),
        _sem(instrument, key),
        _threshold(instrument, key),
        _cut(instrument, key),
    )


def _formula(instrument: Instrument, key: str, lines: list[Line]) -> str:
    result = scoring.score(instrument, {line.item: line.answer for line in lines})[key]
    if instrument.triage:
        return f"level {result.band}" if result.value is not None else result.note
    given = [line.counts for line in lines if line.counts is not None]
    if result.value is None:
        return result.note
    total, count, of = sum(given), len(given), len(lines)
    if instrument.aggregate == "mean":
        return f"{total} / {count} = {result.value:g}"
    text = f"{total}" if count == of else f"{total} / {count} × {of}"
    if instrument.times > 1:
        text += f" × {instrument.times}"
    return f"{text} = {result.value:g}"


def _sem(instrument: Instrument, key: str) -> str:
    subscale = instrument.subscales[key]
    error = scoring.sem(subscale)
    if error is None or subscale.norm is None or subscale.reliability is None:
        return "no standard deviation is published for it, so its error is unknown"
    return f"{subscale.norm.sd:g} × √(1 − {subscale.reliability:g}) = {error:.3f}; 95 %: ± {Z * error:.2f}"


def _threshold(instrument: Instrument, key: str) -> str:
    subscale = instrument.subscales[key]
    least, error = change.threshold(subscale), scoring.sem(subscale)
    if subscale.rci_published is not None:
        return f"{least:g}, as published"
    if least is None or error is None:
        return "no threshold is known: a difference is shown and not judged"
    return f"{Z} × √2 × {error:.3f} = {Z * math.sqrt(2) * error:.2f} (Jacobson & Truax 1991)"


def _cut(instrument: Instrument, key: str) -> str:
    subscale = instrument.subscales[key]
    cut = change.cutoff(subscale)
    if cut is None:
        return "none is used"
    return f"{cut:g}, as published" if subscale.cutoff is not None else f"{cut:.2f}, criterion c from both samples"
