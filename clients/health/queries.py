"""Reads of what is known of clients' health."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet, UUIDField
from django.db.models.functions import Coalesce

from clients.health.models import HealthAnswer, HealthFact, HealthKind
from clients.models import Client
from clients.queries import readable_files
from clinic.core.access import Actor
from clinic.core.lazy import StrOrPromise

MOST_SHOWN = 200  # answers that a page shows; the API pages through all


def health_of(client: Client) -> QuerySet[HealthFact]:
    """All answers about a client's health, the newest first."""
    return HealthFact.objects.filter(client=client).select_related("noted_by").order_by("-noted_at", "-id")


def newest_facts(actor: Actor, people: Iterable[UUID]) -> QuerySet[HealthFact]:
    """What each of these people said last of each condition, in whichever of their files it is, of whom the actor may
    read the record; one statement. :func:`person_of` says whose it is."""
    kept = Coalesce("client__merged_into_id", "client_id", output_field=UUIDField())
    rows = HealthFact.objects.filter(client__in=readable_files(actor, people)).annotate(file=kept)
    rows = rows.select_related("client__merged_into", "noted_by")
    return rows.order_by("file", "kind", "-noted_at", "-id").distinct("file", "kind")


def person_of(fact: HealthFact) -> Client:
    """The file that is kept of whom it was said."""
    kept: Client | None = fact.client.merged_into
    return kept or fact.client


@dataclass(frozen=True)
class Condition:
    """One condition with the newest answer, None where nobody asked, and those before it."""

    kind: str
    label: StrOrPromise
    newest: HealthFact | None
    earlier: list[HealthFact]


def conditions_of(newest: Iterable[HealthFact], facts: Iterable[HealthFact]) -> list[Condition]:
    """Every condition in the order of the enumeration. ``newest``: one client's, one a condition; ``facts``: those
    that are listed, the newest first."""
    counts, earlier = {fact.kind: fact for fact in newest}, list(facts)
    return [
        Condition(
            kind,
            label,
            found := counts.get(kind),
            [fact for fact in earlier if fact.kind == kind and found is not None and fact.pk != found.pk],
        )
        for kind, label in HealthKind.choices
    ]


def health_among(facts: Iterable[HealthFact]) -> Mapping[str, str]:
    """Condition → the newest answer among :func:`newest_facts`; of several people the answer that asks for most care.
    A condition that nobody was asked about is left out.
    """
    found: dict[str, str] = {}
    for fact in facts:
        found[fact.kind] = min(fact.answer, found.get(fact.kind, fact.answer), key=HealthAnswer.values.index)
    return found
