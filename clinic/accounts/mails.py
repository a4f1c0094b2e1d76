"""Mails about accounts: the link that starts one, what was changed, and who gets none any more."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.accounts.actions import link_of
from clinic.core import outbox
from clinic.core.access import Actor, system
from clinic.core.mail import LINK
from clinic.core.models import Membership, Message, Practice, Staff, User
from clinic.core.scope import practice_scope

KEPT = timedelta(days=3)  # then a mail that could not go is given up; the links of mails end then too


class Queue(Protocol):
    """Queues a mail to an account, inside its practice's scope."""

    def __call__(self, *, user: User, practice: Practice) -> None: ...


def _state_of(user: User, address: str = "") -> str:
    """Tells apart how the account was at two times, without saying how: a message about one is not one about another.

    ``address``: one that the account had.
    """
    return hashlib.sha256(f"{address}{user.email} {user.password}".encode()).hexdigest()[:12]


def invite(*, user: User, practice: Practice) -> None:
    """Queues a mail with a link to set a password. It says neither who nor what for: others may read it.

    Asked twice within a minute it goes out once, unless the account started over in between. The link is made as the
    mail is sent (:func:`link_of_invitation`), and kept nowhere.
    """
    body = _("You can sign in at %(name)s now. Please choose a password first, within three days:\n\n%(link)s\n")
    _queue_link(user, practice, _("Your sign-in"), body)


def send_link(*, user: User, practice: Practice) -> None:
    """The same for somebody who asked for another password, or in whose name somebody else did."""
    body = _(
        "Somebody, most likely you, asked for a new password at %(name)s. You can choose one here, within three days:"
        "\n\n%(link)s\n\nIf you did not ask for it, you do not need to do anything: your password stays as it is.\n"
    )
    _queue_link(user, practice, _("Choose a new password"), body)


def _queue_link(user: User, practice: Practice, subject: str, body: str) -> None:
    user, minute = User.objects.get(pk=user.pk), timezone.now().replace(second=0, microsecond=0)
    words = body % {"name": practice.sender_name, "link": LINK}
    draft = _draft(user, practice, subject, words, occasion=_state_of(user), occasion_at=minute)
    outbox.queue([replace(draft, kind=Message.Kind.INVITATION)])


def _draft(
    user: User, practice: Practice, subject: str, body: str, *, occasion: str, occasion_at: datetime | None
) -> outbox.Draft:
    """A mail to an account about itself, in the name of its practice, given up after three days."""
    return outbox.Draft(
        kind=Message.Kind.SECURITY,
        about_id=user.pk,
        recipient_id=user.pk,
        occasion=occasion,
        occasion_at=occasion_at,
        to_address=user.email,
        from_name=practice.sender_name,
        subject=subject,
        body=body,
        expires_at=timezone.now() + KEPT,
    )


def link_of_invitation(row: Message) -> str:
    """The link for an invitation that is being sent. Raises outbox.Unwanted when the account is not as it was.

    Account and link come from one reading: were the address changed a moment later, the link would be void.
    """
    user = User.objects.filter(pk=row.recipient_id, is_active=True).first()
    if user is None or user.email != row.to_address or _state_of(user) != row.occasion:
        raise outbox.Unwanted("account closed or changed")
    return link_of(user)


def tell_old_address(*, user: User, address: str, practice: Practice) -> None:
    """Queues a mail to the address that an account had: a change its owner did not ask for must not stay hidden."""
    body = _(
        "The email address for signing in at %(name)s was changed, and this one does not work there any more.\n\n"
        "If you did not expect that, please tell the practice.\n"
    )
    words, occasion = body % {"name": practice.sender_name}, _state_of(user, f"{address} ")
    draft = _draft(user, practice, _("Your sign-in was changed"), words, occasion=occasion, occasion_at=None)
    outbox.queue([replace(draft, kind=Message.Kind.ADDRESS, to_address=address)])


