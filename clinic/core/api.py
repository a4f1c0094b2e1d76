"""What the API's views share: permission by capability, and keyset pages."""

import base64
import binascii
import json
from typing import ClassVar, cast
from uuid import UUID

from rest_framework import exceptions
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from clinic.core.access import Actor, May, may

PAGE_SIZE = 25


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


def encode_cursor(*values: str) -> str:
    """An opaque place in a list: the sort values of the last row shown."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


class BadCursor(exceptions.ValidationError):
    """Text that is no place in a list of ours."""

    def __init__(self) -> None:
        super().__init__({"after": ["This is no place in the list. Start again without it."]})


def decode_cursor(text: str, length: int) -> list[str] | None:
    """The sort values of a cursor, the last one an id; None without one. Raises BadCursor."""
    if not text:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if len(values) != length or not all(isinstance(v, str) and "\x00" not in v for v in values):
            raise BadCursor
        UUID(values[-1])
    except (binascii.Error, ValueError, TypeError) as error:
        raise BadCursor from error
    return list(values)
