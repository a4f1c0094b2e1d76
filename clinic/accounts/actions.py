"""Accounts: making them, the mailed link that starts them, the proof of an address, and the end of access.

An account is *started* by a link mailed to its address. Whoever opens the link has proved the address. Whenever the
account starts again (another address, reopened after it was closed), nothing that opened it before does so any more.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from importlib import import_module
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.accounts import drafts
from clinic.accounts.links import LinkKeys
from clinic.core import outbox
from clinic.core.access import Actor
from clinic.core.constraints import constraint_errors
from clinic.core.mail import LINK
from clinic.core.models import Message, Practice, Staff, Token, User

# Called when the access of an account ends, by what gives access elsewhere: see clinic/config/registry.py.
ENDINGS: list[Callable[[User], None]] = []


class AddressTaken(Exception):
    """An account with this address exists already."""


def _address_errors(email: str) -> AbstractContextManager[None]:
    taken = AddressTaken(email)
    return constraint_errors({"core_user_email_key": taken, "core_user_email_lower": taken})


@transaction.atomic
def add_account(*, email: str, password: str | None = None, is_demo: bool = False) -> User:
    """An account; without a password its owner sets one by the link of :func:`invite`. Raises AddressTaken."""
    with _address_errors(email):
        return User.objects.create_user(email, password, is_demo=is_demo)


@transaction.atomic
def prove_address(user: User) -> None:
    """The account's owner has opened a link that was mailed to its address: now the address is theirs, and no other."""
    EmailAddress.objects.filter(email__iexact=user.email).exclude(user=user).delete()
    EmailAddress.objects.filter(user=user).exclude(email=user.email).delete()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})


def is_proved(user: User) -> bool:
    """Whether the account's owner has opened a link mailed to its address."""
    found: bool = EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists()
    return found


@transaction.atomic
def end_access(user: User) -> None:
    """Ends everything that lets somebody in as this user now: sessions, API tokens, the calendar feed,
    and unsaved drafts in browsers.

    A password or passkey is left alone: close the account, or :func:`start_over`.
    """
    end_sessions(user)
    Token.objects.filter(user=user).delete()
    drafts.forget_everywhere(user)
    for end in ENDINGS:
        end(user)


