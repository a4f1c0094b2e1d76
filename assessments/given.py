"""Scores that are known as values and not as answers: from a letter, a hospital, a licensed sheet. Pure: no Django.

They are judged like any others (bands, error, change), and no rule reads items from them.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from assessments.catalogue import Instrument
from assessments.scoring import Remark, Score, band_of, risk_items_unanswered, score, sem
from clinic.core.messages import Message, message

DECIMALS = 2  # of a value, as scores are kept


class TotalRefusal(StrEnum):
    """What is wrong with a value."""

    UNKNOWN_SCALE = "total-unknown-scale"  # instrument, scales
    NO_NUMBER = "total-no-number"
    TOO_EXACT = "total-too-exact"  # decimals
    OUT_OF_RANGE = "total-out-of-range"  # least, most


class TotalsRefused(ValueError):
    """Values that cannot be; ``errors`` maps the scale, as it was given, to what is wrong with it."""

    def __init__(self, errors: dict[str, Message]) -> None:
        super().__init__("; ".join(f"{scale}: {found.code}" for scale, found in errors.items()))
        self.errors = errors

    @property
    def texts(self) -> dict[str, str]:
        """What is wrong with each scale, in words."""
        return {scale: str(found) for scale, found in self.errors.items()}


def takes_totals(instrument: Instrument) -> bool:
    """Whether its scores are values that can be known without the answers: not a checklist, nor a level of urgency."""
    return instrument.aggregate in {"mean", "sum", "scales"}


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _wrong(instrument: Instrument, scale: str, value: object) -> Message | None:
    if scale not in instrument.subscales:
        names = tuple(instrument.subscales)
        return message(TotalRefusal.UNKNOWN_SCALE, instrument=instrument.short, scales=names)
    number, (least, most) = _number(value), instrument.score_range(scale)
    if number is None:
        return message(TotalRefusal.NO_NUMBER)
    if not least <= number <= most:
        return message(TotalRefusal.OUT_OF_RANGE, least=f"{least:g}", most=f"{most:g}")
    if number != round(number, DECIMALS):
        return message(TotalRefusal.TOO_EXACT, decimals=DECIMALS)
    return None


def parse_totals(instrument: Instrument, totals: Mapping[str, object]) -> dict[str, float]:
    """Checks values as they come from a form or a request: scale → number, or None where it is not known.

    Returns those that are known, in the instrument's order. Raises TotalsRefused that names every bad one, at most
    twenty.
    """
    given = {str(scale): value for scale, value in totals.items() if value is not None}
    wrong = {scale[:30]: found for scale, value in given.items() if (found := _wrong(instrument, scale, value))}
    if wrong:
        raise TotalsRefused(dict(list(wrong.items())[:20]))
    return {scale: float(str(given[scale])) for scale in instrument.subscales if scale in given}


def given_scores(instrument: Instrument, totals: Mapping[str, float]) -> dict[str, Score]:
    """Scores of the scales whose values are known; ``answered`` is 0. Risk items among them are named: ask."""
    found = {}
    for scale, value in totals.items():
        subscale = instrument.subscales[scale]
        left = tuple(n for n in risk_items_unanswered(instrument, {}) if n in subscale.items)
        notes = [message(Remark.TYPED_TOTAL)] + ([message(Remark.RISK_UNANSWERED, items=left)] if left else [])
        error = sem(subscale)
        found[scale] = Score(
            value=value,
            band=band_of(subscale, value),
            sem=None if error is None else round(error, 3),
            answered=0,
            of=len(subscale.items),
            notes=tuple(notes),
            exact=value,
        )
    return found


def scores_of(
    instrument: Instrument, responses: Mapping[str, int], totals: Mapping[str, float] | None
) -> dict[str, Score]:
    """The scores of what is on file: of the answers, or of values without answers where ``totals`` is not None."""
    if totals is not None:
        return given_scores(instrument, totals)
    return score(instrument, {int(item): value for item, value in responses.items()})
