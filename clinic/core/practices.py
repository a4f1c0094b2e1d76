"""Making a practice, its rooms and its staff: the way in, outside and inside the walls at once."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from clinic.core.access import Actor, Role, system
from clinic.core.accounts import AddressTaken, add_account, close_account, invite, reopen_account
from clinic.core.models import Membership, Practice, Room, Staff
from clinic.core.tenancy import practice_scope


@transaction.atomic
def open_practice(*, name: str, time_zone: str, sender_name: str, crisis_contacts: str = "") -> Practice:
    """A new, empty practice. Raises ValidationError by field."""
    practice = Practice(name=name, time_zone=time_zone, sender_name=sender_name, crisis_contacts=crisis_contacts)
    practice.full_clean()
    practice.save()
    return practice


@transaction.atomic
def change_practice(*, practice: Practice, **fields: Any) -> Practice:
    """Changes name, zone, sender or crisis contacts. Raises ValidationError by field."""
    for name, value in fields.items():
        setattr(practice, name, value)
    practice.full_clean()
    practice.save(update_fields=list(fields))
    return practice


@transaction.atomic
def add_staff(
    *, practice_id: UUID, email: str, name: str, roles: set[Role], password: str | None = None,
    supervisor: Staff | None = None, is_demo: bool = False,
) -> Staff:  # fmt: skip
    """A staff member with an account. Runs in the practice's scope, or opens one. Raises ValidationError by field."""
    if not roles or Role.CLIENT in roles:
        raise ValidationError({"roles": _("Staff are therapist, supervisor or admin.")})
    try:
        user = add_account(email=email, password=password, is_demo=is_demo)
    except AddressTaken as error:
        raise ValidationError({"email": _("This address has an account.")}) from error
    stored = sorted(role.value for role in roles)
    with practice_scope(practice_id, system(practice_id, "staff set-up")):
        staff = Staff(practice_id=practice_id, user=user, name=name, roles=stored, supervisor=supervisor)
        staff.full_clean(exclude=["practice", "supervisor"])
        staff.save()
    Membership.objects.create(
        user=user, practice_id=practice_id, kind=Membership.Kind.STAFF, person_id=staff.pk, roles=stored, name=name
    )
    return staff


@transaction.atomic
def set_staff_active(*, staff: Staff, active: bool, by: Actor) -> Staff:
    """Closes or opens a staff member's account; raises ValidationError for one's own.

    Closing ends sessions, API tokens and the calendar feed for good: an account that is opened again starts from an
    invitation, which goes out at once.
    """
    if staff.pk == by.staff_id:
        raise ValidationError(_("You cannot close your own account; another admin can."))
    staff.is_active = active
    staff.save(update_fields=["is_active"])
    if not active:
        close_account(staff.user)
    elif reopen_account(staff.user):
        invite(user=staff.user, practice=Practice.objects.get(pk=staff.practice_id))
    return staff


@transaction.atomic
def add_room(*, practice_id: UUID, name: str) -> Room:
    """A room. Raises ValidationError by field."""
    room = Room(practice_id=practice_id, name=name)
    room.clean_fields(exclude=["practice"])
    try:
        with transaction.atomic():
            room.save()
    except IntegrityError as error:
        raise ValidationError({"room": _("There is a room of this name.")}) from error
    return room
