"""Giving exercises and logging that they were done."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from uuid_utils.compat import uuid7

from clients.episodes.actions import open_episode
from clients.households.joint import people_of
from clients.models import Client
from clinic.core.access import Actor
from clinic.core.constraints import constraint_errors
from clinic.core.messages import Message, joined
from clinic.core.text import clean_text, collect_errors, plain
from interventions.exercises.definitions import Exercise
from interventions.exercises.noting import Noted, NotesRefused, read_notes, worse_by
from interventions.exercises.queries import cautions_for
from interventions.exercises.stopping import take_back_reminders
from interventions.library.queries import exercises_given, version_of
from interventions.models import Assignment, ExerciseFact, ExerciseLog, Plan, Worsening


class AlreadyAssigned(Exception):
    """The client already has this exercise."""


class NotOpen(Exception):
    """The assignment has not begun or has ended."""


class NotWorse(Exception):
    """The exercise did not make things worse, so that there is nothing to read."""


@transaction.atomic
def assign_exercise(
    *,
    client: Client,
    exercise: Exercise,
    by: Actor,
    times_per_week: int | None = None,
    ends_on: date | None = None,
    note: str = "",
    plan: Plan | None = None,
    starts_on: date | None = None,
    caution_reason: str = "",
) -> Assignment:
    """Gives an exercise. Raises ValidationError by field, TreatmentClosed, or AlreadyAssigned.

    Where the client's file gives the exercise's caution weight, it takes ``caution_reason``, which is kept with it.
    """
    starts_on = starts_on or timezone.localdate()
    times = exercise.times_per_week if times_per_week is None else times_per_week
    errors = _refused_times(times, starts_on, ends_on)
    with collect_errors(errors):
        note = clean_text(note, "note", 300, least=0)
    if plan is not None and client.pk not in people_of(plan):
        errors["plan"] = _("This plan is another client's.")
    if cautions := cautions_for(by, client, exercise):
        with collect_errors(errors):
            caution_reason = _why(cautions, caution_reason)
    if errors:
        raise ValidationError(errors)
    open_episode(client)
    _refuse_running(client, exercise, starts_on)
    with constraint_errors({"interventions_assignment_once": AlreadyAssigned(exercise.title)}):
        return Assignment.objects.create(
            practice_id=client.practice_id,
            client=client,
            plan=plan,
            assigned_by_id=by.as_staff(),
            exercise=exercise.key,
            version=version_of(exercise),
            times_per_week=times,
            starts_on=starts_on,
            ends_on=ends_on,
            note=note,
            cautions=cautions,
            caution_reason=caution_reason if cautions else "",
        )


def _refused_times(times: int, starts_on: date, ends_on: date | None) -> dict[str, object]:
    """What is wrong with how often and how long it is given, by field."""
    errors: dict[str, object] = {}
    if not 1 <= times <= 21:
        errors["times_per_week"] = _("Between 1 and 21 times a week.")
    if not timezone.localdate() <= starts_on <= timezone.localdate() + timedelta(days=365):
        errors["starts_on"] = _("From today to a year from now.")
    elif ends_on and not starts_on <= ends_on <= starts_on + timedelta(days=730):
        errors["ends_on"] = _("Choose a day after the start and within two years.")
    return errors


def _why(cautions: Sequence[Message], reason: str) -> str:
    """The reason for going ahead despite the cautions; raises ValidationError with them where none is given."""
    text = _("%(caution)s Give a reason for going ahead despite the caution. It is kept in the record.")
    return clean_text(reason, "caution_reason", 500, message=text % {"caution": joined(cautions)})


def _refuse_running(client: Client, exercise: Exercise, starts_on: date) -> None:
    """Raises AlreadyAssigned where it runs. One of an earlier plan or treatment is stopped: it can be given again."""
    same = Assignment.objects.filter(client=client, exercise=exercise.key)
    same.left_behind().update(stopped_at=timezone.now())
    if same.filter(ends_on__gte=starts_on, stopped_at=None).exists():
        raise AlreadyAssigned(exercise.title)


@transaction.atomic
def stop_exercise(*, assignment: Assignment) -> None:
    """The client no longer has it and is not reminded; what they logged stays. Twice changes nothing."""
    Assignment.objects.filter(pk=assignment.pk, stopped_at__isnull=True).update(stopped_at=timezone.now())
    take_back_reminders(assignment.client_id)


@transaction.atomic
def log_exercise(
    *,
    assignment: Assignment,
    done: ExerciseLog.Done = ExerciseLog.Done.YES,
    before: int | None = None,
    after: int | None = None,
    note: str = "",
    key: UUID | None = None,
    facts: Mapping[str, object] | None = None,
) -> ExerciseLog:
    """Notes one time. ``before`` and ``after`` 0 to 10; ``facts``: key of a field of the exercise → what was noted.
    The same ``key`` again returns the first log unchanged.

    Raises NotOpen, or ValidationError by field; those of facts are named ``facts.KEY``.
    """
    if not Assignment.objects.running(timezone.localdate()).filter(pk=assignment.pk).exists():
        raise NotOpen(str(assignment.pk))
    ratings = {"before": before, "after": after}
    errors: dict[str, object] = {
        name: _("A number from 0 to 10.") for name, value in ratings.items() if not _is_rating(value)
    }
    with collect_errors(errors):
        note = clean_text(note, "note", least=0)
    noted, wrong = read_facts(assignment, facts or {}, ratings)
    if errors or wrong:
        raise ValidationError(errors | wrong)
    log, made = ExerciseLog.objects.get_or_create(
        practice_id=assignment.practice_id,
        assignment=assignment,
        key=key or uuid7(),
        defaults={
            "client_id": assignment.client_id,
            "at": timezone.now(),
            "done": done,
            "before": before,
            "after": after,
            "note": note,
        },
    )
    if made:
        _keep(log, noted)
    return log


def _is_rating(value: object) -> bool:
    """Whether it is a rating from 0 to 10, or none."""
    return value is None or (isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10)


def read_facts(
    assignment: Assignment, facts: Mapping[str, object], ratings: Mapping[str, object]
) -> tuple[list[Noted], dict[str, str]]:
    """What was noted in the exercise's fields, cleaned, and what is wrong with it by ``facts.KEY``.

    ``ratings``: before and after, of which what is no rating is compared with nothing.
    """
    exercise = exercises_given([assignment]).get((assignment.exercise, assignment.version))
    if exercise is None:
        return [], _without_exercise(facts)
    cleaned, wrong = dict(facts), dict[str, str]()
    for name, value in facts.items():
        if isinstance(value, str):
            try:
                cleaned[name] = plain(value)
            except ValidationError as error:
                wrong[f"facts.{name}"] = error.messages[0]
    rated = {name: value if isinstance(value, int) and _is_rating(value) else None for name, value in ratings.items()}
    try:
        noted = read_notes(exercise, cleaned, rated)
    except NotesRefused as refused:
        return [], {f"facts.{name}": str(found) for name, found in refused.errors.items()} | wrong
    return noted, wrong


def _without_exercise(facts: Mapping[str, object]) -> dict[str, str]:
    """Nothing is dropped in silence where nobody knows any more what the exercise asked."""
    text = _("This exercise is no longer in the library, so what you noted here cannot be saved. Use the note instead.")
    return {f"facts.{name}": text for name, value in facts.items() if value not in (None, "")}


def _keep(log: ExerciseLog, noted: Sequence[Noted]) -> None:
    """Keeps what was noted with the log, and that it made things worse, if it did."""
    ExerciseFact.objects.bulk_create(
        ExerciseFact(
            practice_id=log.practice_id,
            log=log,
            field=one.field,
            number=one.number,
            choice=one.choice,
            text=one.text,
            rise=one.rise,
        )
        for one in noted
    )
    if (by := worse_by({"before": log.before, "after": log.after}, noted)) is not None:
        Worsening.objects.create(practice_id=log.practice_id, log=log, client_id=log.client_id, by=by, at=log.at)


class AlreadyRead(Exception):
    """Somebody read it first; ``note`` is what would be lost."""

    def __init__(self, kept: Worsening, note: str) -> None:
        who = kept.read_by.name if kept.read_by else ""
        words = _("%(who)s has read it already. What you wrote was not kept: “%(note)s”")
        super().__init__(words % {"who": who, "note": note})


@transaction.atomic
def read_worsening(*, log: ExerciseLog, by: Actor, note: str = "") -> Worsening:
    """That somebody has read that the exercise made things worse, with what they decided; it leaves *today* then.

    Sent again it changes nothing. Raises ValidationError by field, NotWorse, or AlreadyRead where somebody was first
    and other words would be lost.
    """
    note = clean_text(note, "note", 500, least=0)
    found = Worsening.objects.select_for_update().filter(log=log).first()
    if found is None:
        raise NotWorse(str(log.pk))
    if found.read_at is None:
        found.read_at, found.read_by_id, found.note = timezone.now(), by.as_staff(), note
        found.save(update_fields=["read_at", "read_by", "note"])
    elif note and note != found.note:
        raise AlreadyRead(found, note)
    return found
