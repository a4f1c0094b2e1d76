"""From answers to scores. Pure: no Django, no database, no clock."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from assessments.catalogue import LEVELS, Instrument, Subscale, Triage
from assessments.criterion import Z, z_of
from clinic.core.messages import Message, message, quoted

Answers = Mapping[int, int | None]


class Refusal(StrEnum):
    """What is wrong with an answer."""

    UNKNOWN_ITEM = "unknown-item"  # instrument, items
    NO_WHOLE_NUMBER = "no-whole-number"
    OUT_OF_RANGE = "out-of-range"  # least, most
    NOT_IN_STEPS = "not-in-steps"  # step
    NOT_ASKED = "not-asked"  # item, answer


class Remark(StrEnum):
    """What is shown beside a score, or in place of one."""

    TOO_FEW_ANSWERED = "too-few-answered"  # missing, of, allowed
    PRORATED = "prorated"  # missing, of
    RISK_UNANSWERED = "risk-unanswered"  # items
    RISK_ASKED = "risk-asked"  # items
    INCOMPLETE = "incomplete"  # missing, of
    INCOMPLETE_ASKED = "incomplete-asked"  # missing, of
    AT_LEAST = "at-least"  # level, missing, of
    AT_LEAST_ASKED = "at-least-asked"  # level, missing, of
    TYPED_TOTAL = "typed-total"


# What says that something is to be asked, and what it becomes once somebody has.
ASKED = {
    Remark.RISK_UNANSWERED: Remark.RISK_ASKED,
    Remark.INCOMPLETE: Remark.INCOMPLETE_ASKED,
    Remark.AT_LEAST: Remark.AT_LEAST_ASKED,
}


class Signal(StrEnum):
    """Why an alert is raised, where a level of the whole instrument raises it."""

    SCREENED = "screened"  # level
    SCREENED_AT_LEAST = "screened-at-least"  # level


class AnswersRefused(ValueError):
    """Answers that cannot be; ``errors`` maps the item, as it was given, to what is wrong with it."""

    def __init__(self, errors: dict[str, Message]) -> None:
        super().__init__("; ".join(f"item {item}: {found.code}" for item, found in errors.items()))
        self.errors = errors

    def __str__(self) -> str:
        return "; ".join(f"item {item}: {text}" for item, text in self.texts.items())

    @property
    def texts(self) -> dict[str, str]:
        """What is wrong with each item, in words."""
        return {item: str(found) for item, found in self.errors.items()}


@dataclass(frozen=True)
class Score:
    """One subscale's result.

    ``value`` in the instrument's unit (mean of items or sum), two decimals, None when too many items are missing;
    ``exact`` the same before rounding, from which differences are taken.
    ``sem`` is the standard error of measurement in the same unit, None where no standard deviation is published.
    """

    value: float | None
    band: str
    sem: float | None
    answered: int
    of: int
    notes: tuple[Message, ...] = ()
    exact: float | None = None


class Style(StrEnum):
    """A quadrant of the self-report plane: a shorthand for two numbers, never a kind of person."""

    SECURE = "secure"
    PREOCCUPIED = "preoccupied"
    DISMISSING = "dismissing"
    FEARFUL = "fearful"


@dataclass(frozen=True)
class Placement:
    """Where a person scores on the plane; ``near`` names the neighbours that lie within 1.96 SEM.

    None where the error of a dimension is unknown: then nobody knows how near a neighbour is.
    """

    style: Style
    near: tuple[Style, ...] | None = ()

    @property
    def near_text(self) -> str:
        """As it is stored: the neighbours' names, nothing for none, NEAR_UNKNOWN for an unknown error."""
        return NEAR_UNKNOWN if self.near is None else ",".join(self.near)


NEAR_UNKNOWN = "unknown"


def neighbours(near_text: str) -> list[str] | None:
    """The neighbours' names of what is stored; None where it is not known how near they are."""
    return None if near_text == NEAR_UNKNOWN else [name for name in near_text.split(",") if name]


def parse_answers(instrument: Instrument, responses: Mapping[str, object]) -> dict[int, int | None]:
    """Checks answers as they come from a form or a request: item number as text → whole number, or None.

    Raises AnswersRefused that names every bad item, up to twenty.
    """
    answers: dict[int, int | None] = dict.fromkeys(range(1, instrument.items + 1))
    errors: dict[str, Message] = {}
    for name, value in responses.items():
        number = int(name) if name.isascii() and name.isdecimal() and len(name) <= 4 else 0
        if str(number) != name or number not in answers:
            errors[str(name)[:20]] = message(Refusal.UNKNOWN_ITEM, instrument=instrument.short, items=instrument.items)
        elif value is None:
            continue
        elif isinstance(value, bool) or not isinstance(value, int):
            errors[name] = message(Refusal.NO_WHOLE_NUMBER)
        elif not instrument.min <= value <= instrument.max_of(number):
            errors[name] = message(Refusal.OUT_OF_RANGE, least=instrument.min, most=instrument.max_of(number))
        elif value not in instrument.choices_of(number):
            errors[name] = message(Refusal.NOT_IN_STEPS, step=instrument.step)
        else:
            answers[number] = value
        if len(errors) >= 20:
            break
    for branch in instrument.branches:
        given = answers[branch.item]
        if not is_asked(instrument, branch.item, answers) and given is not None and answers[branch.only_if] is not None:
            if given != instrument.min:
                errors[str(branch.item)] = message(Refusal.NOT_ASKED, item=branch.only_if, answer=branch.is_)
            answers[branch.item] = None
    if errors:
        raise AnswersRefused(errors)
    return answers


