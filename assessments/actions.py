"""Recording assessments. Scores, change and alerts are made in the same transaction."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from assessments import scoring
from assessments.catalogue import Instrument
from assessments.comparing import compare_series, decimal, keep_compared
from assessments.models import Assessment, Rupture, Score
from assessments.questionnaires.closing import settle
from assessments.unanswered import asks_for_reason, check_incomplete_reason, complete_earlier
from assessments.wording.queries import instrument_of
from clients.alerts.actions import raise_alert
from clients.alerts.corrections import follow_correction, follow_voiding
from clients.episodes.actions import episode_for_record
from clients.models import Client, Episode, RiskAlert
from clinic.core.access import Actor
from clinic.core.models import Staff
from clinic.core.revisions import compare_revision
from clinic.core.text import clean_text
from clinic.core.together import hold_related


class AlreadyRepaired(Exception):
    """The repair was written down before."""


class AlreadyVoided(Exception):
    """The assessment was voided before, by somebody; ``words`` names who."""

    def __init__(self, by: Staff | None) -> None:
        name = by.name if by else _("Somebody")
        self.words = _("%(name)s has corrected or voided these answers meanwhile.") % {"name": name}
        super().__init__(self.words)


def check_date(client: Client, on: date, field: str = "completed_on") -> None:
    """Refuses a day in the future (where the client is), before their birth or before 1950, by field."""
    here = timezone.localdate()
    there = timezone.now().astimezone(ZoneInfo(client.time_zone)).date() if client.time_zone else here
    if on > max(here, there):
        raise ValidationError({field: _("The date is in the future.")})
    if client.birth_date and on < client.birth_date:
        raise ValidationError({field: _("The date is before the client's birth.")})
    if on.year < 1950:
        raise ValidationError({field: _("The date is before 1950.")})


def check_target(instrument: Instrument, target: str) -> str:
    """The target answered for: the instrument's first one (people in general) when none is named.

    Raises ValidationError for one that the instrument does not have.
    """
    if target and not instrument.targets:
        raise ValidationError({"target": _("%(name)s takes no target.") % {"name": instrument.short}})
    if not instrument.targets:
        return ""
    if target and target not in instrument.targets:
        raise ValidationError({"target": _("One of: %(names)s.") % {"names": ", ".join(instrument.targets)}})
    return target or instrument.targets[0]


def check_when_and_target(client: Client, instrument: Instrument, on: date | None, target: str) -> tuple[date, str]:
    """The day, today where none is named, and the target answered for; what :func:`check_date` and
    :func:`check_target` refuse raises ValidationError by field."""
    on = on or timezone.localdate()
    check_date(client, on)
    return on, check_target(instrument, target)


def sent_before(
    client: Client,
    key: UUID | None,
    instrument: Instrument,
    *,
    responses: Mapping[str, int] | None = None,
    totals: Mapping[str, float] | None = None,
) -> Assessment | None:
    """What was recorded under the sender's mark; raises ValidationError when that were other answers or values.

    Until the transaction ends, nobody else records for this client: it keeps the comparisons right.
    """
    Client.objects.select_for_update().only("pk").get(pk=client.pk)
    before = client.assessments.filter(key=key).first() if key else None
    kept = (instrument.key, responses or {}, totals)
    if before and (before.instrument, before.responses, before.totals) != kept:
        raise ValidationError({"key": _("Another assessment was sent under this key.")})
    return before


def _check_answered(instrument: Instrument, answers: scoring.Answers, forced_choice: str) -> None:
    """Refuses a form without any answer, and a choice that the instrument does not have; by field."""
    if not any(value is not None for value in answers.values()):
        raise ValidationError({"responses": _("No item is answered.")})
    if forced_choice and forced_choice not in instrument.forced_choice:
        raise ValidationError({"forced_choice": _("This instrument has no such choice.")})


def placement_columns(instrument: Instrument, scores: Mapping[str, scoring.Score]) -> dict[str, str]:
    """The columns of the attachment style; both empty where the instrument places nobody."""
    placement = scoring.place(instrument, scores)
    return {"style": placement.style, "style_near": placement.near_text} if placement else {}


def keep_scored(
    client: Client, instrument: Instrument, by: Actor, scores: Mapping[str, scoring.Score], **columns: object
) -> Assessment:
    """An assessment of these columns with its scores, compared with baseline and last."""
    assessment = Assessment.objects.create(
        practice_id=client.practice_id,
        client=client,
        instrument=instrument.key,
        version=instrument.version,
        recorded_by_id=by.staff_id,
        **placement_columns(instrument, scores),
        **columns,
    )
    judging = instrument_of(instrument.key)  # an answer in an earlier version is compared as every other one
    if rows := list(score_rows(judging, assessment, scores)):  # a checklist has none
        keep_compared(judging, assessment.episode, rows)
    hold_related(assessment, "scores", rows)
    return assessment


@transaction.atomic
def record_assessment(
    *,
    client: Client,
    instrument: Instrument,
    responses: Mapping[str, object],
    by: Actor,
    completed_on: date | None = None,
    target: str = "",
    source: Assessment.Source = Assessment.Source.PAPER,
    forced_choice: str = "",
    key: UUID | None = None,
    corrects: Assessment | None = None,
    episode: Episode | None = None,
    published_wording: bool = False,
    own_words: bool = False,
    incomplete_reason: str = "",
    asked_from: RiskAlert | None = None,
) -> Assessment:
    """Records answers, scores them, compares with baseline and last, and raises alerts for what they say already.

    ``responses``: item number as text → whole number, None when not answered. ``key``: the sender's mark; the same
    answers under the same mark are kept once. ``episode``: that of the day, unless named; a closed one stays closed.
    ``published_wording``: the client read the published wording, so that norms may be shown. An open questionnaire of
    this kind is settled. ``own_words``: they read this program's own words, so that no published figure judges it.
    ``incomplete_reason``: why items are left open where the instrument ``asks_for_reason``. It may be given later: what
    is certain already raises its alert without it. ``asked_from``: the alert that the client was screened about; what
    these answers raise names it.
    Raises AnswersRefused naming each bad item, or ValidationError by field.
    """
    if not instrument.items:
        raise ValidationError({"instrument": _("Of %(name)s only values are kept.") % {"name": instrument.short}})
    answers = scoring.parse_answers(instrument, responses)
    completed_on, target = check_when_and_target(client, instrument, completed_on, target)
    _check_answered(instrument, answers, forced_choice)
    incomplete_reason = check_incomplete_reason(incomplete_reason) if incomplete_reason.strip() else ""
    kept = {str(item): value for item, value in answers.items() if value is not None}
    if before := sent_before(client, key, instrument, responses=kept):
        return before
    complete = scoring.is_complete(instrument, answers)
    own_words = own_words and instrument.respondent == "client"  # a level is by what was said, in whatever words
    assessment = keep_scored(
        client,
        instrument,
        by,
        scoring.judged(scoring.score(instrument, answers), own_words=own_words),
        episode=episode or episode_for_record(client, completed_on),
        target=target,
        completed_on=completed_on,
        source=source,
        responses=kept,
        forced_choice=forced_choice,
        key=key,
        corrects=corrects,
        published_wording=published_wording,
        own_words=own_words,
        unanswered_risk_items=scoring.risk_items_unanswered(instrument, answers),
        incomplete_reason="" if complete else incomplete_reason,
    )
    settle(assessment)
    if by.staff_id and complete and asks_for_reason(instrument):
        complete_earlier(assessment, by.staff_id)
    _raise_alerts(assessment, instrument, answers, asked_from)
    return assessment


def _raise_alerts(
    assessment: Assessment, instrument: Instrument, answers: scoring.Answers, asked_from: RiskAlert | None
) -> None:
    """An alert for each risk that the answers tell. Those of a corrected assessment go on, also where its answers no
    longer tell one."""
    for signal in scoring.risk_signals(instrument, answers):
        raise_alert(
            client=assessment.client,
            source=_source(instrument, signal),
            source_id=assessment.pk,
            reason=str(signal.reason),
            level=signal.level,
            answered_on=assessment.completed_on,
            instead_of=assessment.corrects_id,
            asked_from=asked_from,
            asked_by=assessment.recorded_by_id,
        )
    if assessment.corrects_id:
        follow_correction(was=assessment.corrects_id, now=assessment.pk, by=assessment.recorded_by_id)


def _source(instrument: Instrument, signal: scoring.RiskSignal) -> str:
    """What identifies the alert, in the installation's language, so that a correction finds it again."""
    if signal.item is None:
        return instrument.short
    with translation.override(settings.LANGUAGE_CODE):
        return _("%(name)s item %(item)s") % {"name": instrument.short, "item": signal.item}


