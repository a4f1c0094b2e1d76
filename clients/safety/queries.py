"""Reads of safety plans and of whom to call."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, cast
from uuid import UUID

from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404
from django.utils.text import capfirst

from clients.models import Client
from clients.queries import visible
from clients.safety.models import PARTS, EmergencyContact, SafetyPlan
from clinic.core import audit
from clinic.core.access import Actor, May

Unread: TypeAlias = tuple[UUID, str, datetime]  # client, name, since when it waits


@dataclass(frozen=True)
class Part:
    """One of the six parts as it is shown: its key, its name, and what is written there."""

    key: str
    label: str
    text: str

    @property
    def names_people(self) -> bool:
        """Whether numbers in it are telephone numbers."""
        return self.key in {"people", "professionals"}


def label_of(part: str) -> str:
    """The name of a part as a heading, for example "Warning signs"."""
    field = cast("models.Field[str, str]", SafetyPlan._meta.get_field(part))
    return capfirst(str(field.verbose_name))


def parts_of(plan: SafetyPlan) -> list[Part]:
    """The six parts in their order, empty ones too."""
    return [Part(key, label_of(key), getattr(plan, key)) for key in PARTS]


def versions_of(client: Client | UUID) -> QuerySet[SafetyPlan]:
    """Every version, the newest first; given the client, also those of merged files."""
    found = SafetyPlan.objects.filter(client=client).select_related("written_by")
    several = isinstance(client, Client) and len(client.file_ids) > 1
    return found.order_by("-written_at", "-number") if several else found.order_by("-number")


def current_plan(client: Client | UUID) -> SafetyPlan | None:
    """The client's safety plan: the newest version; one statement."""
    return versions_of(client).first()


def current_plans(actor: Actor, people: Iterable[UUID]) -> list[SafetyPlan]:
    """The safety plans of these clients that the actor may read, each with its client, by name; one statement."""
    reached = visible(actor, May.READ_RECORD).filter(pk__in=list(people))
    newest = SafetyPlan.objects.filter(client=OuterRef("pk")).order_by("-number").values("pk")[:1]
    found = SafetyPlan.objects.filter(pk__in=reached.values(newest=Subquery(newest)))
    return list(found.select_related("client").order_by("client__sort_name", "client_id"))


PLAN_OPENED = ("client-safety", "safety plan", "api safety plan", "safety plan pdf")  # as the access log names it


def unread_plans(actor: Actor) -> QuerySet[SafetyPlan, Unread]:
    """The plans that clients in the actor's care changed on the portal and that the actor has not opened since, the
    newest first. What the access log says is what counts: opening it is reading it."""
    newest = SafetyPlan.objects.filter(client=OuterRef("client")).order_by("-number").values("pk")[:1]
    rows = SafetyPlan.objects.filter(client__in=visible(actor, May.RECORD), written_by=None, pk=Subquery(newest))
    rows = rows.filter(audit.unopened_since(actor.user_id, "client", "written_at", PLAN_OPENED)).order_by(
        "-written_at", "id"
    )
    return rows.values_list("client_id", "client__name", "written_at")


def version_for(client: Client | UUID, number: int) -> SafetyPlan:
    """One version; Http404 for a number that there is not."""
    found = versions_of(client).filter(number=number).first()
    if found is None:
        raise Http404("no such version")
    return found


def contacts_of(client: Client | UUID) -> QuerySet[EmergencyContact]:
    """Whom to call about the client: emergency contacts before the GP, by name."""
    return EmergencyContact.objects.filter(client=client).order_by("kind", "name", "id")


def contact_for(actor: Actor, contact_id: UUID, capability: May) -> EmergencyContact:
    """The contact, if the actor may do this for their client; otherwise Http404."""
    reached = visible(actor, capability)
    found = EmergencyContact.objects.filter(pk=contact_id, client__in=reached).select_related("client").first()
    if found is None:
        raise Http404("no such contact")
    return found
