"""Reads of assessments."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from assessments.catalogue import Instrument
from assessments.models import Assessment, Score
from assessments.scoring import global_scores
from assessments.wording.queries import instrument_of
from clients.models import Client
from clients.queries import visible
from clinic.core.access import Actor, May


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
    found = rows.select_related("client", "episode", "voided_by").filter(pk=assessment_id).first()
    if found is None:
        raise Http404("no such assessment")
    return found


def global_of(assessment: Assessment, instrument: Instrument) -> dict[str, float]:
    """Subscale → mean over the instrument's global targets, each by its newest score up to this assessment's day."""
    if not instrument.global_targets:
        return {}
    rows = Score.objects.filter(
        client=assessment.client_id, instrument=instrument.key, value__isnull=False,
        completed_on__lte=assessment.completed_on, target__in=instrument.global_targets,
    ).order_by("completed_on", "assessment_id")  # fmt: skip
    by_target: dict[str, dict[str, float]] = {}
    for row in rows:
        if row.value is not None:
            by_target.setdefault(row.target, {})[row.subscale] = float(row.value)
    return global_scores(instrument, by_target)


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


def latest_with_plane(client: Client) -> Assessment | None:
    """The newest assessment that has a place on the attachment plane."""
    return client.assessments.filter(voided_at__isnull=True).exclude(style="").order_by("-completed_on", "-id").first()
