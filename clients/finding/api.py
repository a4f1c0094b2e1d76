"""What a list answers beside its rows when it was searched."""

from collections.abc import Iterable
from typing import Any

from rest_framework import serializers

from clients.models import Client
from clinic.core.api import pages_of


class CloseNameSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField()


def searched_pages_of(row: type[serializers.BaseSerializer[Any]]) -> type[serializers.Serializer[Any]]:
    """The serializer of a keyset page of a list that can be searched, for the schema."""
    page = pages_of(row)
    close = CloseNameSerializer(
        many=True,
        help_text="Where a search finds nobody: up to eight names that are what was typed but for one error a word.",
    )
    return type(page.__name__, (page,), {"did_you_mean": close})


def as_close(found: Iterable[Client]) -> list[dict[str, str]]:
    """Names that are offered, as JSON."""
    return [{"id": str(client.pk), "name": client.name} for client in found]
