"""What the API's views share: authentication, permission, errors, rendering, keyset pages."""

import base64
import binascii
import json
from typing import Any, ClassVar, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, exception_handler as drf_exception_handler

from clinic.core.access import Actor, May, may

PAGE_SIZE = 25


class TokenFromMiddleware(BaseAuthentication):
    """The token was checked by PracticeMiddleware (it has to know the practice); here its result becomes DRF's."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        inner: Any = request._request
        if getattr(inner, "token_error", None):
            raise inner.token_error
        return (inner.user, inner.token) if getattr(inner, "token", None) else None

    def authenticate_header(self, request: Request) -> str:
        return "Token"


class StrictSessionAuthentication(SessionAuthentication):
    """The session of the pages, with CSRF enforced."""


class Allowed(BasePermission):
    """Asks clinic.core.access for the capability that the view states for the method."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        capability = cast("House", view).capabilities.get("GET" if request.method == "HEAD" else request.method or "")
        return capability is not None and may(getattr(request._request, "actor", None), capability)


class House(APIView):
    """An API view: states a capability for each method it has, and knows its actor."""

    permission_classes = [Allowed]
    capabilities: ClassVar[dict[str, May]] = {}

    @property
    def actor(self) -> Actor:
        """The person who asks; raises NotAuthenticated for nobody."""
        actor: Actor | None = getattr(self.request._request, "actor", None)
        if actor is None:
            raise exceptions.NotAuthenticated
        return actor


class RawJSON(str):
    """JSON as the database made it: the renderer passes it through."""

    __slots__ = ()


class Renderer(JSONRenderer):
    """JSON, with text that is JSON already left as it is."""

    def render(self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None) -> bytes:
        if isinstance(data, RawJSON):
            return data.encode()
        return super().render(data, accepted_media_type, renderer_context)


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's answers, with Django's ValidationError as 400 and nothing that tells whether a foreign id exists."""
    if isinstance(error, ValidationError):
        details: Any = error.message_dict if hasattr(error, "error_dict") else {"detail": error.messages}
        return Response(details, status=status.HTTP_400_BAD_REQUEST)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    return drf_exception_handler(error, context)


def encode_cursor(*values: str) -> str:
    """An opaque place in a list: the sort values of the last row shown."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def decode_cursor(text: str, length: int) -> list[str] | None:
    """The sort values of a cursor; None without one. Raises ValidationError for text that is none of ours."""
    if not text:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError) as error:
        raise exceptions.ValidationError({"after": ["This is no place in the list. Start again without it."]}) from error
    if not (isinstance(values, list) and len(values) == length and all(isinstance(v, str) for v in values)):
        raise exceptions.ValidationError({"after": ["This is no place in the list. Start again without it."]})
    if any("\x00" in v for v in values):
        raise exceptions.ValidationError({"after": ["This is no place in the list. Start again without it."]})
    return values
