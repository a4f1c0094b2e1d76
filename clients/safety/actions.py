"""Writing a safety plan, and keeping whom to call."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Client, validate_phone
from clients.safety.models import LONGEST_PART, PARTS, EmergencyContact, SafetyPlan
from clients.safety.queries import contacts_of, current_plan, versions_of
from clinic.core.access import Actor
from clinic.core.revisions import check_revision, compare_revision
from clinic.core.text import clean_text, collect_errors

MOST_CONTACTS = 10  # of one client


@transaction.atomic
def write_safety_plan(
    *, client: Client, by: Actor, parts: Mapping[str, str], revision: int | None = None
) -> SafetyPlan:
    """A new version of the client's safety plan; the same text again changes nothing.

    ``parts``: a key of ``PARTS`` → its text; a part that is left out stays as it was. ``revision``: the number of the
    version that was shown, 0 for none. Raises ValidationError by field, or EditConflict where there is a newer version.
    """
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)  # two who write at once follow one another
    newest = current_plan(client)
    compare_revision(newest or SafetyPlan(), revision)
    if unknown := sorted(set(parts) - set(PARTS)):
        raise ValidationError({name: _("This is not a part of a safety plan.") for name in unknown})
    before = {part: getattr(newest, part) if newest else "" for part in PARTS}
    errors: dict[str, object] = {}
    texts = dict(before)
    for part, text in parts.items():
        with collect_errors(errors):
            texts[part] = clean_text(text, part, LONGEST_PART, least=0)
    if errors:
        raise ValidationError(errors)
    if not any(texts.values()):
        raise ValidationError(_("Fill in at least one part."))
    if newest and texts == before:
        return newest
    versions = [newest] if len(client.file_ids) == 1 else versions_of(client)  # no number twice, with merged files too
    number = 1 + max((one.number for one in versions if one), default=0)
    return SafetyPlan.objects.create(
        practice_id=client.practice_id, client=client, number=number, written_by_id=by.staff_id, **texts
    )


@transaction.atomic
def add_emergency_contact(*, client: Client, agreed: bool, **fields: str) -> EmergencyContact:
    """Somebody to call about the client; ``agreed``: the client has agreed that they are called.

    ``fields``: kind, name, relation, phone. Raises ValidationError by field.
    """
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)
    if contacts_of(client).count() >= MOST_CONTACTS:
        raise ValidationError(
            _("A client has at most %(n)s contacts. Remove one that is out of date.") % {"n": MOST_CONTACTS}
        )
    return _save(EmergencyContact(practice_id=client.practice_id, client=client), agreed, fields)


@transaction.atomic
def change_emergency_contact(
    *, contact: EmergencyContact, agreed: bool | None = None, revision: int | None = None, **fields: str
) -> EmergencyContact:
    """Changes what is named, and notes that the client has agreed, or has withdrawn that; None leaves it as it is.

    With another name or number an agreement ends: it has to be given again. Raises ValidationError by field, or
    EditConflict.
    """
    row = check_revision(contact, revision)
    if any(getattr(row, name) != fields.get(name, getattr(row, name)) for name in ("name", "phone")):
        row.agreed_on = None  # it was given for somebody else, or for another number
    return _save(row, row.agreed_on is not None if agreed is None else agreed, fields)


def _save(row: EmergencyContact, agreed: bool, fields: Mapping[str, str]) -> EmergencyContact:
    for name, value in fields.items():
        setattr(row, name, value)
    row.agreed_on = (row.agreed_on or timezone.localdate()) if agreed else None
    errors: dict[str, object] = {}
    with collect_errors(errors):
        row.full_clean()
    if "phone" not in errors:
        try:
            validate_phone(row.phone)
        except ValidationError as error:
            errors["phone"] = error.messages
    if errors:
        raise ValidationError(errors)
    row.save()
    return row


@transaction.atomic
def remove_emergency_contact(*, contact: EmergencyContact, revision: int | None = None) -> None:
    """Takes a contact off the file; that they were on it stays in the history. Raises EditConflict."""
    check_revision(contact, revision).delete()
