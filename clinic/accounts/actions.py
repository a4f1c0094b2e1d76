"""Accounts: making them, the mailed link that starts them, the proof of an address, and the end of access.

An account is *started* by a link mailed to its address. Whoever opens the link has proved the address. Whenever the
account starts again (another address, reopened after it was closed), nothing that opened it before does so any more.
"""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager

from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from clinic.accounts import drafts, known
from clinic.accounts.links import LinkKeys
from clinic.accounts.sessions import SessionStore
from clinic.core import outbox
from clinic.core.constraints import constraint_errors
from clinic.core.models import Message, Token, User

# Called when the access of an account ends, by what gives access elsewhere: see clinic/config/registry.py.
ENDINGS: list[Callable[[User], None]] = []


class AddressTaken(Exception):
    """An account with this address exists already."""


def _address_errors(email: str) -> AbstractContextManager[None]:
    taken = AddressTaken(email)
    return constraint_errors({"core_user_email_key": taken, "core_user_email_lower": taken})


@transaction.atomic
def add_account(*, email: str, password: str | None = None, is_demo: bool = False) -> User:
    """An account; without a password its owner sets one by the link of :func:`mails.invite`. Raises AddressTaken."""
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
    and unsaved drafts in browsers; no device is known any more.

    A password or passkey is left alone: close the account, or :func:`start_over`.
    """
    end_sessions(user)
    Token.objects.filter(user=user).delete()
    known.forget_devices(user)
    drafts.forget_everywhere(user)
    for end in ENDINGS:
        end(user)


@transaction.atomic
def end_sessions(user: User, keep: str | None = None, only: Collection[str] | None = None) -> None:
    """Ends the user's sessions in all browsers, but for that with the key ``keep``; or the listed ones of ``only``."""
    keys, store = set(UserSession.objects.filter(user=user).values_list("session_key", flat=True)), SessionStore()
    if only is None:
        # A session that was not made by the sign-in page (the first set-up) is not among them: look into each.
        for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
            if store.decode(session.session_data).get(SESSION_KEY) == str(user.pk):
                keys.add(session.session_key)
    else:
        keys &= set(only)
    keys.discard(keep or "")
    UserSession.objects.filter(session_key__in=keys).delete()
    Session.objects.filter(session_key__in=keys).delete()

    def forget() -> None:  # only now: until the commit, a request could have put the row into the cache again
        for key in keys:
            store.delete(key)

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
    """Opens a closed account; it starts from a new link (send one: :func:`mails.invite`). False when it was open.

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
    (:func:`mails.invite`), unless the account is closed. ``user`` is brought up to date. Inside the practice's scope.
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
    return link_of(User.objects.get(pk=user.pk))  # as it is now: the key depends on password, address and last sign-in


def link_of(user: User) -> str:
    """The link for an account as it was read: to make it void, it is enough that the account changed since."""
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": LinkKeys().make_token(user)},
    )
    return f"{settings.SITE_URL}{path}"


def withdraw_links(user: User) -> None:
    """Takes back links that are still waiting to be sent."""
    outbox.withdraw(reason="account closed or changed", kinds=[Message.Kind.INVITATION], about=[user.pk])
