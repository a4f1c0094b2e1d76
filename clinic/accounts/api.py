"""Tokens, and who one is."""

from typing import ClassVar

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.accounts import signin
from clinic.accounts.devices import devices_of, end_device
from clinic.accounts.programs import LONGEST, USUAL, make_program
from clinic.core.access import May
from clinic.core.api import PlainField, PracticeAPIView, Strict, StrictQuery
from clinic.core.models import Membership, Practice, Token
from clinic.core.scopes import Scope
from clinic.core.types import Checked


class CredentialsSerializer(Strict):
    email = serializers.EmailField(max_length=254)
    password = serializers.CharField(max_length=1024, trim_whitespace=False, style={"input_type": "password"})
    otp = serializers.CharField(max_length=32, required=False, help_text="Where a second factor is set up.")
    name = PlainField(
        max_length=80, lines=False, required=False, help_text="What the program calls itself, for the list of devices."
    )
    scope = serializers.ChoiceField(
        Scope.choices, required=False, help_text="For a token that lives for weeks and may do a part; needs a name."
    )
    days = serializers.IntegerField(
        min_value=1, max_value=LONGEST, required=False, help_text=f"With a scope: how long it holds, {USUAL} at first."
    )

    def validate(self, attrs: Checked) -> Checked:
        if "scope" in attrs and "name" not in attrs:
            raise serializers.ValidationError({"name": ["Say which program it is for."]})
        if "days" in attrs and "scope" not in attrs:
            raise serializers.ValidationError({"days": ["Only with a scope: a sign-in ends after ten hours."]})
        return attrs


class TokenSerializer(serializers.Serializer[object]):
    token = serializers.CharField(help_text="Shown once. Send it as: Authorization: Token …")
    expiry = serializers.DateTimeField()
    scope = serializers.ChoiceField([("", "all"), *Scope.choices], help_text="Empty for a sign-in: all that one may.")


class DeviceSerializer(serializers.Serializer[object]):
    id = serializers.CharField(source="mark")
    kind = serializers.ChoiceField(choices=["browser", "program"])
    name = serializers.CharField(
        help_text="Browser and system, as far as they are known; of a program the name it gave itself."
    )
    address = serializers.CharField(help_text="IP address of a browser at its sign-in; empty for a program.")
    since = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(allow_null=True, help_text="To ten minutes.")
    ends_at = serializers.DateTimeField(allow_null=True, help_text="Of a program's token.")
    is_current = serializers.BooleanField(help_text="The one that asks.")
    scope = serializers.ChoiceField(
        [("", "all"), *Scope.choices], help_text="Of a program's token of its own; empty for a sign-in."
    )


class MeSerializer(serializers.Serializer[object]):
    id = serializers.UUIDField()
    email = serializers.EmailField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(Membership.Kind.choices)
    roles = serializers.ListField(child=serializers.CharField())
    practice = serializers.DictField(child=serializers.CharField(), help_text="id, name and time_zone.")


class TokenView(StrictQuery):
    """Address and password against a token: of a sign-in, or with ``scope`` and ``days`` of a program."""

    authentication_classes = []
    permission_classes = []

    def get_authenticate_header(self, request: Request) -> str:
        """So that a wrong password is a 401, though nobody has to be signed in to come here."""
        return "Token"

    @extend_schema(request=CredentialsSerializer, responses=TokenSerializer, auth=[])
    def post(self, request: Request) -> Response:
        checked = CredentialsSerializer(data=request.data)
        checked.is_valid(raise_exception=True)
        found = checked.validated_data
        user = signin.password_sign_in(request._request, found["email"], found["password"], found.get("otp", ""))
        if "scope" in found:
            instance, token = make_program(
                user=user, name=found["name"], scope=Scope(found["scope"]), days=found.get("days", USUAL)
            )
        else:
            instance, token = signin.new_token(user, found.get("name", ""))
        return Response({"token": token, "expiry": instance.expiry.isoformat(), "scope": instance.scope})


class LogoutView(StrictQuery):
    """Ends the token that was sent."""

    permission_classes = []

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        if not hasattr(request.auth, "digest"):
            raise exceptions.NotAuthenticated("Send the token that is to end.")
        request.auth.delete()
        return Response(status=204)


class DevicesView(PracticeAPIView):
    """Where one is signed in, browsers and programs, the newest first."""

    capabilities: ClassVar = {"GET": May.SEE_OWN_ACCOUNT}

    @extend_schema(responses=DeviceSerializer(many=True), operation_id="devices_list")
    def get(self, request: Request) -> Response:
        found = devices_of(request._request.user, _current(request))  # type: ignore[arg-type]
        return Response(DeviceSerializer(found, many=True).data)


class DeviceView(PracticeAPIView):
    """One browser session or token of one's own."""

    capabilities: ClassVar = {"DELETE": May.SEE_OWN_ACCOUNT}

    @extend_schema(
        responses={204: None, 404: OpenApiResponse(description="Nothing of yours that is signed in has this id.")}
    )
    def delete(self, request: Request, mark: str) -> Response:
        """Ends it, also the one that asks."""
        if not end_device(request._request.user, mark):  # type: ignore[arg-type]
            raise exceptions.NotFound
        return Response(status=204)


def _current(request: Request) -> str:
    """What :func:`devices_of` knows the asking browser or program by."""
    token: Token | None = getattr(request._request, "token", None)
    return token.digest if token else request._request.session.session_key or ""


class MeView(PracticeAPIView):
    """Who am I."""

    capabilities: ClassVar = {"GET": May.SEE_OWN_ACCOUNT}

    @extend_schema(responses=MeSerializer)
    def get(self, request: Request) -> Response:
        actor = self.actor
        practice = Practice.objects.get(pk=actor.practice_id)
        return Response(
            {
                "id": actor.person_id,
                "email": request._request.user.get_username(),
                "name": actor.name,
                "kind": Membership.Kind.CLIENT if actor.is_client else Membership.Kind.STAFF,
                "roles": sorted(actor.roles),
                "practice": {"id": practice.pk, "name": practice.name, "time_zone": practice.time_zone},
            }
        )
