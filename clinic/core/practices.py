"""Making a practice, its rooms and its staff: the way in, outside and inside the walls at once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.core import outbox
from clinic.core.access import Actor, Role, system
from clinic.core.models import Membership, Message, Practice, Room, Staff, User
from clinic.core.tenancy import practice_scope


class AddressTaken(Exception):
    """An account with this address exists already."""


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
def add_account(*, email: str, password: str | None = None, is_demo: bool = False) -> User:
    """An account; without a password its owner sets one by the link of :func:`invite`. Raises AddressTaken."""
    try:
        with transaction.atomic():
            return User.objects.create_user(email, password, is_demo=is_demo)
    except IntegrityError as error:
        raise AddressTaken(email) from error


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
    """Closes or opens a staff member's account. Raises ValidationError for one's own, so that nobody locks a door
    behind which they stand."""
    if staff.pk == by.staff_id:
        raise ValidationError(_("You cannot close your own account; another admin can."))
    staff.is_active = active
    staff.save(update_fields=["is_active"])
    User.objects.filter(pk=staff.user_id).update(is_active=active)
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


def sign_in_link(user: User) -> str:
    """A one-time link to set a password; good for three days (PASSWORD_RESET_TIMEOUT), void once used."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
    )
    return f"{settings.SITE_URL}{path}"


def invite(*, user: User, practice: Practice) -> None:
    """Queues a mail with a link to set a password. It says neither who nor what for: others may read it."""
    body = _("You can sign in at %(name)s now. Please choose a password first, within three days:\n\n%(link)s\n")
    outbox.queue(
        [
            outbox.Draft(
                kind=Message.Kind.INVITATION,
                dedupe_key=f"invitation:{user.pk}:{timezone.now():%Y%m%dT%H%M}",
                to_address=user.email,
                from_name=practice.sender_name,
                subject=_("Your sign-in"),
                body=body % {"name": practice.sender_name, "link": sign_in_link(user)},
                expires_at=timezone.now() + timedelta(days=3),
            )
        ]
    )
