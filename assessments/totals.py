"""Recording scores without answers, with where they come from; and putting them right."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import check_when_and_target, keep_scored, sent_before, take_out
from assessments.catalogue import Instrument
from assessments.given import given_scores, parse_totals, takes_totals
from assessments.models import Assessment
from assessments.models.recorded import MOST_SOURCE
from assessments.scoring import risk_items_unanswered
from assessments.wording.queries import instrument_of
from clients.episodes.actions import episode_for_record
from clients.models import Client, Episode
from clinic.core.access import Actor
from clinic.core.text import clean_text


def _check_source(text: str) -> str:
    message = _("Say where the values come from, in 3 to 200 characters: a letter, a hospital, your own scored sheet.")
    return clean_text(text, "totals_from", MOST_SOURCE, message=message, lines=False)


@transaction.atomic
def record_totals(
    *,
    client: Client,
    instrument: Instrument,
    totals: Mapping[str, object],
    totals_from: str,
    by: Actor,
    completed_on: date | None = None,
    target: str = "",
    source: Assessment.Source = Assessment.Source.PAPER,
    key: UUID | None = None,
    corrects: Assessment | None = None,
    episode: Episode | None = None,
) -> Assessment:
    """Records values of scales without the answers, compares them with baseline and last, and asks for risk items.

    ``totals``: scale → number with up to two decimals, None where it is not known. ``totals_from``: where they come
    from. No rule reads items from them and no alert is raised, so every risk item counts as not answered. An open
    questionnaire of this kind stays open. The rest as in ``record_assessment``.
    Raises TotalsRefused naming each bad value, or ValidationError by field.
    """
    if not takes_totals(instrument):
        raise ValidationError({"instrument": _("%(name)s has no total to type in.") % {"name": instrument.short}})
    kept = parse_totals(instrument, totals)
    completed_on, target = check_when_and_target(client, instrument, completed_on, target)
    totals_from = _check_source(totals_from)
    if not kept:
        raise ValidationError({"totals": _("Type in at least one value.")})
    if before := sent_before(client, key, instrument, totals=kept):
        return before
    return keep_scored(
        client,
        instrument,
        by,
        given_scores(instrument, kept),
        episode=episode or episode_for_record(client, completed_on),
        target=target,
        completed_on=completed_on,
        source=source,
        responses={},
        totals=kept,
        totals_from=totals_from,
        key=key,
        corrects=corrects,
        published_wording=True,  # somebody else scored the published sheet
        unanswered_risk_items=risk_items_unanswered(instrument, {}),
    )


@transaction.atomic
def correct_totals(
    *,
    assessment: Assessment,
    by: Actor,
    reason: str,
    totals: Mapping[str, object],
    totals_from: str = "",
    completed_on: date | None = None,
    target: str = "",
    source: Assessment.Source = Assessment.Source.PAPER,
    revision: int | None = None,
) -> Assessment:
    """Voids an assessment and records its values again, in its version. ``totals``: all of them; of the rest, what is
    not named stays. Raises what both raise, and ValidationError where answers are on file: these are to be corrected.
    """
    if assessment.totals is None:
        raise ValidationError({"totals": _("The answers are on file. Correct these; the scores follow from them.")})
    take_out(assessment=assessment, by=by, reason=reason, revision=revision)
    return record_totals(
        client=assessment.client,
        instrument=instrument_of(assessment.instrument, assessment.version),
        totals=totals,
        totals_from=totals_from or assessment.totals_from,
        by=by,
        completed_on=completed_on or assessment.completed_on,
        target=target or assessment.target,
        source=source,
        corrects=assessment,
        episode=assessment.episode,
    )