def tell_of_reset(*, user: User, name: str, by: Actor, to: Iterable[User]) -> None:
    """Queues a mail that the second factor of ``user`` was reset: one that nobody asked for must not stay hidden."""
    now, practice = timezone.now(), Practice.objects.get(pk=by.practice_id)
    body = _(
        "The second factor for signing in of %(name)s at %(practice)s was reset by %(by)s. Every browser and program"
        " that was signed in is signed out.\n\n"
        "If nobody asked for that, somebody may be trying to get in: please tell the practice at once.\n"
    ) % {"name": name, "practice": practice.sender_name, "by": by.name or _("whoever runs the server")}
    draft = _draft(
        user, practice, _("A second factor was reset"), body, occasion="second factor reset", occasion_at=now
    )
    outbox.queue([replace(draft, recipient_id=one.pk, to_address=one.email) for one in to])


def tell_of_program(*, user: User, practice: Practice, name: str, scope: str) -> None:
    """Queues a mail that a program was let in for weeks. Inside the practice's scope."""
    now = timezone.now()
    body = _(
        "A token for a program was made in your name at %(name)s. The program is called: %(program)s. What it may do:"
        " %(scope)s.\n\n"
        "If it was not you: end it under Devices, and choose a new password.\n"
    )
    words = body % {"name": practice.sender_name, "program": name, "scope": scope}
    outbox.queue([_draft(user, practice, _("A program was let in"), words, occasion="program let in", occasion_at=now)])


def tell_of_failures(*, user: User, practice: Practice) -> None:
    """Queues a mail, once a day, that others try to sign in with the address. Inside the practice's scope."""
    now = timezone.now()
    body = _(
        "Somebody has tried many times to sign in at %(name)s with your address, from a device that you have not used"
        " before. They did not get in.\n\n"
        "If it was not you: nobody can guess a long password this way, and the devices on which you sign in stay open"
        " to you. If you use the same password elsewhere, choose another one.\n"
    )
    today, words = now.replace(hour=0, minute=0, second=0, microsecond=0), body % {"name": practice.sender_name}
    subject = _("Tries to sign in with your address")
    outbox.queue([_draft(user, practice, subject, words, occasion="failed sign-ins", occasion_at=today)])


def mail_to(address: str, queue: Queue) -> None:
    """Queues a mail to the open account with this address, in its practice's name; nothing where nobody has it."""
    membership = Membership.objects.select_related("practice", "user").filter(user__email=address).first()
    if membership is None or not membership.user.is_active:
        return
    with practice_scope(membership.practice_id, system(membership.practice_id, "sign-in")):
        queue(user=membership.user, practice=membership.practice)


def refuse_closed_staff(rows: Sequence[Message]) -> dict[UUID, str]:
    """At the moment of sending: nothing goes to staff whose account was closed, at whatever address. A guard."""
    ended = Staff.objects.filter(Q(is_active=False) | Q(user__is_active=False))
    return _refuse_recipients(rows, ended.filter(pk__in={row.recipient_id for row in rows}))


def readdress_staff(rows: Sequence[Message]) -> dict[UUID, str]:
    """At the moment of sending: a mail that waited follows its reader to a new address. A guard: it refuses none."""
    mails = [row for row in rows if row.channel == Message.Channel.EMAIL]
    staff = Staff.objects.filter(pk__in={row.recipient_id for row in mails})
    addresses = dict(staff.values_list("pk", "user__email"))
    for row in mails:
        outbox.send_to(row, addresses.get(row.recipient_id, row.to_address))
    return {}


def refuse_closed_accounts(rows: Sequence[Message]) -> dict[UUID, str]:
    """The same for messages whose recipient is an account, as an invitation's is. A guard."""
    ended = User.objects.filter(Q(is_active=False) | Exists(Staff.objects.filter(user=OuterRef("pk"), is_active=False)))
    return _refuse_recipients(rows, ended.filter(pk__in={row.recipient_id for row in rows}))


def _refuse_recipients(rows: Sequence[Message], closed: QuerySet[Staff] | QuerySet[User]) -> dict[UUID, str]:
    found = set(closed.values_list("pk", flat=True))
    return {row.pk: "the account is closed" for row in rows if row.recipient_id in found}
