"""How often somebody may be wrong while they sign in: counted by address and network, and wider by each of the two.

A try is counted before anything is checked and taken back when it was right: fifty at once are not fifty guesses. A
device on which the account was signed in before (:mod:`clinic.accounts.known`) has a count of its own, so that no
stranger locks its owner out; a passkey is not counted at all. Nothing else here looks for the account: the answer is
the same for an address that nobody has. The counts are in the cache; without it nobody signs in with a password. See
decision 49.
"""

import ipaddress
import logging
import math
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext
from redis.exceptions import RedisError

from clinic.accounts import known, mails
from clinic.core.models import User

logger = logging.getLogger(__name__)

SALT = "clinic.accounts.guesses"
SHORT, LONG = 5 * 60, 60 * 60  # seconds
WARN_AT = 20  # failures in an hour from devices that the account does not know
WITHOUT_CACHE = 60  # seconds after which to try again
Answer = TypeVar("Answer")


class Step(StrEnum):
    """What is counted apart: who passed the first step must not have used up the second."""

    PASSWORD = "password"  # noqa: S105 - a name
    CODE = "code"
    LINK = "link"  # a mail to set a new password was asked for


class TooMany(Exception):
    """Nothing was checked: there were too many failures. ``wait``: seconds until the next try counts."""

    def __init__(self, wait: int) -> None:
        super().__init__(wait)
        self.wait = wait

    def __str__(self) -> str:
        minutes = math.ceil(self.wait / 60)
        text = ngettext(
            "Too many tries. Wait %(minutes)d minute, or use a passkey or a device on which you signed in before.",
            "Too many tries. Wait %(minutes)d minutes, or use a passkey or a device on which you signed in before.",
            minutes,
        )
        return text % {"minutes": minutes}


@dataclass(frozen=True)
class Limit:
    """At most ``most`` failures in ``seconds`` of what ``key`` stands for, from the first of them on."""

    key: str
    most: int
    seconds: int

    def count(self) -> int:
        """Counts one more, in one step of the cache; returns how many there are."""
        if cache.add(self.key, 0, self.seconds):
            cache.set(f"{self.key}:until", time.time() + self.seconds, self.seconds)
        try:
            found: int = cache.incr(self.key)
        except ValueError:  # it ran out since the line above
            return self.count()
        if found == 1:  # it may have run out just before, and then the new one would never
            cache.touch(self.key, self.seconds)
        return found

    def take_back(self) -> None:
        """One less; nothing where the time is over."""
        try:
            cache.decr(self.key)
        except ValueError:
            return

    def left(self) -> int:
        """Seconds until it counts from nought again, at least one."""
        until = cache.get(f"{self.key}:until")
        return max(1, math.ceil(until - time.time())) if until else self.seconds


@dataclass
class Attempt:
    """One try that was counted as a failure. :meth:`forgive` it once it was right."""

    counted: list[Limit] = field(default_factory=list)

    def forgive(self) -> None:
        for limit in self.counted:
            _with_cache(limit.take_back)
        self.counted = []


def begin(request: HttpRequest, address: str, step: Step = Step.PASSWORD) -> Attempt:
    """Counts a try for this address, before it is looked at. Raises TooMany where there were too many failures."""
    address, attempt = address.strip().lower(), Attempt()
    for limit in _limits(request, address, step):
        found = _with_cache(limit.count)
        attempt.counted.append(limit)
        if limit.key == _account_key(address, step) and found >= WARN_AT and step is not Step.LINK:
            request.failed_often = address  # type: ignore[attr-defined]
        if found > limit.most:
            wait = _with_cache(limit.left)
            attempt.forgive()
            raise TooMany(wait)
    return attempt


def forgive_on_reset(request: HttpRequest, user: User, **_: object) -> None:
    """Receives allauth's signal: who set a password by a mailed link has the address; strangers' failures are void."""
    with suppress(RedisError):  # the password is set all the same; the counts run out by themselves
        cache.delete_many([_account_key(user.email, step) for step in Step])


def _limits(request: HttpRequest, address: str, step: Step) -> Iterable[Limit]:
    if device := known.device_of(request, address):
        return [Limit(_key(step, "device", address, device), settings.SIGN_IN_TRIES, SHORT)]
    source = source_of(request)
    return [
        Limit(_key(step, "both", address, source), settings.SIGN_IN_TRIES, SHORT),
        Limit(_key(step, "source", source), settings.SIGN_IN_TRIES_SOURCE, LONG),
        Limit(_account_key(address, step), settings.SIGN_IN_TRIES_ACCOUNT, LONG),
    ]


def _account_key(address: str, step: Step) -> str:
    return _key(step, "account", address)


def _key(*parts: str) -> str:
    """Addresses are not readable in the cache."""
    return f"guess:{parts[0]}:{parts[1]}:{salted_hmac(SALT, ' '.join(parts), algorithm='sha256').hexdigest()}"


def _with_cache(act: Callable[[], Answer]) -> Answer:
    """Without the cache nothing is counted, and so nothing may be tried."""
    try:
        return act()
    except RedisError as error:
        raise TooMany(WITHOUT_CACHE) from error


def source_of(request: HttpRequest) -> str:
    """The network that asks: /24 of IPv4 and /64 of IPv6, as one provider or office gives out to one line."""
    address = ipaddress.ip_address(get_adapter(request).get_client_ip(request))
    address = getattr(address, "ipv4_mapped", None) or address
    prefix = 24 if address.version == 4 else 64
    return str(ipaddress.ip_network(f"{address}/{prefix}", strict=False))


def _tell_afterwards(response: HttpResponse, address: str) -> None:
    """Queues the mail once the answer is out: its time must not say whether anybody has the address.

    Each further failure queues it again, which is one mail a day: one that could not be written is made up for.
    """
    close = response.close

    def tell_and_close() -> None:
        try:
            mails.mail_to(address, mails.tell_of_failures)
        except DatabaseError:
            logger.exception("the mail about failed sign-ins could not be queued")
        close()

    response.close = tell_and_close  # type: ignore[method-assign]


class GuessMiddleware:
    """Answers 429 with the time to wait where a form was refused by :class:`TooMany`; marks devices by a cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if wait := getattr(request, "wait", 0):
            response.status_code = 429
            response["Retry-After"] = str(wait)
        elif response.status_code == 429:  # of a limit of allauth's own; all of them are by the minute
            response.setdefault("Retry-After", "60")
        if address := getattr(request, "failed_often", ""):
            _tell_afterwards(response, address)
        known.mark(request, response)
        return response
