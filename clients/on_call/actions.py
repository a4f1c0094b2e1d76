"""Keeping the rota. Each action is one transaction, one at a time in a practice."""

from collections.abc import Collection
from datetime import datetime, time, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from clients.alerts.responsibility import away_at, cannot_open
from clients.on_call.models import OnCallException, OnCallShift
from clients.on_call.rota import overlap, stretch
from clinic.core.models import Staff
from clinic.core.practices import lock_practice

FURTHEST = timedelta(days=400)
LONGEST = timedelta(days=31)


def _check_staff(staff: Staff | None) -> Staff:
    if staff is None:
        raise ValidationError({"staff": _("Choose somebody of the practice.")})
    if problem := cannot_open(staff):
        raise ValidationError({"staff": problem})
    return staff


@transaction.atomic
def add_shifts(
    *, practice_id: UUID, weekdays: Collection[int], starts: time, until: time, staff: Staff | None
) -> list[OnCallShift]:
    """Puts somebody on call on these days of every week (0: Monday), from one time to another, across midnight where
    ``until`` comes first; all of them or none. Raises ValidationError by field."""
    lock_practice(practice_id)
    person = _check_staff(staff)
    if not weekdays or not set(weekdays) <= set(range(7)):
        raise ValidationError({"weekdays": _("Choose at least one day of the week.")})
    known = list(OnCallShift.objects.select_related("staff"))
    made = []
    for day in sorted(set(weekdays)):
        wanted = stretch(day, starts, until)
        if wanted is None:
            raise ValidationError({"until": _("Start and end are the same. For a whole day, write 00:00 and 00:00.")})
        for row in known:
            if overlap(wanted, (row.begins, row.ends)):
                names = {"day": WEEKDAYS[day], "name": row.staff.name}
                raise ValidationError({"starts": _("On %(day)s, %(name)s is on call at this time already.") % names})
        row = OnCallShift(practice_id=practice_id, staff=person, begins=wanted[0], ends=wanted[1])
        known.append(row)
        made.append(row)
    return OnCallShift.objects.bulk_create(made)


@transaction.atomic
def remove_shift(*, shift: OnCallShift) -> None:
    """Takes a row out of the rota. Twice changes nothing."""
    OnCallShift.objects.filter(pk=shift.pk).delete()


@transaction.atomic
def add_exception(*, practice_id: UUID, starts_at: datetime, ends_at: datetime, staff: Staff | None) -> OnCallException:
    """Puts somebody on call at a certain time, whatever the rota says: at most a month, within the next 400
    days. Raises ValidationError by field."""
    lock_practice(practice_id)
    person, now = _check_staff(staff), timezone.now()
    if ends_at <= starts_at:
        raise ValidationError({"ends_at": _("The end is not after the beginning.")})
    if ends_at <= now or starts_at > now + FURTHEST:
        raise ValidationError({"starts_at": _("This is in the past, or more than a year ahead.")})
    if ends_at - starts_at > LONGEST:
        raise ValidationError({"ends_at": _("At most 31 days.")})
    if away_at([person.pk], max(starts_at, now)):
        raise ValidationError({"staff": _("%(name)s is on leave then.") % {"name": person.name}})
    same = OnCallException.objects.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).select_related("staff").first()
    if same:
        raise ValidationError(
            {"starts_at": _("%(name)s is already down as an exception at this time.") % {"name": same.staff.name}}
        )
    return OnCallException.objects.create(practice_id=practice_id, staff=person, starts_at=starts_at, ends_at=ends_at)


@transaction.atomic
def remove_exception(*, exception: OnCallException) -> None:
    """Takes an exception back. Twice changes nothing."""
    OnCallException.objects.filter(pk=exception.pk).delete()


def give_duty(row: OnCallShift | OnCallException, to: Staff) -> None:
    """Gives one's time in the rota to somebody else. Raises ValidationError by field."""
    row.staff = _check_staff(to)
    row.save(update_fields=["staff"])


@transaction.atomic
def end_duties(staff: Staff) -> None:
    """Takes somebody out of the rota; exceptions that are over stay."""
    OnCallShift.objects.filter(staff=staff).delete()
    OnCallException.objects.filter(staff=staff, ends_at__gt=timezone.now()).delete()
