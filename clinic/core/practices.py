"""Making a practice and its staff: the way in, outside and inside the walls at once."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from clinic.core.access import Role, system
from clinic.core.models import Membership, Practice, Staff, User
from clinic.core.tenancy import practice_scope


@transaction.atomic
def open_practice(*, name: str, time_zone: str, sender_name: str, crisis_contacts: str = "") -> Practice:
    """A new, empty practice. Raises ValidationError by field."""
    practice = Practice(name=name, time_zone=time_zone, sender_name=sender_name, crisis_contacts=crisis_contacts)
    practice.full_clean()
    practice.save()
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
        with transaction.atomic():
            user = User.objects.create_user(email, password, is_demo=is_demo)
    except IntegrityError as error:
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