@transaction.atomic
def end_sessions(user: User, keep: str | None = None, only: Collection[str] | None = None) -> None:
    """Ends the user's sessions in all browsers, but for that with the key ``keep``; or the listed ones of ``only``."""
    keys = set(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    if only is None:
        # A session that was not made by the sign-in page (the first set-up) is not among them: look into each.
        for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
            if session.get_decoded().get(SESSION_KEY) == str(user.pk):
                keys.add(session.session_key)
    else:
        keys &= set(only)
    keys.discard(keep or "")
    UserSession.objects.filter(session_key__in=keys).delete()
    Session.objects.filter(session_key__in=keys).delete()

    def forget() -> None:  # only now: until the commit, a request could have put the row into the cache again
        store = import_module(settings.SESSION_ENGINE).SessionStore
        for key in keys:
            store().delete(key)

    transaction.on_commit(forget, robust=True)


@transaction.atomic
def start_over(user: User) -> None:
    """Makes the account as good as new: who wants in has to open a link that is mailed to its address.

    Password, second factors and every link and session from before are void. A factor would otherwise let in whoever
    read the mail of a wrong address, or lock out the person who comes back years later with another phone.
    """
    user.set_unusable_password()  # another random value each time: links and sessions hang on it
    user.save(update_fields=["password"])
    Authenticator.objects.filter(user=user).delete()
    EmailAddress.objects.filter(user=user).delete()
    withdraw_links(user)
    end_access(user)


@transaction.atomic
def reset_second_factor(user: User) -> None:
    """Takes the account's second factors away, for somebody who has lost theirs, and ends what is signed in.

    The password stays: with it they come as far as the page where a new factor is set up.
    """
    User.objects.select_for_update().get(pk=user.pk)  # a sign-in that is just making a token comes before it or after
    Authenticator.objects.filter(user=user).delete()
    end_access(user)


@transaction.atomic
def close_account(user: User) -> None:
    """Nobody signs in with this account any more; all access ends at once. ``user`` is brought up to date."""
    locked = User.objects.select_for_update().get(pk=user.pk)
    locked.is_active = user.is_active = False
    locked.save(update_fields=["is_active"])
    withdraw_links(locked)
    end_access(locked)


@transaction.atomic
def reopen_account(user: User) -> bool:
    """Opens a closed account; it starts from a new link (send one: :func:`invite`). False when it was open.

    ``user`` is brought up to date.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.is_active:
        return False
    locked.is_active = user.is_active = True
    locked.save(update_fields=["is_active"])
    start_over(locked)
    user.password = locked.password
    return True


@transaction.atomic
def change_address(*, user: User, email: str) -> bool:
    """Gives the account another address. False when it is the same one; raises AddressTaken.

    Everything from before ends, and the new address has to be proved: the caller sends an invitation to it
    (:func:`invite`), unless the account is closed. ``user`` is brought up to date. Inside the practice's scope.
    """
    email = email.strip().lower()
    locked = User.objects.select_for_update().get(pk=user.pk)
    if locked.email == email:
        return False
    locked.email = email
    with _address_errors(email):
        locked.save(update_fields=["email"])
    start_over(locked)
    user.email, user.password = locked.email, locked.password
    return True


def sign_in_link(user: User) -> str:
    """A one-time link to set a password; good for three days (PASSWORD_RESET_TIMEOUT), void once used."""
    return _link_of(User.objects.get(pk=user.pk))  # as it is now: the key depends on password, address and last sign-in


def _link_of(user: User) -> str:
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": LinkKeys().make_token(user)},
    )
    return f"{settings.SITE_URL}{path}"


def withdraw_links(user: User) -> None:
    """Takes back links that are still waiting to be sent."""
    outbox.withdraw(reason="account closed or changed", kinds=[Message.Kind.INVITATION], about=[user.pk])


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
    user, now = User.objects.get(pk=user.pk), timezone.now()
    body = _("You can sign in at %(name)s now. Please choose a password first, within three days:\n\n%(link)s\n")
    outbox.queue(
        [
            outbox.Draft(
                kind=Message.Kind.INVITATION,
                about_id=user.pk,
                recipient_id=user.pk,
                occasion=_state_of(user),
                occasion_at=now.replace(second=0, microsecond=0),
                to_address=user.email,
                from_name=practice.sender_name,
                subject=_("Your sign-in"),
                body=body % {"name": practice.sender_name, "link": LINK},
                expires_at=now + timedelta(days=3),
            )
        ]
    )


def link_of_invitation(row: Message) -> str:
    """The link for an invitation that is being sent. Raises outbox.Unwanted when the account is not as it was.

    Account and link come from one reading: were the address changed a moment later, the link would be void.
    """
    user = User.objects.filter(pk=row.recipient_id, is_active=True).first()
    if user is None or user.email != row.to_address or _state_of(user) != row.occasion:
        raise outbox.Unwanted("account closed or changed")
    return _link_of(user)


def tell_old_address(*, user: User, address: str, practice: Practice) -> None:
    """Queues a mail to the address that an account had: a change its owner did not ask for must not stay hidden."""
    body = _(
        "The email address for signing in at %(name)s was changed, and this one does not work there any more.\n\n"
        "If you did not expect that, please tell the practice.\n"
    )
    outbox.queue(
        [
            outbox.Draft(
                kind=Message.Kind.ADDRESS,
                about_id=user.pk,
                recipient_id=user.pk,
                occasion=_state_of(user, f"{address} "),
                to_address=address,
                from_name=practice.sender_name,
                subject=_("Your sign-in was changed"),
                body=body % {"name": practice.sender_name},
                expires_at=timezone.now() + timedelta(days=3),
            )
        ]
    )


def tell_of_reset(*, user: User, name: str, by: Actor, to: Iterable[User]) -> None:
    """Queues a mail that the second factor of ``user`` was reset: one that nobody asked for must not stay hidden."""
    now, practice = timezone.now(), Practice.objects.get(pk=by.practice_id)
    body = _(
        "The second factor for signing in of %(name)s at %(practice)s was reset by %(by)s. Every browser and program"
        " that was signed in is signed out.\n\n"
        "If nobody asked for that, somebody may be trying to get in: please tell the practice at once.\n"
    ) % {"name": name, "practice": practice.sender_name, "by": by.name or _("whoever runs the server")}
    outbox.queue(
        [
            outbox.Draft(
                kind=Message.Kind.SECURITY,
                about_id=user.pk,
                recipient_id=one.pk,
                occasion="second factor reset",
                occasion_at=now,
                to_address=one.email,
                from_name=practice.sender_name,
                subject=_("A second factor was reset"),
                body=body,
                expires_at=now + timedelta(days=3),
            )
            for one in to
        ]
    )


def tell_of_failures(*, user: User, practice: Practice) -> None:
    """Queues a mail, once a day, that others try to sign in with the address. Inside the practice's scope."""
    now = timezone.now()
    body = _(
        "Somebody has tried many times to sign in at %(name)s with your address, from a device that you have not used"
        " before. They did not get in.\n\n"
        "If it was not you: nobody can guess a long password this way, and the devices on which you sign in stay open"
        " to you. If you use the same password elsewhere, choose another one.\n"
    )
    outbox.queue(
        [
            outbox.Draft(
                kind=Message.Kind.SECURITY,
                about_id=user.pk,
                recipient_id=user.pk,
                occasion="failed sign-ins",
                occasion_at=now.replace(hour=0, minute=0, second=0, microsecond=0),
                to_address=user.email,
                from_name=practice.sender_name,
                subject=_("Tries to sign in with your address"),
                body=body % {"name": practice.sender_name},
                expires_at=now + timedelta(days=3),
            )
        ]
    )


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
