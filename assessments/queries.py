"""Reads of assessments."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db import connection
from django.db.models import Case, Prefetch, QuerySet, When
from django.http import Http404

from assessments import percentile_rank
from assessments.catalogue import Instrument
from assessments.models import Assessment, Score
from assessments.scoring import global_scores
from assessments.wording.queries import instrument_of
from clients.models import Client, Episode
from clients.queries import visible
from clinic.core.access import Actor, May
from clinic.core.compiled import column, compile_part, fill
from clinic.core.types import SqlParameters


def assessments(actor: Actor) -> QuerySet[Assessment]:
    """Assessments of clients whose records the actor may read, newest first, with scores."""
    return (
        Assessment.objects.filter(client__in=visible(actor, May.READ_RECORD))
        .prefetch_related(Prefetch("scores", Score.objects.order_by("subscale")))
        .order_by("-completed_on", "-id")
    )


def assessment_for(actor: Actor, assessment_id: UUID, capability: May = May.READ_RECORD) -> Assessment:
    """The assessment with client and scores, if the actor may do this to it (read it, at least); otherwise Http404."""
    rows = assessments(actor).filter(client__in=visible(actor, capability))
    found = rows.select_related("client", "episode", "voided_by", "risk_noted_by").filter(pk=assessment_id).first()
    if found is None:
        raise Http404("no such assessment")
    return found


def global_of(assessment: Assessment, instrument: Instrument) -> dict[str, float]:
    """Subscale → mean over the instrument's global targets, each by its newest score up to this assessment's day."""
    if not instrument.global_targets:
        return {}
    rows = Score.objects.filter(
        client=assessment.client_id,
        instrument=instrument.key,
        value__isnull=False,
        completed_on__lte=assessment.completed_on,
        target__in=instrument.global_targets,
    ).order_by("completed_on", "assessment_id")
    by_target: dict[str, dict[str, float]] = {}
    for row in rows:
        if row.value is not None:
            by_target.setdefault(row.target, {})[row.subscale] = float(row.value)
    return global_scores(instrument, by_target)


# The newest score of every other client in treatment, compared with this assessment's.
CASELOAD = """
WITH latest AS (
    SELECT DISTINCT ON (s.client_id, s.subscale) s.subscale, s.value FROM assessments_score s
    WHERE s.instrument = %(instrument)s AND s.target = %(target)s AND s.value IS NOT NULL AND s.client_id <> %(client)s
      AND EXISTS ({in_treatment})
    ORDER BY s.client_id, s.subscale, s.completed_on DESC, s.assessment_id DESC
)
SELECT l.subscale, count(*), count(*) FILTER (WHERE l.value < m.value), count(*) FILTER (WHERE l.value = m.value)
FROM latest l
JOIN assessments_score m ON m.assessment_id = %(assessment)s AND m.subscale = l.subscale AND m.value IS NOT NULL
GROUP BY l.subscale HAVING count(*) >= %(least)s
"""


@cache
def _caseload() -> tuple[str, SqlParameters]:
    in_treatment = Episode.objects.open().filter(client=column("s.client_id")).values("pk")
    return fill(CASELOAD, in_treatment=compile_part("in_treatment", in_treatment))


@dataclass(frozen=True)
class PercentileRank:
    """Where a score stands: ``norm`` and ``caseload`` in percent who score lower, None where that is not shown."""

    norm: int | None
    sample: str
    caseload: int | None
    clients: int


def percentile_ranks(assessment: Assessment, instrument: Instrument) -> dict[str, PercentileRank]:
    """Subscale → place in the norm sample and among the practice's other clients in treatment; one statement.

    The norm counts only where the published wording was used and the range of scores does not cut its curve; the
    caseload from twenty other clients on, without any name, so that it needs no right to their records.
    """
    statement, given = _caseload()
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            given
            | {
                "instrument": assessment.instrument,
                "target": assessment.target,
                "client": assessment.client_id,
                "assessment": assessment.pk,
                "least": percentile_rank.LEAST_CLIENTS,
            },
        )
        counted = {row[0]: row[1:] for row in cursor.fetchall()}
    found = {}
    for score in assessment.scores.all():
        norm = instrument.subscales[score.subscale].norm
        curve = norm is not None and not percentile_rank.is_cut(norm, *instrument.score_range(score.subscale))
        shown = curve and assessment.published_wording and score.value is not None
        of, below, equal = counted.get(score.subscale, (0, 0, 0))
        found[score.subscale] = PercentileRank(
            norm=percentile_rank.percentile(float(score.value), norm)
            if shown and norm and score.value is not None
            else None,
            sample=norm.sample if norm else "",
            caseload=percentile_rank.rank(below, equal, of) if of else None,
            clients=of,
        )
    return found


@dataclass(frozen=True)
class Series:
    """A client's scores of one subscale in order of time."""

    instrument: Instrument
    subscale: str
    scores: list[Score]


def series(
    client: Client, instruments: Iterable[str], until: Assessment | None = None
) -> dict[tuple[str, str], Series]:
    """(instrument, subscale) → series, one statement for all; up to and including ``until`` where it is given."""
    known = {key: instrument_of(key) for key in instruments}
    rows = Score.objects.filter(client=client, instrument__in=list(known), value__isnull=False).order_by(
        "completed_on", "assessment_id"
    )
    if until is not None:
        rows = rows.filter(completed_on__lte=until.completed_on)
    found = {
        (key, subscale): Series(instrument, subscale, [])
        for key, instrument in known.items()
        for subscale in instrument.subscales
    }
    for row in rows:
        found[row.instrument, row.subscale].scores.append(row)
    return found


def in_order(instrument: Instrument, assessment: Assessment) -> list[Score]:
    """An assessment's scores in the order in which its instrument names them."""
    order = list(instrument.subscales)
    return sorted(assessment.scores.all(), key=lambda score: order.index(score.subscale))


@dataclass(frozen=True)
class Suggested:
    """An instrument that a score suggests to give next, and why."""

    key: str
    name: str
    reason: str


def next_steps_of(instrument: Instrument, scores: Iterable[Score]) -> list[Suggested]:
    """What the scores suggest to give next, by the instrument's file: a long form after a short one."""
    values = {score.subscale: score.value for score in scores if score.value is not None}
    reached = [one for one in instrument.next_steps if one.subscale in values and values[one.subscale] >= one.at_least]
    return [Suggested(one.instrument, instrument_of(one.instrument).short, one.reason) for one in reached]


def last_form(client: Client, instrument: Instrument) -> Assessment | None:
    """The newest answers to the instrument that count, to be shown beside a new form; None where there are none."""
    rows = client.assessments.filter(instrument=instrument.key, voided_at__isnull=True, totals__isnull=True)
    return rows.order_by("-completed_on", "-id").first()


def latest_with_plane(client: Client) -> Assessment | None:
    """The first of :func:`with_plane`."""
    return with_plane(client).first()


def with_plane(client: Client) -> QuerySet[Assessment]:
    """Assessments with a place on the attachment plane: first those of relationships in general, then the newest."""
    placed = client.assessments.filter(voided_at__isnull=True).exclude(style="")
    return placed.order_by(Case(When(target="", then=0), default=1), "-completed_on", "-id")
