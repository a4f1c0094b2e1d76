"""What the OpenAPI description says about signing in and about two editors of one thing."""

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import force_instance
from drf_spectacular.serializers import PolymorphicProxySerializerExtension
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer
from rest_framework import serializers
from rest_framework.views import APIView

from clinic.core.scopes import scopes_of


class ConflictSerializer(serializers.Serializer[object]):
    """Somebody has changed it since it was read: nothing was saved (412)."""

    detail = serializers.CharField()
    code = serializers.CharField()
    revision = serializers.IntegerField(
        required=False, help_text="The one it has now, where what was sent was a revision at all: read it again."
    )


IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "schema": {"type": "string"},
    "description": "The ETag that was read, so that nothing is written over what somebody else has saved since.",
}
ETAG = {"ETag": {"schema": {"type": "string"}, "description": "The revision, to be sent as If-Match with a change."}}


class ProblemSerializer(serializers.Serializer[object]):
    """Why the request was not answered."""

    detail = serializers.CharField()


# The body of a 400.
PROBLEMS = {
    "type": "object",
    "description": "Field → what is wrong with it, all fields at once; fields inside of fields likewise. What concerns"
    " no field alone stands under `detail` or `non_field_errors`.",
    "additionalProperties": {
        "anyOf": [
            {"type": "string"},
            {"type": "array", "items": {}},
            {"type": "object", "additionalProperties": {}},
        ]
    },
}
THE_PROBLEMS = {"$ref": "#/components/schemas/Problems"}
# Status → what it means, and an answer as it is sent.
ERRORS: dict[str, tuple[str, dict[str, object]]] = {
    "400": ("Something that was sent cannot be. Nothing was saved.", {"starts_at": ["This field is required."]}),
    "401": ("Nobody is signed in, or the token has ended.", {"detail": "Invalid token."}),
    "403": (
        "Not for this person's role, or beyond the scope of the token.",
        {"detail": "You do not have permission to perform this action."},
    ),
    "404": ("There is none, or none that this person may see.", {"detail": "Not found."}),
    "409": ("It cannot be done as things are.", {"detail": "The session is already cancelled."}),
    "415": ("The body is not JSON.", {"detail": 'Unsupported media type "text/plain" in request.'}),
    "428": ("Without If-Match.", {"detail": "Read it first, and send its ETag as If-Match."}),
    "429": ("Too many attempts; Retry-After says when to try again.", {"detail": "Request was throttled."}),
}


class Schema(AutoSchema):
    """Adds what all operations share: their errors with bodies and examples; and If-Match, ETag and their errors to
    those of a view that states ``etags``."""

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        found = self._with_etags(super().get_operation(*args, **kwargs))
        if found:
            for status in self._errors(found):
                described, example = ERRORS[status]
                answer = found["responses"].setdefault(status, {"description": described})
                if status == "400" and "content" in answer:
                    stated = answer["content"]["application/json"]
                    stated["schema"] = {"anyOf": [stated["schema"], THE_PROBLEMS]}
                elif "content" not in answer:
                    problem = self.resolve_serializer(ProblemSerializer(), "response").ref
                    schema = THE_PROBLEMS if status == "400" else problem
                    answer["content"] = {"application/json": {"schema": schema, "example": example}}
            found["responses"] = dict(sorted(found["responses"].items()))
            if capability := getattr(self.view, "capabilities", {}).get(self.method):
                found["x-token-scopes"] = scopes_of(capability, self.method)
        return found

    def _errors(self, operation: dict[str, Any]) -> list[str]:
        """The statuses of errors that this operation has, stated or by its nature."""
        parameters = operation.get("parameters", ())
        ours, strict = hasattr(self.view, "capabilities"), hasattr(self.view, "knows_its_parameters")
        body = force_instance(self.get_request_serializer()) if "requestBody" in operation else None
        fields = body.fields if isinstance(body, serializers.Serializer) else ()
        named = {one["name"] for one in parameters} | set(fields)
        natural = {
            "400": strict or "requestBody" in operation,  # a query parameter that is not known, at the least
            "401": bool(operation.get("security", True)),
            "403": ours,
            "404": "client" in named or any(one["in"] == "path" for one in parameters),
            # The file was merged into another one, or something else was there first.
            "409": ours and (self.method != "GET" or bool(named & {"client", "client_id"})),
            "415": "requestBody" in operation,
        }
        stated = {status for status in operation["responses"] if status in ERRORS}
        return sorted(stated | {status for status, has in natural.items() if has})

    def _with_etags(self, found: Any) -> Any:
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


def allow_overlaps(result: dict[str, Any], **_kwargs: object) -> dict[str, Any]:
    """Where shapes overlap, ``oneOf`` refuses what is right: an empty text is also a text, and nothing fits two shapes
    that may be null. Only a discriminator makes them exclusive."""

    def walk(value: Any) -> Any:
        if isinstance(value, dict):
            found = {name: walk(inner) for name, inner in value.items()}
            if "oneOf" in found and "discriminator" not in found:
                found["anyOf"] = found.pop("oneOf")
            return found
        return [walk(one) for one in value] if isinstance(value, list) else value

    result["components"]["schemas"]["Problems"] = PROBLEMS
    result["paths"], result["components"] = walk(result["paths"]), walk(result["components"])
    return result


def query_parameters(view: APIView) -> tuple[str, ...]:
    """The names of the query parameters that ``extend_schema`` states for the method that is asked for."""
    method = (view.request.method or "").lower().replace("head", "get")
    schema = getattr(getattr(view, method, None), "kwargs", {}).get("schema")
    if schema is None:
        return ()
    described = schema()
    described.view, described.method = view, method.upper()
    return tuple(one.name for one in described.get_override_parameters() if one.location == OpenApiParameter.QUERY)


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "clinic.core.rest.TokenFromMiddleware"
    name = "token"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "Token, a space, and what POST auth/token/ gave. With a scope it lives for weeks; the scopes"
            " that an operation is open to are its x-token-scopes.",
        }


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "clinic.core.rest.StrictSessionAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        name = settings.SESSION_COOKIE_NAME
        return {"type": "apiKey", "in": "cookie", "name": name, "description": "The session of the pages."}


class AnyOf(PolymorphicProxySerializer):
    """One of several shapes that may overlap, which ``oneOf`` would refuse."""


class AnyOfExtension(PolymorphicProxySerializerExtension):
    target_class = "clinic.core.openapi.AnyOf"

    def map_serializer(self, auto_schema: object, direction: object) -> dict[str, object]:
        found = super().map_serializer(auto_schema, direction)
        return {"anyOf": found["oneOf"]} if "oneOf" in found else found
