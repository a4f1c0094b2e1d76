"""What the OpenAPI description says about signing in."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.serializers import PolymorphicProxySerializerExtension
from drf_spectacular.utils import PolymorphicProxySerializer


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "clinic.core.rest.TokenFromMiddleware"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "Token, a space, and what POST auth/token/ gave.",
        }


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "clinic.core.rest.StrictSessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "The session of the pages."}


class AnyOf(PolymorphicProxySerializer):
    """One of several shapes that may overlap, which ``oneOf`` would refuse."""


class AnyOfExtension(PolymorphicProxySerializerExtension):
    target_class = "clinic.core.openapi.AnyOf"

    def map_serializer(self, auto_schema: Any, direction: Any) -> dict[str, Any]:
        found = super().map_serializer(auto_schema, direction)
        return {"anyOf": found["oneOf"]} if "oneOf" in found else found
