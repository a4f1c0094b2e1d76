"""What happens to every request around its view."""

import time
import zoneinfo
from collections.abc import Callable
from typing import Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import logout
from django.core.exceptions import MiddlewareNotUsed
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from rest_framework.exceptions import APIException
from uuid_utils.compat import uuid7

from clinic.accounts import signin
from clinic.core import logs, views
from clinic.core.access import Actor
from clinic.core.health import health, ready
from clinic.core.models import Practice
from clinic.core.scope import practice_scope
from clinic.core.sending import sign_out_response
from clinic.core.status.metrics import metrics

MOST_THROWN_AWAY = 32 * 2**20  # bytes
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestIdMiddleware:
    """Gives each request its own id, which logs, change history, tasks, the response and its error page name."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = str(uuid7())  # type: ignore[attr-defined]
        token = logs.request_id.set(request.request_id)  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
        finally:
            logs.request_id.reset(token)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        return response


class HealthMiddleware:
    """Answers /healthz and /metrics before anything else: a probe has no host name, no cookie and no TLS."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz/live":
            return JsonResponse({"web": "ok"})
        if asked := {"/healthz": health, "/healthz/ready": ready}.get(request.path):
            found = asked()
            return JsonResponse(found, status=200 if set(found.values()) == {"ok"} else 503)
        if request.path == "/metrics" and settings.METRICS_TOKEN:
            return metrics(request)
        return self.get_response(request)


class LocalNameMiddleware:
    """Leads a browser from the machine's number to its name, in embedded mode: no passkey is made for a number.

    Programs stay where they are: not all of them follow a redirect.
    """

    def __init__(self, get_response: GetResponse) -> None:
        if settings.PRODUCTION or urlsplit(settings.SITE_URL).hostname != "localhost":
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        name, port = split_domain_port(request.META.get("HTTP_HOST", ""))
        if name not in {"127.0.0.1", "[::1]"} or request.path.startswith("/api/"):
            return self.get_response(request)
        response = HttpResponse(status=302 if request.method in {"GET", "HEAD"} else 308)  # 308: the method stays
        response["Location"] = f"http://localhost{f':{port}' if port else ''}{request.get_full_path()}"
        response["Cache-Control"] = "no-store"
        return response


class BodyLimitMiddleware:
    """Refuses a body that is too large before a byte of it is stored."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0
        if length > settings.BODY_LIMIT_BYTES:
            self._let_pass(request, length)
            response = views.too_large(request, settings.BODY_LIMIT_BYTES // 2**20)
            response["Connection"] = "close"
            return response
        return self.get_response(request)

    def _let_pass(self, request: HttpRequest, length: int) -> None:
        """A browser shows the answer only after it could send its file: a moderate one is read and thrown away."""
        if request.path.startswith("/api/") or length > MOST_THROWN_AWAY:
            return
        stream = request.META["wsgi.input"]
        while length > 0 and (found := stream.read(min(length, 2**16))):
            length -= len(found)


class HeadersMiddleware:
    """Headers that Django has no setting for. Pages with records must not stay in a cache.

    A method that no page has is refused here: Django's views would answer it like GET. The API has its own refusal.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = request.method in METHODS or request.path.startswith("/api/")
        response = self.get_response(request) if known else HttpResponseNotAllowed(METHODS)
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if "Cache-Control" not in response and not request.path.startswith("/static/"):
            response["Cache-Control"] = "no-store"
        return response


class IdleMiddleware:
    """Signs out a session that was left alone, and one that has lasted as long as any may, however busy it is.

    The clock is written at most once a minute.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now, seen = int(time.time()), request.session.get("seen")
            began = request.session.get("began", now)
            if seen and now - seen > settings.IDLE_MINUTES * 60:
                return self._end(request, "idle")
            if now - began > settings.SESSION_COOKIE_AGE:
                return self._end(request, "over")
            if not seen or now - seen > 60:
                request.session["began"] = began
                request.session["seen"] = now
        return self.get_response(request)

    def _end(self, request: HttpRequest, why: Literal["idle", "over"]) -> HttpResponse:
        if request.method == "POST" and request.path == reverse("account_logout"):
            return self.get_response(request)  # a deliberate sign-out, though a late one
        logout(request)
        if request.path.startswith("/api/"):
            return self.get_response(request)
        if request.path.startswith("/account/"):
            return redirect(f"{reverse(settings.LOGIN_URL)}?{why}=1")
        return sign_out_response(request, ended=why)


class PracticeMiddleware:
    """Finds the actor and runs the request inside the practice's scope: one transaction, one practice, one person.

    An answer of 400 or more rolls everything back, so nothing is ever half-saved.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = None  # type: ignore[attr-defined]
        request.token_error = None  # type: ignore[attr-defined]
        request.token = None  # type: ignore[attr-defined]
        if request.path.startswith("/api/") and "Authorization" in request.headers:
            try:
                request.user, request.token = signin.user_of_token(request)  # type: ignore[attr-defined]
            except APIException as error:
                request.token_error = error  # type: ignore[attr-defined]
                return self.get_response(request)
        membership = signin.membership_of(request.user) if request.user.is_authenticated else None
        if membership is None:
            return self.get_response(request)
        if signin.must_set_up_mfa(request, membership):
            return self._lead_to_second_factor(request)
        return self._scoped(request, signin.actor_of(membership, getattr(request, "token", None)), membership.practice)

    def _lead_to_second_factor(self, request: HttpRequest) -> HttpResponse:
        """To the page where it is set up, which leads on to the page that was requested."""
        if request.path.startswith("/api/"):
            return JsonResponse({"detail": "Set up a second factor first, on the page Security."}, status=403)
        if request.method == "GET" and "HX-Request" not in request.headers:
            request.session[signin.GO_ON] = request.get_full_path()
        return redirect("mfa_index")

    def _scoped(self, request: HttpRequest, actor: Actor, practice: Practice) -> HttpResponse:
        request.actor = actor  # type: ignore[attr-defined]
        with (
            timezone.override(zoneinfo.ZoneInfo(practice.time_zone)),
            practice_scope(actor.practice_id, actor) as scope,
        ):
            scope.zone, scope.practice = zoneinfo.ZoneInfo(practice.time_zone), practice
            response = self.get_response(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response.render()
            if refused := response.status_code >= 400:
                scope.accesses.clear()
                transaction.set_rollback(True)
        if refused and scope.told:
            with practice_scope(actor.practice_id, actor) as afterwards:
                afterwards.accesses.update(scope.told)
        return response
