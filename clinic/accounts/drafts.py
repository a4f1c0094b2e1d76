"""Keys of drafts: unsaved text is kept in the browser, encrypted; its key is kept here.

A key is of one person and one device (a long-lived cookie that scripts cannot read). It is given out to that person
only, signed in, on that device: the end of a session leaves drafts closed, not lost. A deliberate sign-out deletes the
key, and with it all that the drafts say. See decision 15.
"""

import hashlib
import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from clinic.core.models import DraftKey, User
from clinic.core.sending import done

DEVICE = f"{settings.COOKIE_PREFIX}device{settings.COOKIE_SUFFIX}"
KEPT = timedelta(days=30)  # without a use: the longest that a draft lives
KEY_BYTES = 32  # AES-256-GCM
DRAFT = re.compile(r"[0-9a-f]{64}")


def _hashed(device: str) -> str:
    return hashlib.sha256(device.encode()).hexdigest()


@transaction.atomic
def key_of(user: User, device: str) -> DraftKey:
    """The key of this person on this device; made when there is none. Using it keeps it for another 30 days."""
    now = timezone.now()
    DraftKey.objects.filter(user=user, device=_hashed(device), used_at__lt=now - KEPT).delete()
    found, made = DraftKey.objects.get_or_create(
        user=user, device=_hashed(device), defaults={"key": secrets.token_bytes(KEY_BYTES), "used_at": now}
    )
    if not made and found.used_at < now - timedelta(hours=1):
        DraftKey.objects.filter(pk=found.pk).update(used_at=now)
    return found


def forget(user: User | AnonymousUser, request: HttpRequest) -> str | None:
    """Deletes the key of who signs out on this device; returns its id, None when there was none.

    Of somebody whose session has ended before, the page still knows which key it was; the device's cookie proves it.
    """
    rows = DraftKey.objects.filter(device=_hashed(request.COOKIES.get(DEVICE, "")))
    if user.is_authenticated:
        rows = rows.filter(user_id=user.pk)
    else:
        try:
            rows = rows.filter(pk=UUID(request.POST.get("_owner", "")))
        except ValueError:
            return None
    row = rows.first()
    if row is None:
        return None
    owner = str(row.pk)
    row.delete()
    return owner


def forget_everywhere(user: User) -> None:
    """Deletes the keys of this person on all devices."""
    DraftKey.objects.filter(user=user).delete()


def forget_on_reset(request: HttpRequest, user: User, **_: object) -> None:
    """Receives allauth's signal of a password that was set by a mailed link."""
    forget_everywhere(user)


def delete_unused() -> None:
    """Deletes keys that nobody used for 30 days."""
    DraftKey.objects.filter(used_at__lt=timezone.now() - KEPT).delete()


class DraftsMiddleware:
    """Tells the browser's script by short-lived cookies which drafts are done: saved ones, and those of who signed out.

    The script deletes a draft when the server says that it was saved, never when the form was merely sent.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or request.path.startswith("/api/"):
            return self.get_response(request)
        user = request.user  # who asks: after signing out it is nobody
        response = self.get_response(request)
        if request.path == reverse("account_logout"):
            owner = forget(user, request) if response.status_code == 302 else None
            if owner:
                self._tell(response, f"drop-{owner}")
        elif user.is_authenticated and done(response) and DRAFT.fullmatch(draft := request.POST.get("_draft", "")):
            self._tell(response, f"saved-{draft}")
        return response

    def _tell(self, response: HttpResponse, name: str) -> None:
        response.set_cookie(name, "1", max_age=300, samesite="Strict", secure=settings.HTTPS)
