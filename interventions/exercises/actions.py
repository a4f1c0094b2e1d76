"""Giving exercises and logging that they were done."""

from collections.abc import Sequence
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
from clinic.core.text import clean_text, collect_errors
from interventions.exercises.definitions import Exercise
from interventions.exercises.queries import cautions_for
from interventions.exercises.stopping import take_back_reminders
from interventions.library.queries import version_of
from interventions.models import Assignment, ExerciseLog, Plan


class AlreadyAssigned(Exception):
    """The client already has this exercise."""


class NotOpen(Exception):
    """The assignment has not begun or has ended."""


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
) -> ExerciseLog:
    """Notes one time. ``before`` and ``after`` 0 to 10. The same ``key`` again returns the first log unchanged.

    Raises NotOpen, or ValidationError by field.
    """
    if not Assignment.objects.running(timezone.localdate()).filter(pk=assignment.pk).exists():
        raise NotOpen(str(assignment.pk))
    errors: dict[str, object] = {
        name: _("A number from 0 to 10.")
        for name, value in (("before", before), ("after", after))
        if value is not None and not 0 <= value <= 10
    }
    with collect_errors(errors):
        note = clean_text(note, "note", least=0)
    if errors:
        raise ValidationError(errors)
    log, _made = ExerciseLog.objects.get_or_create(
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
    return log
