"""What can be done with clients. Each action is one transaction; the caller has fetched with access checked."""

from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.care_team.handover_notes import tell_of_new_client
from clients.episodes.actions import open_episode
from clients.finding.duplicates import refuse_second_file
from clients.models import CareRelation, Client, Consent, Episode, ViolenceScreen
from clients.queries import has_died, portal_account
from clients.reach.actions import follow_address, number
from clinic.accounts.actions import AddressTaken, add_account, change_address, close_account, reopen_account
from clinic.accounts.mails import invite
from clinic.core import outbox
from clinic.core.access import Actor, May, Reach, Role, reach
from clinic.core.models import Membership, Message, Practice, Staff, User
from clinic.core.revisions import check_revision


@transaction.atomic
def add_client(
    *,
    by: Actor,
    therapist: Staff | None = None,
    consents: tuple[str, ...] = (),
    confirm_duplicate: bool = False,
    **fields: Any,
) -> Client:
    """A new client with an open episode. A therapist who adds one takes the lead, unless another is named, who is told
    and confirms it on *today*.

    Raises ValidationError, by field, for values that cannot be; PerhapsOnFile where the practice has a file that may be
    the same person's, unless the duplicate is confirmed.
    """
    client = Client(practice_id=by.practice_id, **fields)
    client.sort_name = "-"  # set by save()
    client.full_clean(exclude=["sort_name"])
    if not confirm_duplicate:
        refuse_second_file(by, client)
    client.save()
    today = timezone.localdate()
    Episode.objects.create(practice_id=by.practice_id, client=client, opened_on=today)
    lead_id = therapist.pk if therapist else by.staff_id if Reach.CARE in reach(by, May.RECORD) else None
    if lead_id:
        told = timezone.now() if lead_id != by.staff_id else None  # nobody confirms their own act
        CareRelation.objects.create(
            practice_id=by.practice_id, client=client, staff_id=lead_id, since=today, handed_at=told
        )
        if therapist and told:
            tell_of_new_client(therapist)
    for kind in consents:
        give_consent(client=client, kind=Consent.Kind(kind))
    return client


@transaction.atomic
def give_consent(*, client: Client, kind: Consent.Kind, version: int = 1) -> Consent:
    """Notes the agreement; giving the same one again changes nothing.

    Raises ValidationError by field for the portal's while the sign-in has ended: opening it is an act of its own
    (:func:`invite_to_portal`), which notes the agreement, and without it nobody could come to what they agreed to.
    """
    if kind == Consent.Kind.PORTAL and (user := portal_account(client)) and not user.is_active:
        ended = _("The portal sign-in has ended. Send the link again: that opens it and records the agreement.")
        raise ValidationError({"kind": ended})
    consent, _made = Consent.objects.get_or_create(
        practice_id=client.practice_id, client=client, kind=kind, withdrawn_at=None, defaults={"version": version}
    )
    return consent


