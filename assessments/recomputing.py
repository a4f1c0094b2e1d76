"""Judging scores again by an instrument's current figures; their values stay, because the answers do."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from assessments import scoring
from assessments.catalogue import Instrument
from assessments.comparing import compare_rows, decimal, judgement_of, keep_judgements, review_ruptures
from assessments.given import scores_of
from assessments.models import Assessment, Score
from assessments.wording.queries import instrument_of
from clients.models import Client


class ValuesDiffer(Exception):
    """The definition makes another value of the answers: a new version of the instrument, not of its figures."""


class NotAllJudged(Exception):
    """Scores of an earlier criterion are left over, or others were counted than judged."""


@dataclass(frozen=True)
class Recomputed:
    """``judged``: scores that were judged by an earlier criterion; ``differing``: those that came out otherwise."""

    judged: int = 0
    differing: int = 0

    def __add__(self, other: "Recomputed") -> "Recomputed":
        return Recomputed(self.judged + other.judged, self.differing + other.differing)


def earlier_criteria(instrument: Instrument) -> dict[int, list[UUID]]:
    """Criterion → clients with scores that were judged by it, of those that came before the instrument's own."""
    rows = Score.objects.filter(instrument=instrument.key, criterion__lt=instrument.criterion)
    found: dict[int, list[UUID]] = {}
    for criterion, client_id in (
        rows.order_by("criterion", "client_id").values_list("criterion", "client_id").distinct()
    ):
        found.setdefault(criterion, []).append(client_id)
    return found


def recompute_client(instrument: Instrument, client_id: UUID) -> Recomputed:
    """Judges a client's scores of the instrument again wherever one of their series has an earlier criterion.

    Call it in a scope whose reason says why: the history of each score keeps it. Raises ValuesDiffer or NotAllJudged,
    and then nothing may be kept.
    """
    Client.objects.select_for_update().only("pk").get(pk=client_id)
    rows = Score.objects.filter(client=client_id, instrument=instrument.key)
    earlier = rows.filter(criterion__lt=instrument.criterion)
    expected, done = earlier.count(), Recomputed()
    for episode_id, target in list(earlier.order_by().values_list("episode_id", "target").distinct()):
        series = rows.filter(episode=episode_id, target=target).select_related("assessment")
        done += _recompute_series(instrument, list(series.order_by("completed_on", "assessment_id")))
    if done.judged != expected or earlier.exists():
        raise NotAllJudged(f"{instrument.key}: {done.judged} of {expected} scores of client {client_id} were judged")
    return done


def _state(row: Score) -> tuple[object, ...]:
    return (*judgement_of(row)[:-1], row.band, row.sem)


def _recompute_series(instrument: Instrument, rows: Sequence[Score]) -> Recomputed:
    before = {row.pk: (row.criterion, _state(row)) for row in rows}
    for assessment in {row.assessment_id: row.assessment for row in rows}.values():
        _rescore(assessment, [row for row in rows if row.assessment_id == assessment.pk])
    compare_rows(instrument, rows, anew=True)
    changed = [row for row in rows if before[row.pk] != (row.criterion, _state(row))]
    keep_judgements(changed, others=["band", "sem", "exact"])
    review_ruptures(instrument, rows)
    earlier = [row for row in rows if before[row.pk][0] < instrument.criterion]
    return Recomputed(len(earlier), sum(before[row.pk][1] != _state(row) for row in earlier))


def _rescore(assessment: Assessment, rows: Sequence[Score]) -> None:
    """Sets band and error of the rows, and the assessment's place on the plane, by the figures of its own version."""
    instrument = instrument_of(assessment.instrument, assessment.version)
    found_scores = scores_of(instrument, assessment.responses, assessment.totals)
    scores = scoring.judged(found_scores, own_words=assessment.own_words)
    for row in rows:
        found = scores[row.subscale]
        if decimal(found.value) != row.value:
            raise ValuesDiffer(f"{instrument.key}, {row.subscale}: {found.value} and not {row.value}, score {row.pk}")
        row.band, row.sem, row.exact = found.band, decimal(found.sem), found.exact
    placed = scoring.place(instrument, scores)
    style, near = (placed.style, placed.near_text) if placed else ("", "")
    if (assessment.style, assessment.style_near) != (style, near):
        assessment.style, assessment.style_near = style, near
        assessment.save(update_fields=["style", "style_near"])
