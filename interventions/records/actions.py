"""Keeping the rows of a plan's record. One way for all kinds: what differs is in the tables."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.households.joint import people_of
from clients.models import Client
from clinic.core.access import Actor
from clinic.core.constraints import constraint_errors
from clinic.core.revisions import compare_revision
from interventions.library.queries import modality_of_plan
from interventions.models import Plan, TherapySession
from interventions.records.kinds import Kind, everything
from interventions.records.models import RecordRow

EARLIEST = date(1950, 1, 1)
MOST_ROWS = 400  # of one kind in one plan


def _belongs(session: TherapySession, plan: Plan, person: UUID | None) -> bool:
    """Whether a row of the plan's record may name the session: who reads a joint plan may not know of one person's
    alone, so only a row that is ``person``'s own names theirs."""
    if plan.household_id is None:
        return plan.client_id in people_of(session)
    if session.household_id is not None:
        return session.household_id == plan.household_id
    return person is not None and (session.plan_id, session.client_id) == (plan.pk, person)


def _check(row: RecordRow, kind: Kind) -> None:
    """What no single table can know; raises ValidationError by field."""
    errors: dict[str, object] = {}
    today, person = timezone.localdate(), getattr(row, f"{kind.person}_id") if kind.person else None
    for name in kind.fields:
        field, value = kind.model._meta.get_field(name), getattr(row, name, None)
        if isinstance(field, models.ForeignKey) and value is not None:
            if isinstance(value, RecordRow) and (value.plan_id != row.plan_id or value.removed_at is not None):
                errors[name] = _("Not of this plan.")
            if isinstance(value, Client) and value.pk not in people_of(row.plan):
                errors[name] = _("The plan is not theirs.")
            if isinstance(value, TherapySession) and not _belongs(value, row.plan, person):
                errors[name] = _("Another client's session, or one person's alone within a joint plan.")
        if name == "on" and isinstance(value, date) and not EARLIEST <= value <= today:
            errors[name] = _("A day up to today.")
    errors |= kind.check(row, modality_of_plan(row.plan))
    if errors:
        raise ValidationError(errors)


def _assign(row: RecordRow, kind: Kind, values: Mapping[str, object]) -> None:
    for name in kind.fields:
        if name in values:
            setattr(row, name, values[name])


def _date_by_session(row: RecordRow, kind: Kind) -> None:
    """What belongs to a session is of its day, however late it is typed."""
    session = getattr(row, "session", None) if {"session", "on"} <= set(kind.fields) else None
    if isinstance(session, TherapySession):
        row.on = timezone.localdate(session.starts_at)  # type: ignore[attr-defined]  # the kind has the field


@transaction.atomic
def save_row(
    *,
    plan: Plan,
    kind: Kind,
    by: Actor,
    values: Mapping[str, object],
    row_id: UUID | None = None,
    revision: int | None = None,
) -> RecordRow:
    """Makes a row of the plan's record, or changes one. Fields that are not named stay.

    A row with a session is of the session's day. ``revision``: the one that was shown. Raises EditConflict when
    somebody has saved something else in between, ValidationError by field.
    """
    held = Plan.objects.select_for_update().get(pk=plan.pk)
    if held.state == Plan.State.ENDED:
        raise ValidationError(_("The plan has ended; its record stays as it is."))
    rows = kind.model._default_manager.filter(plan=held, removed_at__isnull=True)
    if row_id is None:
        if rows.count() >= MOST_ROWS:
            raise ValidationError(_("At most %(most)s of each kind.") % {"most": MOST_ROWS})
        row = kind.model(practice_id=plan.practice_id, plan=held, made_by_id=by.as_staff())
    else:
        row = rows.select_for_update().get(pk=row_id)
        if any(getattr(row, name) != values[name] for name in kind.fields if name in values):
            compare_revision(row, revision)
    _assign(row, kind, values)
    _date_by_session(row, kind)
    kind.before(row)
    row.full_clean(exclude=["practice", "plan", "made_by"])
    _check(row, kind)
    with constraint_errors({constraint.name: _unfit(constraint) for constraint in kind.model._meta.constraints}):
        row.save()
    _check_readable(row, kind, by)
    return row


def _check_readable(row: RecordRow, kind: Kind, by: Actor) -> None:
    """Whoever writes about somebody may read what is written about them; raises ValidationError."""
    if kind.readable is everything:
        return
    if not kind.readable(kind.model._default_manager.filter(pk=row.pk), by).exists():
        field = kind.person if kind.person in kind.fields else NON_FIELD_ERRORS
        raise ValidationError({field: _("Choose somebody whose record you may read.")})


def _unfit(constraint: models.BaseConstraint) -> ValidationError:
    """What is said when the database refuses a row: the constraint's own words, where it has any."""
    own = constraint.violation_error_message != constraint.default_violation_error_message
    usual = _("This conflicts with what is already recorded. Check the entries, then try again.")
    return ValidationError(constraint.get_violation_error_message() if own else usual)


@transaction.atomic
def remove_row(*, plan: Plan, kind: Kind, row_id: UUID) -> None:
    """Takes a row out of the record; it stays in the history. Twice changes nothing."""
    kind.model._default_manager.filter(plan=plan, pk=row_id, removed_at__isnull=True).update(removed_at=timezone.now())
