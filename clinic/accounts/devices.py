"""Where an account is signed in: browsers and programs, and how each of them ends."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from clinic.accounts import known
from clinic.accounts.actions import end_sessions
from clinic.core.models import Token, User

MOST_TOKENS = 20  # sign-ins of one account; the oldest end as more are made
# A use is noted when the last one noted is older than this: not every request writes.
NOTED_EVERY = timedelta(minutes=10)


@dataclass(frozen=True)
class Device:
    """One browser session or API token. ``mark`` names it and gives nothing away; ``ends_at`` of a token."""

    mark: str
    kind: Literal["browser", "program"]
    name: str
    address: str
    since: datetime
    last_used_at: datetime | None
    ends_at: datetime | None
    is_current: bool
    scope: str = ""  # of a program that does not sign in; empty for a sign-in
    scope_words: str = ""


# What a browser says it is holds the names of others before its own: the first that is found here counts.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS X": "Mac",
    "Linux": "Linux",
}


def browser_name(user_agent: str) -> str:
    """A browser's own description as people say it, "Firefox, Windows"; unchanged where it is none that is known."""
    parts = [next((name for mark, name in known.items() if mark in user_agent), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, parts)) or user_agent


def mark_of(secret: str) -> str:
    """What names the session of this key, or the token of this digest, and gives neither away: 24 hex digits."""
    return hashlib.sha256(f"device {secret}".encode()).hexdigest()[:24]


def devices_of(user: User, current: str) -> list[Device]:
    """Where the account is signed in now, the newest first. ``current``: this session's key, or this token's digest."""
    return sorted(_all(user, current), key=lambda device: device.since, reverse=True)


def _all(user: User, current: str) -> Iterator[Device]:
    for session in UserSession.objects.purge_and_list(user):
        yield Device(
            mark=mark_of(session.session_key),
            kind="browser",
            name=browser_name(session.user_agent),
            address=session.ip,
            since=session.created_at,
            last_used_at=session.last_seen_at,
            ends_at=None,
            is_current=session.session_key == current,
        )
    for token in Token.objects.filter(user=user, expiry__gt=timezone.now()):
        yield Device(
            mark=mark_of(token.digest),
            kind="program",
            name=token.name,
            address="",
            since=token.created,
            last_used_at=token.last_used_at,
            ends_at=token.expiry,
            is_current=token.digest == current,
            scope=token.scope,
            scope_words=token.get_scope_display(),
        )


@transaction.atomic
def end_device(user: User, mark: str) -> bool:
    """Ends this browser session or token of the user's; False where there is none (any more).

    With a browser, which may be lost or somebody else's, no device is known any more.
    """
    User.objects.select_for_update().get(pk=user.pk)  # of two at once the later one finds nothing
    for token in Token.objects.filter(user=user):
        if mark_of(token.digest) == mark:
            token.delete()
            return True
    keys = UserSession.objects.filter(user=user).values_list("session_key", flat=True)
    ended = {key for key in keys if mark_of(key) == mark}
    if ended:
        end_sessions(user, only=ended)
        known.forget_devices(user)
    return bool(ended)


@transaction.atomic
def end_elsewhere(user: User, keep: str) -> None:
    """Ends every browser session but the one with the key ``keep``, and every token, also one that is just made; no
    device is known any more."""
    User.objects.select_for_update().get(pk=user.pk)
    end_sessions(user, keep=keep)
    Token.objects.filter(user=user).delete()
    known.forget_devices(user)


def make_room(user: User) -> None:
    """Before a token of a sign-in is made: ends the oldest ones beyond the limit; never those of programs."""
    held = Token.objects.filter(user=user, scope="").order_by("-created", "digest").values_list("pk", flat=True)
    Token.objects.filter(pk__in=list(held[MOST_TOKENS - 1 :])).delete()


def note_use(token: Token) -> None:
    """Notes that the token was used just now, at most once in ten minutes."""
    now = timezone.now()
    if now - token.last_used_at > NOTED_EVERY:
        Token.objects.filter(pk=token.pk, last_used_at__lt=now - NOTED_EVERY).update(last_used_at=now)
