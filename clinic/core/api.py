"""What the API's views share: permission by capability, parameters, keyset pages, fields."""

import base64
import binascii
import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from typing import Any, ClassVar, TypeVar, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework import exceptions, serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from clinic.core.access import Actor, May, may
from clinic.core.fields import check_shown
from clinic.core.messages import Message, as_shown
from clinic.core.openapi import query_parameters
from clinic.core.revisions import R, check_revision, revision_of
from clinic.core.scopes import covers
from clinic.core.text import plain
from clinic.core.types import Checked

M = TypeVar("M", bound=Model)
PAGE_SIZE = 25
MOST_TEXT = 80  # characters of a search

AFTER = OpenApiParameter("after", str, description="The `next` of the page before; absent for the first page.")
SEARCH = OpenApiParameter(
    "search",
    str,
    description="The beginnings of words of a name, in any order and spelling; or a phone number, an e-mail address, a"
    " date of birth, or the practice's own number of a file.",
)


class PreconditionRequired(exceptions.APIException):
    """A change without the ETag of what was read: 428."""

    status_code = 428
    default_detail = "Read it first, and send its ETag as If-Match."
    default_code = "precondition_required"


class PreconditionFailed(exceptions.APIException):
    """Somebody else has changed it since it was read: 412."""

    status_code = 412
    default_code = "precondition_failed"

    def __init__(self) -> None:
        detail = "Somebody has changed it since it was read."
        super().__init__({"detail": detail, "code": self.default_code})


class BeyondScope(exceptions.PermissionDenied):
    """The person may do it, their program's token may not: 403."""

    default_detail = "The scope of this token does not reach so far."


class Allowed(BasePermission):
    """Asks clinic.core.access for the capability that the view states for the method, and whether a program's token
    reaches so far.

    A method that the view does not have is let through for whoever is signed in: the view answers it with 405.
    """

    def has_permission(self, request: Request, view: APIView) -> bool:
        method, actor = request.method or "", getattr(request._request, "actor", None)
        if method.lower() not in view.http_method_names or not hasattr(view, method.lower()):
            return actor is not None
        capability = cast("PracticeAPIView", view).capabilities.get("GET" if method == "HEAD" else method)
        if capability is None or not may(actor, capability):
            return False
        token = getattr(request._request, "token", None)
        if token is not None and not covers(token.scope, capability, method):
            raise BeyondScope
        return True


class StrictQuery(APIView):
    """A call that knows its query parameters."""

    knows_its_parameters = True  # for the description: others are refused with 400

    def initial(self, request: Request, *args: object, **kwargs: object) -> None:
        """Also refuses query parameters that the description does not name: a filter with a slip of the pen would
        answer with everything."""
        super().initial(request, *args, **kwargs)
        if hasattr(self, (request.method or "").lower()):  # else 405 says more
            refuse_unknown(request.query_params, query_parameters(self), "parameter")


class PracticeAPIView(StrictQuery):
    """An API view: states a capability for each method it has, and knows its actor.

    ``etags``: the methods that answer with an ETag → whether they need If-Match, honour it (False), or do without
    (None). The schema says so automatically (``clinic.core.openapi``).
    """

    permission_classes = [Allowed]
    capabilities: ClassVar[dict[str, May]] = {}
    etags: ClassVar[dict[str, bool | None]] = {}

    @property
    def actor(self) -> Actor:
        """The person who asks; raises NotAuthenticated for nobody."""
        actor: Actor | None = getattr(self.request._request, "actor", None)
        if actor is None:
            raise exceptions.NotAuthenticated
        return actor

    def text(self, name: str) -> str:
        """A query parameter as text, at most 80 characters; raises ValidationError by name."""
        value = self.request.query_params.get(name, "").strip()
        if len(value) > MOST_TEXT or "\x00" in value:
            raise exceptions.ValidationError({name: [f"At most {MOST_TEXT} printable characters."]})
        return value

    def flag(self, name: str) -> bool | None:
        """A query parameter as yes or no, None when absent; raises ValidationError by name."""
        text = self.text(name).lower()
        if text not in {"", "true", "false"}:
            raise exceptions.ValidationError({name: ["true or false."]})
        return text == "true" if text else None

    def uuid(self, name: str) -> UUID | None:
        """A query parameter as an id, None without one; raises ValidationError by name."""
        value = self.request.query_params.get(name, "")
        try:
            return UUID(value) if value else None
        except ValueError as error:
            raise exceptions.ValidationError({name: ["Must be an id, for example a client's."]}) from error

    def expected_revision(self) -> int | None:
        """The revision that the caller read, from If-Match; None for any, where the method does not need one.

        Raises PreconditionRequired where it does, PreconditionFailed for text that is not one of our ETags.
        """
        text = self.request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
        if text.isascii() and text.isdecimal() and len(text) < 10:
            return int(text)
        if self.etags[self.request.method or ""]:
            raise PreconditionRequired
        if text not in {"", "*"}:
            raise PreconditionFailed
        return None

    def unchanged(self, row: R) -> R:
        """The row, locked, if it is still what the caller has read; raises EditConflict. For verbs on a row."""
        return check_revision(row, self.expected_revision())

    def respond_with_etag(self, data: object, row: Any, status: int = 200) -> Response:
        """The response with the row's revision as its ETag; 304 if the sender already has it."""
        etag = f'"{revision_of(row)}"'
        known = {one.strip().removeprefix("W/") for one in self.request.headers.get("If-None-Match", "").split(",")}
        if self.request.method == "GET" and etag in known:
            return Response(status=304, headers={"ETag": etag})
        return Response(data, status=status, headers={"ETag": etag})

    def body(self, serializer: type["Strict"]) -> Checked:
        """The request's checked content; raises ValidationError by field."""
        checked = serializer(data=self.request.data, context={"request": self.request})
        checked.is_valid(raise_exception=True)
        return cast("Checked", checked.validated_data)


