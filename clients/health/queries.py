"""Reads of what is known of clients' health."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django_stubs_ext import StrOrPromise

from clients.health.models import HealthAnswer, HealthFact, HealthKind
from clients.models import Client
from clients.queries import visible
from clinic.core.access import Actor, May


def health_of(client: Client) -> QuerySet[HealthFact]:
    """All answers about a client's health, the newest first."""
    return HealthFact.objects.filter(client=client).select_related("noted_by").order_by("-noted_at", "-id")


@dataclass(frozen=True)
class Condition:
    """One condition with the newest answer, None where nobody asked, and those before it."""

    kind: str
    label: StrOrPromise
    newest: HealthFact | None
    earlier: list[HealthFact]


def conditions_of(facts: Iterable[HealthFact]) -> list[Condition]:
    """Every condition in the order of the enumeration; ``facts``: one client's, the newest first."""
    by_kind: dict[str, list[HealthFact]] = {}
    for fact in facts:
        by_kind.setdefault(fact.kind, []).append(fact)
    rows = ((kind, label, by_kind.get(kind, [])) for kind, label in HealthKind.choices)
    return [Condition(kind, label, found[0] if found else None, found[1:]) for kind, label, found in rows]


def health_among(actor: Actor, people: Iterable[UUID]) -> Mapping[str, str]:
    """Condition → the newest answer, of these people whose record the actor may read; of several people the answer
    that asks for most care. A condition that nobody was asked about is left out. Two statements.
    """
    readable = visible(actor, May.READ_RECORD).filter(pk__in=list(people))
    person_of = {file_id: client.pk for client in readable for file_id in client.file_ids}
    newest: dict[tuple[UUID, str], str] = {}
    for fact in HealthFact.objects.filter(client__in=person_of).order_by("noted_at", "id"):
        newest[person_of[fact.client_id], fact.kind] = fact.answer
    found: dict[str, str] = {}
    for (_person, kind), answer in newest.items():
        found[kind] = min(answer, found.get(kind, answer), key=HealthAnswer.values.index)
    return found
