"""Making and changing a practice and its rooms."""

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from clinic.core.access import Role
from clinic.core.constraints import constraint_errors
from clinic.core.models import Practice, Room, Staff
from clinic.core.revisions import check_revision
from clinic.core.scope import current_scope

# What follows when a practice has another language: called in the transaction that changes it. The registry fills it.
LANGUAGE_CHANGED: list[Callable[[UUID], None]] = []


def current_practice() -> Practice:
    """The practice of the scope; one statement a scope at most, none in a request."""
    scope = current_scope()
    if scope.practice is None:
        scope.practice = Practice.objects.get(pk=scope.practice_id)
    return scope.practice


def active_admins() -> QuerySet[Staff]:
    """The admins of the scope's practice who can sign in."""
    return Staff.objects.filter(is_active=True, user__is_active=True, roles__contains=[Role.ADMIN.value])


def lock_practice(practice_id: UUID) -> None:
    """Lets only one at a time change what a practice has one of, and which perhaps does not exist yet."""
    Practice.objects.select_for_update(no_key=True).get(pk=practice_id)


@transaction.atomic
def open_practice(
    *,
    name: str,
    time_zone: str,
    sender_name: str,
    crisis_contacts: str = "",
    reply_to: str = "",
    language: str = "en-gb",
) -> Practice:
    """A new, empty practice. Raises ValidationError by field."""
    practice = Practice(
        name=name,
        time_zone=time_zone,
        sender_name=sender_name,
        crisis_contacts=crisis_contacts,
        reply_to=reply_to,
        language=language,
    )
    practice.full_clean()
    practice.save()
    return practice


@transaction.atomic
def change_practice(*, practice: Practice, revision: int | None = None, **fields: object) -> Practice:
    """Changes name, zone, sender, crisis contacts or language. Raises ValidationError by field, or EditConflict."""
    practice = check_revision(practice, revision)
    language = practice.language
    for name, value in fields.items():
        setattr(practice, name, value)
    practice.full_clean()
    practice.save(update_fields=list(fields))
    if practice.language != language:
        for follow in LANGUAGE_CHANGED:
            follow(practice.pk)
    return practice


@transaction.atomic
def add_room(*, practice_id: UUID, name: str) -> Room:
    """A room. Raises ValidationError by field."""
    room = Room(practice_id=practice_id, name=name)
    room.clean_fields(exclude=["practice"])
    with constraint_errors({"core_room_name": ValidationError({"room": _("There is already a room with this name.")})}):
        room.save()
    return room
