"""What the OpenAPI description says about signing in and about two editors of one thing."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.serializers import PolymorphicProxySerializerExtension
from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers


class ConflictSerializer(serializers.Serializer[object]):
    """Somebody has changed it since it was read: nothing was saved (412)."""

    detail = serializers.CharField()
    code = serializers.CharField()
    revision = serializers.IntegerField(help_text="The one it has now: read it again before you send this.")


IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "schema": {"type": "string"},
    "description": "The ETag that was read, so that nothing is written over what somebody else has saved since.",
}
ETAG = {"ETag": {"schema": {"type": "string"}, "description": "The revision, to be sent as If-Match with a change."}}


class Schema(AutoSchema):
    """Adds If-Match, ETag and their errors to the operations of a view that states ``etags``."""

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        found = super().get_operation(*args, **kwargs)
        etags: dict[str, bool | None] = getattr(self.view, "etags", {})
        if not found or self.method not in etags:
            return found
        for status, answer in found["responses"].items():
            if status.startswith("2"):
                answer["headers"] = {**answer.get("headers", {}), **ETAG}
        needed = etags[self.method]
        if needed is not None:
            found.setdefault("parameters", []).append({**IF_MATCH, "required": needed})
            schema = self.resolve_serializer(ConflictSerializer(), "response").ref
            found["responses"]["412"] = {
                "description": "Somebody has changed it since it was read. Nothing was saved.",
                "content": {"application/json": {"schema": schema}},
            }
            if needed:
                found["responses"]["428"] = {"description": "Without If-Match."}
        return found


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "clinic.core.rest.TokenFromMiddleware"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "Token, a space, and what POST auth/token/ gave.",
        }


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "clinic.core.rest.StrictSessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "The session of the pages."}


class AnyOf(PolymorphicProxySerializer):
    """One of several shapes that may overlap, which ``oneOf`` would refuse."""


class AnyOfExtension(PolymorphicProxySerializerExtension):
    target_class = "clinic.core.openapi.AnyOf"

    def map_serializer(self, auto_schema: object, direction: object) -> dict[str, object]:
        found = super().map_serializer(auto_schema, direction)
        return {"anyOf": found["oneOf"]} if "oneOf" in found else found
