"""What concerns a couple stands in both files. One definition, for querysets and for SQL (``clinic.core.compiled``).

A row of a couple names one of the two as ``client`` and the other as ``partner``; which is which has no meaning.
"""

from collections.abc import Iterable
from typing import Any, Self, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _

from clients.models import Client

M = TypeVar("M", bound=Model)
SIDES = ("client", "partner")


class CoupleQuerySet(QuerySet[M]):
    """Rows with a ``client`` and perhaps a ``partner``; ``other_side`` is the way to that one."""

    other_side = "partner"

    def of(self, client: Client | UUID | Combinable) -> Self:
        """Those that concern this client, alone or together with somebody."""
        return self.filter(Q(client=client) | Q(**{self.other_side: client}))

    def of_same(self, row: "OfCouple") -> Self:
        """Those that concern everybody whom a session or plan concerns: of a couple's, what the two have together."""
        found = self
        for person in people_of(row):
            found = found.of(person)
        return found

    def of_any(self, clients: Iterable[Client | UUID] | QuerySet[Any]) -> Self:
        """Those that concern at least one of these clients."""
        return self.filter(Q(client__in=clients) | Q(**{f"{self.other_side}__in": clients}))


def people_sql(row: str) -> str:
    """:func:`people_of` for SQL: rows of one column, of which the partner's is empty where there is none."""
    return f"(VALUES {', '.join(f'({row}.{side}_id)' for side in SIDES)})"


def people_of(row: "OfCouple") -> list[UUID]:
    """The ids of the one client, or of the two."""
    return [person for person in (row.client_id, row.partner_id) if person]


class OfCouple:
    """How a row with a client, and perhaps a partner, names them to somebody who may know one of the two only.

    ``clients.queries.annotate_known_names`` says which; a couple's row that did not pass there names nobody.
    """

    client: Any
    partner: Any
    client_id: UUID
    partner_id: UUID | None
    knows_client = False
    knows_partner = False

    @property
    def names(self) -> str:
        """“Ana & Ben”; who may not be known is “partner”, and comes last."""
        if self.partner_id is None:
            return str(self.client.name)
        known = [(self.client, self.knows_client), (self.partner, self.knows_partner)]
        return " & ".join(
            [person.name for person, may_know in known if may_know]
            + [_("partner") for _person, may_know in known if not may_know]
        )

    @property
    def file_id(self) -> UUID:
        """Whose file a link to “the client” leads to."""
        return self.client_id if self.knows_client or self.partner_id is None else self.partner_id
