"""A practice's favourite instruments, over the API: the page's action and query."""

from typing import ClassVar

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.favourites.actions import choose_favourites
from assessments.favourites.models import MOST, FavouriteInstruments
from assessments.favourites.queries import favourites_of
from clinic.core.access import May
from clinic.core.api import PracticeAPIView, Strict

CHOSEN = "Their keys, in the order in which they are offered. Empty: the usual order."


class FavouritesSerializer(serializers.ModelSerializer[FavouriteInstruments]):
    """Instruments that are offered first."""

    instruments = serializers.ListField(child=serializers.CharField(), help_text=CHOSEN)

    class Meta:
        model = FavouriteInstruments
        fields = ["instruments"]


class NewFavouritesSerializer(Strict):
    instruments = serializers.ListField(
        child=serializers.CharField(max_length=30), allow_empty=True, max_length=MOST, help_text=CHOSEN
    )


class FavouritesView(PracticeAPIView):
    """Which instruments are offered first where one is chosen to be recorded.

    To choose for the first time send ``If-Match: "0"``.
    """

    capabilities: ClassVar = {"GET": May.READ_INSTRUMENTS, "PATCH": May.MANAGE_PRACTICE}
    etags: ClassVar = {"GET": None, "PATCH": True}

    @extend_schema(responses=FavouritesSerializer)
    def get(self, request: Request) -> Response:
        row = favourites_of(self.actor.practice_id)
        return self.respond_with_etag(FavouritesSerializer(row).data, row)

    @extend_schema(
        request=NewFavouritesSerializer,
        responses={
            200: FavouritesSerializer,
            400: OpenApiResponse(description="By field: an instrument that nobody knows, or more than 20."),
        },
    )
    def patch(self, request: Request) -> Response:
        revision, found = self.expected_revision(), self.body(NewFavouritesSerializer)
        row = choose_favourites(practice_id=self.actor.practice_id, revision=revision, **found)
        return self.respond_with_etag(FavouritesSerializer(row).data, row)
