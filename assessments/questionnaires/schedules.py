"""The rules by which questionnaires are given, and giving what they ask for."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.actions import check_target
from assessments.catalogue import Instrument
from assessments.models import Assessment, QuestionnaireAssignment, Schedule
from assessments.questionnaires import timing
from assessments.questionnaires.actions import AlreadyGiven, check_asked, open_questionnaire, write_about
from assessments.questionnaires.timing import Coming, Occasion
from assessments.wording.queries import instrument_of, needs_wording
from clients.episodes.actions import open_episode
from clients.models import Client
from clients.queries import zone_of
from clinic.core.access import Actor
from clinic.core.constraints import constraint_errors
from clinic.core.models import Practice
from clinic.core.sweeps import one_by_one


@transaction.atomic
def add_schedule(
    *,
    client: Client,
    instrument: Instrument,
    rhythm: Schedule.Rhythm,
    by: Actor,
    every: int | None = None,
    at_start: bool = False,
    at_end: bool = False,
    follow_ups: Iterable[int] = (),
    days: int = 3,
    target: str = "",
    starts_on: date | None = None,
) -> Schedule:
    """A rule for the client's open episode. Raises AlreadyGiven, TreatmentClosed, or ValidationError by field."""
    check_asked(instrument)
    months = sorted(set(follow_ups))
    if rhythm == Schedule.Rhythm.COURSE:
        every = None
    _check_rhythm(rhythm, every, occasions=bool(at_start or at_end or months))
    if any(not 1 <= number <= 60 for number in months):
        raise ValidationError({"follow_ups": _("From 1 to 60 months after the end.")})
    today = timezone.now().astimezone(zone_of(client)).date()
    row = Schedule(
        practice_id=client.practice_id,
        client=client,
        episode=open_episode(client),
        instrument=instrument.key,
        target=check_target(instrument, target),
        rhythm=rhythm,
        every=every,
        at_start=at_start,
        at_end=at_end,
        follow_ups=months,
        days=days,
        starts_on=starts_on or today,
        made_by_id=by.as_staff(),
    )
    row.full_clean(exclude=["practice", "client", "episode", "made_by"], validate_constraints=False)
    _check_range(row, today)
    runs = AlreadyGiven(_("A rule for this questionnaire is already running. Stop it first."))
    with constraint_errors({"assessments_schedule_one": runs}):
        row.save(force_insert=True)
    return row


def _check_rhythm(rhythm: Schedule.Rhythm, every: int | None, *, occasions: bool) -> None:
    """Refuses a rule that never asks for anything: a course without an occasion, a rhythm without its number."""
    if rhythm == Schedule.Rhythm.COURSE and not occasions:
        raise ValidationError({"rhythm": _("Choose when: at the start, at the end, or afterwards.")})
    if rhythm != Schedule.Rhythm.COURSE and every is None:
        raise ValidationError({"every": _("Enter a number of weeks or sessions.")})


def _check_range(row: Schedule, today: date) -> None:
    """Refuses numbers and a first day that no rule should have, by field."""
    if row.every is not None and not 1 <= row.every <= 52:
        raise ValidationError({"every": _("From 1 to 52.")})
    if not 1 <= row.days <= 30:
        raise ValidationError({"days": _("From 1 to 30 days.")})
    if abs(row.starts_on - today) > timedelta(days=366):
        raise ValidationError({"starts_on": _("Within a year.")})


@transaction.atomic
def stop_schedule(*, schedule: Schedule) -> None:
    """Ends a rule; what it gave stays open. Stopping twice changes nothing."""
    Schedule.objects.running().filter(pk=schedule.pk).update(stopped_at=timezone.now())


@transaction.atomic
def stop_rules_of_closed(client: Client) -> None:
    """Ends the rules of treatments that are closed, follow-ups too: a new treatment has rules of its own."""
    Schedule.objects.running().filter(client=client, episode__closed_on__isnull=False).update(stopped_at=timezone.now())


def _occasion(schedule: Schedule, today: date, coming: Iterable[Coming]) -> Occasion | None:
    """What the rule asks for today. A pause of the episode, and its end for all but end and follow-ups, say nothing."""
    episode = schedule.episode
    if episode.paused_on is not None:
        return None
    if schedule.rhythm == Schedule.Rhythm.COURSE:
        return timing.course(
            at_start=schedule.at_start,
            at_end=schedule.at_end,
            follow_ups=schedule.follow_ups,
            starts_on=schedule.starts_on,
            closed_on=episode.closed_on,
            today=today,
        )
    if episode.closed_on is not None or schedule.every is None:
        return None
    if schedule.rhythm == Schedule.Rhythm.WEEKS:
        return timing.weekly(schedule.starts_on, schedule.every, today)
    if schedule.rhythm == Schedule.Rhythm.AFTER:
        return timing.after_sessions(coming, schedule.every, today)
    return timing.before_sessions(coming, schedule.every, today)


class _Known:
    """What the clients of rules have been given and have answered already, in three statements.

    A kind is a client, an instrument and a target.
    """

    def __init__(self, rows: Sequence[Schedule]) -> None:
        clients = {row.client_id for row in rows}
        kind = ("client", "instrument", "target")
        self.open = set(QuestionnaireAssignment.objects.open().filter(client__in=clients).values_list(*kind))
        given = QuestionnaireAssignment.objects.filter(schedule__in=rows)
        self.given = set(given.values_list("schedule", "occasion"))
        answered = Assessment.objects.filter(client__in=clients, voided_at__isnull=True)
        newest = answered.values_list(*kind).annotate(Max("completed_on"))
        self.answered = {(client, key, target): on for client, key, target, on in newest}

    @staticmethod
    def kind(row: Schedule) -> tuple[UUID, str, str]:
        return row.client_id, row.instrument, row.target

    def asks(self, row: Schedule, occasion: Occasion) -> bool:
        """Whether a questionnaire is to be given for the occasion: none is open, given for it, or answered since."""
        kind = self.kind(row)
        if kind in self.open or (row.pk, occasion.name) in self.given:
            return False
        since = occasion.on - timing.EARLY if row.rhythm == Schedule.Rhythm.SESSIONS else occasion.on
        return kind not in self.answered or self.answered[kind] < since


@transaction.atomic
def assign_due_questionnaires(practice: Practice, coming: Mapping[UUID, list[Coming]]) -> int:
    """Gives what the rules of the practice ask for today, each by its client's calendar; returns how many.

    ``coming``: client → sessions of the next days, and those just held. A questionnaire that is open, or was answered
    since the occasion, is not given again; nor is anything given twice when this runs twice at once.
    """
    rows = list(Schedule.objects.running().select_related("client", "episode").order_by("made_by", "id"))
    known = _Known(rows)

    def give(row: Schedule) -> QuestionnaireAssignment | None:
        today = timezone.now().astimezone(zone_of(row.client, practice)).date()
        occasion = _occasion(row, today, coming.get(row.client_id, ()))
        if occasion is None or not known.asks(row, occasion):
            return None
        due_on = occasion.on if row.rhythm == Schedule.Rhythm.SESSIONS else today + timedelta(days=row.days)
        instrument = instrument_of(row.instrument)
        if needs_wording(instrument):  # the rule waits until the practice has the published wording
            return None
        try:
            given = open_questionnaire(
                row.client, row.episode, instrument, due_on, target=row.target, schedule=row, occasion=occasion.name
            )
        except AlreadyGiven:  # by somebody else, since this run began
            return None
        known.open.add(known.kind(row))
        return given

    made = one_by_one("questionnaire rule", rows, give)
    write_about(made)
    return len(made)
