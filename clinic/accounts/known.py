"""The devices that an account knows, by a signed cookie: each has a count of failed sign-ins of its own (decision 49).

The cookie holds a number of the device and, for each of up to five accounts, a keyed mark of its address with a seal of
how the account is. The seal hangs on the password and on :attr:`User.device_epoch`, which is raised by whatever ends
sign-ins: so no device is known any more. The account is read only for a device that was signed in to it before.
"""

import secrets
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from clinic.core.models import User

KNOWN = f"{settings.COOKIE_PREFIX}known{settings.COOKIE_SUFFIX}"
KNOWN_FOR = timedelta(days=180)
MOST_ACCOUNTS = 5  # that one device knows; the oldest is forgotten
SALT = "clinic.accounts.known"


def forget_devices(user: User) -> None:
    """From now on the account knows no device. ``user`` itself is not brought up to date."""
    User.objects.filter(pk=user.pk).update(device_epoch=F("device_epoch") + 1)


def remember(request: HttpRequest, user: object, **_: object) -> None:
    """From the answer to this request on the account knows the device. Receives Django's signal of a full sign-in."""
    request.known_to = getattr(user, "pk", None)  # type: ignore[attr-defined]


def device_of(request: HttpRequest, address: str) -> str:
    """The device's own number where the account with this address knows it; empty for a stranger."""
    device, accounts = _read(request)
    seal = accounts.get(mark_of(address))
    if seal is None:
        return ""
    user = User.objects.filter(email=address, is_active=True).first()
    return device if user is not None and seal == seal_of(user) else ""


def mark(request: HttpRequest, response: HttpResponse) -> None:
    """Gives the device its cookie, where :func:`remember` was called: after everything else, as the account is then."""
    known_to: UUID | None = getattr(request, "known_to", None)
    user = User.objects.filter(pk=known_to).first() if known_to else None
    if user is None:
        return
    device, accounts = _read(request)
    accounts.pop(mark_of(user.email), None)  # the newest stands first
    kept = dict([(mark_of(user.email), seal_of(user)), *accounts.items()][:MOST_ACCOUNTS])
    value = signing.dumps({"device": device or secrets.token_urlsafe(16), "accounts": kept}, salt=SALT)
    response.set_cookie(KNOWN, value, max_age=KNOWN_FOR, httponly=True, samesite="Lax", secure=settings.HTTPS, path="/")


def mark_of(address: str) -> str:
    """Stands for an address in the cookie, which others at the same device can read."""
    return _hashed("mark", address.lower())


def seal_of(user: User) -> str:
    """Another one after each event that ends what was signed in."""
    return _hashed("seal", f"{user.pk} {user.device_epoch} {user.password}")


def _hashed(of: str, text: str) -> str:
    return salted_hmac(f"{SALT}.{of}", text, algorithm="sha256").hexdigest()[:32]


def _read(request: HttpRequest) -> tuple[str, dict[str, str]]:
    """The device's own number, and mark → seal of the accounts that were signed in there. Both empty for a stranger."""
    try:
        found = signing.loads(request.COOKIES.get(KNOWN, ""), salt=SALT, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return "", {}
    return found["device"], found["accounts"]
