"""What concerns a household appears in each member's file. One definition, for querysets and for SQL
(``clinic.core.compiled``).

A plan or session has a ``client``, in whose file it was made, and perhaps a ``household``; then others take part too.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, Self, TypeVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Case, Exists, F, Func, Model, OuterRef, Q, QuerySet, When
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _

from clients.households.models import Household, HouseholdMember
from clients.models import Client

M = TypeVar("M", bound=Model)


class EqualsAny(Func):
    """``value = ANY (array)``: unlike IN with a subquery, PostgreSQL takes it from an index beside an OR."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    output_field = BooleanField()


def _is_one_of(clients: Iterable[Client | UUID] | QuerySet[Any]) -> Q:
    """The condition on rows with a ``client``. Of a queryset each row asks for its own client: IN beside an OR would
    have PostgreSQL read all of them first."""
    if isinstance(clients, QuerySet) and clients.model is Client and not clients.query.is_sliced:
        return Q(Exists(clients.filter(pk=OuterRef("client"))))
    return Q(client__in=clients)


class JointQuerySet(QuerySet[M]):
    """Rows with a ``client`` and perhaps a ``household``; a subclass says who takes part in a joint one."""

    household = "household"  # the way to the household

    def participants(self) -> QuerySet[Any]:
        """Rows with a ``client`` for each person who takes part in the joint row that :class:`OuterRef` names."""
        raise NotImplementedError

    def of(self, client: Client | UUID | Combinable) -> Self:
        """Those that concern this client, alone or together with others; given the client, not the id, also those
        of the client's merged files."""
        inner = OuterRef(client) if isinstance(client, OuterRef) else client
        theirs = ArraySubquery(HouseholdMember.objects.filter(client=inner).values("household"))
        takes_part = Exists(self.participants().filter(client=inner))
        return self.filter(Q(client=client) | Q(EqualsAny(F(f"{self.household}_id"), theirs), takes_part))

    def of_same(self, row: "Joint") -> Self:
        """Those that concern everybody whom a session or plan concerns: of a joint one, what the household has."""
        return self.filter(**{self.household: row.household_id}) if row.household_id else self.of(row.client_id)

    def of_any(self, clients: Iterable[Client | UUID] | QuerySet[Any]) -> Self:
        """Those that concern at least one of these clients."""
        takes_part = Exists(self.participants().filter(_is_one_of(clients)))
        return self.filter(_is_one_of(clients) | Q(takes_part, **{f"{self.household}__isnull": False}))

    def with_people(self) -> Self:
        """With the ids of who takes part in each joint row, so that :func:`people_of` needs no statement for them."""
        others = self.participants().order_by("client_id").values("client_id")
        joint = When(**{f"{self.household}__isnull": False}, then=ArraySubquery(others))
        return self.annotate(participant_ids=Case(joint, default=None))


def people_sql(row: str) -> str:
    """For triggers: ids of everybody whom a row may concern, or did: its client, and whoever was of its household."""
    members = f"SELECT h.client_id FROM clients_householdmember h WHERE h.household_id = {row}.household_id"  # noqa: S608
    return f"(SELECT {row}.client_id UNION {members})"


def people_of(row: "Joint") -> list[UUID]:
    """The ids of who takes part, first the one in whose file it was made. A statement for a joint row that was not
    fetched with :meth:`JointQuerySet.with_people`."""
    return list(row.people_ids)


def clients_of(rows: Iterable["Joint"]) -> dict[UUID, Client]:
    """Everybody who takes part in one of these, by id; one statement at most."""
    wanted = {person for row in rows for person in people_of(row)}
    return Client.objects.in_bulk(wanted) if wanted else {}


class Joint:
    """How a row with a client, and perhaps a household, names who takes part to somebody who may know some of them.

    ``clients.queries.annotate_known_names`` says whom; a joint row that did not pass there names nobody.
    """

    client: Client
    client_id: UUID
    household: Household | None
    household_id: UUID | None
    knows_client = False
    known_names: list[dict[str, str]] | None = None
    participant_ids: list[UUID] | None = None

    def _ask_people(self) -> list[UUID]:
        """Who takes part: of a row that is not saved, whoever belongs to the household now."""
        rows: Any = type(self)._default_manager  # type: ignore[attr-defined]
        if self._state.adding:  # type: ignore[attr-defined]
            found = HouseholdMember.objects.current().filter(household=self.household_id)
            return list(found.order_by("client_id").values_list("client_id", flat=True))
        (ids,) = rows.filter(pk=self.pk).with_people().values_list("participant_ids", flat=True)  # type: ignore[attr-defined]
        return ids or []

    @cached_property
    def people_ids(self) -> tuple[UUID, ...]:
        """See :func:`people_of`."""
        if self.household_id is None:
            return (self.client_id,)
        found = self.participant_ids if self.participant_ids is not None else self._ask_people()
        return tuple(dict.fromkeys([self.client_id, *found]))

    @cached_property
    def people(self) -> tuple[Client, ...]:
        """Who takes part; one statement, or two, for a joint row."""
        if self.household_id is None:
            return (self.client,)
        found = clients_of([self])
        return tuple(found[person] for person in self.people_ids)

    @property
    def names(self) -> str:
        """“Ana & Ben”; who may not be known is “partner”, and comes last."""
        if self.household_id is None:
            return str(self.client.name)
        known = {UUID(one["id"]): one["name"] for one in self.known_names or []}
        unknown = [_("partner")] * (len(self.people_ids) - len(known))
        return " & ".join([known[person] for person in self.people_ids if person in known] + unknown)

    @property
    def file_id(self) -> UUID:
        """Whose file a link to “the client” leads to."""
        if self.knows_client or self.household_id is None or not self.known_names:
            return self.client_id
        return UUID(self.known_names[0]["id"])
