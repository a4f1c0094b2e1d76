"""What concerns a couple stands in both files. One definition, for querysets and for SQL that is written by hand.

A row of a couple names one of the two as ``client`` and the other as ``partner``; which is which has no meaning.
"""

from collections.abc import Iterable
from typing import Any, Self, TypeVar
from uuid import UUID

from django.db.models import Model, OuterRef, Q, QuerySet

from clients.models import Client

M = TypeVar("M", bound=Model)
SIDES = ("client", "partner")


class CoupleQuerySet(QuerySet[M]):
    """Rows with a ``client`` and perhaps a ``partner``."""

    def of(self, client: Client | UUID | OuterRef) -> Self:
        """Those that concern this client, alone or together with somebody."""
        return self.filter(Q(client=client) | Q(partner=client))

    def of_any(self, clients: Iterable[Client | UUID] | QuerySet[Any]) -> Self:
        """Those that concern at least one of these clients."""
        return self.filter(Q(client__in=clients) | Q(partner__in=clients))


def of_sql(row: str, client: str) -> str:
    """:meth:`CoupleQuerySet.of` as a condition. ``row``: the table's alias; ``client``: an expression for the id."""
    return f"({' OR '.join(f'{row}.{side}_id = {client}' for side in SIDES)})"


def people_of(row: Any) -> list[UUID]:
    """The ids of the one client, or of the two."""
    return [found for side in SIDES if (found := getattr(row, f"{side}_id"))]
