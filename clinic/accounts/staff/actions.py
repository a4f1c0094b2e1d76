"""Making a practice, its rooms and its staff, with the accounts that lie outside of tenancy."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypedDict, Unpack
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from clinic.accounts.actions import (
    AddressTaken,
    add_account,
    change_address,
    close_account,
    is_proved,
    reopen_account,
    reset_second_factor,
    sign_in_link,
    start_over,
)
from clinic.accounts.mails import invite, tell_of_reset, tell_old_address
from clinic.core.access import Actor, May, Role, roles_with, system
from clinic.core.models import Membership, Practice, Staff, User
from clinic.core.practices import active_admins
from clinic.core.revisions import compare_revision
from clinic.core.scope import practice_scope

TAKEN = _lazy("This address belongs to another account.")
LAST_ADMIN = _lazy("This is the practice's last active admin. Make somebody else an admin first.")

# Asked before somebody stops caring for clients: why not yet, or None. Filled in ready() by packages above.
ROLE_GUARDS: list[Callable[[Staff], str | None]] = []


# Asked before somebody's last day of work is named: what reaches beyond it, in words, or None. Filled likewise.
LAST_DAY_GUARDS: list[Callable[[Staff], str | None]] = []


def _stored(roles: Iterable[Role]) -> list[str]:
    """Roles as the row keeps them. Raises ValidationError by field."""
    found = sorted({Role(role).value for role in roles})
    if not found or Role.CLIENT in found:
        raise ValidationError({"roles": _("Choose at least one role.")})
    return found


def _lock_staff(by: Actor) -> dict[UUID, Staff]:
    """All staff of the practice, locked: what one admin does waits for what another does, so that both cannot close or
    demote each other. Rows that name staff can be added meanwhile (``no_key``): who adds one may hold what is wanted
    here. Raises PermissionDenied for somebody whose own account was closed or demoted meanwhile."""
    rows = {row.pk: row for row in Staff.objects.select_for_update(no_key=True).order_by("pk")}
    own = rows.get(by.staff_id) if by.staff_id else None
    if own is not None and not _manages(own):
        raise PermissionDenied("no admin any more")
    return rows


def _manages(row: Staff) -> bool:
    return row.is_active and not set(row.roles).isdisjoint(roles_with(May.MANAGE_PRACTICE))


def _is_last_admin(staff: Staff, rows: dict[UUID, Staff]) -> bool:
    """Whether nobody else could manage the practice."""
    return not any(_manages(row) for row in rows.values() if row.pk != staff.pk)


def _supervisor_error(staff: Staff, supervisor: Staff, rows: dict[UUID, Staff]) -> str | None:
    """Why this one cannot supervise; None where they can."""
    row = rows.get(supervisor.pk)
    if row is None or not row.is_active or set(row.roles).isdisjoint(roles_with(May.COSIGN)):
        return _("Choose an active supervisor of the practice.")
    above: Staff | None = row
    seen: set[UUID] = set()
    while above is not None and above.pk not in seen:
        if above.pk == staff.pk:
            return _("Nobody supervises themselves, directly or through others.")
        seen.add(above.pk)
        above = rows.get(above.supervisor_id) if above.supervisor_id else None
    return None


def _role_error(staff: Staff, before: set[str], rows: dict[UUID, Staff]) -> str | None:
    """Why the roles cannot be taken away that ``before`` had; None where they can."""

    def loses(capability: May) -> bool:
        having = roles_with(capability)
        return not before.isdisjoint(having) and set(staff.roles).isdisjoint(having)

    if staff.is_active and loses(May.MANAGE_PRACTICE) and _is_last_admin(staff, rows):
        return str(LAST_ADMIN)
    if loses(May.COSIGN):
        names = [row.name for row in rows.values() if row.is_active and row.supervisor_id == staff.pk]
        if names:
            return _("Supervises %(names)s. Choose another supervisor for them first.") % {"names": ", ".join(names)}
    if loses(May.RECORD):
        return next((reason for guard in ROLE_GUARDS if (reason := guard(staff))), None)
    return None


@transaction.atomic
def add_staff(
    *,
    practice_id: UUID,
    email: str,
    name: str,
    roles: set[Role],
    password: str | None = None,
    supervisor: Staff | None = None,
    phone: str = "",
    is_demo: bool = False,
    by: Actor | None = None,
) -> Staff:
    """A staff member with an account. Runs in the practice's scope, or opens one. Raises ValidationError by field."""
    stored = _stored(roles)
    by = by or system(practice_id, "staff set-up")
    with practice_scope(practice_id, by):
        rows = _lock_staff(by)
        try:
            user = add_account(email=email, password=password, is_demo=is_demo)
        except AddressTaken as error:
            raise ValidationError({"email": TAKEN}) from error
        staff = Staff(practice_id=practice_id, user=user, name=name, roles=stored, supervisor=supervisor, phone=phone)
        if supervisor is not None and (error_text := _supervisor_error(staff, supervisor, rows)):
            raise ValidationError({"supervisor": error_text})
        staff.full_clean(exclude=["practice", "supervisor"])
        staff.save()
    Membership.objects.create(
        user=user,
        practice_id=practice_id,
        kind=Membership.Kind.STAFF,
        person_id=staff.pk,
        roles=stored,
        name=staff.name,
    )
    return staff


def _save_staff(staff: Staff) -> None:
    """Saves a changed row, and what sign-in knows of it."""
    staff.save()
    Membership.objects.filter(person_id=staff.pk).update(name=staff.name, roles=staff.roles)


