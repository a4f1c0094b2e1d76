"""Judging scores by the first of their episode and by the one before, and keeping what comes of it."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from assessments import change
from assessments.catalogue import Drop, Instrument, Subscale
from assessments.models import Rupture, Score
from clients.models import Episode


class Judgement(NamedTuple):
    """What a score is in comparison; the fields are those of the table. ``criterion``: by which version of figures."""

    is_baseline: bool
    change: Decimal | None
    change_last: Decimal | None
    verdict: str
    verdict_last: str
    criterion: int

    @property
    def differences(self) -> tuple[bool, Decimal | None, Decimal | None]:
        """What the scores alone make of it, whatever the figures."""
        return self.is_baseline, self.change, self.change_last


def decimal(value: float | None) -> Decimal | None:
    """A figure as the table keeps it."""
    return None if value is None else Decimal(str(value))


def judgement_of(row: Score) -> Judgement:
    """How the row is judged now."""
    return Judgement(*(getattr(row, name) for name in Judgement._fields))


def exact(row: Score) -> float:
    """The value before it was rounded; the rounded one of a row that is older than the exact values."""
    return float(row.value or 0) if row.exact is None else row.exact


def _compare(subscale: Subscale, before: Score, row: Score) -> change.Change:
    """Published figures judge a difference only where both were answered in the published wording."""
    found = change.compare(subscale, exact(before), exact(row))
    return found.in_own_words if before.own_words or row.own_words else found


def _judge(instrument: Instrument, row: Score, first: Score | None, last: Score | None) -> Judgement:
    if row.value is None or first is None or last is None:
        return Judgement(row.value is not None, None, None, "", "", instrument.criterion)
    subscale = instrument.subscales[row.subscale]
    since_first, since_last = (_compare(subscale, before, row) for before in (first, last))
    return Judgement(
        is_baseline=False,
        change=decimal(since_first.difference),
        change_last=decimal(since_last.difference),
        verdict=since_first.verdict,
        verdict_last=since_last.verdict,
        criterion=instrument.criterion,
    )


def waits_for_judgement(instrument: Instrument, row: Score) -> bool:
    """Whether the row was judged by earlier figures of a shipped instrument, so that ``recompute_change`` judges it
    anew. A practice's own has none: each of its versions has one set of figures."""
    return bool(instrument.criteria) and row.criterion < instrument.criterion


def compare_rows(instrument: Instrument, rows: Iterable[Score], *, anew: bool = False) -> list[Score]:
    """Judges one episode's scores of an instrument and target, in order of time; returns the rows that differ.

    The first score of a subscale is the baseline; every later one is compared with it and with the one before. Where
    the first ones were answered in own words, the first in the published wording is the baseline of those after it. A
    row whose differences are what they were keeps its verdict, and the criterion it was judged by, unless ``anew``.
    """
    changed: list[Score] = []
    first: dict[str, Score] = {}
    last: dict[str, Score] = {}
    for row in rows:
        kept, judged = judgement_of(row), _judge(instrument, row, first.get(row.subscale), last.get(row.subscale))
        if row.value is not None:
            if row.subscale not in first or (first[row.subscale].own_words and not row.own_words):
                first[row.subscale] = row
            last[row.subscale] = row
        if (kept == judged) if anew else (kept.differences == judged.differences):
            continue
        for name, value in judged._asdict().items():
            setattr(row, name, value)
        changed.append(row)
    return changed


def keep_judgements(rows: Sequence[Score], *, others: Sequence[str] = ()) -> None:
    """Keeps how rows are judged now, and ``others`` of their fields as well."""
    Score.objects.bulk_update(rows, [*Judgement._fields, *others], batch_size=500)


def keep_compared(instrument: Instrument, episode: Episode, new: Sequence[Score]) -> None:
    """Keeps an assessment's new scores with their comparisons, and puts right what they change in others."""
    before = Score.objects.filter(episode=episode, instrument=instrument.key, target=new[0].target)
    in_time = sorted([*before, *new], key=lambda row: (row.completed_on, row.assessment_id))
    others = [row for row in compare_rows(instrument, in_time) if row not in new]
    Score.objects.bulk_create(new)
    keep_judgements(others)
    review_ruptures(instrument, in_time)


def compare_series(instrument: Instrument, episode: Episode, target: str) -> None:
    """Compares all of an episode's scores of one instrument again, for a date in the past can change the baseline."""
    found = Score.objects.filter(episode=episode, instrument=instrument.key, target=target)
    rows = list(found.order_by("completed_on", "assessment_id"))
    keep_judgements(compare_rows(instrument, rows))
    review_ruptures(instrument, rows)


class Fall(NamedTuple):
    """A sign of a possible rupture; ``by``: how far the score fell."""

    sign: Rupture.Sign
    by: float


def falls(drop: Drop, rows: Sequence[Score]) -> dict[UUID, Fall]:
    """Assessment → sign of a possible rupture, of one episode's scores of an instrument in order of time.

    A fall since the last time, several small ones from the client's own best since the last sign, or a score that
    comes below the low level.
    """
    found: dict[UUID, Fall] = {}
    best = last = None
    for row in rows:
        if row.subscale != drop.subscale or row.value is None:
            continue
        value = exact(row)
        if last is not None and last - value >= drop.by - change.TINY:
            found[row.assessment_id] = Fall(Rupture.Sign.LAST, last - value)
        elif best is not None and best - value >= drop.by - change.TINY:
            found[row.assessment_id] = Fall(Rupture.Sign.BEST, best - value)
        elif drop.low is not None and value < drop.low and (last is None or last >= drop.low):
            found[row.assessment_id] = Fall(Rupture.Sign.LOW, 0)
        best = value if best is None or row.assessment_id in found else max(best, value)
        last = value
    return found


def review_ruptures(instrument: Instrument, rows: Sequence[Score]) -> None:
    """Notes possible ruptures of one episode's series, in order of time, as the instrument's file defines them.

    One that no longer holds, because an earlier questionnaire came in late or was voided, goes unless its repair was
    written down.
    """
    for drop in instrument.drops:
        found, noted = falls(drop, rows), {row.assessment_id: row for row in rows if row.subscale == drop.subscale}
        gone = Rupture.objects.filter(assessment__in=set(noted) - set(found), repaired_at__isnull=True)
        gone.delete()
        for assessment_id, fall in found.items():
            row, kept = noted[assessment_id], {"sign": fall.sign, "fell_by": decimal(round(fall.by, 2))}
            about = {"practice_id": row.practice_id, "client_id": row.client_id}
            Rupture.objects.update_or_create(assessment_id=assessment_id, defaults=kept, create_defaults=kept | about)