def is_asked(instrument: Instrument, item: int, answers: Answers) -> bool:
    """Whether an item is asked at all, given the answers to those before it."""
    return all(answers.get(b.only_if) == b.is_ for b in instrument.branches if b.item == item)


def sem(subscale: Subscale) -> float | None:
    """The standard error of measurement in score units; None where nothing is published to tell.

    SD x sqrt(1 - reliability), with the SD of clients where it is published. Without an SD, what a published criterion
    of change with its stated confidence implies: criterion / (z x sqrt(2)).
    """
    if subscale.sample is not None and subscale.reliability is not None:
        return subscale.sample.sd * math.sqrt(1 - subscale.reliability)
    if subscale.rci_published is not None and subscale.rci_confidence is not None:
        return subscale.rci_published / (z_of(subscale.rci_confidence) * math.sqrt(2))
    return None


def band_of(subscale: Subscale, value: float) -> str:
    """The severity band of a score: the score rounded to a whole number, halves up (the careful direction)."""
    whole = math.floor(value + 0.5)
    return next((name for low, high, name in subscale.bands if low <= whole <= high), "")


def score(instrument: Instrument, answers: Answers) -> dict[str, Score]:
    """Scores of all subscales. ``answers``: item number → value, None when not answered (see parse_answers).

    A mean is over the answered items; a sum is prorated: mean of the answered items times the number of items; either
    is multiplied where the instrument says so (``times``). A checklist has no scores. With
    more missing than the instrument allows, ``value`` is None and ``notes`` say so.
    """
    return {key: _score(instrument, subscale, answers) for key, subscale in instrument.subscales.items()}


def risk_items_unanswered(instrument: Instrument, answers: Answers) -> list[int]:
    """The numbers of the risk items that are asked, given the other answers, and have none: to be asked."""
    known = _with_parents(instrument, answers)
    return [n for n in instrument.risk_items if answers.get(n) is None and is_asked(instrument, n, known)]


def once_asked(notes: Iterable[Message]) -> tuple[Message, ...]:
    """The remarks of a score after somebody has recorded the outcome of asking about what was left out."""
    known = {str(before): str(after) for before, after in ASKED.items()}
    return tuple(replace(one, code=known.get(one.code, one.code)) for one in notes)


def _with_parents(instrument: Instrument, answers: Answers) -> dict[int, int | None]:
    """The answers, with a question that was left out taken as answered where a yes to what follows from it shows how.

    "Some intention to act" without an answer to "thoughts of killing oneself" says that there were such thoughts.
    """
    known = dict(answers)
    for branch in instrument.branches:
        if known.get(branch.only_if) is None and (answers.get(branch.item) or instrument.min) != instrument.min:
            known[branch.only_if] = branch.is_
    return known


def _carefully(instrument: Instrument, answers: Answers) -> dict[int, int | None]:
    """The answers as the level reads them: what is left out and asked counts as its branch's ``unanswered_as``."""
    known = _with_parents(instrument, answers)
    for branch in instrument.branches:
        if known.get(branch.item) is None and is_asked(instrument, branch.item, known):
            known[branch.item] = branch.unanswered_as
    return known


def is_complete(instrument: Instrument, answers: Answers) -> bool:
    """Whether every item that is asked, given the answers to others, has an answer."""
    known = _with_parents(instrument, answers)
    wanted = (n for n in range(1, instrument.items + 1) if is_asked(instrument, n, known))
    return all(answers.get(n) is not None for n in wanted)


def triage(instrument: Instrument, answers: Answers) -> Triage | None:
    """The highest level of urgency that the answers given make certain; None while they make none.

    Where items are left out it is a lower bound: what they would say can only raise it. The level that stands for
    "none of these" needs all of them.
    """
    known = _carefully(instrument, answers)
    for level in instrument.triage:
        if any(all(known.get(int(n)) == value for n, value in pattern.items()) for pattern in level.any_of):
            return level
        if not level.any_of and is_complete(instrument, answers):
            return level
    return None