@transaction.atomic
def log_repair(*, rupture: Rupture, by: Actor, text: str) -> Rupture:
    """Writes down how a possible rupture was repaired, or what it was. Raises AlreadyRepaired or ValidationError."""
    text = clean_text(text, "repair", 2000, message=_("Describe what happened, in 3 to 2,000 characters."))
    locked = Rupture.objects.select_for_update().get(pk=rupture.pk)
    if locked.repaired_at is not None:
        raise AlreadyRepaired(str(locked.pk))
    locked.repaired_at, locked.repaired_by_id, locked.repair = timezone.now(), by.as_staff(), text
    locked.save(update_fields=["repaired_at", "repaired_by", "repair"])
    return locked


def check_reason(reason: str) -> str:
    """The reason as stored; raises ValidationError when it is too short or too long."""
    return clean_text(reason, "reason", 300, message=_("Give a reason, in 3 to 300 characters."))


@transaction.atomic
def take_out(*, assessment: Assessment, by: Actor, reason: str, revision: int | None = None) -> Assessment:
    """Takes an assessment out of every score and comparison, to record it again; its answers stay, with who, when and
    why. Raises AlreadyVoided, EditConflict where it has another ``revision`` by now, or ValidationError without reason.
    """
    reason = check_reason(reason)
    Client.objects.select_for_update().get(pk=assessment.client_id)
    locked = Assessment.objects.select_for_update().get(pk=assessment.pk)
    if locked.voided_at is not None:
        raise AlreadyVoided(locked.voided_by)
    compare_revision(locked, revision)
    locked.voided_at, locked.voided_by_id, locked.void_reason = timezone.now(), by.as_staff(), reason
    locked.save(update_fields=["voided_at", "voided_by", "void_reason"])
    locked.scores.all().delete()  # the change history keeps them
    locked.ruptures.filter(repaired_at__isnull=True).delete()
    compare_series(instrument_of(locked.instrument), locked.episode, locked.target)
    return locked


