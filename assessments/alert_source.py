"""What risk alerts need of assessments: the answers that raised one, and the screening interview that follows it."""

from django.db.models import Exists, OuterRef

from assessments.catalogue import Instrument
from assessments.models import Assessment
from assessments.queries import in_order
from assessments.wording.queries import Words, instrument_of, words_of
from clients.alerts.sources import Earlier, Item, Screening, Source
from clients.models import RiskAlert

MOST_EARLIER = 6
SCREENING = "c-ssrs-screen"  # asked by a clinician after an alert


def screening() -> Instrument:
    """The interview that staff fill in about an alert."""
    return instrument_of(SCREENING)


def read_source(alert: RiskAlert) -> Source | None:
    """The assessment behind an alert with every answer, and how its risk items were answered in up to six others
    before it, the newest first; None where the alert came from none."""
    rows = Assessment.objects.filter(client=alert.client)
    assessment = rows.filter(pk=alert.source_id).prefetch_related("scores").first()
    if assessment is None:
        return None
    instrument = instrument_of(assessment.instrument, assessment.version)
    words, risky = words_of(instrument), set(instrument.risk_items)
    earlier = rows.filter(
        instrument=assessment.instrument,
        target=assessment.target,
        voided_at__isnull=True,
        completed_on__lte=assessment.completed_on,
    ).exclude(pk=assessment.pk)
    earlier = earlier.order_by("-completed_on", "-id")[:MOST_EARLIER]
    return Source(
        title=instrument.short,
        answered_on=assessment.completed_on,
        total=_total(instrument, assessment),
        items=tuple(_item(assessment, words, n, n in risky) for n in range(1, instrument.items + 1)),
        earlier=tuple(
            Earlier(row.pk, row.completed_on, tuple(_item(row, words, n, True) for n in sorted(risky)))
            for row in earlier
        ),
        is_voided=assessment.voided_at is not None,
    )


def screenings_since(alert: RiskAlert) -> list[Screening]:
    """The client's screening interviews that were recorded after the alert was raised, the newest first, six at most;
    without the one that raised it, and without what was recorded again in another's place."""
    replaced = Assessment.objects.filter(client=alert.client, corrects=OuterRef("pk"))
    rows = Assessment.objects.filter(client=alert.client, instrument=SCREENING, recorded_at__gt=alert.raised_at)
    rows = rows.exclude(pk=alert.source_id).filter(~Exists(replaced))
    rows = rows.select_related("recorded_by").prefetch_related("scores").order_by("-recorded_at", "-id")
    return [_screening(row) for row in rows[:MOST_EARLIER]]


def _screening(row: Assessment) -> Screening:
    instrument = instrument_of(row.instrument, row.version)
    words = words_of(instrument)
    found = [text for score in in_order(instrument, row) for text in (score.band, score.note) if text]
    return Screening(
        id=row.pk,
        title=instrument.short,
        recorded_at=row.recorded_at,
        recorded_by=row.recorded_by.name if row.recorded_by else "",
        result=", ".join(found),
        answers=tuple(_item(row, words, n, n in instrument.risk_items) for n in range(1, instrument.items + 1)),
        is_voided=row.voided_at is not None,
    )


def _item(assessment: Assessment, words: Words, number: int, is_risk: bool) -> Item:
    value = assessment.responses.get(str(number))
    answer = "" if value is None else f"{value} {words.word(number, value)}".strip()
    return Item(number, words.prompts[number - 1], answer, is_risk)


def _total(instrument: Instrument, assessment: Assessment) -> str:
    """Each score with its band, for example "Total 14 (moderate)"."""
    found = []
    for score in in_order(instrument, assessment):
        if score.value is not None:
            band = f" ({score.band})" if score.band else ""
            found.append(f"{instrument.subscales[score.subscale].name} {score.value.normalize():f}{band}")
    return ", ".join(found)
