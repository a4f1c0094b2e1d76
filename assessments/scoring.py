"""From answers to scores. Pure: no Django, no database, no clock."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assessments.catalogue import Instrument, Rule, Subscale, Triage

Answers = Mapping[int, int | None]


class AnswersRefused(ValueError):
    """Answers that cannot be; ``errors`` maps the item, as it was given, to what is wrong with it."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(f"item {item}: {message}" for item, message in errors.items()))
        self.errors = errors


@dataclass(frozen=True)
class Score:
    """One subscale's result.

    ``value`` in the instrument's unit (mean of items or sum), two decimals, None when too many items are missing.
    ``sem`` is the standard error of measurement in the same unit, None where no standard deviation is published.
    """

    value: float | None
    band: str
    sem: float | None
    answered: int
    of: int
    note: str = ""


class Style(StrEnum):
    """A quadrant of the self-report plane: a shorthand for two numbers, never a kind of person."""

    SECURE = "secure"
    PREOCCUPIED = "preoccupied"
    DISMISSING = "dismissing"
    FEARFUL = "fearful"


@dataclass(frozen=True)
class Placement:
    """Where a person scores on the plane; ``near`` names the neighbours that lie within 1.96 SEM."""

    style: Style
    near: tuple[Style, ...] = ()


def parse_answers(instrument: Instrument, responses: Mapping[str, object]) -> dict[int, int | None]:
    """Checks answers as they come from a form or a request: item number as text → whole number, or None.

    Raises AnswersRefused that names every bad item, up to twenty.
    """
    answers: dict[int, int | None] = dict.fromkeys(range(1, instrument.items + 1))
    errors: dict[str, str] = {}
    for name, value in responses.items():
        number = int(name) if name.isascii() and name.isdecimal() and len(name) <= 4 else 0
        if str(number) != name or number not in answers:
            errors[str(name)[:20]] = f"unknown item; {instrument.short} has items 1 to {instrument.items}"
        elif value is None:
            continue
        elif isinstance(value, bool) or not isinstance(value, int):
            errors[name] = "must be a whole number, or null when not answered"
        elif not instrument.min <= value <= instrument.max:
            errors[name] = f"out of range: {instrument.min} to {instrument.max}"
        elif value not in instrument.choices:
            errors[name] = f"must be in steps of {instrument.step}"
        else:
            answers[number] = value
        if len(errors) >= 20:
            break
    for branch in instrument.branches:
        given = answers[branch.item]
        if not asked(instrument, branch.item, answers) and given is not None:
            if given != instrument.min:
                errors[str(branch.item)] = f"is not asked when item {branch.only_if} is not {branch.is_}"
            answers[branch.item] = None
    if errors:
        raise AnswersRefused(errors)
    return answers


def asked(instrument: Instrument, item: int, answers: Answers) -> bool:
    """Whether an item is asked at all, given the answers to those before it."""
    return all(answers.get(b.only_if) == b.is_ for b in instrument.branches if b.item == item)


def keyed(instrument: Instrument, subscale: Subscale, item: int, value: int) -> int:
    """The value that goes into the score: turned round for a reverse-keyed item."""
    return instrument.min + instrument.max - value if item in subscale.reverse else value


def sem(subscale: Subscale) -> float | None:
    """SD x sqrt(1 - reliability) of the norm sample, in score units; None where either is not published."""
    if subscale.norm is None or subscale.reliability is None:
        return None
    return subscale.norm.sd * math.sqrt(1 - subscale.reliability)


def band_of(subscale: Subscale, value: float) -> str:
    """The severity band of a score: the score rounded to a whole number, halves up (the careful direction)."""
    whole = math.floor(value + 0.5)
    return next((name for low, high, name in subscale.bands if low <= whole <= high), "")


def score(instrument: Instrument, answers: Answers) -> dict[str, Score]:
    """Scores of all subscales. ``answers``: item number → value, None when not answered (see parse_answers).

    A mean is over the answered items; a sum is prorated: mean of the answered items times the number of items. With
    more missing than the instrument allows, ``value`` is None and ``note`` says so.
    """
    return {key: _score(instrument, subscale, answers) for key, subscale in instrument.subscales.items()}


def triage(instrument: Instrument, answers: Answers) -> Triage | None:
    """The level of urgency that the answers make; None while an item that is asked has no answer."""
    wanted = [n for n in range(1, instrument.items + 1) if asked(instrument, n, answers)]
    if any(answers.get(item) is None for item in wanted):
        return None
    for level in instrument.triage:
        if any(all(answers.get(int(n)) == value for n, value in p.items()) for p in level.any_of) or not level.any_of:
            return level
    return None