class RefusalSerializer(serializers.Serializer[object]):
    """Why something cannot be done as things are (409)."""

    detail = serializers.CharField()


class PortalAPIView(PracticeAPIView):
    """A view of the portal: it answers with what belongs to the calling client."""

    @property
    def portal_client_id(self) -> UUID:
        """The caller's client record."""
        if self.actor.person_id is None:
            raise exceptions.NotFound
        return self.actor.person_id


class MessageSerializer(serializers.Serializer[Message]):
    """A finding as its code with parameters, and as a sentence."""

    code = serializers.CharField()
    params = serializers.DictField(child=serializers.JSONField())
    text = serializers.CharField()

    def to_representation(self, instance: Message) -> dict[str, object]:
        return as_shown(instance)


class PlainField(serializers.CharField):
    """Text that people write, cleaned as in forms; blank when it shows nothing. ``lines``: line breaks stay."""

    def __init__(self, *, lines: bool = True, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.lines = lines

    def run_validation(self, data: Any = serializers.empty) -> Any:
        try:
            found = super().run_validation(plain(data, lines=self.lines) if isinstance(data, str) else data)
            if found and self.min_length:
                check_shown(found, self.min_length)
        except ValidationError as error:
            raise serializers.ValidationError(error.messages, code=error.code) from error
        return found


def refuse_unknown(data: Iterable[str], known: Iterable[str], what: str = "field") -> None:
    """Raises ValidationError that names each unknown key of a body and the right ones."""
    known = list(known)
    if unknown := sorted(set(data) - set(known)):
        message = f"Unknown {what}. " + (f"Known: {', '.join(known)}." if known else "None is known here.")
        raise serializers.ValidationError({name[:40]: [message] for name in unknown[:20]})


class Strict(serializers.Serializer[object]):
    """Names every field it does not know, so that a misspelt one is not silently lost."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict):
            refuse_unknown(data, self.fields.keys())
        return super().to_internal_value(data)


def pages_of(row: type[serializers.BaseSerializer[Any]]) -> type[serializers.Serializer[Any]]:
    """The serializer of a keyset page of such rows, for the schema."""
    fields = {
        "results": row(many=True),
        "next": serializers.CharField(allow_null=True, help_text="Send it as `after` to get the next page."),
    }
    return type(f"{row.__name__.removesuffix('Serializer')}PageSerializer", (serializers.Serializer,), fields)


def moment_of(text: str) -> datetime:
    """A moment as our lists write it, in UTC. Raises ValueError for text without an offset, OverflowError where UTC has
    no such year."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text[:40])
    return found.astimezone(UTC)


def keyset_page(
    rows: QuerySet[M], field: str, after: str, *, parse: Callable[[str], object] = str, descending: bool = False
) -> tuple[list[M], str | None]:
    """One page of rows in order of ``field`` and id, and the cursor of the next page (None on the last).

    ``parse`` makes the cursor's text a value of the field. Raises BadCursor. The cost does not grow with the page's
    number, and a row that is added meanwhile shifts nothing.
    """
    place = decode_cursor(after, 2)
    if place is not None:
        try:
            value = parse(place[0])
        except (ValueError, OverflowError) as error:
            raise BadCursor from error
        beyond = "lt" if descending else "gt"
        rows = rows.filter(
            Q(**{f"{field}__{beyond}e": value}), Q(**{f"{field}__{beyond}": value}) | Q(**{f"id__{beyond}": place[1]})
        )
    sign = "-" if descending else ""
    found = list(rows.order_by(f"{sign}{field}", f"{sign}id")[: PAGE_SIZE + 1])
    if len(found) <= PAGE_SIZE:
        return found, None
    last = found[PAGE_SIZE - 1]
    value = getattr(last, field)
    text = value.isoformat() if isinstance(value, date) else str(value)
    return found[:PAGE_SIZE], encode_cursor(text, str(last.pk))


def encode_cursor(*values: str) -> str:
    """An opaque place in a list: the sort values of the last row shown."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


class BadCursor(exceptions.ValidationError):
    """Text that is not a position in one of our lists."""

    def __init__(self) -> None:
        super().__init__({"after": ["This is not a position in the list. Start again without it."]})


def _can_be_asked_for(value: object) -> bool:
    """Whether it is text that the database can hold: whole characters, none of them NUL."""
    return isinstance(value, str) and "\x00" not in value and not any("\ud800" <= one <= "\udfff" for one in value)


def decode_cursor(text: str, length: int) -> list[str] | None:
    """The sort values of a cursor, the last one an id; None without one. Raises BadCursor."""
    if not text:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(values, list) or len(values) != length or not all(map(_can_be_asked_for, values)):
            raise BadCursor
        UUID(values[-1])
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise BadCursor from error
    return list(values)
