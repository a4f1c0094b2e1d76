"""Reads of households."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Exists, F, Max, OuterRef, Prefetch, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from clients.alerts.queries import open_alerts_among
from clients.households.models import Household, HouseholdMember, HouseholdQuerySet
from clients.models import AlertQuerySet, Client
from clients.queries import visible
from clinic.core.access import Actor, May


@dataclass(frozen=True)
class Member:
    """Somebody of a household as a reader may see them: ``client`` is None where the reader may not know who it is."""

    client: Client | None
    joined_on: date
    left_on: date | None


@dataclass(frozen=True)
class SeenHousehold:
    """A household as a reader may see it: name and reason only where they may know everybody in it."""

    household: Household
    members: list[Member]

    @property
    def whole(self) -> bool:
        """Whether the reader may know every member."""
        return all(member.client for member in self.members)

    @property
    def name(self) -> str:
        return self.household.name if self.whole else ""

    def names_beside(self, client: Client) -> str:
        """The other members, for the file of this one; who may not be named is “partner”."""
        others = [member.client for member in self.members if member.client is None or member.client.pk != client.pk]
        return " & ".join(other.name if other else _("partner") for other in others)

    @property
    def end_reason(self) -> str:
        return self.household.end_reason if self.whole else ""


def households(actor: Actor, capability: May = May.SEE_CLIENT) -> HouseholdQuerySet:
    """Households with a member to whom the actor may do this, newest first, with their members; two statements."""
    seen = visible(actor, May.SEE_CLIENT).filter(pk=OuterRef("client"))
    reached = HouseholdMember.objects.filter(household=OuterRef("pk"), client__in=visible(actor, capability))
    members = HouseholdMember.objects.annotate(known=Exists(seen)).select_related("client")
    return (
        Household.objects.filter(Exists(reached))
        .prefetch_related(Prefetch("members", members.order_by("joined_on", "client__sort_name", "id")))
        .order_by("-began_on", "-id")
    )


def household_for(actor: Actor, household_id: UUID, capability: May = May.SEE_CLIENT) -> Household:
    """The household, if the actor may do this to one of its members; otherwise Http404."""
    found = households(actor, capability).filter(pk=household_id).first()
    if found is None:
        raise Http404("no such household")
    return found


def joinable(actor: Actor, capability: May) -> HouseholdQuerySet:
    """Running households with all of whose members the actor may begin joint work of this kind."""
    outside = HouseholdMember.objects.current().exclude(client__in=visible(actor, capability))
    return Household.objects.running().filter(~Exists(outside.filter(household=OuterRef("pk"))))


def household_to_join(actor: Actor, household_id: UUID, capability: May) -> Household:
    """The household, if the actor may begin joint work of this kind with everybody in it; otherwise Http404."""
    found = joinable(actor, capability).filter(pk=household_id).first()
    if found is None:
        raise Http404("no such household")
    return found


def as_seen(household: Household) -> SeenHousehold:
    """A household of :func:`households` as that actor may see it; those who may be named come first."""
    rows = sorted(household.members.all(), key=lambda row: not row.known)  # type: ignore[attr-defined]
    return SeenHousehold(
        household,
        [Member(row.client if row.known else None, row.joined_on, row.left_on) for row in rows],  # type: ignore[attr-defined]
    )


def open_alerts_of(actor: Actor, seen: SeenHousehold) -> AlertQuerySet:
    """The open risk alerts of those who belong to it now, as far as the actor may see them, the oldest first."""
    people = [file for one in seen.members if one.client and one.left_on is None for file in one.client.file_ids]
    return open_alerts_among(actor, people)


def of_client(actor: Actor, client: Client) -> list[SeenHousehold]:
    """The client's households as the actor may see them, the running one first."""
    return sorted(
        (as_seen(row) for row in households(actor).of(client)), key=lambda one: one.household.ended_on is not None
    )


def running_household(client: Client) -> QuerySet[Household]:
    """The client's household now: one at most."""
    members = HouseholdMember.objects.current().filter(client=client, household=OuterRef("pk"))
    return Household.objects.running().filter(Exists(members))


def members_in_keeping(actor: Actor, household: Household) -> QuerySet[Client]:
    """Who belongs to it now, of those whose files the actor may keep."""
    members = household.members.current().values("client")
    return visible(actor, May.KEEP_FILE).filter(pk__in=members).order_by("sort_name", "id")


def without_household(clients: QuerySet[Client]) -> QuerySet[Client]:
    """Those of these clients who could begin a household now."""
    return clients.exclude(Exists(HouseholdMember.objects.current().filter(client=OuterRef("pk"))))


def free_from(clients: Iterable[Client]) -> date | None:
    """The first day from which none of them belongs to a household that they have left; None: any day."""
    left = HouseholdMember.objects.filter(client__in=clients, left_on__gt=F("joined_on"))  # or it was for no day at all
    found: date | None = left.aggregate(day=Max("left_on"))["day"]
    return found


def members_now(household: Household) -> list[UUID]:
    """The ids of who belongs to it now; one statement."""
    return list(household.members.current().order_by("client_id").values_list("client_id", flat=True))


def refused_household(household: Household, client: Client) -> str:
    """Why this client cannot begin joint work in this household; empty where they can."""
    members = members_now(household)
    if not members:
        return _("The household has ended. Begin a new one, or continue without it.")
    if client.pk not in members:
        return _("This household is another client's.")
    return ""
