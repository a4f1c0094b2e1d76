"""What is logged of signing in: who did what how, from which network, and whether it went through (ASVS 16.3).

Accounts are named by their id. An address that was tried stands there as a keyed mark: the same one can be followed
through the log, and nobody reads whose it is.
"""

import logging
from typing import Any

from allauth.account import signals as accounts
from allauth.mfa import signals as factors
from django.contrib.auth import signals as auth
from django.http import HttpRequest

from clinic.accounts.guesses import source_of
from clinic.accounts.known import mark_of

logger = logging.getLogger("clinic.security")
CHANGES = {
    accounts.password_changed: "password changed",
    accounts.password_reset: "password chosen by a mailed link",
    accounts.password_set: "password set",
    factors.authenticator_added: "second factor added",
    factors.authenticator_removed: "second factor removed",
    factors.authenticator_reset: "recovery codes made anew",
}


def connect() -> None:
    """To be called once, when the application starts."""
    auth.user_logged_in.connect(_signed_in, dispatch_uid="accounts.events.in")
    auth.user_logged_out.connect(_signed_out, dispatch_uid="accounts.events.out")
    factors.authentication_failed.connect(_code_failed, dispatch_uid="accounts.events.code")
    for signal in CHANGES:
        signal.connect(_changed, dispatch_uid="accounts.events.changed")


def failed(request: HttpRequest, address: str, step: str) -> None:
    """A try that did not go through, or was not even looked at because there were too many."""
    logger.warning("%s refused for the address %s from %s", step, mark_of(address.strip().lower()), _network(request))


def made_token(user: Any, scope: str) -> None:
    """A program got a token; ``scope`` is empty for one of a sign-in."""
    logger.info("account %s: token made, scope %s", user.pk, scope or "of a sign-in")


def _network(request: HttpRequest) -> str:
    return source_of(request) if request.META.get("REMOTE_ADDR") else "this machine"  # a command, a socket


def _signed_in(request: HttpRequest, user: Any, **_: object) -> None:
    used = [str(one["method"]) for one in request.session.get("account_authentication_methods", ())]
    logger.info("account %s signed in by %s from %s", user.pk, "+".join(used) or "a link", _network(request))


def _signed_out(user: Any, **_: object) -> None:
    if user is not None and user.pk:
        logger.info("account %s signed out", user.pk)


def _code_failed(request: HttpRequest, user: Any, authenticator: Any, **_: object) -> None:
    logger.warning("account %s: %s refused from %s", user.pk, authenticator.type, _network(request))


def _changed(signal: Any, user: Any, **_: object) -> None:
    logger.info("account %s: %s", user.pk, CHANGES[signal])