@transaction.atomic
def withdraw_consent(*, client: Client, kind: Consent.Kind) -> bool:
    """Ends the agreement and takes back what was queued on that channel; without the portal's, its access ends. Answers
    whether there was a sign-in that has ended with it."""
    client.consents.filter(kind=kind, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
    if kind in {Consent.Kind.EMAIL, Consent.Kind.TEXT}:
        outbox.withdraw(reason="consent withdrawn", recipient_id=client.pk, channel=Message.Channel(kind))
    if kind != Consent.Kind.PORTAL:
        return False
    outbox.withdraw(reason="consent withdrawn", recipient_id=client.pk, kinds=Message.ON_PORTAL)
    user = portal_account(client)
    if user is None or not user.is_active:
        return False
    close_account(user)
    return True


@transaction.atomic
def note_violence_screen(*, client: Client, by: Actor, answer: str, note: str = "") -> ViolenceScreen:
    """Notes what the client said, asked alone; earlier answers stay. Raises ValidationError by field."""
    screen = ViolenceScreen(
        practice_id=client.practice_id, client=client, answer=answer, note=note, asked_by_id=by.as_staff()
    )
    screen.full_clean(exclude=["practice", "client", "asked_by"])
    screen.save()
    return screen


class SignIn(StrEnum):
    """What a changed address did to a client's sign-in for the portal."""

    SAME = "same"
    MOVED = "moved"
    ENDED = "ended"


@transaction.atomic
def change_contact(*, client: Client, revision: int | None = None, **fields: object) -> SignIn:
    """Changes name, pronouns, birth date, contacts or zone; ``client`` is brought up to date.

    A new address or number is open again, waiting messages go there, and a new e-mail address moves the sign-in for
    the portal: old sessions, tokens and links end, and a link goes to the new address. Without an address the sign-in
    ends. Raises ValidationError by field, or EditConflict; then nothing has changed.
    """
    row = check_revision(client, revision)
    email, phone = row.email, number(row)
    for name, value in fields.items():
        setattr(row, name, value)
    row.full_clean(exclude=["sort_name"])
    row.save()
    Membership.objects.filter(person_id=row.pk).update(name=row.name)
    if number(row) != phone:
        follow_address(client=row, channel=Message.Channel.TEXT)
    sign_in = SignIn.SAME
    if row.email != email:
        follow_address(client=row, channel=Message.Channel.EMAIL)
        sign_in = _move_sign_in(row)
    for name in fields:
        setattr(client, name, getattr(row, name))
    client.sort_name, client.revision = row.sort_name, row.revision
    return sign_in


def _move_sign_in(client: Client) -> SignIn:
    """The portal's account follows the address on file. Raises ValidationError by field."""
    user = portal_account(client)
    if user is None:
        return SignIn.SAME
    if not client.email:
        close_account(user)
        outbox.withdraw(reason="no sign-in for the portal", recipient_id=client.pk, kinds=Message.ON_PORTAL)
        return SignIn.ENDED
    try:
        moved = change_address(user=user, email=client.email)
    except AddressTaken as error:
        raise ValidationError({"email": _("Another account has this address. Use a different one.")}) from error
    if moved and user.is_active:
        invite(user=user, practice=Practice.objects.get(pk=client.practice_id))
    return SignIn.MOVED if moved and user.is_active else SignIn.SAME


@transaction.atomic
def give_portal_access(*, client: Client, email: str, password: str | None = None) -> User:
    """An account for the client's own pages. Raises AddressTaken, or ValidationError when there is one already."""
    if portal_account(client) is not None:
        raise ValidationError(_("This client already has a sign-in."))
    user = add_account(email=email, password=password)
    Membership.objects.create(
        user=user,
        practice_id=client.practice_id,
        kind=Membership.Kind.CLIENT,
        person_id=client.pk,
        roles=[Role.CLIENT],
        name=client.name,
    )
    give_consent(client=client, kind=Consent.Kind.PORTAL)
    return user


@transaction.atomic
def invite_to_portal(*, client: Client) -> User:
    """Gives a client the portal, or the invitation again: a mail with a link to set a password.

    After the consent was withdrawn, what opened the portal before does so no more: neither password nor old links.
    Raises AddressTaken; ValidationError by field without an e-mail address, and after a death; TreatmentClosed where no
    treatment is open and there is no sign-in that is.
    """
    client = Client.objects.select_for_update().get(pk=client.pk)  # the address of now, not of when a page was opened
    if not client.email:
        raise ValidationError({"email": _("Add an e-mail address first.")})
    if has_died(client):
        raise ValidationError(_("This client has died: nothing is sent any more."))
    user = portal_account(client)
    if user is None or not user.is_active:
        open_episode(client)
    if user is None:
        user = give_portal_access(client=client, email=client.email)
    else:
        change_address(user=user, email=client.email)  # an account from before addresses moved with the file
        reopen_account(user)
        give_consent(client=client, kind=Consent.Kind.PORTAL)
    invite(user=user, practice=Practice.objects.get(pk=client.practice_id))
    return user