def _triaged(instrument: Instrument, answers: Answers) -> Score:
    wanted = [n for n in range(1, instrument.items + 1) if asked(instrument, n, answers)]
    given, level = sum(answers.get(item) is not None for item in wanted), triage(instrument, answers)
    if level is None:
        return Score(
            None, "", None, given, len(wanted), f"{len(wanted) - given} of {len(wanted)} items are missing; 0 may be"
        )
    return Score(level.rank, level.level, None, given, len(wanted))


def _score(instrument: Instrument, subscale: Subscale, answers: Answers) -> Score:
    if instrument.triage:
        return _triaged(instrument, answers)
    given = [
        keyed(instrument, subscale, item, value) * (-1 if item in subscale.minus else 1)
        for item in subscale.items
        if (value := answers.get(item)) is not None
    ]
    of, missing = len(subscale.items), len(subscale.items) - len(given)
    allowed = instrument.max_missing if subscale.max_missing is None else subscale.max_missing
    if missing > allowed or not given:
        return Score(None, "", None, len(given), of, f"{missing} of {of} items are missing; {allowed} may be")
    mean = sum(given) / len(given)
    total = round(mean * of * instrument.times if instrument.aggregate == "sum" else mean, 2)
    error = sem(subscale)
    note = f"{missing} of {of} items missing, prorated" if missing else ""
    return Score(total, band_of(subscale, total), None if error is None else round(error, 3), len(given), of, note)


def quadrant(x: float, y: float, cut_x: float, cut_y: float) -> Style:
    """The quadrant of a point: anxiety ``x``, avoidance ``y``; at the cut counts as above it."""
    if y >= cut_y:
        return Style.FEARFUL if x >= cut_x else Style.DISMISSING
    return Style.PREOCCUPIED if x >= cut_x else Style.SECURE


def place(instrument: Instrument, scores: Mapping[str, Score]) -> Placement | None:
    """Where the scores lie on the plane; None for an instrument without one, or when a dimension has no score.

    A dimension within 1.96 SEM of its cut is uncertain: the neighbours across it are named.
    """
    plane = instrument.plane
    if plane is None:
        return None
    x, y = scores[plane.x], scores[plane.y]
    if x.value is None or y.value is None:
        return None
    style = quadrant(x.value, y.value, plane.cut_x, plane.cut_y)
    wide_x, wide_y = 1.96 * (x.sem or 0), 1.96 * (y.sem or 0)
    corners = {
        quadrant(x.value + dx, y.value + dy, plane.cut_x, plane.cut_y)
        for dx in (-wide_x, 0, wide_x)
        for dy in (-wide_y, 0, wide_y)
    }
    return Placement(style, tuple(s for s in Style if s in corners - {style}))


def endorsed(instrument: Instrument, answers: Answers) -> list[tuple[str, str]]:
    """What has to raise an alert, as (where, reason): endorsed risk items, or a triage level that is high enough."""
    found = [
        (f"item {alert.item}", alert.reason)
        for alert in instrument.alerts
        if (value := answers.get(alert.item)) is not None and value >= alert.at_least
    ]
    level = triage(instrument, answers) if instrument.alert_from else None
    least = next((t.rank for t in instrument.triage if t.level == instrument.alert_from), 0)
    if level is not None and level.rank >= least:
        found.append((level.level, f"screened {level.level}"))
    return found


def met(instrument: Instrument, answers: Answers) -> list[tuple[str, bool, str]]:
    """The instrument's rules over items, as (name, whether it is met, what that means)."""

    def holds(rule: Rule) -> bool:
        return all(
            sum((answers.get(item) or 0) >= rule.at_least for item in items) >= count for count, items in rule.groups
        )

    return [(rule.name, holds(rule), rule.meaning) for rule in instrument.rules]


def global_scores(instrument: Instrument, by_target: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Subscale → mean over those of the instrument's global targets that were answered; empty without any.

    ``by_target``: target → subscale → score.
    """
    counted = [by_target[target] for target in instrument.global_targets if target in by_target]
    return {
        key: round(sum(scores[key] for scores in having) / len(having), 2)
        for key in instrument.subscales
        if (having := [scores for scores in counted if key in scores])
    }


def disagreement(instrument: Instrument, answers: Answers, chosen: str) -> str:
    """The prototype rated highest, where it is not the one chosen; empty where they agree or it is a tie with it.

    Prototypes are the instrument's ``forced_choice``, in the order of its items.
    """
    rated = {name: answers.get(number) or 0 for number, name in enumerate(instrument.forced_choice, start=1)}
    if chosen not in rated or rated[chosen] == max(rated.values()):
        return ""
    return max(rated, key=lambda name: rated[name])
