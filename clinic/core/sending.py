"""What a form can meet on its way: a login that has ended, a token that is too old, itself sent twice."""

import hashlib
import re
import time
from collections.abc import Callable
from typing import Literal
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import is_valid_path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

TOKEN = re.compile(r"[0-9a-f-]{32,36}")
OWN_FIELDS = {"csrfmiddlewaretoken", "_once"}  # what a page gives to its forms each time
NEVER_SHOWN = re.compile(r".*pass(word|wd).*|otp|code|credential", re.IGNORECASE)
ONCE_SECONDS, WAIT_SECONDS = 300, 20
BUSY = "busy"


def by_script(request: HttpRequest) -> bool:
    """Whether a script of ours asks, which cannot do anything with a page."""
    return "HX-Request" in request.headers or request.headers.get("Accept", "").startswith("application/json")


def list_typed_fields(request: HttpRequest) -> list[tuple[str, str, bool]]:
    """(name, value, whether it is long) of what was typed into the form that is sent; nothing that is secret."""
    return [
        (name, value, not name.startswith("_") and (len(value) > 60 or "\n" in value))
        for name, values in request.POST.lists()
        if name not in OWN_FIELDS and not NEVER_SHOWN.fullmatch(name)
        for value in values
        if isinstance(value, str)
    ]


def done(response: HttpResponse) -> bool:
    """Whether a form that was sent did what it says: then it leads to another page, and not to sign in."""
    return response.status_code in {302, 303} and not response["Location"].startswith("/account/")


def page_of_form(request: HttpRequest) -> str:
    """The page on which the form was that is sent, as a path of this site; the first page where nobody knows."""
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        parts = urlsplit(came_from)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return "/"


def sign_out_response(request: HttpRequest, *, ended: Literal["idle", "over", ""] = "") -> HttpResponse:
    """The answer to somebody who is not signed in (any more).

    A page that was asked for leads to sign in and back. What was sent is not turned into a page that is asked for: a
    person sees what was typed and can send it again after signing in, a script gets 401. ``ended``: why the session is
    over, where its time was: nothing happened, or it has lasted as long as any may.
    """
    extra: dict[str, str] = {ended: "1"} if ended else {}
    if request.method in {"GET", "HEAD"} and not by_script(request):
        if not ended or request.path != "/":
            extra["next"] = request.get_full_path()
        return redirect(f"{reverse(settings.LOGIN_URL)}?{urlencode(extra)}")
    sign_in = f"{reverse(settings.LOGIN_URL)}?{urlencode(extra | {'next': page_of_form(request)})}"
    if by_script(request):
        told = _("You are signed out. Nothing was saved. Sign in again, then save.")
        return JsonResponse({"detail": told}, status=401, headers={"HX-Redirect": sign_in})
    return render(request, "401.html", {"sign_in": sign_in, "typed": list_typed_fields(request)}, status=401)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token is missing or wrong: most often a page that was open since before signing in again.

    Where the browser says that the form stood on a page of this site, it can be sent again with a good token.
    """
    if request.path.startswith("/api/") or by_script(request):
        return JsonResponse({"detail": "CSRF token missing or wrong."}, status=403)
    host = f"{request.scheme}://{request.get_host()}"
    own = request.headers.get("Origin") == host and bool(getattr(request, "actor", None))
    return render(request, "403_csrf.html", {"typed": list_typed_fields(request) if own else []}, status=403)


class SlashMiddleware:
    """An address without its slash leads to the one with it: by 301 for a page that is asked for, otherwise by 308,
    which keeps method and body. (Django's APPEND_SLASH answers 301 to all, and a POST becomes a GET.)"""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path.endswith("/") or is_valid_path(path) or not is_valid_path(f"{path}/"):
            return self.get_response(request)
        target = request.get_full_path(force_append_slash=True)
        return HttpResponsePermanentRedirect(target, preserve_request=request.method not in {"GET", "HEAD"})


class OnceMiddleware:
    """The same form with the same content, sent twice from one page, is done once.

    A page's script gives each form a random ``_once``. Who stops a form and sends it again, or presses the button
    several times, gets the answer of the first: no second client, no second session. A form that was refused is not
    kept, and one whose content has changed is another one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = self._key(request)
        if key is None:
            return self.get_response(request)
        end = time.monotonic() + WAIT_SECONDS
        while not cache.add(key, BUSY, ONCE_SECONDS):
            if (found := cache.get(key)) not in {None, BUSY}:
                return HttpResponseRedirect(found)
            if time.monotonic() > end:
                return render(request, "409.html", status=409)
            time.sleep(0.05)
        location = ""
        try:
            response = self.get_response(request)
            location = response["Location"] if done(response) else ""
        finally:
            if location:
                cache.set(key, location, ONCE_SECONDS)
            else:
                cache.delete(key)
        return response

    def _key(self, request: HttpRequest) -> str | None:
        if request.method != "POST" or request.path.startswith("/api/") or not request.user.is_authenticated:
            return None
        token = request.POST.get("_once", "")
        if not TOKEN.fullmatch(token) or request.FILES:
            return None
        fields = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
        content = repr((request.get_full_path(), fields)).encode(errors="surrogatepass")
        return f"once:{request.user.pk}:{hashlib.sha256(content).hexdigest()}"