class StaffFields(TypedDict, total=False):
    """What of somebody who works here can be changed."""

    name: str
    email: str
    roles: Iterable[Role]
    supervisor: Staff | None
    phone: str
    works_until: date | None


@transaction.atomic
def change_staff(*, staff: Staff, by: Actor, revision: int | None = None, **fields: Unpack[StaffFields]) -> Staff:
    """Changes what is named of somebody.

    With another address everything from before ends, and an invitation goes to the new one. Raises EditConflict
    where somebody changed the row after ``revision``, and ValidationError by field, also for the last admin's role.
    """
    rows = _lock_staff(by)
    staff = rows[staff.pk]
    compare_revision(staff, revision)
    before = set(staff.roles)
    staff.name, staff.phone = fields.get("name", staff.name), fields.get("phone", staff.phone)
    staff.works_until = fields.get("works_until", staff.works_until)
    staff.roles = _stored(fields["roles"]) if "roles" in fields else staff.roles
    errors = {"roles": _role_error(staff, before, rows)}
    if "works_until" in fields:
        errors["works_until"] = next((why for guard in LAST_DAY_GUARDS if (why := guard(staff))), None)
    if "supervisor" in fields:
        staff.supervisor = fields["supervisor"]
        errors["supervisor"] = staff.supervisor and _supervisor_error(staff, staff.supervisor, rows)
    if found := {name: text for name, text in errors.items() if text}:
        raise ValidationError(found)
    staff.full_clean(exclude=["practice", "supervisor", "user"])
    if "email" in fields:
        _change_staff_address(staff, fields["email"])
    _save_staff(staff)
    return staff


def _change_staff_address(staff: Staff, email: str) -> None:
    """Changes the account's address. Notifies the old one, if it was theirs, so that an unwanted change is noticed."""
    user = staff.user
    before, proved = user.email, is_proved(user)
    validate_email(email.strip())
    try:
        changed = change_address(user=user, email=email)
    except AddressTaken as error:
        raise ValidationError({"email": TAKEN}) from error
    if changed and staff.is_active:
        practice = Practice.objects.get(pk=staff.practice_id)
        if proved:
            tell_old_address(user=user, address=before, practice=practice)
        invite(user=user, practice=practice)
        staff.invited_at = timezone.now()


@transaction.atomic
def invite_staff(*, staff: Staff, by: Actor, revision: int | None = None) -> Staff:
    """Sends a sign-in link, for the first time or again. Raises ValidationError for a closed account, EditConflict."""
    staff = _lock_staff(by)[staff.pk]
    compare_revision(staff, revision)
    if not staff.is_active:
        raise ValidationError(_("This account is closed. Open it again first."))
    invite(user=staff.user, practice=Practice.objects.get(pk=staff.practice_id))
    staff.invited_at = timezone.now()
    staff.save(update_fields=["invited_at"])
    return staff


@transaction.atomic
def set_staff_active(*, staff: Staff, active: bool, by: Actor, revision: int | None = None) -> Staff:
    """Closes or opens a staff member's account. Raises ValidationError for one's own and for the last admin's, and
    EditConflict.

    Closing ends sessions, API tokens and the calendar feed for good: an account that is opened again starts from an
    invitation, which goes out at once. Doing it twice changes nothing.
    """
    rows = _lock_staff(by)
    staff = rows[staff.pk]
    compare_revision(staff, revision)
    if staff.is_active == active:
        return staff
    if not active and staff.pk == by.staff_id:
        raise ValidationError(_("You cannot close your own account; another admin can."))
    if not active and _manages(staff) and _is_last_admin(staff, rows):
        raise ValidationError(LAST_ADMIN)
    staff.is_active = active
    if active:
        reopen_account(staff.user)
        invite(user=staff.user, practice=Practice.objects.get(pk=staff.practice_id))
        staff.invited_at = timezone.now()
    else:
        close_account(staff.user)
    _save_staff(staff)
    return staff


@transaction.atomic
def reset_factor(*, staff: Staff, by: Actor, revision: int | None = None) -> Staff:
    """Takes somebody's second factors away, who has lost theirs; they and all admins are told by mail.

    They set up a new one at their next sign-in, by their password. Raises ValidationError for a closed account, for
    one's own and where there is none, and EditConflict.
    """
    staff = _lock_staff(by)[staff.pk]
    compare_revision(staff, revision)
    if staff.pk == by.staff_id:
        raise ValidationError(_("Another admin has to do this for you: ask one."))
    if not staff.is_active:
        raise ValidationError(_("This account is closed. Open it again first."))
    if not Authenticator.objects.filter(user=staff.user_id).exists():
        raise ValidationError(_("There is no second factor to reset."))
    reset_second_factor(staff.user)
    staff.factor_reset_at = timezone.now()
    staff.save(update_fields=["factor_reset_at"])
    told = User.objects.filter(Q(pk=staff.user_id) | Q(pk__in=active_admins().values("user")))
    tell_of_reset(user=staff.user, name=staff.name, by=by, to=told)
    return staff


@transaction.atomic
def restore_admin(*, staff: Staff, by: Actor) -> str:
    """Opens the account if it is closed, makes it an admin's, and starts it over; returns the one-time link.

    For whoever runs the server, where no admin can get in. Password and second factors are void.
    """
    staff = _lock_staff(by)[staff.pk]
    staff.is_active = True
    staff.roles = _stored({*(Role(role) for role in staff.roles), Role.ADMIN})
    staff.invited_at = timezone.now()
    _save_staff(staff)
    if not reopen_account(staff.user):
        start_over(staff.user)
    return sign_in_link(staff.user)
