"""Keys of one's own over the API."""

from typing import ClassVar, cast

from django.core.exceptions import ValidationError
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from clinic.core.access import May
from clinic.core.api import PracticeAPIView, Strict
from clinic.core.models import User
from clinic.workspace.shortcuts.keys import choose_keys, keys_of


class ShortcutsSerializer(Strict):
    single_keys = serializers.BooleanField(help_text="False: no single key does anything.")
    keys = serializers.DictField(
        child=serializers.CharField(max_length=20),
        help_text="The key as shipped → the one that the caller uses. Those left out stay as shipped.",
    )


class ShortcutsView(PracticeAPIView):
    """The single keys of the staff's pages, for whoever asks."""

    capabilities: ClassVar = {"GET": May.SEE_DESK, "POST": May.SEE_DESK}

    @extend_schema(responses=ShortcutsSerializer, operation_id="shortcuts")
    def get(self, request: Request) -> Response:
        user = cast("User", request.user)
        return Response({"single_keys": user.single_keys, "keys": keys_of(user)})

    @extend_schema(
        request=ShortcutsSerializer,
        responses={
            200: ShortcutsSerializer,
            400: OpenApiResponse(
                description="`keys`, by shipped key: unknown, not one character, a digit, or used twice."
            ),
        },
        operation_id="shortcuts_choose",
    )
    def post(self, request: Request) -> Response:
        found = self.body(ShortcutsSerializer)
        try:
            choose_keys(cast("User", request.user), single_keys=found["single_keys"], keys=found["keys"])
        except ValidationError as error:
            raise exceptions.ValidationError({"keys": error.message_dict}) from error
        return self.get(request)
