"""What DRF's settings name: authentication, rendering, errors. Imports no views, for DRF loads this first."""

from collections.abc import Mapping, Sequence
from typing import IO, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.core.messages import Message, as_shown, joined
from clinic.core.models import User
from clinic.core.refusals import FileMerged, LinkedRefusal
from clinic.core.revisions import EditConflict


class TokenFromMiddleware(BaseAuthentication):
    """The token was checked by PracticeMiddleware (it has to know the practice); here its result becomes DRF's."""

    def authenticate(self, request: Request) -> tuple[User, object] | None:
        inner: Any = request._request
        if getattr(inner, "token_error", None):
            raise inner.token_error
        return (inner.user, inner.token) if getattr(inner, "token", None) else None

    def authenticate_header(self, request: Request) -> str:
        return "Token"


class StrictSessionAuthentication(SessionAuthentication):
    """The session of the pages, with CSRF enforced."""


class RawJSON(str):
    """JSON as the database made it: the renderer passes it through."""

    __slots__ = ()


class Escaping(JSONRenderer):
    """JSON of ASCII alone."""

    ensure_ascii = True


class Renderer(JSONRenderer):
    """JSON, with text that is JSON already left as it is."""

    def render(
        self, data: object, accepted_media_type: str | None = None, renderer_context: Mapping[str, object] | None = None
    ) -> bytes:
        if isinstance(data, RawJSON):
            return data.encode()
        try:
            return super().render(data, accepted_media_type, renderer_context)
        except UnicodeEncodeError:  # an error that quotes half a character: JSON can carry it as an escape only
            return Escaping().render(data, accepted_media_type, renderer_context)


class Parser(JSONParser):
    """JSON; a body nested so deep that Python gives up is the sender's mistake, not ours."""

    def parse(
        self, stream: IO[bytes], media_type: str | None = None, parser_context: Mapping[str, object] | None = None
    ) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise exceptions.ParseError("The JSON is nested too deeply.") from error


class Conflict(exceptions.APIException):
    """Right in itself, but something else was there first: 409."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class Unmet(Conflict):
    """A gate is closed: 409 with what is missing, each with its code, in words as ``detail``."""

    def __init__(self, unmet: Sequence[Message]) -> None:
        super().__init__()
        detail: dict[str, Any] = {"detail": joined(unmet), "unmet": [as_shown(one) for one in unmet]}
        self.detail = detail


def exception_handler(error: Exception, context: dict[str, object]) -> Response | None:
    """DRF's answers, with Django's ValidationError as 400, a merged file as 409, a conflict of two editors as 412, and
    nothing that tells whether a foreign id exists."""
    if isinstance(error, LinkedRefusal):
        return Response(error.as_answer(), status=status.HTTP_400_BAD_REQUEST)
    if isinstance(error, FileMerged):
        return Response(error.as_answer(), status.HTTP_409_CONFLICT)
    if isinstance(error, ValidationError):
        details: Any = error.message_dict if hasattr(error, "error_dict") else {"detail": error.messages}
        return Response(details, status=status.HTTP_400_BAD_REQUEST)
    if isinstance(error, EditConflict):
        content = {"detail": str(error), "code": "precondition_failed", "revision": error.revision}
        return Response(content, status.HTTP_412_PRECONDITION_FAILED, headers={"ETag": f'"{error.revision}"'})
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    from rest_framework.views import exception_handler as drf_exception_handler

    return drf_exception_handler(error, context)