@transaction.atomic
def void_assessment(*, assessment: Assessment, by: Actor, reason: str, revision: int | None = None) -> int:
    """Takes an assessment out for good, without another in its place. Raises as :func:`take_out`.

    An alert that it raised stays until it is closed, and its history says who voided the answers, and why. Returns how
    many such alerts are open.
    """
    voided = take_out(assessment=assessment, by=by, reason=reason, revision=revision)
    return follow_voiding(source_id=voided.pk, by=by, reason=voided.void_reason)


@transaction.atomic
def correct_assessment(
    *,
    assessment: Assessment,
    by: Actor,
    reason: str,
    responses: Mapping[str, object],
    completed_on: date | None = None,
    target: str = "",
    source: Assessment.Source = Assessment.Source.PAPER,
    forced_choice: str | None = None,
    published_wording: bool | None = None,
    own_words: bool | None = None,
    incomplete_reason: str | None = None,
    revision: int | None = None,
) -> Assessment:
    """Voids an assessment and records it again, in the version it was answered in. ``responses``: all of them, as they
    should have been; of the rest, what is not named stays. Raises what both raise."""
    take_out(assessment=assessment, by=by, reason=reason, revision=revision)
    return record_assessment(
        client=assessment.client,
        instrument=instrument_of(assessment.instrument, assessment.version),
        responses=responses,
        by=by,
        completed_on=completed_on or assessment.completed_on,
        target=target or assessment.target,
        source=source,
        forced_choice=assessment.forced_choice if forced_choice is None else forced_choice,
        corrects=assessment,
        episode=assessment.episode,
        incomplete_reason=assessment.incomplete_reason if incomplete_reason is None else incomplete_reason,
        published_wording=assessment.published_wording if published_wording is None else published_wording,
        own_words=assessment.own_words if own_words is None else own_words,
    )


def score_rows(judging: Instrument, assessment: Assessment, scores: Mapping[str, scoring.Score]) -> Iterable[Score]:
    """The rows of an assessment's scores, not yet compared with anything; ``judging``: in its newest version."""
    for key, result in scores.items():
        yield Score(
            practice_id=assessment.practice_id,
            assessment=assessment,
            client_id=assessment.client_id,
            episode_id=assessment.episode_id,
            instrument=assessment.instrument,
            target=assessment.target,
            subscale=key,
            completed_on=assessment.completed_on,
            value=decimal(result.value),
            exact=result.exact,
            own_words=assessment.own_words,
            band=result.band,
            sem=decimal(result.sem),
            answered=result.answered,
            of=result.of,
            notes=result.notes,
            criterion=judging.criterion,
        )
