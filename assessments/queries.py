"""Reads of assessments."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from assessments import catalogue
from assessments.catalogue import Instrument
from assessments.models import Assessment, Score
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


def assessment_for(actor: Actor, assessment_id: UUID) -> Assessment:
    """The assessment with client and scores, if the actor may read it; otherwise Http404."""
    found = assessments(actor).select_related("client").filter(pk=assessment_id).first()
    if found is None:
        raise Http404("no such assessment")
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
    keys = list(instruments)
    rows = Score.objects.filter(client=client, instrument__in=keys, value__isnull=False).order_by(
        "completed_on", "assessment_id"
    )
    if until is not None:
        rows = rows.filter(completed_on__lte=until.completed_on)
    found = {
        (key, subscale): Series(catalogue.get(key), subscale, [])
        for key in keys
        for subscale in catalogue.get(key).subscales
    }
    for row in rows:
        found[row.instrument, row.subscale].scores.append(row)
    return found


def latest_with_plane(client: Client) -> Assessment | None:
    """The newest assessment that has a place on the attachment plane."""
    return client.assessments.exclude(style="").order_by("-completed_on", "-id").first()