def _triaged(instrument: Instrument, answers: Answers) -> Score:
    known = _with_parents(instrument, answers)
    wanted = [n for n in range(1, instrument.items + 1) if is_asked(instrument, n, known)]
    given, level = sum(answers.get(item) is not None for item in wanted), triage(instrument, answers)
    if given == len(wanted) and level is not None:
        return Score(level.rank, level.level, None, given, len(wanted))
    missing, of = len(wanted) - given, len(wanted)
    if level is None:
        return Score(None, "", None, given, of, (message(Remark.INCOMPLETE, missing=missing, of=of),))
    note = message(Remark.AT_LEAST, level=level.level, missing=missing, of=of)
    # The highest level is certain whatever the rest would say; a lower one cannot be compared with other scores.
    top = level.rank == max(one.rank for one in instrument.triage)
    return Score(level.rank if top else None, level.level if top else "", None, given, of, (note,))


def _score(instrument: Instrument, subscale: Subscale, answers: Answers) -> Score:
    if instrument.triage:
        return _triaged(instrument, answers)
    given = [
        instrument.counted(subscale, item, value) for item in subscale.items if (value := answers.get(item)) is not None
    ]
    of, missing = len(subscale.items), len(subscale.items) - len(given)
    allowed = instrument.max_missing if subscale.max_missing is None else subscale.max_missing
    left = tuple(n for n in risk_items_unanswered(instrument, answers) if n in subscale.items)
    ask = (message(Remark.RISK_UNANSWERED, items=left),) if left else ()
    if missing > allowed or not given:
        few = message(Remark.TOO_FEW_ANSWERED, missing=missing, of=of, allowed=allowed)
        return Score(None, "", None, len(given), of, (few, *ask))
    mean = sum(given) / len(given)
    exact = mean * instrument.times * (of if instrument.aggregate == "sum" else 1)
    total, error = round(exact, 2), sem(subscale)
    notes = (message(Remark.PRORATED, missing=missing, of=of), *ask) if missing else ()
    shown_error = None if error is None else round(error, 3)
    return Score(total, band_of(subscale, total), shown_error, len(given), of, notes, exact)


def judged(scores: Mapping[str, Score], *, own_words: bool) -> dict[str, Score]:
    """The scores, without band and error where the client read this program's own words.

    Bands and errors are those of the published wording. A level of urgency goes by what was said, in whatever words.
    """
    if not own_words:
        return dict(scores)
    return {key: replace(one, band="", sem=None) for key, one in scores.items()}


def quadrant(x: float, y: float, cut_x: float, cut_y: float) -> Style:
    """The quadrant of a point: anxiety ``x``, avoidance ``y``; at the cut counts as above it."""
    if y >= cut_y:
        return Style.FEARFUL if x >= cut_x else Style.DISMISSING
    return Style.PREOCCUPIED if x >= cut_x else Style.SECURE


def place(instrument: Instrument, scores: Mapping[str, Score]) -> Placement | None:
    """Where the scores lie on the plane; None for an instrument without one, or when a dimension has no score.

    A dimension within 1.96 SEM of the middle of the scale is uncertain: the neighbours across it are named.
    """
    plane, middle = instrument.plane, instrument.middle
    if plane is None:
        return None
    x, y = scores[plane.x], scores[plane.y]
    if x.value is None or y.value is None:
        return None
    style = quadrant(x.value, y.value, middle, middle)
    if x.sem is None or y.sem is None:
        return Placement(style, None)
    wide_x, wide_y = Z * x.sem, Z * y.sem
    corners = {
        quadrant(x.value + dx, y.value + dy, middle, middle)
        for dx in (-wide_x, 0, wide_x)
        for dy in (-wide_y, 0, wide_y)
    }
    return Placement(style, tuple(s for s in Style if s in corners - {style}))


@dataclass(frozen=True)
class RiskSignal:
    """What has to open an alert. ``item``: None for a level of the whole instrument."""

    item: int | None
    level: str
    reason: Message


def risk_signals(instrument: Instrument, answers: Answers) -> list[RiskSignal]:
    """What the answers given so far say already, however many others are missing: one signal an item, one a level."""
    found: dict[int, RiskSignal] = {}
    for alert in sorted(instrument.alerts, key=lambda one: LEVELS.index(one.level)):
        value = answers.get(alert.item)
        if value is not None and value >= alert.at_least:
            found[alert.item] = RiskSignal(alert.item, alert.level, quoted(alert.reason))
    level = triage(instrument, answers)
    signals = [found[item] for item in sorted(found)]
    if level is not None and level in instrument.alerting:
        signal = Signal.SCREENED if is_complete(instrument, answers) else Signal.SCREENED_AT_LEAST
        signals.append(RiskSignal(None, level.level, message(signal, level=level.level)))
    return signals


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
