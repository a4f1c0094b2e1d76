"""Judging scores by the first of their episode and by the one before, and keeping what comes of it."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from assessments import change
from assessments.catalogue import Instrument
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


def _judge(instrument: Instrument, row: Score, first: float | None, last: float | None) -> Judgement:
    if row.value is None or first is None or last is None:
        return Judgement(row.value is not None, None, None, "", "", instrument.criterion)
    subscale, value = instrument.subscales[row.subscale], float(row.value)
    since_first, since_last = change.compare(subscale, first, value), change.compare(subscale, last, value)
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

    The first score of a subscale is the baseline; every later one is compared with it and with the one before. A row
    whose differences are what they were keeps its verdict, and the criterion it was judged by, unless ``anew``.
    """
    changed: list[Score] = []
    first: dict[str, float] = {}
    last: dict[str, float] = {}
    for row in rows:
        kept, judged = judgement_of(row), _judge(instrument, row, first.get(row.subscale), last.get(row.subscale))
        if row.value is not None:
            first.setdefault(row.subscale, float(row.value))
            last[row.subscale] = float(row.value)
        if (kept == judged) if anew else (kept.differences == judged.differences):
            continue
        for name, value in judged._asdict().items():
            setattr(row, name, value)
        changed.append(row)
    return changed


def keep_judgements(instrument: Instrument, rows: Sequence[Score], *, others: Sequence[str] = ()) -> None:
    """Keeps how rows are judged now, ``others`` of their fields as well, and what that says of ruptures."""
    Score.objects.bulk_update(rows, [*Judgement._fields, *others], batch_size=500)
    review_ruptures(instrument, rows)


def keep_compared(instrument: Instrument, episode: Episode, new: Sequence[Score]) -> None:
    """Keeps an assessment's new scores with their comparisons, and puts right what they change in others."""
    before = Score.objects.filter(episode=episode, instrument=instrument.key, target=new[0].target)
    in_time = sorted([*before, *new], key=lambda row: (row.completed_on, row.assessment_id))
    others = [row for row in compare_rows(instrument, in_time) if row not in new]
    Score.objects.bulk_create(new)
    review_ruptures(instrument, new)
    keep_judgements(instrument, others)


def compare_series(instrument: Instrument, episode: Episode, target: str) -> None:
    """Compares all of an episode's scores of one instrument again, for a date in the past can change the baseline."""
    rows = Score.objects.filter(episode=episode, instrument=instrument.key, target=target)
    keep_judgements(instrument, compare_rows(instrument, rows.order_by("completed_on", "assessment_id")))


def review_ruptures(instrument: Instrument, rows: Iterable[Score]) -> None:
    """Notes a possible rupture where a score fell by as much as the instrument says since the last time.

    One that no longer holds, because an earlier questionnaire came in late or was voided, goes unless its repair was
    written down.
    """
    limits = {drop.subscale: drop.by for drop in instrument.drops}
    for row in rows:
        if row.subscale not in limits:
            continue
        if row.change_last is not None and row.change_last <= -limits[row.subscale]:
            Rupture.objects.update_or_create(
                assessment_id=row.assessment_id,
                defaults={"fell_by": -row.change_last},
                create_defaults={
                    "practice_id": row.practice_id,
                    "client_id": row.client_id,
                    "fell_by": -row.change_last,
                },
            )
        else:
            Rupture.objects.filter(assessment_id=row.assessment_id, repaired_at__isnull=True).delete()
